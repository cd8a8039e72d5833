use super::*;

fn segment(value: &impl KeySegment) -> String {
    let mut key = String::new();
    value.write_segment(&mut key);
    key
}

/// Parts that run together would give two different requests one digest, and the second would get the first one's answer.
#[test]
fn the_parts_of_a_digest_do_not_run_together() {
    assert_ne!(Digest::of(&[b"ab", b"c"]), Digest::of(&[b"a", b"bc"]));
    assert_ne!(Digest::of(&[b"ab"]), Digest::of(&[b"ab", b""]));
    assert_eq!(Digest::of(&[b"ab", b"c"]), Digest::of(&[b"ab", b"c"]));
}

/// A digest of another length would break the fixed width that IAM patterns rely on.
#[test]
fn a_digest_is_a_segment_of_fixed_width_that_reads_back() {
    let digest = Digest::of(&[b"x"]);
    let text = segment(&digest);
    assert_eq!((text.len(), text.len()), (43, Digest::PATTERN.len()));
    assert!(!text.contains('#'));
    assert_eq!(text.parse::<Digest>(), Ok(digest));
    assert!(text[1..].parse::<Digest>().is_err());
}

/// A name with a `#` would forge segments of a key.
#[test]
fn a_name_in_a_key_has_upper_case_letters_only() {
    assert_eq!(segment(&KeyName::new("ACCOUNT_ARCHIVED")), "ACCOUNT_ARCHIVED");
    for refused in ["", "account", "A#B", "A B", "A1"] {
        assert!(refused.parse::<KeyName>().is_err(), "`{refused}`");
    }
}
