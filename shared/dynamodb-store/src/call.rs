//! What a failed call to the engine means.

use aws_sdk_dynamodb::{
    error::{ProvideErrorMetadata, SdkError},
    operation::transact_write_items::TransactWriteItemsError,
};
use dynamodb_entity::EntityError;
use kernel::{AppendError, LoadError};

/// Codes with which the engine says "later": nothing was done. Source: the DynamoDB API reference, common errors.
const BUSY: &[&str] = &[
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ThrottlingException",
    "TransactionConflictException",
    "LimitExceededException",
];

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
    if refused { LoadError::Failed(boxed(error)) } else { LoadError::Unavailable(boxed(error)) }
}

/// A failed write other than a cancelled transaction.
pub(crate) fn failed_write(error: SdkError<TransactWriteItemsError>) -> AppendError {
    match &error {
        SdkError::ConstructionFailure(_) => AppendError::Failed(boxed(error)),
        SdkError::ServiceError(context) => {
            let code = context.err().code().unwrap_or_default();
            if BUSY.contains(&code) {
                AppendError::Contention(boxed(error))
            } else if context.raw().status().as_u16() >= 500
                || INTERNAL.contains(&code)
                || context.err().is_transaction_in_progress_exception()
            {
                AppendError::Unknown(boxed(error))
            } else {
                AppendError::Failed(boxed(error))
            }
        }
        // No answer, half an answer or none in time: the write may stand, or may still come to stand.
        _ => AppendError::Unknown(boxed(error)),
    }
}

/// An item that is not what its key says.
pub(crate) fn unreadable(error: EntityError) -> LoadError {
    match error {
        EntityError::ForeignScope { .. } => LoadError::ForeignScope,
        other => LoadError::Decode(Box::new(other)),
    }
}

fn boxed<E: std::error::Error + Send + Sync + 'static>(error: SdkError<E>) -> kernel::StoreError {
    Box::new(error)
}
