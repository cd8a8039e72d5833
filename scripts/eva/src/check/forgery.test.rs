use super::*;

fn violation(source: &str, detail_type: &str, data: Value) -> BusEvent {
    serde_json::from_value(json!({ "source": source, "detail-type": detail_type, "detail": { "data": data } })).unwrap()
}

/// Guards against a check that is content with any violation.
#[test]
fn the_violation_of_the_forged_event_is_told_from_others() {
    let data = json!({ "event_type": "AccountCreated", "issue": "missing", "path": "/capsule_id", "record_key": "PLATFORM#VIOLATION#x" });
    assert!(is_ours(&violation(GOVERNANCE, VIOLATION, data.clone())));
    assert!(!is_ours(&violation("eva.crm", VIOLATION, data.clone())));
    assert!(!is_ours(&violation(GOVERNANCE, "Other", data)));
    assert!(!is_ours(&violation(
        GOVERNANCE,
        VIOLATION,
        json!({ "event_type": "AccountCreated", "path": "/data/name" })
    )));
    assert!(!is_ours(&violation(
        GOVERNANCE,
        VIOLATION,
        json!({ "event_type": "AccountArchived", "path": "/capsule_id" })
    )));
}
