//! The items of the one transaction, in the order of the founding rule: events, then state, then everything else.

use std::collections::HashMap;

use aws_sdk_dynamodb::{
    error::BuildError,
    types::{
        AttributeValue, ConditionCheck, Delete, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update,
        builders::{PutBuilder, UpdateBuilder},
    },
};
use dynamodb_entity::{DynamoDbEntity, PK_ATTRIBUTE, SK_ATTRIBUTE};
use kernel::{
    Aggregate, AggregateType, AnchorChange, AnchorTouch, AnyId, AppendError, Claim, Commit, Digest, EncodedCommit,
    Limit, MAX_BYTES, Pin, Published, StoreError, TypedId as _,
};

use super::expressions::Expressions;
use crate::{
    DynamoDbStore,
    entities::{
        AnchorItem, ClaimItem, ClaimKind, CommandItem, EdgeItem, EdgeKind, EventItem, PublishedItem, PublishedKind,
        StateItem, StateKind,
    },
};

type Attributes = HashMap<String, AttributeValue>;

/// What an item of the transaction is for, in the order of the request: the engine answers a refusal by position.
pub(super) enum Role {
    /// An event or the state.
    Stream,
    /// An edge, or what is published: only the own stream's writers write them.
    Own,
    /// A claim of a unique value.
    Acquired(Claim),
    /// A claim that is given up.
    Released,
    /// The own anchor.
    Anchor,
    /// The anchor of another aggregate.
    Touched(AnchorTouch),
    /// The edge of the holder that is pinned.
    Pinned(Pin),
    /// The record of the command.
    Record,
}

/// The transaction as it is built up.
pub(super) struct Transaction<'a> {
    store: &'a DynamoDbStore,
    pub(super) items: Vec<TransactWriteItem>,
    pub(super) roles: Vec<Role>,
    bytes: usize,
}

impl<'a> Transaction<'a> {
    pub(super) fn of<A: Aggregate>(store: &'a DynamoDbStore, commit: &Commit<A>) -> Result<Self, AppendError> {
        commit.check()?;
        let EncodedCommit { events, state, summary, links } = commit.encode()?;
        let places = commit.item_count();
        let mut transaction =
            Self { store, items: Vec::with_capacity(places), roles: Vec::with_capacity(places), bytes: 0 };
        for event in events {
            transaction.create(&EventItem::from(event), Role::Stream)?;
        }
        if !commit.events.is_empty() {
            transaction.state(commit, state, summary.clone())?;
        }
        if let Some(published) = &commit.published {
            transaction.published(commit, published)?;
        }
        let listed = commit.listed.iter().filter_map(|reference| Some((reference, reference.listed.as_ref()?)));
        for ((reference, listed), link) in listed.zip(links) {
            let edge = EdgeItem {
                kind: EdgeKind::Kind,
                tenant_id: commit.scope.tenant_id(),
                capsule_id: commit.scope.capsule_id(),
                aggregate_type: AggregateType::of::<A::Id>(),
                aggregate_id: commit.snapshot.id.erase(),
                reference: reference.kind.clone(),
                target: reference.target.clone(),
                list: listed.list.clone(),
                counted: reference.counter.is_some(),
                summary: summary.clone(),
                link,
            };
            let put = transaction.put(&edge)?;
            transaction.push_put(put, Role::Own)?;
        }
        for (kind, target) in &commit.unlisted {
            let holder = commit.snapshot.id.erase();
            let pk = EdgeItem::pk_of(&commit.scope, &AggregateType::of::<A::Id>(), &holder);
            transaction.delete(pk, EdgeItem::sk_of(kind, target), None)?;
        }
        transaction.claims(commit)?;
        if let Some(change) = &commit.anchor {
            transaction.anchor(commit, change)?;
        }
        for touch in &commit.touched {
            transaction.touch(commit, touch)?;
        }
        if let Some(pin) = commit.anchor.as_ref().and_then(AnchorChange::new_pin) {
            transaction.pin(commit, pin)?;
        }
        transaction.record(commit)?;
        if transaction.bytes > MAX_BYTES {
            let found = transaction.bytes;
            return Err(AppendError::TooLarge { what: Limit::Bytes, found, limit: MAX_BYTES });
        }
        Ok(transaction)
    }

