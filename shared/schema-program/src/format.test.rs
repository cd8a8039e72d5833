use serde_json::json;

use super::{Asked, Format};

const NAMES: [&str; 7] = ["date", "time", "date-time", "uuid", "uri", "ipv4", "ipv6"];

/// Texts that sit on the edges of the formats, and all that one changed, lost or doubled character makes of them.
fn texts() -> Vec<String> {
    let seeds = [
        "2024-02-29",
        "2023-02-28",
        "1900-02-28",
        "2000-02-29",
        "2026-12-31",
        "0000-01-01",
        "2026-04-30",
        "23:59:60Z",
        "23:59:60.5z",
        "00:00:00+23:59",
        "22:59:60-01:00",
        "00:29:60+00:30",
        "12:00:00.000001Z",
        "2026-11-20T22:00:00.123Z",
        "2026-11-20t22:00:00z",
        "2026-11-20T23:59:60+00:00",
        "0188bac7-4afa-78aa-bc3b-bd1eef28d881",
        "0188BAC7-4AFA-78AA-BC3B-BD1EEF28D881",
        "0188bac74afa78aabc3bbd1eef28d881",
        "https://example.com",
        "http://a:b@c.d:80/e?f#g",
        "urn:x:y",
        "a:",
        "a://",
        "http://[::1]:80/",
        "http://[v1.a:b]/",
        "http://%41/%7e?a=%20#/?",
        "mailto:a@b.c",
        "http://a@b@c/",
        "http://a:80:80/",
        "//x",
        "a/b:c",
        "http://[::1",
        "http://ü/",
        "1.2.3.4",
        "255.255.255.255",
        "::",
        "::1",
        "1:2:3:4:5:6:7:8",
        "::ffff:1.2.3.4",
        "fe80::1%25en0",
        "",
    ];
    let mut texts = Vec::new();
    for seed in seeds {
        let chars: Vec<char> = seed.chars().collect();
        texts.push(seed.to_owned());
        for at in 0..chars.len() {
            let mut lost = chars.clone();
            lost.remove(at);
            texts.push(lost.iter().collect());
            for other in "0269:-.+TZz/?#@%[]vg~ \\ü\0".chars() {
                let mut changed = chars.clone();
                changed[at] = other;
                texts.push(changed.iter().collect());
                changed[at] = chars[at];
                changed.insert(at, other);
                texts.push(changed.iter().collect());
            }
        }
    }
    texts
}

/// What `jsonschema` 0.60 lets pass and should not: its dates and times take the characters before `0` for digits. We do not, and then it is asked anyway.
fn has_a_mark_for_a_digit(format: Format, text: &str) -> bool {
    let mended = |at: usize| {
        (b'0'..=b'9').any(|digit| {
            let mut bytes = text.as_bytes().to_vec();
            bytes[at] = digit;
            String::from_utf8(bytes).is_ok_and(|text| format.fits(&text))
        })
    };
    let marks = text.bytes().enumerate().filter(|(_, byte)| (b'*'..=b'/').contains(byte));
    matches!(format, Format::Date | Format::Time | Format::DateTime) && marks.into_iter().any(|(at, _)| mended(at))
}

/// Two opinions about a format would be events that the one path accepts and the other refuses.
#[test]
fn formats_are_those_of_jsonschema() {
    let texts = texts();
    for name in NAMES {
        let schema = json!({ "format": name });
        let options = jsonschema::draft202012::options().should_validate_formats(true);
        let validator = options.build(&schema).expect("a schema");
        let Asked::Check(format) = Format::of(name) else { panic!("`{name}` is checked") };
        let (mut accepted, mut refused) = (0, 0);
        for text in &texts {
            let expected = validator.is_valid(&json!(text));
            assert!(
                format.fits(text) == expected || expected && has_a_mark_for_a_digit(format, text),
                "{name}: {text:?}"
            );
            *(if expected { &mut accepted } else { &mut refused }) += 1;
        }
        assert!(accepted > 5 && refused > 1_000, "{name}: {accepted} accepted, {refused} refused");
    }
}

/// A format that others check and we take for a note would let everything pass.
#[test]
fn a_format_without_a_check_is_one_that_nobody_checks() {
    for name in ["email", "hostname", "duration", "uri-reference", "regex"] {
        assert!(matches!(Format::of(name), Asked::Unknown), "{name}");
    }
    for name in ["uint64", "int16", "decimal", "binary", "password"] {
        assert!(matches!(Format::of(name), Asked::Nothing), "{name}");
        let schema = json!({ "format": name });
        let options = jsonschema::draft202012::options().should_validate_formats(true);
        assert!(options.build(&schema).expect("a schema").is_valid(&json!("\0")), "{name}");
    }
}
