//! Loads: states, events, and what decisions need to know of others.

mod lists;

use std::{collections::HashMap, time::Duration};

use aws_sdk_dynamodb::{
    operation::query::builders::QueryFluentBuilder,
    types::{AttributeValue, Get, KeysAndAttributes, TransactGetItem},
};
use dynamodb_entity::{CapsuleIsolated, PK_ATTRIBUTE, Query, SK_ATTRIBUTE};
use kernel::{
    Aggregate, AggregateType, CommandKey, CommandRecord, EventPage, Known, Lineage, LoadError, Loaded, MAX_LINEAGE,
    Needs, Published, Scope, Snapshot, Store, StoreError, Timestamp, TypedId,
};
use serde::Deserialize;
use serde_dynamo::Item;

use crate::{
    DynamoDbStore, Key,
    call::{failed_look, failed_read},
    clock::now,
    entities::{AnchorItem, CommandItem, EventItem, PublishedItem, StateItem},
};

type Attributes = HashMap<String, AttributeValue>;

/// How often a batched read asks again for what the engine left out.
const BATCH_ATTEMPTS: u32 = 5;

/// How many items one batched read takes. Source: Amazon DynamoDB, `BatchGetItem`.
const BATCH_KEYS: usize = 100;

impl Key {
    fn attributes(&self) -> Attributes {
        let text = |value: &str| AttributeValue::S(value.to_owned());
        HashMap::from([(PK_ATTRIBUTE.to_owned(), text(&self.pk)), (SK_ATTRIBUTE.to_owned(), text(&self.sk))])
    }

    /// Where an item says that it stands.
    fn of(item: &Attributes) -> Self {
        let text = |name| item.get(name).and_then(|value| value.as_s().ok()).cloned().unwrap_or_default();
        Self { pk: text(PK_ATTRIBUTE), sk: text(SK_ATTRIBUTE) }
    }
}

impl DynamoDbStore {
    pub(crate) async fn load_state<A: Aggregate>(
        &self,
        scope: &Scope,
        id: A::Id,
        command: Option<&CommandKey>,
    ) -> Result<Loaded<A>, LoadError> {
        let pk = StateItem::pk_of(scope, &AggregateType::of::<A::Id>(), &id.erase());
        let state_key = Key { pk, sk: StateItem::sk_of() };
        let Some(command) = command else {
            let item = self.get(&state_key).await?;
            return self.state_of::<A>(scope, id, &state_key, item).await;
        };
        let command_key = command_key(scope, command);
        let mut found = self.get_all(&[state_key.clone(), command_key.clone()]).await?;
        let record: Option<CommandRecord> = match take(&mut found, &command_key) {
            Some(item) => Some(self.read::<CommandItem>(scope, &command_key, item).await?.into_record()),
            None => None,
        };
        let item = take(&mut found, &state_key);
        Ok(Loaded { record, ..self.state_of::<A>(scope, id, &state_key, item).await? })
    }

    /// The record of a command by a read that is a transaction itself: only that one is refused while the record is being written, where
    /// the others show what stood there before. Source: Amazon DynamoDB, "Isolation levels" of transactions.
    pub(crate) async fn settled_record(
        &self,
        scope: &Scope,
        command: &CommandKey,
    ) -> Result<Option<CommandRecord>, LoadError> {
        let key = command_key(scope, command);
        let get = Get::builder().table_name(&self.table).set_key(Some(key.attributes())).build();
        let get = get.map_err(|error| LoadError::Failed(StoreError::new("request", error)))?;
        let get = TransactGetItem::builder().get(get).build();
        let answer = self.client.transact_get_items().transact_items(get).send().await.map_err(failed_look)?;
        let item = answer.responses.into_iter().flatten().find_map(|response| response.item);
        match item.filter(|item| !item.is_empty()) {
            Some(item) => Ok(Some(self.read::<CommandItem>(scope, &key, item).await?.into_record())),
            None => Ok(None),
        }
    }