    fn state<A: Aggregate>(&mut self, commit: &Commit<A>, body: String, summary: String) -> Result<(), AppendError> {
        let snapshot = &commit.snapshot;
        let id = snapshot.id.erase();
        let state = StateItem {
            kind: StateKind::Kind,
            tenant_id: commit.scope.tenant_id(),
            capsule_id: commit.scope.capsule_id(),
            aggregate_type: AggregateType::of::<A::Id>(),
            shard: self.store.shards.of(&id),
            aggregate_id: id,
            version: snapshot.version,
            fold_version: A::FOLD_VERSION,
            list: A::list(&snapshot.state),
            sort_name: A::sort_name(&snapshot.state),
            summary,
            body,
        };
        if commit.expected_version == 0 {
            return self.create(&state, Role::Stream);
        }
        let expected = AttributeValue::N(commit.expected_version.to_string());
        let put = self
            .put(&state)?
            .condition_expression("version = :expected")
            .expression_attribute_values(":expected", expected);
        self.push_put(put, Role::Stream)
    }

    fn published<A: Aggregate>(&mut self, commit: &Commit<A>, published: &Published) -> Result<(), AppendError> {
        let item = PublishedItem {
            kind: PublishedKind::Kind,
            tenant_id: commit.scope.tenant_id(),
            capsule_id: commit.scope.capsule_id(),
            aggregate_type: AggregateType::of::<A::Id>(),
            aggregate_id: commit.snapshot.id.erase(),
            archived: published.archived,
            attributes: published.attributes.to_string(),
        };
        let put = self.put(&item)?;
        self.push_put(put, Role::Own)
    }

    fn claims<A: Aggregate>(&mut self, commit: &Commit<A>) -> Result<(), AppendError> {
        for claim in &commit.acquired {
            let item = claim_item(self.store, commit, claim)?;
            let put = self
                .put(&item)?
                .condition_expression("attribute_not_exists(pk) OR holder = :me")
                .expression_attribute_values(":me", AttributeValue::S(item.holder.to_string()))
                .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
            self.push_put(put, Role::Acquired(claim.clone()))?;
        }
        for claim in &commit.released {
            let item = claim_item(self.store, commit, claim)?;
            self.delete(item.pk(), item.sk(), Some(&item.holder))?;
        }
        Ok(())
    }

    /// The own anchor: made once, then changed without touching the counters, which are others' to change.
    fn anchor<A: Aggregate>(&mut self, commit: &Commit<A>, change: &AnchorChange) -> Result<(), AppendError> {
        let (aggregate_type, id) = (AggregateType::of::<A::Id>(), commit.snapshot.id.erase());
        if change.before.is_none() {
            let item = AnchorItem::new(&commit.scope, aggregate_type, id, change);
            return self.create(&item, Role::Anchor);
        }
        let mut update = Expressions::default();
        let after = &change.after;
        update.set("alive", AttributeValue::Bool(after.alive));
        let pinned = after.pinned.as_ref().map(|pin| &pin.holder);
        for (name, id) in
            [("merged_into", after.merged_into.as_ref()), ("parent", after.parent.as_ref()), ("pinned", pinned)]
        {
            match id {
                Some(id) => update.set(name, text(id)),
                None => update.remove(name),
            }
        }
        update.condition("attribute_exists(pk)");
        if change.ends() {
            for (index, blocking) in A::BLOCKING.iter().enumerate() {
                let place = update.counter(index, &blocking.counter);
                update.condition(&format!("(attribute_not_exists({place}) OR {place} <= :zero)"));
                update.value(":zero", AttributeValue::N("0".to_owned()));
            }
        }
        let key = (AnchorItem::pk_of(&commit.scope, &aggregate_type, &id), AnchorItem::sk_of());
        self.push_expressions(key, update, Role::Anchor)
    }

