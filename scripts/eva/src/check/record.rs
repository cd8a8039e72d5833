//! One record, an account or a contact, and the hops of everything that is done to it.

use std::time::Instant;

use crm::{account::AccountId, contact::ContactId};
use dynamodb_store::EventItem;
use kernel::{AggregateType, Scope, TypedId};
use reqwest::Method;
use serde_json::Value;
use uuid::Uuid;

use super::{
    Check,
    api::{Answer, Call},
    failure::{CheckFailure, ensure},
};
use crate::events::subscription::BusEvent;

/// What the check asks about a record, by its id. The function that owns it is called as the prefix of the id.
pub trait CheckedRecord: TypedId {
    /// The path of the list that the record is in.
    const LIST: &'static str;

    /// The id in an answer.
    ///
    /// # Errors
    /// When there is none, or one of something else.
    fn of(answer: &Answer) -> Result<Self, CheckFailure> {
        let text = answer.text("id")?;
        text.parse().map_err(|error: kernel::IdError| {
            let what = format!("the API answered `{text}` as the id of a record of type `{}`", Self::PREFIX);
            CheckFailure::new(what, format!("look at the log of the {} function", Self::PREFIX)).because(error)
        })
    }

    /// The path of the record.
    fn path(self) -> String {
        format!("{}/{self}", Self::LIST)
    }

    /// The partition key of the record's stream and state.
    fn partition(self, scope: &Scope) -> String {
        EventItem::pk_of(scope, &AggregateType::of::<Self>(), &self.erase())
    }

    /// Whether this is the event with the sequence in the record's stream.
    fn has_event(self, event: &BusEvent, sequence: u64) -> bool {
        event.text("aggregate_id") == Some(&self.to_string())
            && event.detail.get("sequence").and_then(Value::as_u64) == Some(sequence)
    }
}

impl CheckedRecord for AccountId {
    const LIST: &'static str = "/accounts";
}

impl CheckedRecord for ContactId {
    const LIST: &'static str = "/contacts";
}

/// A key that no other request has.
#[must_use]
pub fn idempotency_key() -> String {
    format!("eva-check-{}", Uuid::now_v7())
}

impl Check {
    /// Sends a command with a key of its own.
    pub(super) async fn command(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
        if_match: Option<&str>,
    ) -> Result<Answer, CheckFailure> {
        let key = idempotency_key();
        let mut call = Call::new(method, path).key(&key);
        if let Some(body) = body {
            call = call.body(body);
        }
        if let Some(etag) = if_match {
            call = call.if_match(etag);
        }
        self.api.send(call).await
    }

    /// The hops behind a command that was accepted: its event stands in the table, arrives on the bus, and belongs to the scope.
    pub(super) async fn follow(
        &self,
        record: impl CheckedRecord,
        version: u64,
        since: Instant,
    ) -> Result<(), CheckFailure> {
        self.expect_stream(record, version).await?;
        self.report.hop(&format!("     event {version} and the state stand in the table"), since);
        let Some(arrival) = self.feed.wait_for(self.patience, |event| record.has_event(event, version)).await else {
            return Err(CheckFailure::new(
                format!("event {version} of `{record}` is in the table and not on the bus"),
                self.publisher_hint().await,
            ));
        };
        let capsule = self.scope.capsule_id().to_string();
        ensure(
            arrival.event.text("capsule_id") == Some(&capsule),
            || format!("event {version} arrived with another capsule than the token's"),
            "look at the log of stream-publisher",
        )?;
        let kind = &arrival.event.detail_type;
        self.report.hop_after(&format!("     {kind} is on the bus"), arrival.at.saturating_duration_since(since));
        Ok(())
    }

    /// The record has the events 1 to `version` and a state, and nothing else.
    pub(super) async fn expect_stream<R: CheckedRecord>(&self, record: R, version: u64) -> Result<(), CheckFailure> {
        let look_at = format!("look at EVA_TABLE and at the log of the {} function", R::PREFIX);
        let stream = self
            .table
            .stream(&self.scope, record)
            .await
            .map_err(|error| CheckFailure::new("the table does not answer", look_at.as_str()).because(error))?;
        ensure(
            stream.is_whole(version),
            || {
                let state = if stream.has_state { "a state" } else { "no state" };
                format!(
                    "`{record}` has version {version}, but the table holds the events {:?} and {state}",
                    stream.sequences
                )
            },
            &look_at,
        )
    }
}

#[cfg(test)]
#[path = "record.test.rs"]
mod tests;
