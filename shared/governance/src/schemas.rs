//! The schemas that other services registered.

use aws_sdk_dynamodb::{
    Client,
    error::ProvideErrorMetadata as _,
    types::{AttributeValue, Put, TransactWriteItem},
};
use dynamodb_entity::{DynamoDbEntity as _, PK_ATTRIBUTE};
use serde_dynamo::Item;

use crate::{Attributes, MAX_SCHEMA_BYTES, MAX_SCHEMA_VERSIONS, RecordError, SchemaItem, schema::SchemaOwnerItem};

/// Why a schema is not registered.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// The version is there with another text, owner or source.
    #[error(
        "`{event_type}` has a version {version} already, and it differs: events of it are on record, so raise the version"
    )]
    Differs {
        /// The type.
        event_type: String,
        /// The version.
        version: u32,
    },
    /// The type is somebody else's.
    #[error("`{event_type}` belongs to `{owner}`, from the source `{source_name}`: choose another name")]
    Owned {
        /// The type.
        event_type: String,
        /// Whose it is.
        owner: String,
        /// Where its events come from.
        source_name: String,
    },
    /// The schema is too long, or there are too many versions.
    #[error("a schema has at most {MAX_SCHEMA_BYTES} bytes, and a type at most {MAX_SCHEMA_VERSIONS} versions")]
    TooLarge,
    /// The table did not take it.
    #[error(transparent)]
    Record(#[from] RecordError),
}

/// The registered schemas in a table.
#[derive(Clone, Debug)]
pub struct SchemaRecords {
    client: Client,
    table: String,
}

impl SchemaRecords {
    /// The schemas in this table.
    #[must_use]
    pub const fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// All versions of a type, the oldest first; none for a type that nobody registered.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn versions(&self, event_type: &str) -> Result<Vec<SchemaItem>, RecordError> {
        let query = SchemaItem::query(&SchemaItem::digest_of(event_type));
        let mut call = self
            .client
            .query()
            .table_name(&self.table)
            // What somebody registered a moment ago has to be held against what is registered now.
            .consistent_read(true)
            .key_condition_expression(query.key_condition())
            .limit(i32::try_from(MAX_SCHEMA_VERSIONS).unwrap_or(i32::MAX));
        for (alias, name) in query.names() {
            call = call.expression_attribute_names(alias, name);
        }
        for (place, text) in query.values() {
            call = call.expression_attribute_values(place, AttributeValue::S(text.to_owned()));
        }
        let answer = call.send().await.map_err(|error| RecordError::call(&error))?;
        let items = answer.items.unwrap_or_default().into_iter();
        items.map(|item| query.read(Item::from(item)).map_err(RecordError::from)).collect()
    }

    /// Puts a version of a schema on record. The same again is done already; whether it was is the answer.
    ///
    /// # Errors
    /// [`RegisterError`].
    pub async fn register(&self, schema: &SchemaItem) -> Result<bool, RegisterError> {
        if let Some(done) = self.look(schema).await? {
            return Ok(done);
        }
        let item: Attributes = schema.to_item().map_err(RecordError::from)?.into();
        let owner: Attributes = SchemaOwnerItem::of(schema).to_item().map_err(RecordError::from)?.into();
        let version = Put::builder()
            .table_name(&self.table)
            .set_item(Some(item))
            .condition_expression(format!("attribute_not_exists({PK_ATTRIBUTE})"));
        let owner = Put::builder()
            .table_name(&self.table)
            .set_item(Some(owner))
            .condition_expression(format!(
                "attribute_not_exists({PK_ATTRIBUTE}) OR (#owner = :owner AND #source = :source)"
            ))
            .expression_attribute_names("#owner", "owner")
            .expression_attribute_names("#source", "source")
            .expression_attribute_values(":owner", AttributeValue::S(schema.owner.clone()))
            .expression_attribute_values(":source", AttributeValue::S(schema.source.clone()));
        let mut call = self.client.transact_write_items();
        for put in [version, owner] {
            let put = put.build().map_err(|error| RecordError::Call { code: error.to_string() })?;
            call = call.transact_items(TransactWriteItem::builder().put(put).build());
        }
        match call.send().await {
            Ok(_) => Ok(true),
            // Somebody registered it since we looked: what is there now says whether the same.
            Err(error) if error.code() == Some("TransactionCanceledException") => {
                self.look(schema).await?.ok_or_else(|| RecordError::call(&error).into())
            }
            Err(error) => Err(RecordError::call(&error).into()),
        }
    }

    /// Whether the version is there already; nothing where it can be registered.
    async fn look(&self, schema: &SchemaItem) -> Result<Option<bool>, RegisterError> {
        let versions = self.versions(&schema.event_type).await?;
        if let Some(there) = versions.iter().find(|there| there.version == schema.version) {
            return same(there, schema).then_some(Some(false)).ok_or_else(|| differs(schema));
        }
        if let Some(there) =
            versions.iter().find(|there| (&there.owner, &there.source) != (&schema.owner, &schema.source))
        {
            let (owner, source_name) = (there.owner.clone(), there.source.clone());
            return Err(RegisterError::Owned { event_type: schema.event_type.clone(), owner, source_name });
        }
        if versions.len() >= MAX_SCHEMA_VERSIONS || schema.text.len() > MAX_SCHEMA_BYTES {
            return Err(RegisterError::TooLarge);
        }
        Ok(None)
    }
}

/// Whether they say the same; the time of the registration is that of the first one.
fn same(there: &SchemaItem, schema: &SchemaItem) -> bool {
    *there == SchemaItem { registered_at: there.registered_at, ..schema.clone() }
}

fn differs(schema: &SchemaItem) -> RegisterError {
    RegisterError::Differs { event_type: schema.event_type.clone(), version: schema.version }
}
