use super::*;

/// A bad input that is a good one by mistake tests nothing.
#[test]
fn the_inputs_are_what_they_are_called() {
    let all = hostile();
    let of = |name: &str| all.iter().find(|(known, _)| *known == name).unwrap().1.as_slice();
    let lines = |name: &str| of(name).split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect::<Vec<_>>();
    let is_json = |line: &Vec<u8>| serde_json::from_slice::<serde_json::Value>(line).is_ok();
    assert!(std::str::from_utf8(of("invalid utf-8 in a value")).is_err());
    assert!(lines("10 mb line").iter().any(|line| line.len() > LONG && is_json(line)));
    assert!(lines("10 mb of fields").iter().any(|line| line.len() > LONG / 2 && is_json(line)));
    for broken in
        ["truncated line", "1000-deep arrays", "numbers that are none", "two events on a line", "lone surrogate"]
    {
        assert_eq!(lines(broken).iter().filter(|line| !line.is_empty() && !is_json(line)).count(), 1, "{broken}");
    }
    for fine in
        ["one event", "one type", "duplicate keys", "mixed envelopes", "names of all kinds", "envelope in an envelope"]
    {
        assert!(lines(fine).iter().all(|line| line.is_empty() || is_json(line)), "{fine}");
    }
    assert!(!String::from_utf8_lossy(of("one type")).contains("Cancelled"));
    assert_eq!(all.iter().map(|(name, _)| name).collect::<std::collections::BTreeSet<_>>().len(), all.len());
}
