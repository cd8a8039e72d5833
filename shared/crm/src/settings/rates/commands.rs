//! What can be wished of exchange rates, and what becomes of it.

use kernel::{Inputs, Rejection};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    ExchangeRatesEvent, ExchangeRatesId,
    events::{ExchangeRatesCreated, ExchangeRatesRateRecorded},
    state::evolve,
};
use crate::{
    checks::{check_business_date, invalid},
    limits,
    published::RateTable,
    settings::decided,
    value::{Currency, Date, Rate},
};

/// A wish.
#[derive(Clone, Debug, PartialEq)]
pub enum ExchangeRatesCommand {
    /// Record a rate of the year.
    Record(RecordRate),
}

/// The body of `POST /settings/financial/record-rate`.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordRate {
    /// The currency whose unit is worth that much.
    pub from: Currency,
    /// The currency that it is a price in.
    pub to: Currency,
    /// The day from which the rate counts.
    pub date: Date,
    /// How much of the other currency a unit is worth.
    pub rate: Rate,
}

pub(super) fn decide(
    state: Option<&RateTable>,
    command: &ExchangeRatesCommand,
    inputs: &Inputs<ExchangeRatesId>,
) -> Result<Vec<ExchangeRatesEvent>, Rejection> {
    let ExchangeRatesCommand::Record(wish) = command;
    let exchange_rates_id = inputs.id;
    let create = || ExchangeRatesCreated { exchange_rates_id, from: wish.from.clone(), year: wish.date.year() }.into();
    decided(state, create, evolve, |table| record(table, wish, exchange_rates_id))
}

/// A rate that counts already is not recorded again. One that corrects another takes no room: the table keeps what counts, the stream
/// all of it.
fn record(
    table: &RateTable,
    wish: &RecordRate,
    exchange_rates_id: ExchangeRatesId,
) -> Result<Vec<ExchangeRatesEvent>, Rejection> {
    let RecordRate { from, to, date, rate } = wish.clone();
    check_business_date(date, "/date")?;
    for (currency, pointer) in [(&from, "/from"), (&to, "/to")] {
        currency.minor_digits().map_err(|error| invalid(&error, pointer))?;
    }
    if from == to {
        return Err(Rejection::invalid_field("/to", "must be another currency than `from`"));
    }
    let counting = table.rates.get(&to).and_then(|days| days.get(&date));
    if counting == Some(&rate) {
        return Ok(Vec::new());
    }
    if counting.is_none() && table.rate_count() >= limits::RATES {
        let detail = format!(
            "at most {} rates are kept from one currency in one year; record them for fewer days or currencies",
            limits::RATES
        );
        return Err(Rejection::unprocessable("too_many_rates", detail));
    }
    Ok(vec![ExchangeRatesRateRecorded { exchange_rates_id, from, to, date, rate }.into()])
}
