//! A store in memory: first-class, for tests and for running a domain without a database. It keeps every promise of
//! [`Store`] and holds what it stores in encoded form, so that encoding mistakes show here too.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::{
    Aggregate, Anchor, AnchorTouch, AnyId, AppendError, Blocking, CommandKey, CommandRecord, Commit, Cursor,
    EncodedCommit, EncodedEvent, EventPage, KeyName, Known, Limit, Lineage, ListPage, ListRow, Listing, LoadError,
    Loaded, MAX_BYTES, MAX_LINEAGE, Needs, Place, Published, ReferenceRefusal, RefusedReference, Scope, Snapshot,
    SortName, Store, StoreError, TypedId,
};

/// Everything that a table holds, in memory. A clone is the same store.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore {
    scopes: Arc<Mutex<HashMap<Scope, Tables>>>,
}

#[derive(Debug, Default)]
struct Tables {
    streams: BTreeMap<AnyId, Stream>,
    claims: HashMap<(&'static str, KeyName, String), AnyId>,
    records: HashMap<CommandKey, CommandRecord>,
    anchors: HashMap<AnyId, StoredAnchor>,
    published: HashMap<AnyId, Published>,
    /// By holder, kind and target.
    edges: BTreeMap<(AnyId, KeyName, AnyId), Edge>,
}

#[derive(Debug, Default)]
struct StoredAnchor {
    anchor: Anchor,
    counters: HashMap<KeyName, i64>,
}

#[derive(Debug)]
struct Edge {
    list: KeyName,
    link: String,
    summary: String,
    counted: bool,
}

#[derive(Debug, Default)]
struct Stream {
    events: Vec<EncodedEvent>,
    state: String,
    fold_version: u32,
    list: Option<KeyName>,
    sort_name: Option<SortName>,
    summary: String,
}

/// What a list shows.
struct Shown<'a> {
    summary: &'a str,
    link: Option<&'a str>,
}

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn scopes(&self) -> MutexGuard<'_, HashMap<Scope, Tables>> {
        // A panic elsewhere cannot leave half a commit behind: every write below happens after the last check.
        self.scopes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read<A: Aggregate>(&self, scope: &Scope, id: A::Id) -> Result<Loaded<A>, LoadError> {
        let scopes = self.scopes();
        let Some(stream) = scopes.get(scope).and_then(|tables| tables.streams.get(&id.erase())) else {
            return Ok(Loaded::nothing());
        };
        let (rebuilt, state_bytes) = (stream.fold_version != A::FOLD_VERSION, stream.state.len());
        let snapshot = if rebuilt {
            let events = stream.events.iter().cloned().map(EncodedEvent::decode).collect::<Result<Vec<_>, _>>()?;
            Snapshot::fold(id, None, &events)?
        } else {
            decode(&stream.state).map(Some)?
        };
        Ok(Loaded { snapshot, rebuilt, state_bytes, record: None })
    }

    fn write<A: Aggregate>(&self, commit: &Commit<A>) -> Result<(), AppendError> {
        commit.check()?;
        let EncodedCommit { events, state, summary, links } = commit.encode()?;
        let bytes = events.iter().map(|event| event.data.get().len()).sum::<usize>() + state.len();
        if bytes > MAX_BYTES {
            return Err(AppendError::TooLarge { what: Limit::Bytes, found: bytes, limit: MAX_BYTES });
        }
        let id = commit.snapshot.id.erase();

        let mut scopes = self.scopes();
        let tables = scopes.entry(commit.scope).or_default();
        tables.check(commit)?;
        if !events.is_empty() {
            let stream = tables.streams.entry(id.clone()).or_default();
            stream.events.extend(events);
            stream.state = state;
            stream.fold_version = A::FOLD_VERSION;
            stream.list = Some(A::list(&commit.snapshot.state));
            stream.sort_name = A::sort_name(&commit.snapshot.state);
            stream.summary.clone_from(&summary);
        }
        if let Some(published) = &commit.published {
            tables.published.insert(id.clone(), published.clone());
        }
        for (kind, target) in &commit.unlisted {
            tables.edges.remove(&(id.clone(), kind.clone(), target.clone()));
        }
        for (reference, link) in commit.listed.iter().zip(links) {
            let Some(listed) = &reference.listed else { continue };
            let edge = Edge {
                list: listed.list.clone(),
                link,
                summary: summary.clone(),
                counted: reference.counter.is_some(),
            };
            tables.edges.insert((id.clone(), reference.kind.clone(), reference.target.clone()), edge);
        }
        for claim in &commit.released {
            let key = claim_key::<A>(claim);
            if tables.claims.get(&key) == Some(&id) {
                tables.claims.remove(&key);
            }
        }
        for claim in &commit.acquired {
            tables.claims.insert(claim_key::<A>(claim), id.clone());
        }
        if let Some(change) = &commit.anchor {
            tables.anchors.entry(id).or_default().anchor = change.after.clone();
        }
        for touch in &commit.touched {
            let stored = tables.anchors.entry(touch.target.clone()).or_default();
            for (counter, by) in touch.counts() {
                *stored.counters.entry(counter).or_default() += by;
            }
        }
        if let Some(record) = &commit.record {
            tables.records.insert(record.key.clone(), record.clone());
        }
        Ok(())
    }
}

