//! Lists, over the indexes.

use aws_sdk_dynamodb::types::AttributeValue;
use dynamodb_entity::{EntityError, IndexDefinition};
use futures_util::future::try_join_all;
use kernel::{
    Aggregate, AnyId, CapsuleId, Cursor, ListPage, ListRow, Listing, LoadError, Scope, StoreError, TenantId, TypedId,
};
use serde::Deserialize;

use super::Attributes;
use crate::{
    DynamoDbStore, Key,
    call::failed_read,
    entities::{EdgeItem, StateItem},
};

impl DynamoDbStore {
    /// A page of a list. A list that is spread over shards is merged by id: every shard is asked for a whole page, because all rows
    /// of the page may stand in one.
    pub(crate) async fn query_list<A: Aggregate>(
        &self,
        scope: &Scope,
        listing: &Listing,
        cursor: Option<&Cursor>,
        limit: usize,
    ) -> Result<ListPage<A>, LoadError> {
        let after = cursor.map(Cursor::id::<A::Id>).transpose()?.map(TypedId::erase);
        // One row more than asked for tells whether there is a next page.
        let wanted = limit.saturating_add(1);
        let mut rows: Vec<ListRow<A>> = match listing {
            Listing::All(list) => {
                let after = after.map(|id| StateItem::gsi1_sk_of(&id));
                let partitions: Vec<String> =
                    self.shards.all().map(|shard| StateItem::gsi1_pk_of(scope, list, &shard)).collect();
                let queries = partitions.into_iter().map(|pk| {
                    let after = after.clone();
                    async move { self.query_index(scope, StateItem::GSI1, pk, after, wanted).await }
                });
                try_join_all(queries).await?.into_iter().flatten().collect()
            }
            Listing::By { list, kind, target } => {
                let after = after.map(|id| EdgeItem::gsi2_sk_of(&id));
                let pk = EdgeItem::gsi2_pk_of(scope, list, kind, target);
                self.query_index(scope, EdgeItem::GSI2, pk, after, wanted).await?
            }
        };
        rows.sort_by_key(|row| row.id.erase());
        // While a record moves from one shard to another, an index may show it in both for a moment.
        rows.dedup_by_key(|row| row.id);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|row| Cursor::after(row.id));
        Ok(ListPage { rows, next })
    }

    async fn query_index<A: Aggregate>(
        &self,
        scope: &Scope,
        index: IndexDefinition,
        pk: String,
        after: Option<String>,
        wanted: usize,
    ) -> Result<Vec<ListRow<A>>, LoadError> {
        let (mut rows, mut start) = (Vec::new(), None);
        loop {
            let left = wanted.saturating_sub(rows.len());
            let query = self
                .client
                .query()
                .table_name(&self.table)
                .index_name(index.name)
                .expression_attribute_names("#pk", index.pk_attribute)
                .expression_attribute_values(":pk", AttributeValue::S(pk.clone()))
                .limit(i32::try_from(left.clamp(1, 1_000)).unwrap_or(1_000))
                .set_exclusive_start_key(start);
            let query = match &after {
                None => query.key_condition_expression("#pk = :pk"),
                Some(after) => query
                    .key_condition_expression("#pk = :pk AND #sk > :after")
                    .expression_attribute_names("#sk", index.sk_attribute)
                    .expression_attribute_values(":after", AttributeValue::S(after.clone())),
            };
            let answer = query.send().await.map_err(failed_read)?;
            for item in answer.items.unwrap_or_default() {
                rows.push(self.row(scope, item).await?);
            }
            start = answer.last_evaluated_key;
            if start.is_none() || rows.len() >= wanted {
                return Ok(rows);
            }
        }
    }

    async fn row<A: Aggregate>(&self, scope: &Scope, item: Attributes) -> Result<ListRow<A>, LoadError> {
        let undecodable = |error| LoadError::Decode(StoreError::new("decode", error));
        let key = Key::of(&item);
        let row: Row =
            serde_dynamo::from_item(item).map_err(|error| LoadError::Decode(StoreError::new("decode", error)))?;
        if row.tenant_id != scope.tenant_id() || row.capsule_id != scope.capsule_id() {
            return Err(self.unreadable(&key, EntityError::ForeignScope { entity: "Row" }).await);
        }
        let id = row.aggregate_id.typed().map_err(|error| LoadError::Decode(StoreError::new("decode", error)))?;
        let summary = serde_json::from_str(&row.summary).map_err(undecodable)?;
        let link = row.link.as_deref().map(serde_json::from_str).transpose().map_err(undecodable)?;
        Ok(ListRow { id, summary, link })
    }
}

/// What the indexes project of a [`StateItem`] and of an [`EdgeItem`].
#[derive(Deserialize)]
struct Row {
    tenant_id: TenantId,
    capsule_id: CapsuleId,
    aggregate_id: AnyId,
    summary: String,
    #[serde(default)]
    link: Option<String>,
}