    async fn state_of<A: Aggregate>(
        &self,
        scope: &Scope,
        id: A::Id,
        key: &Key,
        item: Option<Attributes>,
    ) -> Result<Loaded<A>, LoadError> {
        let Some(item) = item else { return Ok(Loaded::nothing()) };
        let item = self.read::<StateItem>(scope, key, item).await?;
        let snapshot = Some(self.snapshot::<A>(scope, id, &item).await?);
        let (rebuilt, state_bytes) = (item.fold_version != A::FOLD_VERSION, item.body.len());
        Ok(Loaded { snapshot, rebuilt, state_bytes, record: None })
    }

    /// The snapshot that a state item holds, or the one that its events make now when `evolve` has changed since.
    async fn snapshot<A: Aggregate>(
        &self,
        scope: &Scope,
        id: A::Id,
        item: &StateItem,
    ) -> Result<Snapshot<A>, LoadError> {
        if item.fold_version != A::FOLD_VERSION {
            return self.promised_version::<A>(scope, id, item.version, written_at(item), now()).await;
        }
        let snapshot: Snapshot<A> =
            serde_json::from_str(&item.body).map_err(|error| LoadError::Decode(StoreError::new("decode", error)))?;
        if snapshot.id == id && snapshot.version == item.version {
            Ok(snapshot)
        } else {
            Err(LoadError::Decode(StoreError::finding("a state's body is not of its item")))
        }
    }

    /// An item in a scope; one that is not what its key says is noted.
    pub(crate) async fn read<E: CapsuleIsolated>(
        &self,
        scope: &Scope,
        key: &Key,
        item: Attributes,
    ) -> Result<E, LoadError> {
        match E::from_item(scope, Item::from(item)) {
            Ok(entity) => Ok(entity),
            Err(error) => Err(self.unreadable(key, error).await),
        }
    }

    pub(crate) async fn get(&self, key: &Key) -> Result<Option<Attributes>, LoadError> {
        let request = self.client.get_item().table_name(&self.table).set_key(Some(key.attributes()));
        Ok(request.consistent_read(true).send().await.map_err(failed_read)?.item)
    }

    /// Some items in one consistent read, as many as there are of them.
    async fn get_all(&self, keys: &[Key]) -> Result<Vec<Attributes>, LoadError> {
        let mut found = Vec::with_capacity(keys.len());
        for keys in keys.chunks(BATCH_KEYS) {
            let mut wanted: Vec<Attributes> = keys.iter().map(Key::attributes).collect();
            let mut attempt = 0;
            while !wanted.is_empty() {
                if attempt == BATCH_ATTEMPTS {
                    let finding = "the engine left items of a batched read out each time";
                    return Err(LoadError::Unavailable(StoreError::finding(finding)));
                }
                if attempt > 0 {
                    tokio::time::sleep(Duration::from_millis(20 << attempt)).await;
                }
                attempt += 1;
                let keys = KeysAndAttributes::builder().set_keys(Some(wanted)).consistent_read(true).build();
                let keys = keys.map_err(|error| LoadError::Failed(StoreError::new("request", error)))?;
                let answer = self.client.batch_get_item().request_items(&self.table, keys).send().await;
                let answer = answer.map_err(failed_read)?;
                found.extend(answer.responses.into_iter().flat_map(HashMap::into_values).flatten());
                let left = answer.unprocessed_keys.into_iter().flat_map(HashMap::into_values);
                wanted = left.flat_map(|left| left.keys).collect();
            }
        }
        Ok(found)
    }

    pub(crate) async fn known(&self, scope: &Scope, needs: &Needs) -> Result<Known, LoadError> {
        let mut known = Known::default();
        let keys = needs.published.iter().map(|id| {
            let pk = PublishedItem::pk_of(scope, &id.aggregate_type(), id);
            Key { pk, sk: PublishedItem::sk_of() }
        });
        let mut keys: Vec<Key> = keys.collect();
        // A batched read refuses a key that it is asked for twice.
        keys.sort_unstable_by(|one, other| one.pk.cmp(&other.pk));
        keys.dedup();
        for item in self.get_all(&keys).await? {
            let key = Key::of(&item);
            let item = self.read::<PublishedItem>(scope, &key, item).await?;
            let attributes = serde_json::from_str(&item.attributes)
                .map_err(|error| LoadError::Decode(StoreError::new("decode", error)))?;
            known.published.insert(item.aggregate_id, Published { archived: item.archived, attributes });
        }
        if let Some(id) = &needs.lineage_of {
            known.lineage = self.lineage(scope, id).await?;
        }
        Ok(known)
    }

