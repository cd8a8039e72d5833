use proptest::{prelude::*, sample::select, string::string_regex, test_runner::TestRunner};
use regex_lite::{Regex, RegexBuilder};

use super::{super::patterns::PATTERNS, *};

fn by_regex_lite(pattern: &str) -> Regex {
    RegexBuilder::new(&format!("^(?:{pattern})$")).case_insensitive(true).build().unwrap()
}

/// Codes of the pattern, some with one character removed, added or replaced.
fn nearly_codes(pattern: &str) -> impl Strategy<Value = String> {
    let code = string_regex(&format!("(?-u:{pattern})")).unwrap();
    let other = select("09AZQaz -/\n\u{0}é٣".chars().collect::<Vec<_>>());
    (code, any::<prop::sample::Index>(), other, 0..4).prop_map(|(code, at, other, change)| {
        let mut code: Vec<char> = code.chars().collect();
        let at = at.index(code.len());
        match change {
            0 => code[at] = other,
            1 => code.insert(at, other),
            2 => drop(code.remove(at)),
            _ => {}
        }
        code.into_iter().collect()
    })
}

/// A matcher of our own that reads a pattern otherwise than everybody's regular expressions would refuse what forms let
/// through.
#[test]
fn every_pattern_is_read_as_regex_lite_reads_it() {
    for (country, pattern) in PATTERNS {
        let regex = by_regex_lite(pattern);
        TestRunner::deterministic()
            .run(&nearly_codes(pattern), |text| {
                prop_assert_eq!(is_match(pattern, &text), regex.is_match(&text), "{} {:?}", country, text);
                Ok(())
            })
            .unwrap();
    }
}

/// The table uses few of the combinations; the next line of it may use another.
#[test]
fn groups_sets_counts_and_alternatives_combine() {
    let texts =
        ["", "A", "B", "AB", "ABB", "ABBB", "A1", "a1", "1", "12", "123", "A-B", "A B", "-", "AA", "BA", "\\", "C"];
    let patterns = [
        "A",
        "A?B",
        "AB{2,3}",
        "A{0,1}B{1}",
        "A|B|AB",
        "|A",
        "(?:A|B)?",
        "(?:A(?:B|1)?){2}",
        "(?:A|AB)B",
        "[A-B]{2}",
        r"A[\- ]?B",
        r"[\dA]{1,2}",
        r"\d{1,2}",
        "(?:|A)B",
        "[AB]",
        "[A-]",
        r"[\\]",
        "(?:A?){3}",
    ];
    for pattern in patterns {
        let regex = by_regex_lite(pattern);
        for text in texts {
            assert_eq!(is_match(pattern, text), regex.is_match(text), "`{pattern}` on `{text}`");
        }
    }
}
