//! Input that is no corpus, or a strange one.

use event_analysis::{Analyser, Severity};
use event_corpus::hostile;

use super::analysed;

fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    bytes.split(|byte| *byte == b'\n').collect()
}

/// Logs are cut off, encodings are mixed up, and somebody pipes the wrong file: each gets an answer with the line, never a crash.
#[test]
fn every_bad_input_gets_an_answer() {
    for (name, bytes) in hostile() {
        let lines = lines(&bytes);
        let report = analysed(&lines);
        let texts = lines.iter().filter(|line| !line.iter().all(u8::is_ascii_whitespace)).count() as u64;
        assert_eq!(report.events + report.unreadable_count, texts, "{name}: every line is an event or named");
        for line in &report.unreadable {
            assert!((1..=lines.len() as u64).contains(&line.line), "{name}: {line:?}");
            assert!(!line.reason.is_empty(), "{name}");
        }
        let said = report.to_string();
        assert!(said.contains("events of"), "{name}: {said}");
    }
}

/// What is wrong with a line is said with its number, and quotes nothing of it.
#[test]
fn a_broken_line_is_named_and_not_quoted() {
    let secret = "Ada.Lovelace@secret.example";
    let lines: [String; 7] = [
        r#"{"type":"A","id":1}"#.to_owned(),
        format!(r#"{{"type":"A","email":"{secret}"#),
        format!(r#"["{secret}"]"#),
        format!(r#"{{"n":1e999,"e":"{secret}"}}"#),
        format!("{}\"{secret}\"{}", r#"{"a":"#.repeat(1_000), "}".repeat(1_000)),
        format!(r#"{{"a":1}} {secret}"#),
        format!("\u{feff}{{\"a\":\"{secret}\"}}"),
    ];
    let report = analysed(&lines);
    let broken: Vec<u64> = report.unreadable.iter().map(|line| line.line).collect();
    assert_eq!(broken, [2, 3, 4, 5, 6, 7]);
    assert_eq!(report.events, 1);
    let said = serde_json::to_string(&report).expect("JSON");
    assert!(!said.contains("secret"), "{said}");
    for (line, reason) in report.unreadable.iter().zip(["ends", "not a JSON object", "number", "recursion", "trailing"])
    {
        assert!(line.reason.contains(reason), "{line:?}: {reason}");
    }
}

/// Nothing can be said about one event, one type or none; saying something all the same would be a false alarm.
#[test]
fn too_little_to_compare_is_no_violation() {
    let one = r#"{"type":"OrderCreated","tenant_id":"t1","data":{"id":"o1"}}"#;
    assert!(analysed([one]).violations.is_empty());
    assert!(analysed([""; 3]).violations.is_empty());
    let of_one_type: Vec<String> = (0..200)
        .map(|n| {
            format!(r#"{{"type":"OrderCreated","tenant_id":"tenant_{:04}","data":{{"id":"order_{n:06}"}}}}"#, n % 7)
        })
        .collect();
    let report = analysed(&of_one_type);
    assert!(report.violations.iter().all(|violation| violation.severity == Severity::Low), "{report}");
}

/// A name twice in one object is read like two values; it must not confuse what is counted.
#[test]
fn a_name_twice_is_no_second_event() {
    let line = r#"{"type":"A","tenant_id":"t1","tenant_id":"t2","x":{"y":1,"y":2}}"#;
    let report = analysed(std::iter::repeat_n(line, 50));
    assert_eq!((report.events, report.unreadable_count), (50, 0));
}

/// A thousand equal flags in one event are half a million pairs; nobody has time to look at each.
#[test]
fn wide_events_take_no_longer_than_their_size() {
    let flags: Vec<String> = (0..1_000).map(|n| format!(r#""flag_{}_{}":"on""#, n / 32, n % 32)).collect();
    let line = format!(r#"{{"type":"FlagsSet","tenant_id":"t1","a":{{{0}}},"b":{{{0}}}}}"#, flags.join(","));
    assert_eq!(analysed(std::iter::repeat_n(line, 30)).events, 30);
}

/// The report is printed on terminals and read in tickets: what an event says must not come out of it as a command or a name.
#[test]
fn a_report_quotes_no_value_and_no_control_character() {
    let mut lines: Vec<String> =
        (0..200).map(|n| format!(r#"{{"type":"\u001b[2JAssetRenamed","id":"asset_{n:08}","by":{{"k":1}}}}"#)).collect();
    lines.push(
        r#"{"type":"\u001b[2JAssetRenamed","id":"Lovelace-Ada-Hamburg-7","by":{"ada.lovelace@example.com":1}}"#
            .to_owned(),
    );
    let report = analysed(&lines);
    let said = format!("{report}{}", serde_json::to_string(&report).expect("JSON"));
    assert!(report.violations.iter().any(|violation| violation.path == "/id"), "{report}");
    assert!(!said.contains('\u{1b}') && !said.contains("u001b") && !said.contains("Lovelace"), "{said}");
    assert!(!said.contains("ada.lovelace"), "{said}");
}

/// The memory must not grow with what somebody invents: types, names, keys, prefixes.
#[test]
fn inventions_without_end_are_counted_and_not_kept() {
    let mut analyser = Analyser::new();
    for n in 0..20_000 {
        let line = format!(
            r#"{{"type":"Type{n}","field{n}":{n},"map":{{"key{n}":1}},"id":"prefix{n}_0123456789","tenant":"t{}"}}"#,
            n % 9
        );
        analyser.line(line.as_bytes());
    }
    analyser.settle();
    let report = analyser.report();
    assert_eq!(report.events, 20_000);
    let state = analyser.save().expect("a state");
    assert!(state.len() < 60_000_000, "{} bytes", state.len());
}
