//! The check of an event that turns out to be valid: without a document, in one go over the text. Whatever is not as it should be, this answers nothing,
//! and the check that can explain looks again.

use kernel::{AnyId, CapsuleId, TenantId};
use schema_program::Captured;

use super::{BusContext, ValidatedEvent};
use crate::{
    Registry,
    head::{CAPTURED, Isolation},
    registry::{EventType, Schema},
};

pub(super) fn check(registry: &Registry, detail: &str, context: BusContext<'_>) -> Option<ValidatedEvent> {
    let known = registry.get(context.detail_type)?;
    let (version, schema) = version_of(known, detail)?;
    let compiled = schema.compiled.as_ref()?;
    if *compiled.source != *context.source {
        return None;
    }
    let mut captured: [Captured<'_>; CAPTURED.len() + 1] = Default::default();
    if !registry.program().check(compiled.start, detail, &mut captured) {
        return None;
    }
    let [
        event_id,
        event_type,
        schema_version,
        tenant,
        capsule,
        aggregate_type,
        aggregate,
        sequence,
        occurred_at,
        correlation_id,
        causation_id,
        data_tenant,
        data_capsule,
        data_own,
    ] = captured;

    let agrees = text(&event_type)? == context.detail_type
        && schema_version == Captured::Number(version)
        && text(&aggregate_type)? == compiled.aggregate_type
        && repeats(&data_tenant, &tenant)
        && repeats(&data_capsule, &capsule);
    // The field that repeats the aggregate's id may be one that is captured for its own sake.
    let repeats_aggregate = match &*compiled.aggregate_type {
        "tenant" => repeats(&data_tenant, &aggregate) && text(&tenant) == text(&aggregate),
        "capsule" => repeats(&data_capsule, &aggregate),
        _ => repeats(&data_own, &aggregate),
    };
    let aggregate_id: AnyId = text(&aggregate)?.parse().ok()?;
    if !agrees || !repeats_aggregate || aggregate_id.prefix() != compiled.aggregate_type {
        return None;
    }
    let tenant_id: TenantId = text(&tenant)?.parse().ok()?;
    let capsule_id: Option<CapsuleId> = text(&capsule).and_then(|capsule| capsule.parse().ok());
    if (known.isolation == Isolation::Capsule || text(&capsule).is_some()) && capsule_id.is_none() {
        return None;
    }
    Some(ValidatedEvent {
        event_id: text(&event_id)?.parse().ok()?,
        event_type: context.detail_type.to_owned(),
        aggregate_id,
        tenant_id,
        capsule_id,
        sequence: if let Captured::Number(sequence) = sequence { Some(sequence) } else { None },
        occurred_at: text(&occurred_at)?.parse().ok()?,
        correlation_id: text(&correlation_id)?.parse().ok()?,
        causation_id: text(&causation_id).and_then(|cause| cause.parse().ok()),
    })
}

/// The version to check by. Among several it is the one that stands first in the text: when that was not the event's, what is captured shows it.
fn version_of<'r>(known: &'r EventType, detail: &str) -> Option<(u64, &'r Schema)> {
    const NAME: &str = "\"schema_version\":";
    let (newest, schema) = known.versions.last_key_value()?;
    if known.versions.len() == 1 {
        return Some((*newest, schema));
    }
    let (_, rest) = detail.split_once(NAME)?;
    let rest = rest.trim_start();
    let digits = rest.find(|c: char| !c.is_ascii_digit()).and_then(|end| rest.get(..end))?;
    let version = digits.parse().ok()?;
    Some((version, known.versions.get(&version)?))
}

fn text<'c>(captured: &'c Captured<'_>) -> Option<&'c str> {
    if let Captured::Text(text) = captured { Some(text) } else { None }
}

/// Whether a field that may repeat another one is not there or does.
fn repeats(inner: &Captured<'_>, outer: &Captured<'_>) -> bool {
    match inner {
        Captured::Nothing => true,
        Captured::Text(inner) => text(outer) == Some(inner.as_ref()),
        Captured::Number(_) | Captured::Other => false,
    }
}
