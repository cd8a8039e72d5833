//! A store in memory: first-class, for tests and for running a domain without a database. It keeps every promise of
//! [`Store`] and holds what it stores in encoded form, so that encoding mistakes show here too.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::{
    Aggregate, AnyId, AppendError, CommandKey, CommandRecord, Commit, Cursor, EncodedEvent, EventPage, KeyName,
    ListPage, ListRow, LoadError, Loaded, Scope, Snapshot, Store, StoreError, TypedId,
};

/// Events, states, claims and records in memory.
#[derive(Debug, Default)]
pub struct MemoryStore {
    scopes: Mutex<HashMap<Scope, Tables>>,
}

#[derive(Debug, Default)]
struct Tables {
    streams: BTreeMap<AnyId, Stream>,
    claims: HashMap<(&'static str, KeyName, String), AnyId>,
    records: HashMap<CommandKey, CommandRecord>,
}

#[derive(Debug, Default)]
struct Stream {
    events: Vec<EncodedEvent>,
    state: String,
    fold_version: u32,
    list: Option<KeyName>,
    summary: String,
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

    fn read<A: Aggregate>(&self, scope: &Scope, id: A::Id) -> Result<Option<Snapshot<A>>, LoadError> {
        let scopes = self.scopes();
        let Some(stream) = scopes.get(scope).and_then(|tables| tables.streams.get(&id.erase())) else {
            return Ok(None);
        };
        if stream.fold_version == A::FOLD_VERSION {
            return serde_json::from_str(&stream.state)
                .map(Some)
                .map_err(|error| LoadError::Decode(StoreError::new("decode", error)));
        }
        let events = stream.events.iter().cloned().map(EncodedEvent::decode).collect::<Result<Vec<_>, _>>()?;
        Ok(Snapshot::fold(id, None, &events)?)
    }

    fn write<A: Aggregate>(&self, commit: &Commit<A>) -> Result<(), AppendError> {
        commit.check()?;
        let events = (commit.events.iter().cloned().map(crate::EventEnvelope::encode))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| AppendError::Failed(StoreError::new("encode", error)))?;
        let state = serde_json::to_string(&commit.snapshot)
            .map_err(|error| AppendError::Failed(StoreError::new("encode", error)))?;
        let summary = serde_json::to_string(&A::summary(&commit.snapshot.state))
            .map_err(|error| AppendError::Failed(StoreError::new("encode", error)))?;
        let id = commit.snapshot.id.erase();
        let claim_key = |claim: &crate::Claim| (A::Id::PREFIX, claim.name.clone(), claim.value.clone());

        let mut scopes = self.scopes();
        let tables = scopes.entry(commit.scope).or_default();
        let version = tables.streams.get(&id).map_or(0, |stream| stream.events.len() as u64);
        if !commit.events.is_empty() && version != commit.expected_version {
            return Err(AppendError::Conflict);
        }
        for claim in &commit.acquired {
            if let Some(holder) = tables.claims.get(&claim_key(claim)).filter(|holder| **holder != id) {
                return Err(AppendError::ClaimTaken { claim: claim.clone(), holder: holder.clone() });
            }
        }
        if let Some(record) = &commit.record {
            let standing = tables.records.get(&record.key);
            if standing.is_some_and(|standing| standing.expires_at > record.recorded_at()) {
                return Err(AppendError::CommandRecorded);
            }
        }

        if !events.is_empty() {
            let stream = tables.streams.entry(id.clone()).or_default();
            stream.events.extend(events);
            stream.state = state;
            stream.fold_version = A::FOLD_VERSION;
            stream.list = Some(A::list(&commit.snapshot.state));
            stream.summary = summary;
        }
        for claim in &commit.released {
            tables.claims.remove(&claim_key(claim));
        }
        for claim in &commit.acquired {
            tables.claims.insert(claim_key(claim), id.clone());
        }
        if let Some(record) = &commit.record {
            tables.records.insert(record.key.clone(), record.clone());
        }
        Ok(())
    }
}

impl Store for MemoryStore {
    async fn load<A: Aggregate>(
        &self,
        scope: &Scope,
        id: A::Id,
        command: Option<&CommandKey>,
    ) -> Result<Loaded<A>, LoadError> {
        let snapshot = self.read::<A>(scope, id)?;
        let scopes = self.scopes();
        let record = command.and_then(|key| scopes.get(scope)?.records.get(key).cloned());
        Ok(Loaded { snapshot, record })
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
        list: &KeyName,
        cursor: Option<&Cursor>,
        limit: usize,
    ) -> Result<ListPage<A>, LoadError> {
        let after = cursor.map(Cursor::id::<A::Id>).transpose()?.map(TypedId::erase);
        let scopes = self.scopes();
        let streams = scopes.get(scope).into_iter().flat_map(|tables| &tables.streams);
        let mut rest = streams
            .filter(|(id, stream)| id.prefix() == A::Id::PREFIX && stream.list.as_ref() == Some(list))
            .filter(|(id, _)| after.as_ref().is_none_or(|after| *id > after));
        let rows = rest
            .by_ref()
            .take(limit)
            .map(|(id, stream)| {
                let id = id.typed().map_err(|error| LoadError::Decode(StoreError::new("decode", error)))?;
                let summary = serde_json::from_str(&stream.summary)
                    .map_err(|error| LoadError::Decode(StoreError::new("decode", error)))?;
                Ok(ListRow { id, version: stream.events.len() as u64, summary })
            })
            .collect::<Result<Vec<ListRow<A>>, LoadError>>()?;
        let next = rest.next().and(rows.last()).map(|row| Cursor::after(row.id));
        Ok(ListPage { rows, next })
    }
}
