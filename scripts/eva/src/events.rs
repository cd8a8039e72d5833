//! The events: `eva events tail` shows them as they arrive, and beside it are the commands that read many of them.

pub mod analyze;
mod intake;
pub mod line;
pub mod propose;
mod source;
pub mod subscription;

use std::io::{self, IsTerminal as _, Write as _};

use serde_json::{Value, json};
use tokio::signal::unix::{SignalKind, signal};

use crate::{cli::TailArgs, cloud::Cloud, say};
use line::Style;
use subscription::Subscription;

/// Follows the bus until Ctrl-C, SIGTERM or the end of the reader, and leaves nothing behind.
///
/// # Errors
/// When the bus or the queue does not answer.
pub async fn tail(args: &TailArgs) -> Result<(), crate::Failure> {
    // Listened to before anything is created: a signal in between must not leave a rule and a queue behind.
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let cloud = Cloud::connect(&args.cloud).await;
    let subscription = Subscription::open(&cloud, &args.cloud.event_bus, &pattern(args), "eva events tail").await?;
    say("following the events on the bus; Ctrl-C ends");
    let ended = tokio::select! {
        ended = follow(&subscription, args.json) => ended,
        _ = interrupt.recv() => Ok(()),
        _ = terminate.recv() => Ok(()),
    };
    let closed = subscription.close().await;
    ended?;
    Ok(closed?)
}

/// Which events: those of Eva, of one tenant if the arguments name one.
fn pattern(args: &TailArgs) -> Value {
    let mut pattern = json!({ "source": [{ "prefix": "eva." }] });
    if let (Some(tenant), Some(pattern)) = (args.tenant, pattern.as_object_mut()) {
        pattern.insert("detail".to_owned(), json!({ "tenant_id": [tenant] }));
    }
    pattern
}

async fn follow(subscription: &Subscription, as_json: bool) -> Result<(), crate::Failure> {
    let style = Style::detect(io::stdout().is_terminal(), std::env::var_os("NO_COLOR").is_some());
    loop {
        for event in subscription.receive().await? {
            let line = if as_json { event.detail.to_string() } else { line::render(&event, style) };
            match writeln!(io::stdout().lock(), "{line}") {
                // The reader has seen enough, as in `eva events tail | head`.
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(()),
                written => written?,
            }
        }
    }
}
