//! What a failed call to the engine means.

use aws_sdk_dynamodb::{
    error::{ProvideErrorMetadata, SdkError},
    operation::{transact_get_items::TransactGetItemsError, transact_write_items::TransactWriteItemsError},
    types::CancellationReason,
};
use kernel::{AppendError, LoadError, StoreError};

/// Codes with which the engine says "later": nothing was done. Source: the DynamoDB API reference, common errors.
const BUSY: &[&str] = &[
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ThrottlingException",
    "TransactionConflictException",
    "LimitExceededException",
];

/// The code of an item that another transaction is writing.
pub(crate) const COLLISION: &str = "TransactionConflict";

/// Codes of an item with which the engine says "later".
const BUSY_ITEM: &[&str] = &[COLLISION, "ThrottlingError", "ProvisionedThroughputExceeded"];

/// Codes with which the engine says that it does not know itself.
const INTERNAL: &[&str] =
    &["InternalServerError", "InternalServerErrorException", "ServiceUnavailable", "InternalFailure"];

/// A failed read. It can be repeated unless the engine refused it for good.
pub(crate) fn failed_read<E>(error: SdkError<E>) -> LoadError
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    let refused = match &error {
        SdkError::ConstructionFailure(_) => true,
        SdkError::ServiceError(context) => {
            let code = context.err().code().unwrap_or_default();
            !BUSY.contains(&code) && !INTERNAL.contains(&code) && context.raw().status().as_u16() < 500
        }
        _ => false,
    };
    if refused { LoadError::Failed(engine_error(error)) } else { LoadError::Unavailable(engine_error(error)) }
}

/// A failed read that is a transaction: one that another transaction was in the way of can be repeated.
pub(crate) fn failed_look(error: SdkError<TransactGetItemsError>) -> LoadError {
    let reasons = match error.as_service_error() {
        Some(TransactGetItemsError::TransactionCanceledException(cancelled)) => cancelled.cancellation_reasons(),
        _ => return failed_read(error),
    };
    if is_busy(reasons) { LoadError::Unavailable(engine_error(error)) } else { LoadError::Failed(engine_error(error)) }
}

/// Why a transaction was cancelled, without the items that were no reason.
pub(crate) fn codes(reasons: &[CancellationReason]) -> impl Iterator<Item = &str> {
    reasons.iter().filter_map(|reason| reason.code.as_deref()).filter(|code| *code != "None")
}

/// Whether a transaction was cancelled for no other reason than that somebody is busy: later it may succeed.
pub(crate) fn is_busy(reasons: &[CancellationReason]) -> bool {
    let mut codes = codes(reasons).peekable();
    codes.peek().is_some() && codes.all(|code| BUSY_ITEM.contains(&code))
}

/// A failed write other than a cancelled transaction.
pub(crate) fn failed_write(error: SdkError<TransactWriteItemsError>) -> AppendError {
    match &error {
        SdkError::ConstructionFailure(_) => AppendError::Failed(engine_error(error)),
        SdkError::ServiceError(context) => {
            let code = context.err().code().unwrap_or_default();
            if BUSY.contains(&code) {
                AppendError::Contention(engine_error(error))
            } else if context.raw().status().as_u16() >= 500
                || INTERNAL.contains(&code)
                || context.err().is_transaction_in_progress_exception()
            {
                AppendError::Unknown(engine_error(error))
            } else {
                AppendError::Failed(engine_error(error))
            }
        }
        // No answer, half an answer or none in time: the write may stand, or may still come to stand.
        _ => AppendError::Unknown(engine_error(error)),
    }
}

/// The engine's error with the code that it gave, or with what happened on the way.
pub(crate) fn engine_error<E>(error: SdkError<E>) -> StoreError
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    let code = match &error {
        SdkError::ServiceError(context) => context.err().code().unwrap_or("service error").to_owned(),
        SdkError::TimeoutError(_) => "time-out".to_owned(),
        SdkError::DispatchFailure(_) => "no connection".to_owned(),
        SdkError::ResponseError(_) => "unreadable answer".to_owned(),
        _ => "request".to_owned(),
    };
    StoreError::new(code, error)
}
