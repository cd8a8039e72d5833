//! The check of a batch: each event by itself, and all of them beside each other.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, PoisonError},
    time::Duration,
};

use event_schema::{
    BatchEvent, BusContext, GOVERNANCE_SOURCE, Rejected, Standing, Subject, ValidatedEvent, ViolationKind, check_batch,
};
use futures_util::{StreamExt as _, stream};
use tokio::time::Instant;

use crate::{
    BusEvent, CONCURRENCY, Failures, HandleError, Validator,
    announcement::EVENT_TYPE,
    before,
    group::Groups,
    payload::Poison,
    registered::{RegisteredType, TIME_TO_LIVE, TIME_TO_LIVE_WITHOUT_VERSION},
};

/// What was found out about one event.
type Verdict = Result<ValidatedEvent, Rejected>;

/// An event of a batch.
struct Checked<'e> {
    event: &'e BusEvent,
    verdict: Verdict,
    /// By whose schema it is valid, if it is.
    standing: Standing,
}

impl Checked<'_> {
    /// As part of its stream and its flow.
    fn in_batch(&self) -> Option<BatchEvent> {
        match &self.verdict {
            Ok(valid) => Some(BatchEvent::of_valid(valid, &self.event.source, self.standing)),
            Err(rejected) => BatchEvent::of_rejected(rejected, &self.event.source),
        }
    }
}

impl<B, Q> Validator<B, Q> {
    /// The violations of a batch, and the events whose detail nobody can read at all. Each event comes with the place of its message.
    pub(crate) async fn check(
        &self,
        events: &[(usize, BusEvent)],
        deadline: Instant,
        failures: &mut Failures,
    ) -> (Groups, Vec<(usize, Poison)>) {
        let mut verdicts: BTreeMap<usize, Checked<'_>> = BTreeMap::new();
        let mut late = BTreeSet::new();
        for (place, event) in events {
            // The rules leave these out; a second validator or a wider rule must not start a loop.
            if event.source == GOVERNANCE_SOURCE && event.detail_type == EVENT_TYPE {
                continue;
            }
            if Instant::now() >= deadline {
                late.insert(*place);
                continue;
            }
            let verdict = self.registry.validate(event.detail.get(), context(event));
            verdicts.insert(*place, Checked { event, verdict, standing: Standing::Committed });
        }
        if !late.is_empty() {
            failures.add(&late, HandleError::TimeUp);
        }
        self.ask_for_registered(&mut verdicts, deadline, failures).await;
        self.verdict(&verdicts)
    }

    /// What all events together say.
    fn verdict(&self, verdicts: &BTreeMap<usize, Checked<'_>>) -> (Groups, Vec<(usize, Poison)>) {
        let mut groups = Groups::new(self.policy);
        let (mut poison, mut in_batches, mut places) = (Vec::new(), Vec::new(), Vec::new());
        for (place, checked) in verdicts {
            match &checked.verdict {
                Ok(valid) => log_valid(valid),
                Err(rejected) => {
                    for violation in &rejected.violations {
                        groups.add(*place, &rejected.subject, violation.clone());
                    }
                    if rejected.violations.iter().any(|violation| violation.kind == ViolationKind::Malformed) {
                        poison.extend(checked.event.poison().map(|reason| (*place, reason)));
                    }
                }
            }
            if let Some(in_batch) = checked.in_batch() {
                in_batches.push(in_batch);
                places.push(*place);
            }
        }
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        for finding in check_batch(&in_batches, &mut memory) {
            let Some(place) = places.get(finding.index) else { continue };
            let Some(checked) = verdicts.get(place) else { continue };
            groups.add(*place, &subject_of(&checked.verdict), finding.violation);
        }
        (groups, poison)
    }

