//! One account, and the hops of everything that is done to it.

use std::time::Instant;

use crm::account::AccountId;
use dynamodb_store::EventItem;
use kernel::{AggregateType, Scope, TypedId as _};
use reqwest::Method;
use serde_json::Value;
use uuid::Uuid;

use super::{
    Check,
    api::{Answer, Call},
    failure::{CheckFailure, ensure},
};
use crate::events::subscription::BusEvent;

/// What the check asks about an account.
pub trait CheckedAccount: Sized {
    /// The id in an answer.
    ///
    /// # Errors
    /// When there is none, or one of something else.
    fn of(answer: &Answer) -> Result<Self, CheckFailure>;

    /// The path of the account.
    fn path(self) -> String;

    /// The partition key of the account's stream and state.
    fn partition(self, scope: &Scope) -> String;

    /// Whether this is the event with the sequence in the account's stream.
    fn has_event(self, event: &BusEvent, sequence: u64) -> bool;
}

impl CheckedAccount for AccountId {
    fn of(answer: &Answer) -> Result<Self, CheckFailure> {
        let text = answer.text("id")?;
        text.parse().map_err(|error: kernel::IdError| {
            let what = format!("the API answered `{text}` as the id of an account");
            CheckFailure::new(what, "look at the log of the account function").because(error)
        })
    }

    fn path(self) -> String {
        format!("/accounts/{self}")
    }

    fn partition(self, scope: &Scope) -> String {
        EventItem::pk_of(scope, &AggregateType::of::<Self>(), &self.erase())
    }

    fn has_event(self, event: &BusEvent, sequence: u64) -> bool {
        event.text("aggregate_id") == Some(&self.to_string())
            && event.detail.get("sequence").and_then(Value::as_u64) == Some(sequence)
    }
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
    pub(super) async fn follow(&self, account: AccountId, version: u64, since: Instant) -> Result<(), CheckFailure> {
        self.expect_stream(account, version).await?;
        self.report.hop(&format!("     event {version} and the state stand in the table"), since);
        let Some(arrival) = self.feed.wait_for(self.patience, |event| account.has_event(event, version)).await else {
            return Err(CheckFailure::new(
                format!("event {version} of the account is in the table and not on the bus"),
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

    /// The account has the events 1 to `version` and a state, and nothing else.
    pub(super) async fn expect_stream(&self, account: AccountId, version: u64) -> Result<(), CheckFailure> {
        let look_at = "look at EVA_TABLE and at the log of the account function";
        let stream = self
            .table
            .stream(&self.scope, account)
            .await
            .map_err(|error| CheckFailure::new("the table does not answer", look_at).because(error))?;
        ensure(
            stream.is_whole(version),
            || {
                let state = if stream.has_state { "a state" } else { "no state" };
                format!(
                    "the account has version {version}, but the table holds the events {:?} and {state}",
                    stream.sequences
                )
            },
            look_at,
        )
    }
}

#[cfg(test)]
#[path = "account.test.rs"]
mod tests;