    /// The chain of parents, step by step: each is only known from the one below.
    async fn lineage(&self, scope: &Scope, id: &kernel::AnyId) -> Result<Lineage, LoadError> {
        let (mut lineage, mut next) = (Lineage::default(), Some(id.clone()));
        while let Some(id) = next.take() {
            if lineage.steps.len() == MAX_LINEAGE {
                lineage.cut = true;
                break;
            }
            let pk = AnchorItem::pk_of(scope, &id.aggregate_type(), &id);
            let key = Key { pk, sk: AnchorItem::sk_of() };
            let Some(item) = self.get(&key).await? else { break };
            let anchor = self.read::<AnchorItem>(scope, &key, item).await?;
            next.clone_from(&anchor.parent);
            lineage.steps.push((id, anchor.parent));
        }
        Ok(lineage)
    }

    /// The request of a query, for at most so many items.
    fn query<R>(&self, query: &Query<R>, items: usize, start: Option<Attributes>) -> QueryFluentBuilder {
        let names = query.names().into_iter().map(|(alias, name)| (alias.to_owned(), name.to_owned()));
        let values = query.values().into_iter();
        let values = values.map(|(place, text)| (place.to_owned(), AttributeValue::S(text.to_owned())));
        self.client
            .query()
            .table_name(&self.table)
            .set_index_name(query.index_name().map(str::to_owned))
            .key_condition_expression(query.key_condition())
            .set_expression_attribute_names(Some(names.collect()))
            .set_expression_attribute_values(Some(values.collect()))
            .limit(i32::try_from(items.clamp(1, 1_000)).unwrap_or(1_000))
            .set_exclusive_start_key(start)
    }

    /// An item that a query was answered with; one that is not what was asked for is noted.
    async fn answered<R>(&self, query: &Query<R>, item: Attributes) -> Result<R, LoadError> {
        let key = Key::of(&item);
        match query.read(Item::from(item)) {
            Ok(read) => Ok(read),
            Err(error) => Err(self.unreadable(&key, error).await),
        }
    }

    pub(crate) async fn query_events<A: Aggregate>(
        &self,
        scope: &Scope,
        id: A::Id,
        after: u64,
        limit: usize,
    ) -> Result<EventPage<A::Event>, LoadError> {
        let query = EventItem::query(scope, &AggregateType::of::<A::Id>(), &id.erase())
            .sk_from_to(EventItem::sk_of(after.saturating_add(1)), EventItem::sk_of(u64::MAX));
        let (mut events, mut start) = (Vec::new(), None);
        loop {
            let left = limit.saturating_sub(events.len());
            let request = self.query(&query, left, start).consistent_read(true);
            let answer = request.send().await.map_err(failed_read)?;
            for item in answer.items.unwrap_or_default() {
                let item = self.answered(&query, item).await?;
                let event = item.into_event().map_err(|error| LoadError::Decode(StoreError::new("decode", error)))?;
                events.push(event.decode::<A::Event>()?);
            }
            start = answer.last_evaluated_key;
            if start.is_none() || events.len() >= limit {
                return Ok(EventPage { events, more: start.is_some() });
            }
        }
    }
}

/// When a state was written. One of an older fold may say no more than that; one that does not say it is old.
fn written_at(item: &StateItem) -> Timestamp {
    #[derive(Deserialize)]
    struct Written {
        updated_at: Timestamp,
    }
    serde_json::from_str::<Written>(&item.body).map_or(Timestamp::EPOCH, |written| written.updated_at)
}

/// Where the record of a command stands.
fn command_key(scope: &Scope, command: &CommandKey) -> Key {
    let pk = CommandItem::pk_of(scope, &command.function, &command.digest);
    Key { pk, sk: CommandItem::sk_of() }
}

/// The item that stands under a key.
fn take(items: &mut Vec<Attributes>, key: &Key) -> Option<Attributes> {
    let at = items.iter().position(|item| Key::of(item) == *key)?;
    Some(items.swap_remove(at))
}
