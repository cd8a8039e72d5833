//! Logs: one JSON object per line, and no panic text in them.

use tracing::Level;
use tracing_subscriber::{
    EnvFilter, Layer as _,
    filter::{FilterExt as _, filter_fn},
    layer::SubscriberExt as _,
    util::SubscriberInitExt as _,
};

/// The libraries that may say more than `info`.
const OWN: [&str; 7] =
    ["access_control", "api", "crm", "dynamodb_entity", "dynamodb_store", "event_schema", "lambda_host"];

/// Starts the logs of a function, named by `function`. The level comes from `RUST_LOG` (default `info`).
///
/// What people typed must not get into the log: the SDK and the HTTP stack write whole requests at `debug` and `trace`, so that
/// below `info` only Eva's own crates are heard, whatever `RUST_LOG` says; and the text of a panic may quote it, so the log gets
/// the place of a panic only.
pub fn init(function: &'static str) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let heard = filter_fn(move |metadata| may_be_heard(*metadata.level(), metadata.target(), function));
    let logs = tracing_subscriber::fmt::layer()
        .json()
        .with_target(false)
        .with_current_span(true)
        .with_span_list(false)
        .flatten_event(true)
        .with_timer(Millis)
        .with_writer(std::io::stdout)
        .with_filter(filter.and(heard));
    // A second call, as in tests, keeps the first subscriber.
    let _ = tracing_subscriber::registry().with(logs).try_init();
    std::panic::set_hook(Box::new(move |info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(function, panic.location = place, "panicked");
    }));
}

fn may_be_heard(level: Level, target: &str, function: &str) -> bool {
    let from = target.split("::").next().unwrap_or_default();
    level <= Level::INFO || OWN.contains(&from) || from.replace('_', "-") == function
}

struct Millis;

impl tracing_subscriber::fmt::time::FormatTime for Millis {
    fn format_time(&self, w: &mut tracing_subscriber::fmt::format::Writer<'_>) -> std::fmt::Result {
        write!(w, "{}", crate::clock::now())
    }
}

#[cfg(test)]
#[path = "telemetry.test.rs"]
mod tests;
