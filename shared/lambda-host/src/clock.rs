//! The clock and the source of fresh ids.

use kernel::{Timestamp, TypedId};
use uuid::Uuid;

/// The current time. A clock outside the years 0001 to 9999 gives the epoch, which is visibly wrong and harmless.
#[must_use]
pub fn now() -> Timestamp {
    Timestamp::from_millis(jiff::Timestamp::now().as_millisecond()).unwrap_or(Timestamp::EPOCH)
}

/// A fresh UUIDv7.
#[must_use]
pub fn fresh_uuid() -> Uuid {
    Uuid::now_v7()
}

/// A fresh id.
#[must_use]
pub fn fresh_id<I: TypedId>() -> I {
    I::from_uuid(fresh_uuid())
}
