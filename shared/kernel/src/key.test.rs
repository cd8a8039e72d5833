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

/// An id that leaves no trace in a key would be read as any other.
#[test]
fn an_id_of_any_kind_is_the_segment_that_it_is_written_as() {
    let id: AnyId = "tenant_01h2xcejqtf2nbrexx3vqjhp41".parse().unwrap();
    assert_eq!(segment(&id), "tenant_01h2xcejqtf2nbrexx3vqjhp41");
}

/// A name with a `#` would forge segments of a key.
#[test]
fn a_name_in_a_key_has_upper_case_letters_only() {
    assert_eq!(segment(&KeyName::new("ACCOUNT_ARCHIVED")), "ACCOUNT_ARCHIVED");
    for refused in ["", "account", "A#B", "A B", "A1"] {
        assert!(refused.parse::<KeyName>().is_err(), "`{refused}`");
    }
}

fn blind_index_key(first: char) -> BlindIndexKey {
    format!("{first}{}", "A".repeat(42)).parse().unwrap()
}

/// A digest of personal data that anybody can compute lets anybody try addresses against it. Requirement: CON-2
#[test]
fn a_keyed_digest_depends_on_the_key_and_on_every_part() {
    let key = blind_index_key('A');
    let digest = Digest::keyed(&key, &[b"tenant", b"ada@example.com"]);
    assert_eq!(digest, Digest::keyed(&key, &[b"tenant", b"ada@example.com"]));
    for other in [
        Digest::keyed(&blind_index_key('B'), &[b"tenant", b"ada@example.com"]),
        Digest::keyed(&key, &[b"tenant2", b"ada@example.com"]),
        Digest::keyed(&key, &[b"tenanta", b"da@example.com"]),
        Digest::of(&[b"tenant", b"ada@example.com"]),
    ] {
        assert_ne!(digest, other);
    }
}

/// A key that another program cannot compute again is lost with this one. Source: HMAC-SHA-256 of Python's `hmac`.
#[test]
fn a_keyed_digest_is_the_one_that_others_compute() {
    let digest = Digest::keyed(&blind_index_key('A'), &[b"a", b"bc"]);
    assert_eq!(digest.to_string(), "Uu2WhmOhWCfj9Je0_9_CtNd9vexQcYFiFT9D084625w");
}

/// A key in a log is a key that is lost.
#[test]
fn a_blind_index_key_is_never_shown_and_has_one_length() {
    assert_eq!(format!("{:?}", blind_index_key('A')), "BlindIndexKey(..)");
    for wrong in ["", "AAAA", &"A".repeat(44), &"=".repeat(43)] {
        assert!(wrong.parse::<BlindIndexKey>().is_err(), "{wrong}");
    }
}

/// A debug line of a commit or of its refusal must not show an email address. Requirement: CON-2
#[test]
fn a_personal_claim_hides_its_value() {
    let claim = |personal| crate::Claim {
        name: KeyName::new("EMAIL"),
        value: "ada@example.com".to_owned(),
        personal,
        pointer: "/emails/0/address".to_owned(),
    };
    assert!(!format!("{:?}", claim(true)).contains("ada"));
    assert!(format!("{:?}", claim(false)).contains("ada@example.com"));
}
