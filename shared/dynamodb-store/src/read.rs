//! Loads and queries.

use std::{collections::HashMap, time::Duration};

use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};
use dynamodb_entity::{CapsuleIsolated, PK_ATTRIBUTE, SK_ATTRIBUTE};
use kernel::{
    Aggregate, AggregateType, AnyId, CapsuleId, CommandKey, CommandRecord, Cursor, EventPage, KeyName, ListPage,
    ListRow, LoadError, Loaded, Scope, Snapshot, Store, StoreError, TenantId, TypedId,
};
use serde::Deserialize;
use serde_dynamo::Item;

use crate::{
    DynamoDbStore,
    call::{failed_read, unreadable},
    entities::{CommandItem, EventItem, SHARD, StateItem},
};

type Attributes = HashMap<String, AttributeValue>;

/// How often a batched read asks again for what the engine left out.
const BATCH_ATTEMPTS: u32 = 5;

fn key(pk: String, sk: String) -> Attributes {
    HashMap::from([(PK_ATTRIBUTE.to_owned(), AttributeValue::S(pk)), (SK_ATTRIBUTE.to_owned(), AttributeValue::S(sk))])
}

impl DynamoDbStore {
    pub(crate) async fn load_state<A: Aggregate>(
        &self,
        scope: &Scope,
        id: A::Id,
        command: Option<&CommandKey>,
    ) -> Result<Loaded<A>, LoadError> {
        let state_key = key(StateItem::pk_of(scope, &AggregateType::of::<A::Id>(), &id.erase()), StateItem::sk_of());
        let (state, record) = match command {
            None => (self.get(state_key).await?, None),
            Some(command) => {
                let command_pk = CommandItem::pk_of(scope, &command.function, &command.digest);
                self.get_both(state_key, key(command_pk, CommandItem::sk_of())).await?
            }
        };
        let record: Option<CommandRecord> = record
            .map(|item| CommandItem::from_item(scope, Item::from(item)).map(CommandItem::into_record))
            .transpose()
            .map_err(unreadable)?;
        let snapshot = match state {
            None => None,
            Some(item) => {
                let item = StateItem::from_item(scope, Item::from(item)).map_err(unreadable)?;
                Some(self.snapshot::<A>(scope, id, &item).await?)
            }
        };
        Ok(Loaded { snapshot, record })
    }

    /// The snapshot that a state item holds, or the one that its events make now when `evolve` has changed since.
    async fn snapshot<A: Aggregate>(
        &self,
        scope: &Scope,
        id: A::Id,
        item: &StateItem,
    ) -> Result<Snapshot<A>, LoadError> {
        if item.fold_version != A::FOLD_VERSION {
            return self
                .load_version::<A>(scope, id, item.version)
                .await?
                .ok_or_else(|| LoadError::Decode(StoreError::finding("the stream is shorter than its state says")));
        }
        let snapshot: Snapshot<A> =
            serde_json::from_str(&item.body).map_err(|error| LoadError::Decode(StoreError::new("decode", error)))?;
        if snapshot.id == id && snapshot.version == item.version {
            Ok(snapshot)
        } else {
            Err(LoadError::Decode(StoreError::finding("a state's body is not of its item")))
        }
    }

    async fn get(&self, key: Attributes) -> Result<Option<Attributes>, LoadError> {
        let request = self.client.get_item().table_name(&self.table).set_key(Some(key)).consistent_read(true);
        Ok(request.send().await.map_err(failed_read)?.item)
    }

    /// Two items in one consistent read.
    async fn get_both(
        &self,
        first: Attributes,
        second: Attributes,
    ) -> Result<(Option<Attributes>, Option<Attributes>), LoadError> {
        let mut wanted = vec![first.clone(), second.clone()];
        let (mut found_first, mut found_second) = (None, None);
        for attempt in 0..BATCH_ATTEMPTS {
            let keys = KeysAndAttributes::builder().set_keys(Some(wanted)).consistent_read(true).build();
            let keys = keys.map_err(|error| LoadError::Failed(StoreError::new("request", error)))?;
            let answer = self.client.batch_get_item().request_items(&self.table, keys).send().await;
            let answer = answer.map_err(failed_read)?;
            for item in answer.responses.into_iter().flat_map(HashMap::into_values).flatten() {
                if is_under(&item, &first) {
                    found_first = Some(item);
                } else if is_under(&item, &second) {
                    found_second = Some(item);
                }
            }
            wanted =
                answer.unprocessed_keys.into_iter().flat_map(HashMap::into_values).flat_map(|left| left.keys).collect();
            if wanted.is_empty() {
                return Ok((found_first, found_second));
            }
            tokio::time::sleep(Duration::from_millis(20 << attempt)).await;
        }
        Err(LoadError::Unavailable(StoreError::finding("the engine left items of a batched read out each time")))
    }

