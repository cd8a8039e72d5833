//! Logs: one JSON object per line, and no panic text in them.

use tracing_subscriber::EnvFilter;

/// Starts the logs of a function, named by `function`. The level comes from `RUST_LOG` (default `info`).
///
/// The text of a panic may quote what a person typed, so the log gets the place of a panic only.
pub fn init(function: &'static str) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let logs = tracing_subscriber::fmt()
        .json()
        .with_env_filter(filter)
        .with_target(false)
        .with_current_span(true)
        .with_span_list(false)
        .flatten_event(true)
        .with_timer(Millis)
        .with_writer(std::io::stdout);
    // A second call, as in tests, keeps the first subscriber.
    let _ = logs.try_init();
    std::panic::set_hook(Box::new(move |info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(function, panic.location = place, "panicked");
    }));
}

struct Millis;

impl tracing_subscriber::fmt::time::FormatTime for Millis {
    fn format_time(&self, w: &mut tracing_subscriber::fmt::format::Writer<'_>) -> std::fmt::Result {
        write!(w, "{}", crate::clock::now())
    }
}