impl Tables {
    /// Whether nothing stands in the way. The order is that of every store: a recorded command first, then the own stream, then
    /// unique values, then references.
    fn check<A: Aggregate>(&self, commit: &Commit<A>) -> Result<(), AppendError> {
        let id = commit.snapshot.id.erase();
        if let Some(record) = &commit.record {
            let standing = self.records.get(&record.key);
            if standing.is_some_and(|standing| standing.expires_at > record.recorded_at()) {
                return Err(AppendError::CommandRecorded);
            }
        }
        let version = self.streams.get(&id).map_or(0, |stream| stream.events.len() as u64);
        if !commit.events.is_empty() && version != commit.expected_version {
            return Err(AppendError::Conflict);
        }
        for claim in &commit.acquired {
            if let Some(holder) = self.claims.get(&claim_key::<A>(claim)).filter(|holder| **holder != id) {
                return Err(AppendError::ClaimTaken { claim: claim.clone(), holder: holder.clone() });
            }
        }
        commit.touched.iter().try_for_each(|touch| self.check_touch(touch, &id))?;
        let Some(change) = &commit.anchor else { return Ok(()) };
        if let Some(pin) = change.new_pin() {
            let edge = self.edges.get(&(pin.holder.clone(), pin.kind.clone(), id.clone()));
            if !edge.is_some_and(|edge| edge.counted) {
                return Err(refused(&pin.holder, &pin.pointer, ReferenceRefusal::NotHeld));
            }
        }
        if let Some(stored) = self.anchors.get(&id).filter(|_| change.ends()) {
            let above_zero = |one: &&Blocking| stored.counters.get(&one.counter).is_some_and(|count| *count > 0);
            let by: Vec<_> = A::BLOCKING.iter().filter(above_zero).cloned().collect();
            if !by.is_empty() {
                return Err(AppendError::Blocked { by });
            }
        }
        Ok(())
    }

    /// What stands in a list, in no order.
    fn listed<A: Aggregate>(&self, listing: &Listing) -> Vec<(Place, Shown<'_>)> {
        let states = |list: &KeyName, is_named: bool| {
            let mut rows = Vec::new();
            for (id, stream) in &self.streams {
                if id.prefix() == A::Id::PREFIX && stream.list.as_ref() == Some(list) {
                    let name = stream.sort_name.clone().filter(|_| is_named);
                    rows.push((Place { name, id: id.clone() }, Shown { summary: &stream.summary, link: None }));
                }
            }
            rows
        };
        match listing {
            Listing::All(list) => states(list, false),
            Listing::ByName { list, .. } => states(list, true),
            Listing::By { list, kind, target } => {
                let edges = self
                    .edges
                    .iter()
                    .filter(|((_, of_kind, to), edge)| of_kind == kind && to == target && edge.list == *list);
                edges
                    .map(|((holder, ..), edge)| {
                        let shown = Shown { summary: &edge.summary, link: Some(&edge.link) };
                        (Place { name: None, id: holder.clone() }, shown)
                    })
                    .collect()
            }
        }
    }

    fn check_touch(&self, touch: &AnchorTouch, me: &AnyId) -> Result<(), AppendError> {
        let target = &touch.target;
        let no = |refusal| Err(refused(target, &touch.pointer(), refusal));
        let Some(StoredAnchor { anchor, .. }) = self.anchors.get(target) else {
            return no(ReferenceRefusal::Missing);
        };
        if !touch.taken.is_empty() && !anchor.alive {
            let into = anchor.merged_into.clone();
            return no(into.map_or(ReferenceRefusal::Archived, ReferenceRefusal::MergedInto));
        }
        if !touch.given_back.is_empty() && anchor.pinned.as_ref().is_some_and(|pin| pin.holder == *me) {
            return no(ReferenceRefusal::Pinned);
        }
        if touch.seen_parent.as_ref().is_some_and(|seen| *seen != anchor.parent) {
            return Err(AppendError::Contention(StoreError::finding("the chain of parents moved")));
        }
        Ok(())
    }
}