    pub(crate) async fn query_events<A: Aggregate>(
        &self,
        scope: &Scope,
        id: A::Id,
        after: u64,
        limit: usize,
    ) -> Result<EventPage<A::Event>, LoadError> {
        let pk = EventItem::pk_of(scope, &AggregateType::of::<A::Id>(), &id.erase());
        let (mut events, mut start) = (Vec::new(), None);
        loop {
            let left = limit.saturating_sub(events.len());
            let answer = self
                .client
                .query()
                .table_name(&self.table)
                .consistent_read(true)
                .key_condition_expression("#pk = :pk AND #sk BETWEEN :from AND :to")
                .expression_attribute_names("#pk", PK_ATTRIBUTE)
                .expression_attribute_names("#sk", SK_ATTRIBUTE)
                .expression_attribute_values(":pk", AttributeValue::S(pk.clone()))
                .expression_attribute_values(":from", AttributeValue::S(EventItem::sk_of(after.saturating_add(1))))
                .expression_attribute_values(":to", AttributeValue::S(EventItem::sk_of(u64::MAX)))
                .limit(i32::try_from(left.clamp(1, 1_000)).unwrap_or(1_000))
                .set_exclusive_start_key(start)
                .send()
                .await
                .map_err(failed_read)?;
            for item in answer.items.unwrap_or_default() {
                let item = EventItem::from_item(scope, Item::from(item)).map_err(unreadable)?;
                let event = item.into_event().map_err(|error| LoadError::Decode(StoreError::new("decode", error)))?;
                events.push(event.decode::<A::Event>()?);
            }
            start = answer.last_evaluated_key;
            if start.is_none() || events.len() >= limit {
                return Ok(EventPage { events, more: start.is_some() });
            }
        }
    }

    pub(crate) async fn query_list<A: Aggregate>(
        &self,
        scope: &Scope,
        list: &KeyName,
        cursor: Option<&Cursor>,
        limit: usize,
    ) -> Result<ListPage<A>, LoadError> {
        let after = cursor.map(Cursor::id::<A::Id>).transpose()?;
        let after = after.map(|id| StateItem::gsi1_sk_of(&id.erase())).unwrap_or_default();
        let (mut rows, mut start) = (Vec::<ListRow<A>>::new(), None);
        // One row more than asked for tells whether there is a next page.
        let wanted = limit.saturating_add(1);
        loop {
            let left = wanted.saturating_sub(rows.len());
            let mut query = self
                .client
                .query()
                .table_name(&self.table)
                .index_name(StateItem::GSI1.name)
                .expression_attribute_names("#pk", StateItem::GSI1.pk_attribute)
                .expression_attribute_values(":pk", AttributeValue::S(StateItem::gsi1_pk_of(scope, list, SHARD)))
                .limit(i32::try_from(left.clamp(1, 1_000)).unwrap_or(1_000))
                .set_exclusive_start_key(start);
            query = if after.is_empty() {
                query.key_condition_expression("#pk = :pk")
            } else {
                query
                    .key_condition_expression("#pk = :pk AND #sk > :after")
                    .expression_attribute_names("#sk", StateItem::GSI1.sk_attribute)
                    .expression_attribute_values(":after", AttributeValue::S(after.clone()))
            };
            let answer = query.send().await.map_err(failed_read)?;
            for item in answer.items.unwrap_or_default() {
                rows.push(ListedState::row(scope, item)?);
            }
            start = answer.last_evaluated_key;
            if start.is_none() || rows.len() >= wanted {
                break;
            }
        }
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|row| Cursor::after(row.id));
        Ok(ListPage { rows, next })
    }
}

/// What the index projects of a [`StateItem`].
#[derive(Deserialize)]
struct ListedState {
    tenant_id: TenantId,
    capsule_id: CapsuleId,
    aggregate_id: AnyId,
    version: u64,
    summary: String,
}

impl ListedState {
    fn row<A: Aggregate>(scope: &Scope, item: Attributes) -> Result<ListRow<A>, LoadError> {
        let state: Self =
            serde_dynamo::from_item(item).map_err(|error| LoadError::Decode(StoreError::new("decode", error)))?;
        if state.tenant_id != scope.tenant_id() || state.capsule_id != scope.capsule_id() {
            return Err(LoadError::ForeignScope);
        }
        let id = state.aggregate_id.typed().map_err(|error| LoadError::Decode(StoreError::new("decode", error)))?;
        let summary = serde_json::from_str(&state.summary)
            .map_err(|error| LoadError::Decode(StoreError::new("decode", error)))?;
        Ok(ListRow { id, version: state.version, summary })
    }
}

/// Whether an item stands under a key.
fn is_under(item: &Attributes, key: &Attributes) -> bool {
    key.iter().all(|(name, value)| item.get(name) == Some(value))
}
