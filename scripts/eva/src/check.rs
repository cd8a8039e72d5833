//! `eva check`: the whole path of a running system, hop by hop.
//!
//! [`companies`] fills the capsule and reads it back, [`life`] takes one account through everything an account can go through,
//! [`contact`] gives it a person, [`forgery`] proves that the validator sees what does not belong. Each waits for what its requests cause in the table and on the bus
//! ([`feed`]), and each failure says what failed and where to look ([`failure`]).

pub mod api;
pub mod companies;
pub mod contact;
pub mod demo;
pub mod failure;
pub mod feed;
pub mod forgery;
pub mod life;
pub mod record;
pub mod report;
pub mod table;

use std::time::{Duration, Instant};

use kernel::{Scope, TenantId};
use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};

use crate::{cli::CheckArgs, cloud::Cloud, events::subscription::Subscription, token::fresh};
use api::Api;
use failure::CheckFailure;
use feed::Feed;
use report::Report;
use table::Table;

/// What every part of the check works with.
pub struct Check {
    api: Api,
    cloud: Cloud,
    table: Table,
    feed: Feed,
    report: Report,
    scope: Scope,
    /// Of the forged event. One of its own in every check: the validator tells a violation that it has seen only at thresholds.
    forged_tenant: TenantId,
    bus: String,
    violations_queue: String,
    quarantine_queue: Option<String>,
    patience: Duration,
}

/// Runs the check and removes its temporary queue and rule, however it ends.
///
/// # Errors
/// The first hop that failed.
pub async fn run(args: &CheckArgs) -> Result<(), crate::Failure> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let started = Instant::now();
    let cloud = Cloud::connect(&args.cloud).await;
    let forged_tenant = fresh();
    let pattern = json!({ "detail": { "tenant_id": [args.tenant, forged_tenant] } });
    let subscription = Subscription::open(&cloud, &args.cloud.event_bus, &pattern, "eva check").await?;
    let (feed, arrivals) = feed::channel();
    let check = Check {
        api: Api::new(&args.url, &args.token)?,
        table: Table::new(cloud.clone(), args.table.clone()),
        cloud,
        feed,
        report: Report,
        // The operator's command line: whoever signed the token chose the scope, and the API checks it against the token.
        scope: Scope::establish(args.tenant, args.capsule),
        forged_tenant,
        bus: args.cloud.event_bus.clone(),
        violations_queue: args.violations_queue.clone(),
        quarantine_queue: args.quarantine_queue.clone().filter(|url| !url.is_empty()),
        patience: args.patience.duration(),
    };
    let outcome: Result<(), crate::Failure> = tokio::select! {
        outcome = check.run(usize::from(args.companies)) => outcome.map_err(Into::into),
        error = feed::pump(&subscription, &arrivals) => Err(error.into()),
        _ = interrupt.recv() => Err("interrupted".into()),
        _ = terminate.recv() => Err("interrupted".into()),
    };
    let closed = subscription.close().await;
    outcome?;
    closed?;
    check.report.done(started.elapsed());
    Ok(())
}

impl Check {
    async fn run(&self, companies: usize) -> Result<(), CheckFailure> {
        self.report.section(&format!("{companies} companies of the demo data"));
        companies::run(self, companies).await?;
        self.report.section("the life of one account");
        let account = life::run(self).await?;
        self.report.section("one contact of the account");
        contact::run(self, account).await?;
        self.report.section("one forged event");
        forgery::run(self).await?;
        Ok(())
    }

    /// Where to look when an event did not come out of the table.
    async fn publisher_hint(&self) -> String {
        let hint = "look at the log of stream-publisher and at the event source mapping of the table's stream";
        match &self.quarantine_queue {
            Some(url) => match feed::depth(&self.cloud, url).await {
                Ok(0) => format!("{hint} (the quarantine queue is empty)"),
                Ok(depth) => format!("{hint}; {depth} records are in the quarantine queue"),
                Err(_) => format!("{hint} (the quarantine queue does not answer)"),
            },
            None => hint.to_owned(),
        }
    }
}
