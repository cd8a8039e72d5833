//! Everything that one command writes, worked out from the state before and the events.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::{
    Aggregate, Anchor, AnyId, AppendError, Claim, ClaimSet, CommandRecord, EncodedEvent, EventEnvelope, FoldError,
    KeyName, Known, Limit, MAX_EVENT_BYTES, MAX_ITEMS, MAX_STATE_BYTES, Pin, Published, Reference, STATE_RESERVE_BYTES,
    Scope, Snapshot, StoreError, TypedId, is_in_clear,
};

/// Everything that one command writes, together or not at all.
#[derive(Clone, Debug)]
pub struct Commit<A: Aggregate> {
    /// Where it belongs.
    pub scope: Scope,
    /// The version that the decision was made at; 0 for a new stream.
    pub expected_version: u64,
    /// What was decided; may be empty when there is a record to write.
    pub events: Vec<EventEnvelope<A::Event>>,
    /// The state after the events.
    pub snapshot: Snapshot<A>,
    /// What others may see from now on, when it is something else than before.
    pub published: Option<Published>,
    /// References that a list shows and that are new, or are shown differently from now on.
    pub listed: Vec<Reference<A::Link>>,
    /// References that no list shows any more: kind and target.
    pub unlisted: Vec<(KeyName, AnyId)>,
    /// Unique values that the new state holds and the old one did not.
    pub acquired: ClaimSet,
    /// Unique values that the old state held and the new one does not.
    pub released: ClaimSet,
    /// The own anchor, when it is made or changes.
    pub anchor: Option<AnchorChange>,
    /// The anchors of others, in the order of their ids, each at most once.
    pub touched: Vec<AnchorTouch>,
    /// How many bytes the stored state had: one that is over a limit may stay so, and shrink.
    pub state_bytes_before: usize,
    /// The record of the command, when it had an idempotency key.
    pub record: Option<CommandRecord>,
}

/// What becomes of the own anchor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnchorChange {
    /// Before, or `None` for a new aggregate.
    pub before: Option<Anchor>,
    /// From now on.
    pub after: Anchor,
}

impl AnchorChange {
    /// Whether the aggregate stops being alive, for which its blocking counters have to be zero.
    #[must_use]
    pub fn ends(&self) -> bool {
        !self.after.alive && self.before.as_ref().is_some_and(|before| before.alive)
    }

    /// The pin that is new: its holder must hold the reference now.
    #[must_use]
    pub fn new_pin(&self) -> Option<&Pin> {
        let before = self.before.as_ref().and_then(|before| before.pinned.as_ref());
        self.after.pinned.as_ref().filter(|pin| before.is_none_or(|before| before.holder != pin.holder))
    }
}

/// What a commit does to, or expects of, the anchor of another aggregate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnchorTouch {
    /// The other aggregate.
    pub target: AnyId,
    /// References taken: the counter, and the field of the command. The anchor must be alive.
    pub taken: Vec<(KeyName, String)>,
    /// References given back: the counter, and the field of the command. The anchor must not pin the holder.
    pub given_back: Vec<(KeyName, String)>,
    /// The parent that the anchor had when the decision was made, if that matters: it must still be that one.
    pub seen_parent: Option<Option<AnyId>>,
}

/// The texts of a commit, as stores write them.
#[derive(Debug)]
pub struct EncodedCommit {
    /// The events.
    pub events: Vec<EncodedEvent>,
    /// The snapshot, as JSON.
    pub state: String,
    /// What lists show of it, as JSON.
    pub summary: String,
    /// What lists by reference show of each of [`Commit::listed`], as JSON.
    pub links: Vec<String>,
}

impl<A: Aggregate> Commit<A> {
    /// Folds the events into the state and works out what changes around it: unique values, references, anchors, what is published.
    ///
    /// # Errors
    /// [`FoldError`] when the events do not follow the state; `NoBeginning` also when there is neither a state nor an event.
    pub fn new(
        scope: Scope,
        id: A::Id,
        before: Option<Snapshot<A>>,
        events: Vec<EventEnvelope<A::Event>>,
    ) -> Result<Self, FoldError> {
        let expected_version = before.as_ref().map_or(0, |snapshot| snapshot.version);
        // What stood around the state is taken down before the state is folded on: a copy of it would cost as much as the fold.
        let around = before.as_ref().filter(|_| !events.is_empty()).map(|snapshot| Around::<A>::of(&snapshot.state));
        let snapshot = Snapshot::fold(id, before, &events)?
            .ok_or_else(|| FoldError::NoBeginning { event_type: "none".to_owned() })?;
        let mut commit = Self {
            scope,
            expected_version,
            events,
            snapshot,
            published: None,
            listed: Vec::new(),
            unlisted: Vec::new(),
            acquired: ClaimSet::new(),
            released: ClaimSet::new(),
            anchor: None,
            touched: Vec::new(),
            state_bytes_before: 0,
            record: None,
        };
        if !commit.events.is_empty() {
            let now = Around::<A>::of(&commit.snapshot.state);
            commit.compare(around, now);
        }
        Ok(commit)
    }

