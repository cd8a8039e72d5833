use proptest::prelude::*;

use super::*;

fn of(name: &str) -> SortName {
    SortName::of(name).expect("a name")
}

/// Whoever writes a name in another case, on another keyboard or in another alphabet's width looks for the same company.
/// Requirement: ALL-6
#[test]
fn case_and_spelling_do_not_count() {
    for spellings in [
        &["Acme", "ACME", "acme", "\u{ff21}cme"][..],
        &["Straße", "STRASSE", "strasse", "STRAẞE"],
        &["Σίσυφος", "ΣΊΣΥΦΟΣ", "σίσυφοσ"],
        &["Zu\u{308}rich", "Z\u{fc}rich", "ZÜRICH"],
        &["\u{fb01}n", "fin", "FIN"],
        &["a\u{a0}b", "a b"],
        &["acme", "\u{feff}Acme", "ac\u{200b}me", "\u{202e}acme", "ac\u{ad}me"],
    ] {
        for spelling in spellings {
            assert_eq!(of(spelling), of(spellings[0]), "{spelling}");
        }
    }
    for (one, other) in [("Zurich", "Zürich"), ("acme", "acm\u{e9}"), ("a b", "ab"), ("a", "a#")] {
        assert_ne!(of(one), of(other));
    }
}

/// A key with a `#` of a person's in it stands in another partition's place. Requirement: ACS-6, ALL-6
#[test]
fn a_segment_is_hexadecimal_of_limited_length() {
    let mut key = String::new();
    of("a#B").write_segment(&mut key);
    assert_eq!(key, "612362");
    let longest = of(&"\u{1f980}".repeat(255));
    assert_eq!(longest.as_str(), "f09fa680".repeat(16));
    assert_eq!(longest.as_str().len(), 2 * SortName::MAX_BYTES);
    assert_eq!(SortName::of(""), None);
}

/// A search for more than what is kept of a name would find names that do not begin so. Requirement: ALL-6
#[test]
fn a_prefix_is_no_longer_than_what_counts() {
    let longest = "x".repeat(SortName::MAX_BYTES);
    assert_eq!(SortName::prefix(&longest), SortName::of(&longest));
    assert_eq!(SortName::prefix(&format!("{longest}x")), None);
    assert_eq!(SortName::prefix(""), None);
    assert!(of("Acme Holding").starts_with(&SortName::prefix("ACME h").expect("a prefix")));
    assert!(!of("Acme").starts_with(&of("Acme Holding")));
}

/// What a client made up must not become a key. Requirement: ALL-6
#[test]
fn only_what_was_encoded_is_read_back() {
    let longest = "61".repeat(SortName::MAX_BYTES);
    assert_eq!(longest.parse(), Ok(of(&"a".repeat(SortName::MAX_BYTES))));
    for text in ["", "6", "6A", "6g", "61#", " 61", &format!("{longest}61"), "acme"] {
        assert_eq!(text.parse::<SortName>(), Err(SortNameError), "{text}");
    }
    let stored = serde_json::to_string(&of("Acme")).expect("JSON");
    assert_eq!((stored.as_str(), serde_json::from_str(&stored).ok()), ("\"61636d65\"", Some(of("Acme"))));
}

/// A character that comes out otherwise the second time would be stored in one form and looked for in another. Requirement: ALL-6
#[test]
fn no_character_folds_further_than_once() {
    // Behind the second plane no character has another form.
    let further: Vec<char> = ('\0'..='\u{2ffff}')
        .filter(|letter| {
            let once = folded(letter.encode_utf8(&mut [0; 4]));
            folded(&once) != once
        })
        .collect();
    assert!(further.is_empty(), "{further:?}");
}

proptest! {
    /// A list must be in one order, whatever is in it: that of the folded names, shorter ones first. Requirement: ALL-6
    #[test]
    fn the_order_is_that_of_the_folded_names(one in "\\PC{1,40}", other in "[a-c#\\u{e4}\\u{df}]{1,3}|\\PC{1,40}") {
        let bytes = |text: &str| folded(text).into_bytes().into_iter().take(SortName::MAX_BYTES).collect::<Vec<_>>();
        prop_assert_eq!(of(&one).cmp(&of(&other)), bytes(&one).cmp(&bytes(&other)));
        let key = |text: &str| format!("{}#account", of(text));
        prop_assert_eq!(key(&one).cmp(&key(&other)), of(&one).cmp(&of(&other)));
    }

    /// A name that is folded twice must stay where it is. Requirement: ALL-6
    #[test]
    fn folding_twice_changes_nothing(name in "\\PC{1,40}") {
        prop_assert_eq!(folded(&folded(&name)), folded(&name));
        prop_assert_eq!(of(&name).as_str().parse(), Ok(of(&name)));
    }

    /// The beginning of a name, as somebody types it, finds the name. Requirement: ALL-6
    #[test]
    fn a_name_begins_with_its_beginning(name in "[a-zA-ZäÖßÉçΣς0-9 .&-]{1,30}", length in 1..30_usize) {
        let typed: String = name.chars().take(length).collect();
        let prefix = SortName::prefix(&typed).expect("a short text");
        prop_assert!(of(&name).starts_with(&prefix), "{} in {}", typed, name);
        let shouted = SortName::prefix(&typed.to_uppercase()).expect("a short text");
        prop_assert!(of(&name).starts_with(&shouted), "{} in {}", typed, name);
    }
}
