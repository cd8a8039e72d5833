use super::*;

/// Guards against a permission whose text two releases write differently: tokens outlive releases.
#[test]
fn every_text_reads_back_and_follows_the_scheme() {
    for permission in Permission::ALL {
        let text = permission.as_str();
        assert_eq!(text.parse(), Ok(*permission));
        assert_eq!(permission.to_string(), text);
        let (entity, action) = text.split_once('.').unwrap();
        for word in [entity, action] {
            assert!(!word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{text}");
        }
        let expected: String = text.split(['.', '_']).map(|word| word[..1].to_uppercase() + &word[1..]).collect();
        assert_eq!(format!("{permission:?}"), expected);
        assert_eq!(serde_json::to_value(permission).unwrap(), text);
        assert_eq!(serde_json::from_value::<Permission>(text.into()).unwrap(), *permission);
    }
}

/// Guards against two permissions that share a text: holding one would grant the other.
#[test]
fn no_two_permissions_share_a_text() {
    let texts: std::collections::BTreeSet<_> = Permission::ALL.iter().map(|p| p.as_str()).collect();
    assert_eq!(texts.len(), Permission::ALL.len());
}

/// Guards against a lenient parser: `Account.Read` or ` account.read` must not grant what `account.read` grants.
#[test]
fn a_text_that_is_almost_a_permission_is_refused() {
    for text in ["", "account", "account.", "Account.Read", " account.read", "account.read ", "account.*", "*"] {
        assert_eq!(text.parse::<Permission>(), Err(PermissionError), "{text:?}");
    }
}

/// Guards against a refusal that leaves open what was expected.
#[test]
fn a_value_that_is_no_text_is_refused_with_an_example() {
    let no = serde_json::from_str::<Permission>("7").unwrap_err().to_string();
    assert!(no.contains("expected a permission such as `account.read`"), "{no}");
}
