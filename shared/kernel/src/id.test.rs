use proptest::prelude::*;

use super::*;
use crate::KeySegment;

typed_id! {
    /// Another kind of id.
    struct OtherId = "other_kind";
}

const TENANT: &str = "tenant_01h2xcejqtf2nbrexx3vqjhp41";

/// An id of one kind where another belongs would address another record. Requirement: ALL-7
#[test]
fn an_id_of_another_kind_does_not_parse() {
    assert!(TENANT.parse::<TenantId>().is_ok());
    assert_eq!(TENANT.parse::<CapsuleId>(), Err(IdError::Prefix { expected: "capsule".into() }));
    assert!("other_kind_01h2xcejqtf2nbrexx3vqjhp41".parse::<OtherId>().is_ok());
    assert!("kind_01h2xcejqtf2nbrexx3vqjhp41".parse::<OtherId>().is_err());
}

/// Two spellings of one id would be two keys of one record.
#[test]
fn an_id_has_one_spelling() {
    for refused in [
        "01h2xcejqtf2nbrexx3vqjhp41",
        "tenant_01H2XCEJQTF2NBREXX3VQJHP41",
        "TENANT_01h2xcejqtf2nbrexx3vqjhp41",
        "tenant_01h2xcejqtf2nbrexx3vqjhp4",
        "tenant_01h2xcejqtf2nbrexx3vqjhp411",
        "tenant_81h2xcejqtf2nbrexx3vqjhp41",
        "tenant_01h2xcejqtf2nbrexx3vqjhp4l",
        "tenant_01h2xcejqtf2nbrexx3vqjhp4#",
        " tenant_01h2xcejqtf2nbrexx3vqjhp41",
        "tenant_01h2xcejqtf2nbrexx3vqjhp41 ",
        "tenant__01h2xcejqtf2nbrexx3vqjhp41",
        "tenant_00000000000000000000000000",
        "tenant_",
        "",
    ] {
        assert!(refused.parse::<TenantId>().is_err(), "`{refused}`");
        assert!(refused.parse::<AnyId>().is_err() || refused.starts_with("tenant__"), "`{refused}` as any id");
    }
}

/// Settings whose id is made anew by each reader must be found under it, by whoever has the same scope and by nobody else. Requirement: SET-1
#[test]
fn a_derived_id_is_the_same_for_the_same_parts_only() {
    let derived = TenantId::derived(Timestamp::EPOCH, &[b"one", b"two"]);
    assert_eq!(derived, TenantId::derived(Timestamp::EPOCH, &[b"one", b"two"]));
    assert_eq!(derived.to_string().parse(), Ok(derived), "it is an id like any other");
    assert_ne!(derived, TenantId::derived(Timestamp::EPOCH, &[b"onet", b"wo"]));
    assert_ne!(derived.uuid(), UserId::derived(Timestamp::EPOCH, &[b"one", b"two"]).uuid(), "of another type");
    let later = TenantId::derived(Timestamp::EPOCH.plus_seconds(1), &[b"one", b"two"]);
    assert!(derived < later && later < TENANT.parse().unwrap(), "ids sort by their time");
}

/// An id that loses its type on the way must get back only the type it had.
#[test]
fn an_erased_id_becomes_only_what_it_was() {
    let id: TenantId = TENANT.parse().unwrap();
    let any = id.erase();
    assert_eq!((any.to_string().as_str(), any.prefix()), (TENANT, "tenant"));
    assert_eq!(any.typed::<TenantId>(), Ok(id));
    assert!(any.typed::<UserId>().is_err());
    assert_eq!(TENANT.parse::<AnyId>(), Ok(any));
}

/// An aggregate type with a `#` would forge segments of a key.
#[test]
fn an_aggregate_type_is_one_segment() {
    for refused in ["", "Account", "a#b", "a b", "_a", "a_", "a1"] {
        assert!(refused.parse::<AggregateType>().is_err(), "`{refused}`");
    }
    let mut key = String::new();
    "lead_source".parse::<AggregateType>().unwrap().write_segment(&mut key);
    assert_eq!(key, "LEAD_SOURCE");
}

proptest! {
    /// Whatever the UUID, the id reads back, sorts like it, is fixed width, and matches its own schema and IAM pattern.
    #[test]
    fn every_id_reads_back_and_sorts_by_time(a in any::<u128>(), b in any::<u128>()) {
        let uuid = |bits: u128| {
            Uuid::from_u128((bits & !(0xf << 76) & !(0x3 << 62)) | (7 << 76) | (2 << 62))
        };
        let (first, second) = (UserId::from_uuid(uuid(a)), UserId::from_uuid(uuid(b)));
        let text = first.to_string();
        prop_assert_eq!(text.parse::<UserId>(), Ok(first));
        prop_assert_eq!(text.len(), "user_".len() + SUFFIX_LEN);
        prop_assert_eq!(UserId::PATTERN.len(), text.len());
        prop_assert_eq!(first.cmp(&second), text.cmp(&second.to_string()));
        prop_assert!(!text.contains('#'));
    }

    /// No text makes the parser panic, and what it accepts it writes again unchanged.
    #[test]
    fn parsing_any_text_is_safe(text in "\\PC{0,40}|tenant_[0-9a-z]{24,28}") {
        if let Ok(id) = text.parse::<TenantId>() {
            prop_assert_eq!(id.to_string(), text);
        }
    }
}
