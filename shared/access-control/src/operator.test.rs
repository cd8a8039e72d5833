use super::*;
use crate::{Permission, PermissionSet};

/// Guards against the founding promise being broken from within: a tenant's token that lists an operator's permission must hold nothing by
/// it, and neither must the set of everything.
#[test]
fn no_tenant_holds_what_an_operator_may_do() {
    for operators in OperatorPermission::ALL {
        assert!(operators.as_str().parse::<Permission>().is_err(), "{operators}");
        assert!(PermissionSet::from_texts([operators.as_str()]).is_empty(), "{operators}");
        assert!(!PermissionSet::all().to_string().contains(operators.as_str()), "{operators}");
    }
}

/// Guards against the other direction: an operator with every permission of a tenant in the token must hold none of the platform's.
#[test]
fn no_operator_holds_what_a_tenant_may_do() {
    let held = OperatorPermissions::from_texts(Permission::ALL.iter().map(|permission| permission.as_str()));
    assert_eq!(held, OperatorPermissions::default());
}

/// Guards against a set that allows more than it was given, and against wildcards.
#[test]
fn a_set_allows_exactly_what_it_was_given() {
    for given in OperatorPermission::ALL {
        let held = OperatorPermissions::from_texts([given.as_str(), "violation.*", "*", "Violation.Read"]);
        let allowed: Vec<_> = OperatorPermission::ALL.iter().filter(|known| held.allows(**known)).collect();
        assert_eq!(allowed, [given]);
        assert_eq!(held.to_string(), given.as_str());
        assert!(OperatorPermissions::all().allows(*given));
    }
}
