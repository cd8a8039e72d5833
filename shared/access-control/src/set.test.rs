use super::*;

fn set(text: &str) -> PermissionSet {
    text.parse().unwrap()
}

/// Guards against a set that allows more than it was given.
#[test]
fn a_set_allows_exactly_what_it_was_given() {
    for given in Permission::ALL {
        let held = PermissionSet::from_iter([*given]);
        let allowed: Vec<_> = held.iter().collect();
        assert_eq!(allowed, [*given]);
        assert!(!held.is_empty());
    }
    assert!(PermissionSet::all().iter().eq(Permission::ALL.iter().copied()));
    assert!(PermissionSet::EMPTY.is_empty() && PermissionSet::EMPTY.iter().next().is_none());
}

/// Guards against wildcards and typing errors that grant: an unknown text is ignored and denies.
#[test]
fn an_unknown_permission_grants_nothing_and_does_not_hide_the_known_ones() {
    assert!(set("account.* * admin contact.fly account.READ").is_empty());
    assert_eq!(set("contact.fly  account.read ").to_string(), "account.read");
}

/// Guards against tokens that different issuers write differently being read differently.
#[test]
fn a_string_and_a_list_read_the_same_and_the_text_is_sorted() {
    let text: PermissionSet = serde_json::from_str(r#""account.update account.create nonsense""#).unwrap();
    let list: PermissionSet = serde_json::from_str(r#"["account.create","account.update","account.update"]"#).unwrap();
    assert_eq!(text, list);
    assert_eq!(text.to_string(), "account.create account.update");
    assert_eq!(serde_json::to_string(&text).unwrap(), r#"["account.create","account.update"]"#);
    assert_eq!(set(&PermissionSet::all().to_string()), PermissionSet::all());
    let no = serde_json::from_str::<PermissionSet>("7").unwrap_err().to_string();
    assert!(no.contains("expected permissions as a space separated string or as a list of strings"), "{no}");
    assert!(serde_json::from_str::<PermissionSet>("[7]").is_err());
}

/// Guards against a log that shows a number for what somebody may do.
#[test]
fn a_set_is_shown_by_the_texts_of_its_permissions() {
    assert_eq!(format!("{:?}", set("account.update account.create")), r#"{"account.create", "account.update"}"#);
}