fn decode<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, LoadError> {
    serde_json::from_str(text).map_err(|error| LoadError::Decode(StoreError::new("decode", error)))
}

fn claim_key<A: Aggregate>(claim: &crate::Claim) -> (&'static str, KeyName, String) {
    (A::Id::PREFIX, claim.name.clone(), claim.value.clone())
}

fn refused(target: &AnyId, pointer: &str, refusal: ReferenceRefusal) -> AppendError {
    AppendError::Reference(RefusedReference { target: target.clone(), pointer: pointer.to_owned(), refusal })
}

impl Store for MemoryStore {
    async fn load<A: Aggregate>(
        &self,
        scope: &Scope,
        id: A::Id,
        command: Option<&CommandKey>,
    ) -> Result<Loaded<A>, LoadError> {
        let loaded = self.read::<A>(scope, id)?;
        let scopes = self.scopes();
        let record = command.and_then(|key| scopes.get(scope)?.records.get(key).cloned());
        Ok(Loaded { record, ..loaded })
    }

    async fn record(&self, scope: &Scope, command: &CommandKey) -> Result<Option<CommandRecord>, LoadError> {
        Ok(self.scopes().get(scope).and_then(|tables| tables.records.get(command)).cloned())
    }

    async fn look_up(&self, scope: &Scope, needs: &Needs) -> Result<Known, LoadError> {
        let scopes = self.scopes();
        let Some(tables) = scopes.get(scope) else { return Ok(Known::default()) };
        let published = needs.published.iter().filter_map(|id| Some((id.clone(), tables.published.get(id)?.clone())));
        let mut lineage = Lineage::default();
        let mut next = needs.lineage_of.clone();
        while let Some((id, stored)) = next.take().and_then(|id| Some((id.clone(), tables.anchors.get(&id)?))) {
            if lineage.steps.len() == MAX_LINEAGE {
                lineage.cut = true;
                break;
            }
            next.clone_from(&stored.anchor.parent);
            lineage.steps.push((id, stored.anchor.parent.clone()));
        }
        Ok(Known { published: published.collect(), lineage })
    }

    async fn append<A: Aggregate>(&self, commit: &Commit<A>) -> Result<(), AppendError> {
        self.write(commit)
    }

    async fn events<A: Aggregate>(
        &self,
        scope: &Scope,
        id: A::Id,
        after: u64,
        limit: usize,
    ) -> Result<EventPage<A::Event>, LoadError> {
        let scopes = self.scopes();
        let stream = scopes.get(scope).and_then(|tables| tables.streams.get(&id.erase()));
        let mut rest = stream.into_iter().flat_map(|stream| &stream.events).filter(|event| event.sequence > after);
        let events = (rest.by_ref().take(limit).cloned().map(EncodedEvent::decode)).collect::<Result<Vec<_>, _>>()?;
        Ok(EventPage { events, more: rest.next().is_some() })
    }

    async fn list<A: Aggregate>(
        &self,
        scope: &Scope,
        listing: &Listing,
        cursor: Option<&Cursor>,
        limit: usize,
    ) -> Result<ListPage<A>, LoadError> {
        let after = cursor.map(|cursor| listing.resume::<A>(cursor)).transpose()?;
        let scopes = self.scopes();
        let mut listed = scopes.get(scope).map(|tables| tables.listed::<A>(listing)).unwrap_or_default();
        listed.retain(|(place, _)| listing.has(place) && after.as_ref().is_none_or(|after| place > after));
        listed.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        let next = listed.get(limit).and(limit.checked_sub(1)).and_then(|last| listed.get(last));
        let next = next.map(|(place, _)| listing.behind(place));
        let rows = listed.into_iter().take(limit).map(|(place, shown)| {
            let id = place.id.typed().map_err(|error| LoadError::Decode(StoreError::new("decode", error)))?;
            Ok(ListRow { id, summary: decode(shown.summary)?, link: shown.link.map(decode).transpose()? })
        });
        Ok(ListPage { rows: rows.collect::<Result<_, LoadError>>()?, next })
    }

    async fn holders(
        &self,
        scope: &Scope,
        blocking: &Blocking,
        target: &AnyId,
        limit: usize,
    ) -> Result<Vec<AnyId>, LoadError> {
        let scopes = self.scopes();
        let edges = scopes.get(scope).into_iter().flat_map(|tables| &tables.edges);
        let counted = edges.filter(|((_, kind, to), edge)| {
            *kind == blocking.kind && to == target && edge.list == blocking.list && edge.counted
        });
        let mut holders: Vec<_> = counted.map(|((holder, ..), _)| holder.clone()).collect();
        holders.reverse();
        holders.truncate(limit);
        Ok(holders)
    }
}