    /// The anchor of another aggregate: counted, or only checked.
    fn touch<A: Aggregate>(&mut self, commit: &Commit<A>, touch: &AnchorTouch) -> Result<(), AppendError> {
        let mut update = Expressions::default();
        for (index, (counter, by)) in touch.counts().iter().enumerate() {
            let place = update.counter(index, counter);
            let value = format!(":by{index}");
            update.sets.push(format!("{place} = if_not_exists({place}, :zero) + {value}"));
            update.value(&value, AttributeValue::N(by.to_string()));
            update.value(":zero", AttributeValue::N("0".to_owned()));
        }
        update.condition("attribute_exists(pk)");
        if !touch.taken.is_empty() {
            update.condition("alive = :true");
            update.value(":true", AttributeValue::Bool(true));
        }
        if !touch.given_back.is_empty() {
            update.condition("(attribute_not_exists(pinned) OR pinned <> :me)");
            update.value(":me", text(&commit.snapshot.id.erase()));
        }
        match &touch.seen_parent {
            None => {}
            Some(None) => update.condition("attribute_not_exists(parent)"),
            Some(Some(parent)) => {
                update.condition("parent = :parent");
                update.value(":parent", text(parent));
            }
        }
        let pk = AnchorItem::pk_of(&commit.scope, &touch.target.aggregate_type(), &touch.target);
        self.push_expressions((pk, AnchorItem::sk_of()), update, Role::Touched(touch.clone()))
    }

    /// The holder of a pin must hold the reference, and it must count.
    fn pin<A: Aggregate>(&mut self, commit: &Commit<A>, pin: &Pin) -> Result<(), AppendError> {
        let mut check = Expressions::default();
        check.condition("counted = :true");
        check.value(":true", AttributeValue::Bool(true));
        let pk = EdgeItem::pk_of(&commit.scope, &pin.holder.aggregate_type(), &pin.holder);
        let sk = EdgeItem::sk_of(&pin.kind, &commit.snapshot.id.erase());
        self.push_expressions((pk, sk), check, Role::Pinned(pin.clone()))
    }

    fn record<A: Aggregate>(&mut self, commit: &Commit<A>) -> Result<(), AppendError> {
        let Some(record) = &commit.record else { return Ok(()) };
        let now = AttributeValue::N(record.recorded_at().as_seconds().to_string());
        let put = self
            .put(&CommandItem::new(&commit.scope, record))?
            .condition_expression("attribute_not_exists(pk) OR expires_at <= :now")
            .expression_attribute_values(":now", now);
        self.push_put(put, Role::Record)
    }

    /// An item that must not be there yet.
    fn create<E: DynamoDbEntity>(&mut self, entity: &E, role: Role) -> Result<(), AppendError> {
        let put = self.put(entity)?.condition_expression("attribute_not_exists(pk)");
        self.push_put(put, role)
    }

    fn put<E: DynamoDbEntity>(&mut self, entity: &E) -> Result<PutBuilder, AppendError> {
        let item = entity.to_item().map_err(|error| AppendError::Failed(StoreError::new("encode", error)))?;
        let item: Attributes = item.into();
        self.bytes += item.iter().map(|(name, value)| name.len() + size(value)).sum::<usize>();
        Ok(Put::builder().table_name(&self.store.table).set_item(Some(item)))
    }

    fn push_put(&mut self, put: PutBuilder, role: Role) -> Result<(), AppendError> {
        let put = put.build().map_err(unbuildable)?;
        self.push(TransactWriteItem::builder().put(put).build(), role);
        Ok(())
    }

    /// A deletion; of a claim only while its holder has it.
    fn delete(&mut self, pk: String, sk: String, holder: Option<&AnyId>) -> Result<(), AppendError> {
        let mut delete = Delete::builder().table_name(&self.store.table).set_key(Some(key(pk, sk)));
        if let Some(holder) = holder {
            delete = delete
                .condition_expression("attribute_not_exists(pk) OR holder = :me")
                .expression_attribute_values(":me", text(holder));
        }
        let role = if holder.is_some() { Role::Released } else { Role::Own };
        self.push(TransactWriteItem::builder().delete(delete.build().map_err(unbuildable)?).build(), role);
        Ok(())
    }

