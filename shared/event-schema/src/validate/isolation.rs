//! Whose event it is. Checked by name and whatever the schema says, also for types that nobody registered.

use kernel::{CapsuleId, TenantId, TypedId};
use serde_json::{Map, Value};

use super::{BusContext, Findings, Subject};
use crate::{
    ViolationKind,
    field::{is_event_type, shape},
    head::Isolation,
    registry::EventType,
    related::Group,
};

pub(super) fn check(
    event: &Map<String, Value>,
    event_type: Option<&EventType>,
    subject: &Subject,
    context: BusContext<'_>,
    related: &[(&str, &Group)],
    findings: &mut Findings,
) {
    let isolation = match event_type {
        Some(known) => Some(known.isolation),
        None if is_about_a_record(event, subject, context) => Some(Isolation::Capsule),
        None => None,
    };
    let Some(isolation) = isolation else { return };
    field::<TenantId>(event, "tenant_id", related, findings);
    // An event of the tenant as a whole may name a capsule that it is about, and then it is one.
    let names_one = event.get("capsule_id").is_some_and(|capsule| !capsule.is_null());
    if isolation == Isolation::Capsule || names_one {
        field::<CapsuleId>(event, "capsule_id", related, findings);
        within_data(event, "capsule_id", findings);
    }
    within_data(event, "tenant_id", findings);
}

/// Whether an event of an unknown type looks like one about somebody's record: it comes from one of our services, names an
/// aggregate, or is called like the events that do.
fn is_about_a_record(event: &Map<String, Value>, subject: &Subject, context: BusContext<'_>) -> bool {
    const TELL_TALE: [&str; 5] = ["aggregate_type", "aggregate_id", "event_type", "tenant_id", "capsule_id"];
    context.source.starts_with("eva.")
        || TELL_TALE.iter().any(|field| event.contains_key(*field))
        || subject.event_type.as_deref().is_some_and(|name| name.ends_with("Created"))
        || (is_event_type(context.detail_type) && context.detail_type.ends_with("Created"))
}

fn field<I: TypedId>(event: &Map<String, Value>, name: &str, related: &[(&str, &Group)], findings: &mut Findings) {
    let found = event.get(name);
    let kind = match found {
        None => ViolationKind::IsolationMissing,
        Some(Value::Null) => ViolationKind::IsolationNull,
        Some(Value::String(text)) if text.parse::<I>().is_ok() => return,
        Some(_) => ViolationKind::IsolationForm,
    };
    let mut expected = format!("an id that starts with `{}_`", I::PREFIX);
    if let Some((_, group)) = related.iter().find(|(_, group)| group.shares(name)) {
        expected.push_str(&group.support());
    }
    findings.add(kind, &format!("/{name}"), expected, shape(found));
}

/// Data may repeat an isolation field, but not contradict it.
fn within_data(event: &Map<String, Value>, name: &str, findings: &mut Findings) {
    let Some(inner) = event.get("data").and_then(|data| data.get(name)) else { return };
    if Some(inner) != event.get(name) {
        findings.add(
            ViolationKind::IsolationMismatch,
            &format!("/data/{name}"),
            format!("the same id as `/{name}`"),
            format!("another value: {}", shape(Some(inner))),
        );
    }
}
