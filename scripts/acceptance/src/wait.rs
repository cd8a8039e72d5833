//! Waiting with a deadline.

use std::time::Duration;

use tokio::time::{Instant, sleep};

/// How long anything that has to happen may take: a cold function on a busy machine needs a part of it.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Between two looks at something that cannot be waited for.
const PAUSE: Duration = Duration::from_millis(50);

/// Looks until there is something to see.
///
/// # Panics
/// When the deadline passes; `what` says what did not happen.
pub async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(seen) = look().await {
            return seen;
        }
        assert!(Instant::now() < deadline, "{what} did not happen within {PATIENCE:?}");
        sleep(PAUSE).await;
    }
}
