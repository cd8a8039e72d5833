//! The schemas that other services registered: looked up when an event of theirs comes, and remembered for a while.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use event_schema::{BusContext, Registry, Rejected, SchemaFile, Subject, ValidatedEvent, Violation, ViolationKind};
use governance::{RecordError, SchemaItem, SchemaRecords};
use tokio::time::Instant;

/// How long an answer is believed.
pub const TIME_TO_LIVE: Duration = Duration::from_secs(60);
/// How long it is believed where it does not know the type or the version of an event, which may have been registered since.
pub const TIME_TO_LIVE_WITHOUT_VERSION: Duration = Duration::from_secs(5);
/// How many types are remembered. Names of types come from outside: a map of all that were ever seen would only grow.
pub const CAPACITY: usize = 512;

/// The registered types, as far as they were asked for.
pub struct RegisteredTypes {
    records: SchemaRecords,
    known: Mutex<HashMap<String, Answer>>,
}

#[derive(Clone)]
struct Answer {
    since: Instant,
    registered: Option<Arc<RegisteredType>>,
}

/// A type that another service registered.
pub struct RegisteredType {
    registry: Registry,
    source: String,
}

impl RegisteredTypes {
    /// The types registered in a table.
    #[must_use]
    pub fn new(records: SchemaRecords) -> Self {
        Self { records, known: Mutex::default() }
    }

    /// The type of this name, if anybody registered it with a schema that can be used. An answer may be as old as this.
    ///
    /// # Errors
    /// [`RecordError`]: nobody knows then, which is no answer.
    pub async fn find(&self, name: &str, believed: Duration) -> Result<Option<Arc<RegisteredType>>, RecordError> {
        // That nobody registered the type is soon untrue, and every event of it would be one of an unknown type until then.
        let is_believed = |answer: &Answer| {
            let believed =
                if answer.registered.is_some() { believed } else { believed.min(TIME_TO_LIVE_WITHOUT_VERSION) };
            answer.since.elapsed() < believed
        };
        if let Some(answer) = self.remembered(name).filter(is_believed) {
            return Ok(answer.registered);
        }
        let versions = self.records.versions(name).await?;
        let registered = RegisteredType::of(&versions).map(Arc::new);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= CAPACITY {
            known.retain(|_, answer| answer.since.elapsed() < TIME_TO_LIVE);
        }
        if known.len() >= CAPACITY {
            known.clear();
        }
        known.insert(name.to_owned(), Answer { since: Instant::now(), registered: registered.clone() });
        Ok(registered)
    }

    fn remembered(&self, name: &str) -> Option<Answer> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }
}

impl RegisteredType {
    /// The type of these versions. One that does not compile, or does not say whose its events are, is left out and told about: the
    /// command line refuses it, and whoever wrote it past that has to hear of it.
    fn of(versions: &[SchemaItem]) -> Option<Self> {
        let mut files: Vec<SchemaFile> = Vec::with_capacity(versions.len());
        for item in versions {
            let file = SchemaFile::of(&item.event_type, item.version, item.text.clone());
            // Each by itself: to compile all of them again for each takes seconds.
            if let Err(error) = Registry::of(std::slice::from_ref(&file)) {
                tracing::error!(
                    event = item.event_type,
                    version = item.version,
                    owner = item.owner,
                    %error,
                    "schema.unusable"
                );
            } else {
                files.push(file);
            }
        }
        let source = versions.first()?.source.clone();
        let registry = Registry::of(&files).or_else(|error| {
            // Two versions that contradict each other: the first one is what was promised.
            tracing::error!(event = versions.first().map(|item| item.event_type.as_str()), %error, "schema.unusable");
            files.truncate(1);
            Registry::of(&files)
        });
        let registry = registry.ok().filter(|_| !files.is_empty())?;
        Some(Self { registry, source })
    }

    /// Checks an event of the type by what its owner registered: the schema, and where its events come from.
    ///
    /// # Errors
    /// [`Rejected`] with everything that is wrong.
    pub fn validate(&self, detail: &str, context: BusContext<'_>) -> Result<ValidatedEvent, Rejected> {
        let mut rejected = match self.registry.validate(detail, context) {
            Ok(valid) if context.source == self.source => return Ok(valid),
            Ok(valid) => Rejected { subject: Box::new(subject_of(&valid)), violations: Vec::new() },
            Err(rejected) => rejected,
        };
        // Where the events of our own aggregates come from says nothing about another service's.
        rejected.violations.retain(|violation| violation.kind != ViolationKind::SourceMismatch);
        if context.source != self.source {
            rejected.violations.push(Violation {
                kind: ViolationKind::SourceMismatch,
                path: "/event_type".to_owned(),
                expected: format!("the source `{}` of who registered the type", self.source),
                found: format!("another source: string of {} characters", context.source.chars().count()),
            });
        }
        rejected.reconsidered()
    }
}

/// What is known about an event that is valid by itself.
pub(crate) fn subject_of(valid: &ValidatedEvent) -> Subject {
    Subject {
        event_id: Some(valid.event_id),
        event_type: Some(valid.event_type.clone()),
        known_type: true,
        aggregate_type: Some(valid.aggregate_id.aggregate_type()),
        aggregate_id: Some(valid.aggregate_id.clone()),
        tenant_id: Some(valid.tenant_id),
        capsule_id: valid.capsule_id,
        sequence: valid.sequence,
        occurred_at: Some(valid.occurred_at),
        correlation_id: Some(valid.correlation_id),
        causation_id: valid.causation_id,
    }
}

#[cfg(test)]
#[path = "registered.test.rs"]
mod tests;
