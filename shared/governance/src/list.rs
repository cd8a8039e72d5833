//! The list of violations: by status, those first that were seen first most lately.

use std::{collections::HashMap, time::Duration};

use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};
use dynamodb_entity::Query;
use kernel::{TenantId, Timestamp};
use serde_dynamo::Item;

use crate::{
    Attributes, ListedViolation, RecordError, Severity, Status, ViolationId, ViolationItem, ViolationRecords,
    records::{key_of, read},
};

/// How many entries of the index one request looks at. With some 250 bytes each a page of them is far below the 1 MB of a query.
const ENTRIES: i32 = 1_000;
/// How many of those a page of the list is looked for in. A list that few violations of many fit goes on with the next page.
const MAX_QUERIES: usize = 5;
/// How many items one batched read takes. Source: Amazon DynamoDB, `BatchGetItem`.
const BATCH_KEYS: usize = 100;
/// How often a batched read asks again for what was left out.
const BATCH_ATTEMPTS: u32 = 4;

/// Which violations are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// With this status.
    pub status: Status,
    /// As bad as this.
    pub severity: Option<Severity>,
    /// Of events that claim this tenant.
    pub tenant_id: Option<TenantId>,
}

/// A place in the list: behind this violation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// When it was first seen.
    pub first_seen: Timestamp,
    /// Which it is.
    pub violation_id: ViolationId,
}

/// Some records of the list, in its order.
#[derive(Clone, Debug, PartialEq)]
pub struct ViolationPage {
    /// The records: fewer than asked for where others were looked through, or set to another status in between.
    pub records: Vec<ViolationItem>,
    /// Where the list goes on, or `None` at its end.
    pub next: Option<Place>,
}

impl ViolationRecords {
    /// A page of the list. The index says which, and the records how they are now.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn list(
        &self,
        selection: &Selection,
        after: Option<Place>,
        limit: usize,
    ) -> Result<ViolationPage, RecordError> {
        let query = ViolationItem::gsi4_query(&selection.status).descending();
        let mut start = after.map(|place| start_behind(selection.status, place));
        let mut entries: Vec<ListedViolation> = Vec::new();
        for _ in 0..MAX_QUERIES {
            let (found, next) = self.entries(&query, selection, start).await?;
            entries.extend(found);
            start = next;
            if start.is_none() || entries.len() > limit {
                break;
            }
        }
        let more = entries.len() > limit;
        entries.truncate(limit);
        let next = match (entries.last().filter(|_| more), start) {
            (Some(last), _) => Some(Place { first_seen: last.first_seen, violation_id: last.violation_id }),
            (None, Some(start)) => place_of(&start)?,
            (None, None) => None,
        };
        let mut records = self.get_all(&entries).await?;
        let in_order = entries.iter().filter_map(|entry| records.remove(&entry.violation_id));
        // An index shows what was written a moment ago a moment later.
        let records = in_order.filter(|record| record.status == selection.status).collect();
        Ok(ViolationPage { records, next })
    }

    async fn entries(
        &self,
        query: &Query<ListedViolation>,
        selection: &Selection,
        start: Option<Attributes>,
    ) -> Result<(Vec<ListedViolation>, Option<Attributes>), RecordError> {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let mut call = self
            .client
            .query()
            .table_name(&self.table)
            .set_index_name(query.index_name().map(str::to_owned))
            .key_condition_expression(query.key_condition())
            .scan_index_forward(query.is_ascending())
            .limit(ENTRIES)
            .set_exclusive_start_key(start);
        for (alias, name) in query.names() {
            call = call.expression_attribute_names(alias, name);
        }
        for (place, value) in query.values() {
            call = call.expression_attribute_values(place, text(value));
        }
        let tenant_id = selection.tenant_id.map(|id| id.to_string());
        let filters = [("severity", selection.severity.map(Severity::as_str)), ("tenant_id", tenant_id.as_deref())];
        let mut conditions = Vec::new();
        for (name, value) in filters {
            let Some(value) = value else { continue };
            conditions.push(format!("{name} = :{name}"));
            call = call.expression_attribute_values(format!(":{name}"), text(value));
        }
        if !conditions.is_empty() {
            call = call.filter_expression(conditions.join(" AND "));
        }
        let answer = call.send().await.map_err(|error| RecordError::call(&error))?;
        let items = answer.items.unwrap_or_default().into_iter();
        let entries = items.map(|item| query.read(Item::from(item))).collect::<Result<_, _>>()?;
        Ok((entries, answer.last_evaluated_key))
    }

    async fn get_all(&self, entries: &[ListedViolation]) -> Result<HashMap<ViolationId, ViolationItem>, RecordError> {
        let mut found = HashMap::with_capacity(entries.len());
        for entries in entries.chunks(BATCH_KEYS) {
            let mut wanted: Vec<_> = entries.iter().map(|entry| key_of(entry.violation_id)).collect();
            let mut attempt = 0;
            while !wanted.is_empty() {
                if attempt == BATCH_ATTEMPTS {
                    return Err(RecordError::Call { code: "UnprocessedKeys".to_owned() });
                }
                if attempt > 0 {
                    tokio::time::sleep(Duration::from_millis(20 << attempt)).await;
                }
                attempt += 1;
                let keys = KeysAndAttributes::builder().set_keys(Some(wanted)).consistent_read(true).build();
                let keys = keys.map_err(|_| RecordError::Call { code: "request".to_owned() })?;
                let answer = self.client.batch_get_item().request_items(&self.table, keys).send().await;
                let answer = answer.map_err(|error| RecordError::call(&error))?;
                for item in answer.responses.into_iter().flat_map(HashMap::into_values).flatten() {
                    let record = read(item)?;
                    found.insert(record.violation_id, record);
                }
                let left = answer.unprocessed_keys.into_iter().flat_map(HashMap::into_values);
                wanted = left.flat_map(|left| left.keys).collect();
            }
        }
        Ok(found)
    }
}

/// Where a query of the list goes on behind a place: made of the place, so that no client writes a key.
fn start_behind(status: Status, place: Place) -> Attributes {
    let index = ViolationItem::GSI4;
    let mut start = key_of(place.violation_id);
    let keys = [
        (index.pk_attribute, ViolationItem::gsi4_pk_of(&status)),
        (index.sk_attribute, ViolationItem::gsi4_sk_of(&place.first_seen, &place.violation_id)),
    ];
    start.extend(keys.map(|(name, key)| (name.to_owned(), AttributeValue::S(key))));
    start
}

/// The place that a query stopped at.
fn place_of(start: &Attributes) -> Result<Option<Place>, RecordError> {
    let key = start.get(ViolationItem::GSI4.sk_attribute).and_then(|value| value.as_s().ok());
    let parts = key.and_then(|key| key.split_once('#'));
    let place = parts.and_then(|(first_seen, violation_id)| {
        Some(Place { first_seen: first_seen.parse().ok()?, violation_id: violation_id.parse().ok()? })
    });
    place.map(Some).ok_or_else(|| RecordError::Call { code: "LastEvaluatedKey".to_owned() })
}