    /// The same commit, resting on what the decision knew: hanging the aggregate under another one rests on the chain above that.
    #[must_use]
    pub fn resting_on(mut self, known: &Known) -> Self {
        let parent_of = |anchor: &Anchor| anchor.parent.clone();
        let moved = self.anchor.as_ref().is_some_and(|change| {
            change.after.parent.is_some() && change.before.as_ref().and_then(parent_of) != change.after.parent
        });
        if moved {
            for (id, parent) in &known.lineage.steps {
                self.touch(id).seen_parent = Some(parent.clone());
            }
        }
        self
    }

    /// The same commit after a state of an older fold: lists by reference and what is published show what the older fold made of the
    /// events, so that all of it is written anew.
    #[must_use]
    pub fn refreshed(mut self) -> Self {
        if !self.events.is_empty() {
            let state = &self.snapshot.state;
            self.published = A::published(state);
            self.listed = A::references(state).into_iter().filter(|reference| reference.listed.is_some()).collect();
        }
        self
    }

    fn compare(&mut self, before: Option<Around<A>>, after: Around<A>) {
        let (unchanged_row, before) = match before {
            Some(before) => (before.summary == after.summary, before),
            None => (false, Around::nothing(&after)),
        };
        self.acquired = after.claims.iter().filter(|claim| !holds(&before.claims, claim)).cloned().collect();
        self.released = before.claims.into_iter().filter(|claim| !holds(&after.claims, claim)).collect();
        self.published = after.published.filter(|after| before.published.as_ref() != Some(after));

        for reference in &after.references {
            let was = find(&before.references, reference);
            let unchanged = unchanged_row
                && was.is_some_and(|was| was.listed == reference.listed && was.counter == reference.counter);
            if reference.listed.is_some() && !unchanged {
                self.listed.push(reference.clone());
            }
            let counted_before = was.and_then(|was| was.counter.as_ref());
            if let Some(counter) = reference.counter.as_ref().filter(|counter| counted_before != Some(*counter)) {
                self.touch(&reference.target).taken.push((counter.clone(), reference.pointer.clone()));
            }
        }
        for reference in &before.references {
            let now = find(&after.references, reference);
            if reference.listed.is_some() && now.is_none_or(|now| now.listed.is_none()) {
                self.unlisted.push((reference.kind.clone(), reference.target.clone()));
            }
            let counted_now = now.and_then(|now| now.counter.as_ref());
            if let Some(counter) = reference.counter.as_ref().filter(|counter| counted_now != Some(*counter)) {
                self.touch(&reference.target).given_back.push((counter.clone(), reference.pointer.clone()));
            }
        }
        if let Some(after) = after.anchor.filter(|after| before.anchor.as_ref() != Some(after)) {
            self.anchor = Some(AnchorChange { before: before.anchor, after });
        }
    }

    fn touch(&mut self, target: &AnyId) -> &mut AnchorTouch {
        let at = match self.touched.binary_search_by(|touch| touch.target.cmp(target)) {
            Ok(at) => at,
            Err(at) => {
                let touch = AnchorTouch {
                    target: target.clone(),
                    taken: Vec::new(),
                    given_back: Vec::new(),
                    seen_parent: None,
                };
                self.touched.insert(at, touch);
                at
            }
        };
        #[expect(clippy::indexing_slicing, reason = "the place that was just found or filled")]
        &mut self.touched[at]
    }

    /// The texts that stores write.
    ///
    /// # Errors
    /// [`AppendError::TooLarge`] when an event has more than [`MAX_EVENT_BYTES`], or the state grows beyond [`MAX_STATE_BYTES`] (with
    /// [`STATE_RESERVE_BYTES`] on top for essential events alone).
    pub fn encode(&self) -> Result<EncodedCommit, AppendError> {
        if is_in_clear() {
            return Err(AppendError::Failed(StoreError::finding("nothing is stored while clear text is written")));
        }
        let events = (self.events.iter().cloned().map(EventEnvelope::encode)).collect::<Result<Vec<_>, _>>();
        let events = events.map_err(|error| AppendError::Failed(StoreError::new("encode", error)))?;
        for event in &events {
            limit(Limit::EventBytes, event.data.get().len(), MAX_EVENT_BYTES)?;
        }
        if self.events.is_empty() {
            return Ok(EncodedCommit { events, state: String::new(), summary: String::new(), links: Vec::new() });
        }
        let state = json(&self.snapshot)?;
        let essential = self.events.iter().all(|event| A::is_essential(&event.data));
        let reserve = if essential { STATE_RESERVE_BYTES } else { 0 };
        if state.len() > self.state_bytes_before {
            limit(Limit::StateBytes, state.len(), MAX_STATE_BYTES + reserve)?;
        }
        let listed = self.listed.iter().filter_map(|reference| reference.listed.as_ref());
        let links = listed.map(|listed| json(&listed.link)).collect::<Result<_, _>>()?;
        Ok(EncodedCommit { events, state, summary: json(&A::summary(&self.snapshot.state))?, links })
    }

