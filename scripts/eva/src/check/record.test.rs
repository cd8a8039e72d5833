use serde_json::json;

use super::*;

const ID: &str = "account_01h2xcejqtf2nbrexx3vqjhp45";

fn account() -> AccountId {
    ID.parse().unwrap()
}

/// Guards against asking for a contact where the accounts are.
#[test]
fn a_record_is_found_in_its_list() {
    let contact: ContactId = "contact_01h2xcejqtf2nbrexx3vqjhp47".parse().unwrap();
    assert_eq!(account().path(), format!("/accounts/{ID}"));
    assert_eq!(contact.path(), "/contacts/contact_01h2xcejqtf2nbrexx3vqjhp47");
}

/// Guards against a check that reads another partition than the functions write.
#[test]
fn the_partition_is_that_of_the_design() {
    let scope = Scope::establish(
        "tenant_01h2xcejqtf2nbrexx3vqjhp41".parse().unwrap(),
        "capsule_01h2xcejqtf2nbrexx3vqjhp42".parse().unwrap(),
    );
    assert_eq!(
        account().partition(&scope),
        "TENANT#tenant_01h2xcejqtf2nbrexx3vqjhp41#CAPSULE#capsule_01h2xcejqtf2nbrexx3vqjhp42#ACCOUNT#account_01h2xcejqtf2nbrexx3vqjhp45"
    );
}

/// Guards against taking the event of another account, or another event of this one, for the one that is waited for.
#[test]
fn an_event_is_known_by_its_stream_and_its_sequence() {
    let event = |id: &str, sequence: Value| -> BusEvent {
        serde_json::from_value(
            json!({ "source": "eva.crm", "detail-type": "X", "detail": { "aggregate_id": id, "sequence": sequence } }),
        )
        .unwrap()
    };
    assert!(account().has_event(&event(ID, json!(2)), 2));
    assert!(!account().has_event(&event(ID, json!(1)), 2));
    assert!(!account().has_event(&event(ID, json!("2")), 2));
    assert!(!account().has_event(&event("account_01h2xcejqtf2nbrexx3vqjhp46", json!(2)), 2));
}
