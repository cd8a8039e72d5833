//! The record of a violation: how often it was seen, and what was announced of it.

use std::collections::HashMap;

use aws_sdk_dynamodb::{
    Client,
    error::ProvideErrorMetadata as _,
    types::{AttributeValue, ReturnValue},
};
use dynamodb_entity::{DynamoDbEntity, EntityError, PK_ATTRIBUTE, PlatformLevel as _, SK_ATTRIBUTE};
use event_schema::{Subject, Violation, ViolationKind};
use kernel::{CapsuleId, Digest, EventId, TenantId, Timestamp};
use serde::{Deserialize, Serialize};

/// How bad a violation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Data may reach another tenant or capsule.
    Critical,
    /// A consumer may change the wrong record, or believe a forged event.
    High,
    /// A consumer may fail or misread a field.
    Medium,
}

impl Severity {
    /// The severity of a kind of violation.
    #[must_use]
    pub const fn of(kind: ViolationKind) -> Self {
        match kind {
            _ if kind.is_isolation() => Self::Critical,
            ViolationKind::KeyMismatch
            | ViolationKind::SourceMismatch
            | ViolationKind::DuplicateField
            | ViolationKind::ReferencePrefix
            | ViolationKind::SequenceReused => Self::High,
            _ => Self::Medium,
        }
    }
}

/// One violation, however often it was seen: the same tenant, capsule, type, kind and place. Holds ids, names, types and lengths.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[platform_level(
    reason = "an event without a readable tenant or capsule belongs to no scope, and operators watch over all of them"
)]
#[pk = "PLATFORM#VIOLATION#{digest}"]
#[sk = "VIOLATION"]
pub struct ViolationItem {
    /// What makes it this violation.
    pub digest: Digest,
    /// The kind of item.
    pub kind: String,
    /// What is wrong.
    pub violation_kind: String,
    /// How bad it is.
    pub severity: Severity,
    /// Where, with every index as `*`.
    pub path: String,
    /// What the contract says.
    pub expected: String,
    /// What stood there the last time: type and length.
    pub found: String,
    /// The type of the events, if it has the form of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_type: Option<String>,
    /// The tenant that the events claim, if it has the form of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant_id: Option<TenantId>,
    /// The capsule that the events claim, if it has the form of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capsule_id: Option<CapsuleId>,
    /// The last event, if its id has the form of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_event_id: Option<EventId>,
    /// How often it was seen. A message that is delivered again counts again.
    pub count: u64,
    /// The highest count that was announced.
    pub announced: u64,
    /// When it was first seen.
    pub first_seen: Timestamp,
    /// When it was last seen.
    pub last_seen: Timestamp,
}

/// What makes two observations the same violation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity(Digest);

impl Identity {
    /// The identity of a violation of an event.
    #[must_use]
    pub fn of(subject: &Subject, violation: &Violation) -> Self {
        let text = |id: Option<String>| id.unwrap_or_default();
        Self(Digest::of(&[
            text(subject.tenant_id.map(|id| id.to_string())).as_bytes(),
            text(subject.capsule_id.map(|id| id.to_string())).as_bytes(),
            subject.event_type.as_deref().unwrap_or_default().as_bytes(),
            violation.kind.as_str().as_bytes(),
            violation.path_pattern().as_bytes(),
        ]))
    }
}

/// A record that could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The database refused or did not answer.
    #[error("cannot write the record of a violation: {code}")]
    Update {
        /// Its error code.
        code: String,
    },
    /// What came back is no record.
    #[error("the record of a violation cannot be read or written")]
    Item(#[from] EntityError),
}

impl RecordError {
    fn update(code: Option<&str>) -> Self {
        Self::Update { code: code.unwrap_or("no answer").to_owned() }
    }
}

/// The records of violations.
pub struct ViolationRecords {
    client: Client,
    table: String,
}

impl ViolationRecords {
    /// The records in this table.
    #[must_use]
    pub const fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// Counts a violation once more and answers its record: one atomic write, however many validators run.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn observe(
        &self,
        identity: &Identity,
        subject: &Subject,
        violation: &Violation,
        now: Timestamp,
    ) -> Result<ViolationItem, RecordError> {
        let seen = ViolationItem {
            digest: identity.0,
            kind: "violation".to_owned(),
            violation_kind: violation.kind.as_str().to_owned(),
            severity: Severity::of(violation.kind),
            path: violation.path_pattern(),
            expected: violation.expected.clone(),
            found: violation.found.clone(),
            event_type: subject.event_type.clone(),
            tenant_id: subject.tenant_id,
            capsule_id: subject.capsule_id,
            last_event_id: subject.event_id,
            count: 1,
            announced: 0,
            first_seen: now,
            last_seen: now,
        };
        let mut update = self.client.update_item().table_name(&self.table).return_values(ReturnValue::AllNew);
        let attributes: HashMap<String, AttributeValue> = seen.to_item()?.into();
        let mut assignments = Vec::with_capacity(attributes.len());
        for (name, value) in attributes {
            match name.as_str() {
                PK_ATTRIBUTE | SK_ATTRIBUTE => {
                    update = update.key(name, value);
                    continue;
                }
                "count" => {}
                "announced" | "first_seen" => assignments.push(format!("#{name} = if_not_exists(#{name}, :{name})")),
                _ => assignments.push(format!("#{name} = :{name}")),
            }
            update = update
                .expression_attribute_names(format!("#{name}"), &name)
                .expression_attribute_values(format!(":{name}"), value);
        }
        let expression = format!("SET {} ADD #count :count", assignments.join(", "));
        let answer = update.update_expression(expression).send().await;
        let answer = answer.map_err(|error| RecordError::update(error.code()))?;
        let item = serde_dynamo::Item::from(answer.attributes.unwrap_or_default());
        Ok(ViolationItem::from_item(item)?)
    }

    /// Remembers that this count was announced, unless a higher one was.
    ///
    /// # Errors
    /// [`RecordError::Update`].
    pub async fn mark_announced(&self, identity: &Identity, count: u64) -> Result<(), RecordError> {
        let marked = self
            .client
            .update_item()
            .table_name(&self.table)
            .key(PK_ATTRIBUTE, AttributeValue::S(ViolationItem::pk_of(&identity.0)))
            .key(SK_ATTRIBUTE, AttributeValue::S(ViolationItem::sk_of()))
            .update_expression("SET announced = :count")
            .condition_expression("announced < :count")
            .expression_attribute_values(":count", AttributeValue::N(count.to_string()))
            .send()
            .await;
        match marked {
            Ok(_) => Ok(()),
            Err(error) if error.code() == Some("ConditionalCheckFailedException") => Ok(()),
            Err(error) => Err(RecordError::update(error.code())),
        }
    }
}

#[cfg(test)]
#[path = "record.test.rs"]
mod tests;