    fn push_expressions(
        &mut self,
        (pk, sk): (String, String),
        expressions: Expressions,
        role: Role,
    ) -> Result<(), AppendError> {
        self.bytes += pk.len() + sk.len() + expressions.values.values().map(size).sum::<usize>();
        let Expressions { sets, removes, conditions, names, values } = expressions;
        // To be shown an item takes the right to read it, which a check alone does not need: a pin says no without looking.
        let shown = match role {
            Role::Pinned(_) => ReturnValuesOnConditionCheckFailure::None,
            _ => ReturnValuesOnConditionCheckFailure::AllOld,
        };
        let key = key(pk, sk);
        let condition = conditions.join(" AND ");
        let names = Some(names).filter(|names| !names.is_empty());
        let values = Some(values).filter(|values| !values.is_empty());
        let item = TransactWriteItem::builder();
        let item = if sets.is_empty() && removes.is_empty() {
            let check = ConditionCheck::builder().table_name(&self.store.table).set_key(Some(key));
            let check = check.condition_expression(condition).set_expression_attribute_names(names);
            let check = check.set_expression_attribute_values(values).return_values_on_condition_check_failure(shown);
            item.condition_check(check.build().map_err(unbuildable)?)
        } else {
            let parts = [("SET", sets), ("REMOVE", removes)];
            let parts = parts.into_iter().filter(|(_, parts)| !parts.is_empty());
            let expression: Vec<_> = parts.map(|(verb, parts)| format!("{verb} {}", parts.join(", "))).collect();
            let update: UpdateBuilder = Update::builder().table_name(&self.store.table).set_key(Some(key));
            let update = update.update_expression(expression.join(" ")).condition_expression(condition);
            let update = update.set_expression_attribute_names(names).set_expression_attribute_values(values);
            item.update(update.return_values_on_condition_check_failure(shown).build().map_err(unbuildable)?)
        };
        self.push(item.build(), role);
        Ok(())
    }

    fn push(&mut self, item: TransactWriteItem, role: Role) {
        self.items.push(item);
        self.roles.push(role);
    }
}

/// The claim of a unique value, its value hashed: with the secret key when it is personal.
pub(super) fn claim_item<A: Aggregate>(
    store: &DynamoDbStore,
    commit: &Commit<A>,
    claim: &Claim,
) -> Result<ClaimItem, AppendError> {
    let (tenant_id, capsule_id) = (commit.scope.tenant_id(), commit.scope.capsule_id());
    let value = if claim.personal {
        let key = store.blind_index.as_ref().ok_or_else(|| {
            AppendError::Failed(StoreError::finding("a personal value is unique, and the store has no blind index key"))
        })?;
        let (tenant, capsule) = (tenant_id.to_string(), capsule_id.to_string());
        let parts = [tenant.as_str(), &capsule, A::Id::PREFIX, claim.name.as_str(), &claim.value];
        Digest::keyed(key, &parts.map(str::as_bytes))
    } else {
        Digest::of(&[claim.value.as_bytes()])
    };
    Ok(ClaimItem {
        kind: ClaimKind::Kind,
        tenant_id,
        capsule_id,
        aggregate_type: AggregateType::of::<A::Id>(),
        name: claim.name.clone(),
        value,
        holder: commit.snapshot.id.erase(),
    })
}

pub(super) fn key(pk: String, sk: String) -> Attributes {
    HashMap::from([(PK_ATTRIBUTE.to_owned(), AttributeValue::S(pk)), (SK_ATTRIBUTE.to_owned(), AttributeValue::S(sk))])
}

fn text(id: &AnyId) -> AttributeValue {
    AttributeValue::S(id.to_string())
}

fn unbuildable(error: BuildError) -> AppendError {
    AppendError::Failed(StoreError::new("request", error))
}

/// The bytes that DynamoDB counts for a value of the kinds that items here have; never less than the engine's own figure.
fn size(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::N(digits) => digits.len() + 1,
        AttributeValue::B(bytes) => bytes.as_ref().len(),
        AttributeValue::L(values) => 3 + values.iter().map(|value| 1 + size(value)).sum::<usize>(),
        AttributeValue::M(values) => 3 + values.iter().map(|(name, value)| 1 + name.len() + size(value)).sum::<usize>(),
        _ => 1,
    }
}
