//! The one transaction of a command.

use std::collections::HashMap;

use aws_sdk_dynamodb::{
    config::{Config, retry::RetryConfig},
    types::{
        AttributeValue, CancellationReason, Delete, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem,
        builders::{DeleteBuilder, PutBuilder},
    },
};
use dynamodb_entity::{CapsuleIsolated, DynamoDbEntity, PK_ATTRIBUTE, SK_ATTRIBUTE};
use kernel::{
    Aggregate, AggregateType, AnyId, AppendError, Claim, Commit, MAX_BYTES, MAX_EVENT_BYTES, MAX_STATE_BYTES,
    StoreError, TypedId,
};
use serde_dynamo::Item;

use crate::{
    DynamoDbStore,
    call::{engine_error, failed_write},
    entities::{ClaimItem, ClaimKind, CommandItem, EventItem, SHARD, StateItem, StateKind, claim_digest},
};

/// The code of an item that another transaction is writing.
const COLLISION: &str = "TransactionConflict";

type Attributes = HashMap<String, AttributeValue>;

/// What an item of the transaction is for, in the order of the request: the engine answers a refusal by position.
enum Role {
    Stream,
    Acquired(Claim),
    Released,
    Record,
}

/// The transaction as it is built up.
struct Transaction {
    items: Vec<TransactWriteItem>,
    roles: Vec<Role>,
    bytes: usize,
}

impl DynamoDbStore {
    pub(crate) async fn transact<A: Aggregate>(&self, commit: &Commit<A>) -> Result<(), AppendError> {
        commit.check()?;
        let Transaction { items, roles, bytes } = self.transaction(commit)?;
        if bytes > MAX_BYTES {
            return Err(AppendError::TooLarge { what: "bytes of the command", found: bytes, limit: MAX_BYTES });
        }
        // One try only: when a first try is lost and a second one is throttled, the SDK would tell of the second alone, and a
        // write that stands would be taken for one that was refused. `execute` repeats with open eyes.
        let once = Config::builder().retry_config(RetryConfig::disabled());
        let request = self.client.transact_write_items().set_transact_items(Some(items));
        let Err(error) = request.customize().config_override(once).send().await else { return Ok(()) };
        match error.as_service_error() {
            Some(refused) if refused.is_transaction_canceled_exception() => {}
            _ => return Err(failed_write(error)),
        }
        let reasons = match error.into_service_error() {
            aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError::TransactionCanceledException(
                cancelled,
            ) => cancelled.cancellation_reasons.unwrap_or_default(),
            other => return Err(AppendError::Failed(StoreError::new("request", other))),
        };
        self.refusal(commit, &roles, reasons).await
    }

