//! Notes about items that could not be read.

use aws_sdk_dynamodb::types::AttributeValue;
use dynamodb_entity::{EntityError, PK_ATTRIBUTE, SK_ATTRIBUTE};
use kernel::{Digest, LoadError, StoreError};

use crate::{DynamoDbStore, Key, call::engine_error, clock::now, entities::QuarantineItem};

impl DynamoDbStore {
    /// What a load answers for an item that is not what its key says. The key is noted, so that somebody looks at the item; a note
    /// that cannot be written changes nothing.
    pub(crate) async fn unreadable(&self, key: &Key, error: EntityError) -> LoadError {
        let (reason, error) = match error {
            EntityError::ForeignScope { .. } => ("foreign_scope", LoadError::ForeignScope),
            EntityError::KeyMismatch { .. } => ("key_mismatch", LoadError::Decode(StoreError::new("decode", error))),
            _ => ("decode", LoadError::Decode(StoreError::new("decode", error))),
        };
        if let Err(failed) = self.note(key, reason).await {
            tracing::warn!(error.code = failed.code(), "an unreadable item could not be noted in quarantine");
        }
        error
    }

    async fn note(&self, key: &Key, reason: &str) -> Result<(), StoreError> {
        let digest = Digest::of(&[key.pk.as_bytes(), key.sk.as_bytes()]);
        let now = AttributeValue::S(now().to_string());
        self.client
            .update_item()
            .table_name(&self.table)
            .key(PK_ATTRIBUTE, AttributeValue::S(QuarantineItem::pk_of(&digest)))
            .key(SK_ATTRIBUTE, AttributeValue::S(QuarantineItem::sk_of()))
            .update_expression(
                "SET #digest = :digest, #partition = :partition, #sort = :sort, #reason = :reason, #last = :now, \
                 #first = if_not_exists(#first, :now) ADD #count :one",
            )
            .expression_attribute_names("#digest", "digest")
            .expression_attribute_names("#partition", "item_pk")
            .expression_attribute_names("#sort", "item_sk")
            .expression_attribute_names("#reason", "reason")
            .expression_attribute_names("#first", "first_seen")
            .expression_attribute_names("#last", "last_seen")
            .expression_attribute_names("#count", "count")
            .expression_attribute_values(":digest", AttributeValue::S(digest.to_string()))
            .expression_attribute_values(":partition", AttributeValue::S(key.pk.clone()))
            .expression_attribute_values(":sort", AttributeValue::S(key.sk.clone()))
            .expression_attribute_values(":reason", AttributeValue::S(reason.to_owned()))
            .expression_attribute_values(":now", now)
            .expression_attribute_values(":one", AttributeValue::N("1".to_owned()))
            .send()
            .await
            .map(|_| ())
            .map_err(engine_error)
    }
}