    /// Looks up the types that the code does not know, each once, and checks their events again by what was registered. Where nobody
    /// can say whether a type is registered, its events come again.
    async fn ask_for_registered(
        &self,
        verdicts: &mut BTreeMap<usize, Checked<'_>>,
        deadline: Instant,
        failures: &mut Failures,
    ) {
        let mut unknown: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for (place, checked) in &*verdicts {
            if let Some(name) = unknown_type(&checked.verdict) {
                unknown.entry(name.to_owned()).or_default().insert(*place);
            }
        }
        let found = self.find(unknown.keys().map(String::as_str), TIME_TO_LIVE, deadline).await;
        let mut without_version: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for (name, places) in unknown {
            match found.get(&name) {
                Some(Ok(Some(registered))) => {
                    for place in again(verdicts, &places, registered) {
                        without_version.entry(name.clone()).or_default().insert(place);
                    }
                }
                Some(Ok(None)) => {}
                _ => give_up(verdicts, &places, failures),
            }
        }
        if without_version.is_empty() {
            return;
        }
        // A version may be newer than what is remembered of its type.
        let names = without_version.keys().map(String::as_str);
        let found = self.find(names, TIME_TO_LIVE_WITHOUT_VERSION, deadline).await;
        for (name, places) in without_version {
            match found.get(&name) {
                Some(Ok(Some(registered))) => drop(again(verdicts, &places, registered)),
                Some(Ok(None)) => {}
                _ => give_up(verdicts, &places, failures),
            }
        }
    }

    async fn find<'n>(
        &self,
        names: impl Iterator<Item = &'n str>,
        believed: Duration,
        deadline: Instant,
    ) -> HashMap<String, Result<Option<Arc<RegisteredType>>, HandleError>> {
        let names: Vec<&str> = names.collect();
        let found = stream::iter(names).map(|name| async move {
            let asked = async { self.registered.find(name, believed).await.map_err(HandleError::LookUp) };
            let found = before(deadline, Box::pin(asked)).await;
            if let Err(error) = &found {
                tracing::error!(event = name, %error, "schema.look_up_failed");
            }
            (name.to_owned(), found)
        });
        found.buffer_unordered(CONCURRENCY).collect().await
    }
}

/// Checks events again, by what their owner registered, and answers those whose version is not among it.
fn again(
    verdicts: &mut BTreeMap<usize, Checked<'_>>,
    places: &BTreeSet<usize>,
    registered: &RegisteredType,
) -> BTreeSet<usize> {
    let mut without_version = BTreeSet::new();
    for place in places {
        let Some(checked) = verdicts.get_mut(place) else { continue };
        checked.verdict = registered.validate(checked.event.detail.get(), context(checked.event));
        checked.standing = Standing::Registered;
        if has(&checked.verdict, ViolationKind::UnknownVersion) {
            without_version.insert(*place);
        }
    }
    without_version
}

/// Says nothing of events that may be right: they come again.
fn give_up(verdicts: &mut BTreeMap<usize, Checked<'_>>, places: &BTreeSet<usize>, failures: &mut Failures) {
    for place in places {
        verdicts.remove(place);
    }
    failures.add(places, HandleError::TypeUnknown);
}

/// The name of the type, where it is the code that does not know it.
fn unknown_type(verdict: &Verdict) -> Option<&str> {
    let rejected = verdict.as_ref().err()?;
    rejected.subject.event_type.as_deref().filter(|_| has(verdict, ViolationKind::UnknownType))
}

fn has(verdict: &Verdict, kind: ViolationKind) -> bool {
    verdict.as_ref().is_err_and(|rejected| rejected.violations.iter().any(|violation| violation.kind == kind))
}

fn context(event: &BusEvent) -> BusContext<'_> {
    BusContext { source: &event.source, detail_type: &event.detail_type }
}

fn subject_of(verdict: &Verdict) -> Subject {
    match verdict {
        Ok(valid) => crate::registered::subject_of(valid),
        Err(rejected) => (*rejected.subject).clone(),
    }
}

fn log_valid(valid: &ValidatedEvent) {
    tracing::debug!(
        event.id = %valid.event_id,
        event.r#type = valid.event_type,
        tenant.id = %valid.tenant_id,
        trace_id = %valid.correlation_id,
        "event.validated"
    );
}
