use serde_json::Value;

use super::{Relations, actions};
use crate::registry::embedded_files;

fn relations() -> Relations {
    Relations::read(embedded_files().1)
}

/// `OwnerAssigned` says more than `Assigned`: whoever looks for relatives must begin with the nearest.
#[test]
fn the_nearest_action_comes_first() {
    assert_eq!(actions("AccountOwnerAssigned").collect::<Vec<_>>(), ["*OwnerAssigned", "*Assigned"]);
    assert_eq!(actions("Created").count(), 0, "a whole name is no action");
}

/// A capsule type without the boundary would be delivered to nobody or to everybody; the relations must say so of every one.
#[test]
fn every_capsule_type_carries_the_boundary() {
    let (files, _) = embedded_files();
    let mut capsule_types = 0;
    for (path, text) in files {
        let schema: Value = serde_json::from_str(text).expect("JSON");
        let required = schema["required"].as_array().expect("a list");
        if !schema["x-eva-owner"].is_null() {
            // Held to the same when it is registered, in other words.
            continue;
        }
        let capsule = schema["x-eva-isolation"] == "capsule";
        for name in if capsule { ["tenant_id", "capsule_id"].as_slice() } else { &["tenant_id"] } {
            assert!(relations().is_boundary(name) && required.contains(&Value::from(*name)), "{path}: {name}");
            let kinds = &schema["$defs"][if *name == "tenant_id" { "TenantId" } else { "CapsuleId" }]["type"];
            assert_eq!(kinds, "string", "{path}: {name} may be nothing else");
        }
        capsule_types += usize::from(capsule);
    }
    assert!(capsule_types > 80, "{capsule_types}");
}

/// What the groups know is what an unknown type is held against: an empty group would let everything pass.
#[test]
fn groups_know_the_envelope_and_their_data() {
    let relations = relations();
    let of = |event_type, aggregate| {
        let found = relations.of(event_type, aggregate);
        found.into_iter().map(|(name, group)| (name.to_owned(), group.types)).collect::<Vec<_>>()
    };
    let found = of(Some("RoleAssignmentCreated"), Some("account"));
    assert_eq!(found.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["*Created", "account"]);
    assert!(found.iter().all(|(_, types)| *types > 5), "{found:?}");
    assert_eq!(of(Some("RoleAssignmentExploded"), Some("role_assignment")), []);
    let (_, accounts) = relations.of(None, Some("account"))[0];
    assert!(accounts.data.contains_key("account_id") && accounts.shares("tenant_id"));
    assert_eq!(accounts.support(), format!("; {0} of {0} related types have it", accounts.types));
}
