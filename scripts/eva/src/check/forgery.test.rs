use super::*;

fn tenant() -> TenantId {
    "tenant_01h2xcejqtf2nbrexx3vqjhp41".parse().unwrap()
}

fn violation(source: &str, detail_type: &str, data: Value) -> BusEvent {
    let detail = json!({ "tenant_id": tenant(), "data": data });
    serde_json::from_value(json!({ "source": source, "detail-type": detail_type, "detail": detail })).unwrap()
}

/// Guards against a check that is content with any violation.
#[test]
fn the_violation_of_the_forged_event_is_told_from_others() {
    let data = json!({ "event_type": "AccountCreated", "issue": "missing", "path": "/capsule_id", "record_key": "PLATFORM#VIOLATION#x" });
    assert!(is_ours(&violation(GOVERNANCE, VIOLATION, data.clone()), tenant()));
    assert!(!is_ours(&violation(GOVERNANCE, VIOLATION, data.clone()), fresh()));
    assert!(!is_ours(&violation("eva.crm", VIOLATION, data.clone()), tenant()));
    assert!(!is_ours(&violation(GOVERNANCE, "Other", data), tenant()));
    for (event_type, path) in [("AccountCreated", "/data/name"), ("AccountArchived", "/capsule_id")] {
        let data = json!({ "event_type": event_type, "path": path });
        assert!(!is_ours(&violation(GOVERNANCE, VIOLATION, data), tenant()));
    }
}

/// Guards against a check that fails whenever it is run again: the validator knows a violation by its tenant, among others.
#[test]
fn the_forged_event_belongs_to_the_tenant_that_is_named_and_to_no_capsule() {
    let event = forged_event(tenant());
    assert_eq!(event["tenant_id"], json!(tenant()));
    assert!(event.get("capsule_id").is_none());
}
