//! Input that breaks readers.

use crate::dice::Dice;

/// How much text the long line has.
const LONG: usize = 10 * 1024 * 1024;
const DEPTH: usize = 1000;

/// Inputs by name: none of them may crash a reader. They are made, and not kept in files, because some are large and some no text.
#[must_use]
pub fn hostile() -> Vec<(&'static str, Vec<u8>)> {
    let mut dice = Dice::new(6);
    let good: Vec<String> = (0..40).map(|number| event(&mut dice, number)).collect();
    let with = |bad: &[u8]| {
        let (before, after) = good.split_at(good.len() / 2);
        [before.join("\n").as_bytes(), b"\n", bad, b"\n", after.join("\n").as_bytes(), b"\n"].concat()
    };
    let one = good.first().cloned().unwrap_or_default();
    let cut = |at: usize| one.as_bytes().get(..at).unwrap_or_default().to_vec();
    let inserted = |member: &str| with(one.replacen('{', &format!("{{{member},"), 1).as_bytes());
    let nested = |open: &str, close: &str, depth: usize| {
        inserted(&format!("\"deep\":{}1{}", open.repeat(depth), close.repeat(depth)))
    };
    let bridged = format!(
        "{{\"version\":\"0\",\"id\":\"1\",\"detail-type\":\"OrderCreated\",\"source\":\"x\",\"account\":\"1\",\
         \"time\":\"2026-01-05T08:00:00Z\",\"region\":\"eu-central-1\",\"resources\":[],\"detail\":{one}}}"
    );
    let mixed: String = (0..40).map(|index| format!("{}\n", if index % 2 == 0 { &bridged } else { &one })).collect();
    vec![
        ("empty file", Vec::new()),
        ("empty lines only", b"\n\n\r\n \n".to_vec()),
        ("one event", format!("{one}\n").into_bytes()),
        ("one event without a line end", one.clone().into_bytes()),
        (
            "one type",
            good.iter()
                .map(|line| format!("{}\n", line.replace("Cancelled", "Created")))
                .collect::<String>()
                .into_bytes(),
        ),
        ("truncated line", with(&cut(one.len() / 2))),
        ("truncated last line", [good.join("\n").as_bytes(), b"\n", &cut(one.len() - 1)].concat()),
        ("only truncated lines", (1..one.len()).flat_map(|at| [cut(at), b"\n".to_vec()].concat()).collect()),
        ("invalid utf-8 in a value", with(&bytes(&one, b"caf\xe9"))),
        ("invalid utf-8 in a name", with(b"{\"event_\xff\xfetype\":\"OrderCreated\"}")),
        ("lone surrogate", inserted("\"text\":\"\\ud800\"")),
        ("nul and control characters", inserted("\"te\u{0}xt\":\"a\u{1}b\"")),
        ("byte order mark", ["\u{feff}".as_bytes(), good.join("\n").as_bytes(), b"\n"].concat()),
        ("carriage returns", good.join("\r\n").into_bytes()),
        ("10 mb line", inserted(&format!("\"text\":\"{}\"", "x".repeat(LONG)))),
        ("10 mb of fields", inserted(&(0..LONG / 16).map(|n| format!("\"f{n:07}\":1")).collect::<Vec<_>>().join(","))),
        ("10 mb without a line end", vec![b'['; LONG]),
        ("1000-deep arrays", nested("[", "]", DEPTH)),
        ("1000-deep objects", nested("{\"a\":", "}", DEPTH)),
        ("100000-deep arrays", nested("[", "]", 100 * DEPTH)),
        ("duplicate keys", inserted("\"tenant_id\":\"tenant_2\",\"tenant_id\":null")),
        ("duplicate key of an object", inserted("\"data\":{\"a\":1},\"data\":[1]")),
        (
            "numbers out of range",
            inserted("\"a\":1e999,\"b\":-1e999,\"c\":99999999999999999999999999,\"d\":1e-999,\"e\":-0"),
        ),
        ("numbers that are none", inserted("\"a\":NaN,\"b\":Infinity,\"c\":01,\"d\":+1,\"e\":.5")),
        ("mixed envelopes", mixed.into_bytes()),
        ("envelope in an envelope", with(bridged.replace(&one, &bridged).as_bytes())),
        ("values that are no objects", with(b"null\n42\n\"text\"\n[]\n[{}]\n{}\ntrue")),
        ("two events on a line", with(format!("{one}{one}").as_bytes())),
        ("names of all kinds", inserted("\"\":1,\"/\":2,\"~\":3,\"a.b\":4,\"\\u0061\":5,\"__proto__\":6,\"\\n\":7")),
        ("a type that is no text", with(one.replace("\"OrderCreated\"", "{\"a\":[1]}").as_bytes())),
        ("text that is no json", b"event,tenant\nOrderCreated,1\n".to_vec()),
        ("random bytes", (0..65_536).map(|_| u8::try_from(dice.below(256)).unwrap_or(0)).collect()),
    ]
}

fn event(dice: &mut Dice, number: usize) -> String {
    let action = if number.is_multiple_of(3) { "Created" } else { "Cancelled" };
    format!(
        "{{\"event_id\":\"{}\",\"event_type\":\"Order{action}\",\"tenant_id\":\"tenant_{}\",\"aggregate_id\":\"order_{}\",\
         \"occurred_at\":\"2026-01-05T08:00:{number:02}Z\",\"data\":{{\"name\":\"cafe\"}}}}",
        dice.text(crate::words::HEX, 32),
        dice.below(3),
        number / 3,
    )
}

/// The event with other bytes instead of its text.
fn bytes(event: &str, other: &[u8]) -> Vec<u8> {
    let (before, after) = event.split_once("cafe").unwrap_or((event, ""));
    [before.as_bytes(), other, after.as_bytes()].concat()
}

#[cfg(test)]
#[path = "hostile.test.rs"]
mod tests;
