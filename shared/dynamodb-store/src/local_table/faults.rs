//! What can go wrong between a caller and the engine.

use std::time::Duration;

/// What happens to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The connection breaks before the engine hears of it.
    FailBefore,
    /// The engine does it, and the connection breaks before the answer.
    LoseAnswer,
    /// It takes so long.
    Delay(Duration),
    /// The caller hears nothing in time; the engine does it just before the next call, or when it is told to settle.
    LateEffect,
    /// The caller hears nothing in time; the engine does it when it is told to settle, if it still can.
    InFlight,
    /// The network delivers the request twice; the caller gets the first answer.
    Duplicate,
    /// `ThrottlingException`; not done.
    Throttle,
    /// `ProvisionedThroughputExceededException`; not done.
    ProvisionedThroughputExceeded,
    /// `RequestLimitExceeded`; not done.
    RequestLimitExceeded,
    /// Another transaction is writing the item at this position; not done.
    TransactionConflict {
        /// The position in the transaction, from 0; the last one when there are not so many.
        item: usize,
    },
    /// `InternalServerError` (500); not done.
    InternalError,
    /// `InternalServerError` (500), although it was done.
    InternalErrorAfterEffect,
    /// `ServiceUnavailable` (503); not done.
    ServiceUnavailable,
}

impl Fault {
    /// One of each kind; collisions at the first, an inner and the last item of a transaction.
    pub const ALL: [Self; 15] = [
        Self::FailBefore,
        Self::LoseAnswer,
        Self::Delay(Duration::from_millis(700)),
        Self::LateEffect,
        Self::InFlight,
        Self::Duplicate,
        Self::Throttle,
        Self::ProvisionedThroughputExceeded,
        Self::RequestLimitExceeded,
        Self::TransactionConflict { item: 0 },
        Self::TransactionConflict { item: 3 },
        Self::TransactionConflict { item: usize::MAX },
        Self::InternalError,
        Self::InternalErrorAfterEffect,
        Self::ServiceUnavailable,
    ];
}

/// Which calls suffer a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Injection {
    /// What happens.
    pub fault: Fault,
    /// Only to calls of this operation, such as `TransactWriteItems`.
    pub operation: Option<&'static str>,
    /// How many matching calls pass before the first that suffers.
    pub after: usize,
    /// How many calls suffer, one after the other.
    pub times: usize,
}

impl Injection {
    /// The fault that the next call suffers, if it does.
    pub(super) fn suffer(&mut self, operation: &str) -> Option<Fault> {
        if self.operation.is_some_and(|wanted| wanted != operation) {
            return None;
        }
        if self.after > 0 {
            self.after -= 1;
            return None;
        }
        self.times = self.times.checked_sub(1)?;
        Some(self.fault)
    }
}
