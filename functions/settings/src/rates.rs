//! Exchange rates, which are recorded with the financial settings.

use access_control::Permission;
use api::{Caller, JsonBody, Problem, api_endpoint};
use axum::{extract::State, response::Response};
use crm::{
    published::{DatedRate, RateTable},
    settings::rates::{ExchangeRates, ExchangeRatesCommand, RecordRate},
    value::{Currency, Date},
};
use kernel::TypedId;
use lambda_host::{
    CommandHead, ExecuteError,
    view::{self, Record, RecordOrDefault},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::App;

/// The last year of all.
const LAST_YEAR: u16 = 9999;

/// Records an exchange rate.
#[api_endpoint(
    method = POST,
    path = "/settings/financial/record-rate",
    permission = Permission::FinancialSettingsRecordRate,
    extractors(app, head, body),
    state = App,
    request = RecordRate,
    response = Record<ExchangeRates>,
    summary = "Record an exchange rate",
    description = "The answer is the record of all rates from that currency in that year; so are version, `ETag` and `If-Match`. A \
                   rate that was recorded for a day is never changed; another one for the same day counts from then on. The rate of the \
                   other direction is not derived from it: what deals are in must have a rate to the base currency."
)]
pub async fn record_rate_financial_settings(
    State(app): State<App>,
    head: CommandHead,
    body: JsonBody<RecordRate>,
) -> Result<Response, Problem> {
    let id = RateTable::id(&head.scope(), &body.value.from, body.value.date.year());
    app.run::<ExchangeRates>(head, id, ExchangeRatesCommand::Record(body.value), &body.bytes).await
}

/// Which exchange rates are asked for.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RatesQuery {
    /// The currency whose unit is worth that much.
    from: Currency,
    /// The year: 0 to 9999.
    #[schemars(range(min = 0, max = 9999), example = 2026)]
    year: u16,
}

/// The exchange rates from a currency in a year.
#[api_endpoint(
    method = GET,
    path = "/settings/financial/rates",
    permission = Permission::FinancialSettingsRead,
    query_params(query),
    extractors(app, caller),
    state = App,
    response = RecordOrDefault<ExchangeRates>,
    summary = "Get the exchange rates from a currency in a year",
    description = "Until a rate is recorded it is a record without any, with version 0."
)]
pub async fn rates_financial_settings(
    query: RatesQuery,
    State(app): State<App>,
    caller: Caller,
) -> Result<Response, Problem> {
    let RatesQuery { from, year } = query;
    let beyond = || Problem::invalid_parameter("year", format!("expected a year from 0 to {LAST_YEAR}"));
    let year = i16::try_from(year).ok().filter(|_| year <= LAST_YEAR).ok_or_else(beyond)?;
    let id = RateTable::id(&caller.scope(), &from, year);
    app.get_or_default::<ExchangeRates>(&caller, id, || RateTable::empty(from, year)).await
}

/// Which exchange rate is asked for.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RateQuery {
    /// The currency whose unit is worth that much.
    from: Currency,
    /// The currency that it is a price in.
    #[schemars(example = &"USD")]
    to: Currency,
    /// The day.
    date: Date,
}

/// The exchange rate in force on a day.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RateInForce {
    /// The currency whose unit is worth that much.
    from: Currency,
    #[serde(flatten)]
    rate: DatedRate,
}

/// The exchange rate in force on a day.
#[api_endpoint(
    method = GET,
    path = "/settings/financial/rate",
    permission = Permission::FinancialSettingsRead,
    query_params(query),
    extractors(app, caller),
    state = App,
    response = RateInForce,
    summary = "Get the exchange rate in force on a day",
    description = "The last one that was recorded for that day or one before, in its year or the year before; `date` of the answer says \
                   for which."
)]
pub async fn rate_financial_settings(
    query: RateQuery,
    State(app): State<App>,
    caller: Caller,
) -> Result<Response, Problem> {
    let (RateQuery { from, to, date }, scope) = (query, caller.scope());
    if from == to {
        return Err(Problem::invalid_parameter("to", "expected another currency than `from`"));
    }
    let ids = RateTable::ids_for(&scope, &from, date, date);
    let known = app.published(&caller, ids.into_iter().map(TypedId::erase).collect()).await?;
    let rate = RateTable::in_force(&known, &scope, &from, &to, date).map_err(ExecuteError::Rejected)?;
    Ok(view::worked_out(RateInForce { from, rate: rate.ok_or_else(Problem::not_found)? }))
}
