//! The records of violations, written and read one by one.

use aws_sdk_dynamodb::{
    Client,
    error::{ProvideErrorMetadata, SdkError},
    types::{AttributeValue, ReturnValue},
};
use dynamodb_entity::{DynamoDbEntity as _, EntityError, PK_ATTRIBUTE, PlatformLevel as _, SK_ATTRIBUTE};

use crate::{Attributes, ViolationId, ViolationItem};

/// What only a record that is new gets: to see a violation again is no reason to forget what became of it.
const OF_FIRST_SIGHT: [&str; 4] = ["announced", "first_seen", "status", "version"];

/// A record that could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The database refused or did not answer.
    #[error("the table does not take the call on the record of a violation: {code}")]
    Call {
        /// Its error code.
        code: String,
    },
    /// What came back is no record.
    #[error("the record of a violation cannot be read or written")]
    Item(#[from] EntityError),
    /// Somebody set the status of the record since it was read.
    #[error("the status of the violation was set by somebody else")]
    Conflict,
}

impl RecordError {
    /// The error of a call.
    pub(crate) fn call<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> Self {
        Self::Call { code: error.code().unwrap_or("no answer").to_owned() }
    }
}

/// The records of violations in a table.
#[derive(Clone, Debug)]
pub struct ViolationRecords {
    pub(crate) client: Client,
    pub(crate) table: String,
}

impl ViolationRecords {
    /// The records in this table.
    #[must_use]
    pub const fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// Adds what was seen of a violation to its record, `seen.count` times, and answers the record: one atomic write, however many
    /// validators run.
    ///
    /// Whoever repeats it after a lost answer counts again: a count is "at least" only.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn observe(&self, seen: &ViolationItem) -> Result<ViolationItem, RecordError> {
        let mut update = self.client.update_item().table_name(&self.table).return_values(ReturnValue::AllNew);
        let attributes: Attributes = seen.to_item()?.into();
        let index_keys: Vec<_> =
            ViolationItem::INDEXES.iter().flat_map(|index| [index.pk_attribute, index.sk_attribute]).collect();
        let mut assignments = Vec::with_capacity(attributes.len());
        for (name, value) in attributes {
            match name.as_str() {
                PK_ATTRIBUTE | SK_ATTRIBUTE => {
                    update = update.key(name, value);
                    continue;
                }
                "count" => {}
                name if OF_FIRST_SIGHT.contains(&name) || index_keys.contains(&name) => {
                    assignments.push(format!("#{name} = if_not_exists(#{name}, :{name})"));
                }
                _ => assignments.push(format!("#{name} = :{name}")),
            }
            update = update
                .expression_attribute_names(format!("#{name}"), &name)
                .expression_attribute_values(format!(":{name}"), value);
        }
        let expression = format!("SET {} ADD #count :count", assignments.join(", "));
        let answer = update.update_expression(expression).send().await.map_err(|error| RecordError::call(&error))?;
        read(answer.attributes.unwrap_or_default())
    }

    /// Remembers that this threshold was announced, unless a higher one was.
    ///
    /// # Errors
    /// [`RecordError::Call`].
    pub async fn mark_announced(&self, id: ViolationId, threshold: u64) -> Result<(), RecordError> {
        let marked = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key_of(id)))
            .update_expression("SET announced = :threshold")
            .condition_expression("announced < :threshold")
            .expression_attribute_values(":threshold", AttributeValue::N(threshold.to_string()))
            .send()
            .await;
        match marked {
            Ok(_) => Ok(()),
            Err(error) if is_conflict(&error) => Ok(()),
            Err(error) => Err(RecordError::call(&error)),
        }
    }

    /// The record, as it is now.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn get(&self, id: ViolationId) -> Result<Option<ViolationItem>, RecordError> {
        let get = self.client.get_item().table_name(&self.table).set_key(Some(key_of(id))).consistent_read(true);
        let answer = get.send().await.map_err(|error| RecordError::call(&error))?;
        answer.item.map(read).transpose()
    }

    /// Sets the status of a record from what it was read as to what it becomes, and answers the record. What the validator counts in the
    /// meantime stays.
    ///
    /// # Errors
    /// [`RecordError::Conflict`] when somebody set the status since; [`RecordError`].
    pub async fn set_status(&self, from: &ViolationItem, to: &ViolationItem) -> Result<ViolationItem, RecordError> {
        let mut update = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key_of(from.violation_id)))
            .return_values(ReturnValue::AllNew)
            .condition_expression("#version = :before")
            .expression_attribute_values(":before", AttributeValue::N(from.version.to_string()));
        let index_keys = to.index_keys().into_iter().map(|(name, _)| name);
        let names: Vec<_> = ["status", "version", "acknowledgement"].into_iter().chain(index_keys).collect();
        let mut attributes: Attributes = to.to_item()?.into();
        let (mut set, mut remove) = (Vec::new(), Vec::new());
        for name in names {
            update = update.expression_attribute_names(format!("#{name}"), name);
            match attributes.remove(name) {
                Some(value) => {
                    set.push(format!("#{name} = :{name}"));
                    update = update.expression_attribute_values(format!(":{name}"), value);
                }
                None => remove.push(format!("#{name}")),
            }
        }
        let remove = if remove.is_empty() { String::new() } else { format!(" REMOVE {}", remove.join(", ")) };
        let answer = update.update_expression(format!("SET {}{remove}", set.join(", "))).send().await;
        match answer {
            Ok(answer) => read(answer.attributes.unwrap_or_default()),
            Err(error) if is_conflict(&error) => Err(RecordError::Conflict),
            Err(error) => Err(RecordError::call(&error)),
        }
    }
}

/// The key of a record.
pub(crate) fn key_of(id: ViolationId) -> Attributes {
    let text = AttributeValue::S;
    Attributes::from([
        (PK_ATTRIBUTE.to_owned(), text(ViolationItem::pk_of(&id))),
        (SK_ATTRIBUTE.to_owned(), text(ViolationItem::sk_of())),
    ])
}

pub(crate) fn read(item: Attributes) -> Result<ViolationItem, RecordError> {
    Ok(ViolationItem::from_item(serde_dynamo::Item::from(item))?)
}

fn is_conflict<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> bool {
    error.code() == Some("ConditionalCheckFailedException")
}
