//! The one transaction of a command.

mod expressions;
mod items;
mod refusal;

use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use kernel::{Aggregate, AppendError, Commit, StoreError};

use self::items::Transaction;
use crate::{DynamoDbStore, call::failed_write};

impl DynamoDbStore {
    pub(crate) async fn transact<A: Aggregate>(&self, commit: &Commit<A>) -> Result<(), AppendError> {
        let Transaction { items, roles, .. } = Transaction::of(self, commit)?;
        let request = self.once.transact_write_items().set_transact_items(Some(items));
        let Err(error) = request.send().await else { return Ok(()) };
        match error.as_service_error() {
            Some(refused) if refused.is_transaction_canceled_exception() => {}
            _ => return Err(failed_write(error)),
        }
        let reasons = match error.into_service_error() {
            TransactWriteItemsError::TransactionCanceledException(cancelled) => {
                cancelled.cancellation_reasons.unwrap_or_default()
            }
            other => return Err(AppendError::Failed(StoreError::new("request", other))),
        };
        Err(self.refusal(commit, &roles, reasons).await)
    }
}