    /// The items in the order of the founding rule: events, then state, then claims, then the record.
    fn transaction<A: Aggregate>(&self, commit: &Commit<A>) -> Result<Transaction, AppendError> {
        let mut transaction = Transaction { items: Vec::new(), roles: Vec::new(), bytes: 0 };
        for event in &commit.events {
            let event =
                event.clone().encode().map_err(|error| AppendError::Failed(StoreError::new("encode", error)))?;
            limit("bytes of one event", event.data.get().len(), MAX_EVENT_BYTES)?;
            let put =
                self.put(&EventItem::from(event), &mut transaction)?.condition_expression("attribute_not_exists(#pk)");
            transaction.push_put(put, Role::Stream)?;
        }
        if !commit.events.is_empty() {
            let state = state_item(commit)?;
            limit("bytes of the state", state.body.len(), MAX_STATE_BYTES)?;
            let put = self.put(&state, &mut transaction)?;
            let put = if commit.expected_version == 0 {
                put.condition_expression("attribute_not_exists(#pk)")
            } else {
                let expected = AttributeValue::N(commit.expected_version.to_string());
                put.condition_expression("attribute_exists(#pk) AND #version = :expected")
                    .expression_attribute_names("#version", "version")
                    .expression_attribute_values(":expected", expected)
            };
            transaction.push_put(put, Role::Stream)?;
        }
        for claim in &commit.acquired {
            let item = claim_item(commit, claim);
            let put = self
                .put(&item, &mut transaction)?
                .condition_expression("attribute_not_exists(#pk) OR #holder = :me")
                .expression_attribute_names("#holder", "holder")
                .expression_attribute_values(":me", AttributeValue::S(item.holder.to_string()))
                .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
            transaction.push_put(put, Role::Acquired(claim.clone()))?;
        }
        for claim in &commit.released {
            let item = claim_item(commit, claim);
            let delete = Delete::builder()
                .table_name(&self.table)
                .key(PK_ATTRIBUTE, AttributeValue::S(item.pk()))
                .key(SK_ATTRIBUTE, AttributeValue::S(item.sk()))
                .condition_expression("attribute_not_exists(#pk) OR #holder = :me")
                .expression_attribute_names("#pk", PK_ATTRIBUTE)
                .expression_attribute_names("#holder", "holder")
                .expression_attribute_values(":me", AttributeValue::S(item.holder.to_string()));
            transaction.push_delete(delete, Role::Released)?;
        }
        if let Some(record) = &commit.record {
            let now = AttributeValue::N(record.recorded_at().as_seconds().to_string());
            let put = self
                .put(&CommandItem::new(&commit.scope, record), &mut transaction)?
                .condition_expression("attribute_not_exists(#pk) OR #expires_at <= :now")
                .expression_attribute_names("#expires_at", "expires_at")
                .expression_attribute_values(":now", now);
            transaction.push_put(put, Role::Record)?;
        }
        Ok(transaction)
    }

    fn put<E: DynamoDbEntity>(&self, entity: &E, transaction: &mut Transaction) -> Result<PutBuilder, AppendError> {
        let item = entity.to_item().map_err(|error| AppendError::Failed(StoreError::new("encode", error)))?;
        let item: Attributes = item.into();
        transaction.bytes += item.iter().map(|(name, value)| name.len() + size(value)).sum::<usize>();
        let put = Put::builder().table_name(&self.table).set_item(Some(item));
        Ok(put.expression_attribute_names("#pk", PK_ATTRIBUTE))
    }

    /// What a cancelled transaction means. A recorded command comes first: its loser must read the record, whatever else it
    /// collided with. Then the own stream: a stale decision says nothing about claims.
    async fn refusal<A: Aggregate>(
        &self,
        commit: &Commit<A>,
        roles: &[Role],
        reasons: Vec<CancellationReason>,
    ) -> Result<(), AppendError> {
        let refused = |reason: &CancellationReason| reason.code.as_deref() == Some("ConditionalCheckFailed");
        let mut taken = None;
        let (mut recorded, mut stale) = (false, false);
        for (role, reason) in roles.iter().zip(&reasons).filter(|(_, reason)| refused(reason)) {
            match role {
                Role::Stream | Role::Released => stale = true,
                Role::Acquired(claim) => taken = taken.or(Some((claim, reason))),
                Role::Record => recorded = true,
            }
        }
        if recorded {
            return Err(AppendError::CommandRecorded);
        }
        if stale {
            return Err(AppendError::Conflict);
        }
        if let Some((claim, reason)) = taken {
            return Err(self.holder(commit, claim, reason).await);
        }
        // Somebody is writing: to the own stream, which is a conflict like any other, or to an item of somebody else.
        let mut collided =
            roles.iter().zip(&reasons).filter(|(_, reason)| reason.code.as_deref() == Some(COLLISION)).peekable();
        if collided.peek().is_some() && collided.all(|(role, _)| matches!(role, Role::Stream)) {
            return Err(AppendError::Conflict);
        }
        let codes: Vec<_> =
            reasons.iter().filter_map(|reason| reason.code.as_deref()).filter(|code| *code != "None").collect();
        let busy = [COLLISION, "ThrottlingError", "ProvisionedThroughputExceeded"];
        let error = StoreError::finding(codes.join(", "));
        if !codes.is_empty() && codes.iter().all(|code| busy.contains(code)) {
            Err(AppendError::Contention(error))
        } else {
            Err(AppendError::Failed(error))
        }
    }

