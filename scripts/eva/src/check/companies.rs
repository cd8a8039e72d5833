//! The companies: created over the API, read back, seen on the bus.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Instant,
};

use crm::account::AccountId;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use reqwest::Method;
use rust_decimal::Decimal;
use serde_json::Value;

use super::{
    Check,
    api::Call,
    demo::Company,
    failure::{CheckFailure, ensure},
    record::CheckedRecord as _,
};

/// How many requests are under way at once: enough to be quick, few enough for a laptop.
const PARALLEL: usize = 4;
const PAGE: u16 = 25;
const LOOK_AT_LIST: &str = "look at the log of the account function and at the list index of the table";

/// Creates the companies and finds each of them again: in pages, one by one, and as an event on the bus.
///
/// # Errors
/// The first hop that failed.
pub async fn run(check: &Check, count: usize) -> Result<(), CheckFailure> {
    let mut companies = Company::all()
        .map_err(|error| CheckFailure::new("the demo data cannot be read", "build eva again").because(error))?;
    companies.truncate(count);
    let started = Instant::now();
    let created: BTreeMap<AccountId, Company> =
        stream::iter(companies).map(|company| create(check, company)).buffer_unordered(PARALLEL).try_collect().await?;
    ensure(
        created.len() == count,
        || format!("{count} companies got {} ids", created.len()),
        "look at the log of the account function",
    )?;
    check.report.hop(&format!("{count} companies are created, {PARALLEL} at a time"), started);
    all_on_bus(check, &created, started).await?;
    all_listed(check, &created).await?;
    all_equal(check, &created).await
}

async fn create(check: &Check, company: Company) -> Result<(AccountId, Company), CheckFailure> {
    let answer = check.command(Method::POST, "/accounts", Some(&company.body()), None).await?.expect(201)?;
    answer.version()?;
    Ok((AccountId::of(&answer)?, company))
}

async fn all_on_bus(check: &Check, created: &BTreeMap<AccountId, Company>, since: Instant) -> Result<(), CheckFailure> {
    let arrived = |event: &_| created.keys().any(|account| account.has_event(event, 1));
    let count = created.len();
    // At least once is what the stream promises: what counts is how many streams were seen.
    let seen = |all: &[super::feed::Arrival]| {
        all.iter()
            .filter(|arrival| arrived(&arrival.event))
            .filter_map(|arrival| arrival.event.text("aggregate_id"))
            .collect::<BTreeSet<_>>()
            .len()
    };
    if !check.feed.wait_until(check.patience, |all| seen(all) == count).await {
        let seen = seen(&check.feed.arrivals());
        return Err(CheckFailure::new(
            format!("{seen} of {count} events arrived on the bus"),
            check.publisher_hint().await,
        ));
    }
    check.report.hop(&format!("{count} events are on the bus"), since);
    Ok(())
}

/// Reads the list to its end. The capsule may hold other accounts too; ours must be there, once each, under their names.
async fn all_listed(check: &Check, created: &BTreeMap<AccountId, Company>) -> Result<(), CheckFailure> {
    let started = Instant::now();
    let (mut cursor, mut pages, mut ids, mut names) = (None::<String>, 0_usize, BTreeSet::new(), BTreeMap::new());
    loop {
        let mut call = Call::new(Method::GET, "/accounts").query("limit", PAGE.to_string());
        if let Some(cursor) = &cursor {
            call = call.query("cursor", cursor);
        }
        let page = check.api.send(call).await?.expect(200)?;
        pages += 1;
        for item in page.body.get("items").and_then(Value::as_array).into_iter().flatten() {
            let text = |name| item.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            let id = text("id");
            ensure(
                ids.insert(id.clone()),
                || format!("page {pages} of the list repeats the account `{id}`"),
                LOOK_AT_LIST,
            )?;
            names.insert(id, text("name"));
        }
        let next = page.body.get("next_cursor").and_then(Value::as_str).map(str::to_owned);
        ensure(
            next.is_none() || next != cursor,
            || "the list answered the cursor that was sent".to_owned(),
            LOOK_AT_LIST,
        )?;
        match next {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    for (account, company) in created {
        let listed = names.get(&account.to_string());
        ensure(
            listed == Some(&company.name),
            || format!("the company `{}` is listed as {listed:?}", company.name),
            LOOK_AT_LIST,
        )?;
    }
    let (all, count) = (ids.len(), created.len());
    check.report.hop(
        &format!(
            "the capsule lists {all} accounts on {pages} page(s) of {PAGE}, the {count} companies among them, names equal"
        ),
        started,
    );
    Ok(())
}

async fn all_equal(check: &Check, created: &BTreeMap<AccountId, Company>) -> Result<(), CheckFailure> {
    let started = Instant::now();
    let revenues: Vec<Decimal> = stream::iter(created)
        .map(|(account, company)| equal(check, *account, company))
        .buffer_unordered(PARALLEL)
        .try_collect()
        .await?;
    let sum: Decimal = revenues.into_iter().sum();
    check
        .report
        .hop(&format!("{} companies are read one by one and equal, revenue {sum} USD in all", created.len()), started);
    Ok(())
}

async fn equal(check: &Check, account: AccountId, company: &Company) -> Result<Decimal, CheckFailure> {
    let answer = check.api.send(Call::new(Method::GET, &account.path())).await?.expect(200)?;
    match company.difference(&answer.body) {
        None => Ok(company.annual_revenue),
        Some(field) => {
            let what = format!(
                "the company `{}` came back with another `{field}`: {:?}",
                company.name,
                answer.body.get(field)
            );
            Err(CheckFailure::new(what, "look at how the account function maps it"))
        }
    }
}