    /// How many items the transaction has.
    #[must_use]
    pub fn item_count(&self) -> usize {
        let one = usize::from;
        let own = self.events.len() + one(!self.events.is_empty()) + one(self.published.is_some());
        let pinned = self.anchor.as_ref().is_some_and(|change| change.new_pin().is_some());
        let others = self.listed.len() + self.unlisted.len() + self.acquired.len() + self.released.len();
        own + others + one(self.anchor.is_some()) + self.touched.len() + one(pinned) + one(self.record.is_some())
    }

    /// Refuses what no store may be asked to write.
    ///
    /// # Errors
    /// [`AppendError::TooLarge`] over [`MAX_ITEMS`]; [`AppendError::Failed`] when the events do not follow the version, or when
    /// the aggregate refers to itself or twice to the same target.
    pub fn check(&self) -> Result<(), AppendError> {
        limit(Limit::Items, self.item_count(), MAX_ITEMS)?;
        let failed = |finding: &'static str| Err(AppendError::Failed(StoreError::finding(finding)));
        let expected = self.expected_version + self.events.len() as u64;
        if self.snapshot.version != expected || !self.events.iter().all(|event| event.belongs_to(&self.scope)) {
            return failed("the events do not follow the expected version in this scope");
        }
        let me = self.snapshot.id.erase();
        let references = A::references(&self.snapshot.state);
        let pin = self.anchor.as_ref().and_then(AnchorChange::new_pin);
        if references.iter().map(|reference| &reference.target).chain(pin.map(|pin| &pin.holder)).any(|id| *id == me) {
            return failed("an aggregate cannot refer to itself");
        }
        let distinct: BTreeSet<_> = references.iter().map(|reference| (&reference.kind, &reference.target)).collect();
        if distinct.len() != references.len() {
            return failed("an aggregate cannot refer twice to one target in the same way");
        }
        Ok(())
    }
}

/// What an aggregate declares about the world around its state.
struct Around<A: Aggregate> {
    claims: ClaimSet,
    references: Vec<Reference<A::Link>>,
    anchor: Option<Anchor>,
    published: Option<Published>,
    summary: A::Summary,
}

impl<A: Aggregate> Around<A> {
    fn of(state: &A::State) -> Self {
        Self {
            claims: A::claims(state),
            references: A::references(state),
            anchor: A::anchor(state),
            published: A::published(state),
            summary: A::summary(state),
        }
    }

    /// Around an aggregate that is not there yet.
    fn nothing(after: &Self) -> Self {
        let (claims, references, anchor, published) = Default::default();
        Self { claims, references, anchor, published, summary: after.summary.clone() }
    }
}

impl AnchorTouch {
    /// By how much each counter changes; those that stay are left out.
    #[must_use]
    pub fn counts(&self) -> Vec<(KeyName, i64)> {
        let mut counts: BTreeMap<&KeyName, i64> = BTreeMap::new();
        for (counter, _) in &self.taken {
            *counts.entry(counter).or_default() += 1;
        }
        for (counter, _) in &self.given_back {
            *counts.entry(counter).or_default() -= 1;
        }
        counts.into_iter().filter(|(_, by)| *by != 0).map(|(counter, by)| (counter.clone(), by)).collect()
    }

    /// The field of the command that it is about, for the answer to a refusal. What is given back stood in the record and stands in
    /// no command: only the field that it stood in is the same in both.
    #[must_use]
    pub fn pointer(&self) -> String {
        if let Some((_, pointer)) = self.taken.first() {
            return pointer.clone();
        }
        let field = self.given_back.first().and_then(|(_, pointer)| pointer.split('/').nth(1));
        field.map(|field| format!("/{field}")).unwrap_or_default()
    }
}

fn json<T: Serialize>(value: &T) -> Result<String, AppendError> {
    serde_json::to_string(value).map_err(|error| AppendError::Failed(StoreError::new("encode", error)))
}

fn limit(what: Limit, found: usize, limit: usize) -> Result<(), AppendError> {
    if found > limit { Err(AppendError::TooLarge { what, found, limit }) } else { Ok(()) }
}

fn holds(claims: &[Claim], wanted: &Claim) -> bool {
    let key = |claim: &Claim| (claim.name.clone(), claim.value.clone(), claim.personal);
    claims.iter().any(|claim| key(claim) == key(wanted))
}

fn find<'a, L>(references: &'a [Reference<L>], wanted: &Reference<L>) -> Option<&'a Reference<L>> {
    references.iter().find(|reference| reference.kind == wanted.kind && reference.target == wanted.target)
}
