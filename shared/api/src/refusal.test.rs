use serde::de::Error as _;

use super::*;

fn at(keys: &[&str]) -> String {
    let steps: Vec<_> = keys.iter().map(|key| Step::Key((*key).to_owned())).collect();
    pointer(steps.iter())
}

/// Guards against pointers that lead elsewhere when a name contains the pointer's own characters (RFC 6901 section 3).
/// Requirement: ALL-7.
#[test]
fn names_are_escaped_in_pointers() {
    assert_eq!(at(&[]), "");
    assert_eq!(at(&["a/b", "m~n", "~1", ""]), "/a~1b/m~0n/~01/");
}

/// Guards against an answer as large as the request: names of unknown fields come from the client.
#[test]
fn a_pointer_that_would_be_too_long_ends_at_a_parent() {
    let long = "x".repeat(MAX_POINTER_LEN);
    assert_eq!(at(&["phones", &long, "kind"]), "/phones");
}

/// Guards against personal data in answers and logs: no case of serde's errors keeps the value.
#[test]
fn no_case_keeps_the_value() {
    let value = "ada@example.com";
    for refusal in [
        Refusal::invalid_type(Unexpected::Str(value), &"u64"),
        Refusal::invalid_type(Unexpected::Other(value), &"u64"),
        Refusal::invalid_value(Unexpected::Str(value), &"a kind"),
        Refusal::unknown_variant(value, &["customer"]),
        Refusal::unknown_variant(value, &[]),
    ] {
        let error = refusal.into_field_error();
        assert!(!format!("{error:?}").contains("ada"), "{error:?}");
    }
    let error = Refusal::unknown_field("nmae", &["name"]).into_field_error();
    assert_eq!(error, FieldError::at("/nmae", "unknown_field", "expected one of `name`"));
}