    /// Who holds a claim: from the refusal itself, or by looking where the engine does not say.
    async fn holder<A: Aggregate>(
        &self,
        commit: &Commit<A>,
        claim: &Claim,
        reason: &CancellationReason,
    ) -> AppendError {
        let wanted = claim_item(commit, claim);
        let item = match reason.item.clone() {
            Some(item) => Some(item),
            None => {
                let get = self.client.get_item().table_name(&self.table).consistent_read(true);
                let get = get.key(PK_ATTRIBUTE, AttributeValue::S(wanted.pk()));
                match get.key(SK_ATTRIBUTE, AttributeValue::S(wanted.sk())).send().await {
                    Ok(answer) => answer.item,
                    Err(error) => return AppendError::Contention(engine_error(error)),
                }
            }
        };
        match item.map(|item| ClaimItem::from_item(&commit.scope, Item::from(item))) {
            Some(Ok(held)) => AppendError::ClaimTaken { claim: claim.clone(), holder: held.holder },
            Some(Err(error)) => AppendError::Failed(StoreError::new("request", error)),
            // Released in between: the same commit may succeed now.
            None => AppendError::Contention(StoreError::finding("the claim was released meanwhile")),
        }
    }
}

impl Transaction {
    fn push_put(&mut self, put: PutBuilder, role: Role) -> Result<(), AppendError> {
        let put = put.build().map_err(|error| AppendError::Failed(StoreError::new("request", error)))?;
        self.items.push(TransactWriteItem::builder().put(put).build());
        self.roles.push(role);
        Ok(())
    }

    fn push_delete(&mut self, delete: DeleteBuilder, role: Role) -> Result<(), AppendError> {
        let delete = delete.build().map_err(|error| AppendError::Failed(StoreError::new("request", error)))?;
        self.items.push(TransactWriteItem::builder().delete(delete).build());
        self.roles.push(role);
        Ok(())
    }
}

fn state_item<A: Aggregate>(commit: &Commit<A>) -> Result<StateItem, AppendError> {
    let snapshot = &commit.snapshot;
    let json = |result: Result<String, serde_json::Error>| {
        result.map_err(|error| AppendError::Failed(StoreError::new("encode", error)))
    };
    Ok(StateItem {
        kind: StateKind::Kind,
        tenant_id: commit.scope.tenant_id(),
        capsule_id: commit.scope.capsule_id(),
        aggregate_type: AggregateType::of::<A::Id>(),
        aggregate_id: snapshot.id.erase(),
        version: snapshot.version,
        fold_version: A::FOLD_VERSION,
        list: A::list(&snapshot.state),
        shard: SHARD,
        summary: json(serde_json::to_string(&A::summary(&snapshot.state)))?,
        body: json(serde_json::to_string(snapshot))?,
    })
}

fn claim_item<A: Aggregate>(commit: &Commit<A>, claim: &Claim) -> ClaimItem {
    let holder: AnyId = commit.snapshot.id.erase();
    ClaimItem {
        kind: ClaimKind::Kind,
        tenant_id: commit.scope.tenant_id(),
        capsule_id: commit.scope.capsule_id(),
        aggregate_type: AggregateType::of::<A::Id>(),
        name: claim.name.clone(),
        value: claim_digest(&claim.value),
        holder,
    }
}

fn limit(what: &'static str, found: usize, limit: usize) -> Result<(), AppendError> {
    if found > limit { Err(AppendError::TooLarge { what, found, limit }) } else { Ok(()) }
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
