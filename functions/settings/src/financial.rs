//! Financial settings: their commands, and what is worked out from them.

use access_control::Permission;
use api::{Caller, JsonBody, Problem, api_endpoint};
use axum::{extract::State, response::Response};
use crm::{
    fiscal::{DatedCalendar, FiscalPeriod},
    published::FinancialTerms,
    settings::financial::{ChangeFinancialSettings, FinancialSettings, FinancialSettingsCommand},
    value::Date,
};
use kernel::TypedId as _;
use lambda_host::{
    CommandHead, ExecuteError, clock,
    view::{self, Record, RecordOrDefault},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::App;

/// The financial settings.
#[api_endpoint(
    method = GET,
    path = "/settings/financial",
    permission = Permission::FinancialSettingsRead,
    extractors(app, caller),
    state = App,
    response = RecordOrDefault<FinancialSettings>,
    summary = "Get the financial settings",
    description = "Until somebody sets something they are the default, with version 0."
)]
pub async fn get_financial_settings(State(app): State<App>, caller: Caller) -> Result<Response, Problem> {
    let id = FinancialTerms::id(&caller.scope());
    app.get_or_default::<FinancialSettings>(&caller, id, FinancialTerms::default).await
}

/// Changes currencies and time zone.
#[api_endpoint(
    method = PATCH,
    path = "/settings/financial",
    permission = Permission::FinancialSettingsUpdate,
    extractors(app, head, body),
    state = App,
    request = ChangeFinancialSettings,
    response = Record<FinancialSettings>,
    summary = "Change the financial settings by a merge patch",
    description = "Deals that are closed keep the rate to the base currency that they were closed at."
)]
pub async fn change_financial_settings(
    State(app): State<App>,
    head: CommandHead,
    body: JsonBody<ChangeFinancialSettings>,
) -> Result<Response, Problem> {
    let id = FinancialTerms::id(&head.scope());
    let command = FinancialSettingsCommand::Change(Box::new(body.value));
    app.run::<FinancialSettings>(head, id, command, &body.bytes).await
}

/// Sets the fiscal calendar that counts from a day on.
#[api_endpoint(
    method = POST,
    path = "/settings/financial/set-fiscal-calendar",
    permission = Permission::FinancialSettingsSetFiscalCalendar,
    extractors(app, head, body),
    state = App,
    request = DatedCalendar,
    response = Record<FinancialSettings>,
    summary = "Set the fiscal calendar that counts from a day on",
    description = "The last one that was set for a day counts from that day until the day of the next. The periods around such a day \
                   are cut there, and keep the numbers that each calendar gives them. Before the first day the calendar year counts. \
                   Deals that are closed keep the period that they were closed in."
)]
pub async fn set_fiscal_calendar_financial_settings(
    State(app): State<App>,
    head: CommandHead,
    body: JsonBody<DatedCalendar>,
) -> Result<Response, Problem> {
    let id = FinancialTerms::id(&head.scope());
    let command = FinancialSettingsCommand::SetFiscalCalendar(body.value);
    app.run::<FinancialSettings>(head, id, command, &body.bytes).await
}

/// Which fiscal period is asked for.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FiscalPeriodQuery {
    /// A day in it; today in the tenant's time zone when left out.
    #[serde(default)]
    date: Option<Date>,
}

/// The fiscal period of a day.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FiscalPeriodOfDay {
    /// The day.
    date: Date,
    #[serde(flatten)]
    period: FiscalPeriod,
    /// The version of the fiscal calendar: the first day on which it counts, or `null` for the calendar year that counts before the first.
    calendar_effective_from: Option<Date>,
}

/// The fiscal period of a day.
#[api_endpoint(
    method = GET,
    path = "/settings/financial/fiscal-period",
    permission = Permission::FinancialSettingsRead,
    query_params(query),
    extractors(app, caller),
    state = App,
    response = FiscalPeriodOfDay,
    summary = "Get the fiscal year, quarter and period of a day"
)]
pub async fn fiscal_period_financial_settings(
    query: FiscalPeriodQuery,
    State(app): State<App>,
    caller: Caller,
) -> Result<Response, Problem> {
    let scope = caller.scope();
    let known = app.published(&caller, vec![FinancialTerms::id(&scope).erase()]).await?;
    let terms = FinancialTerms::of(&known, &scope).map_err(ExecuteError::Rejected)?;
    let date = query.date.unwrap_or_else(|| Date::in_zone(clock::now(), &terms.time_zone));
    let period = terms.fiscal_period(date);
    let calendar_effective_from = terms.calendar_on(date).map(|version| version.effective_from);
    Ok(view::worked_out(FiscalPeriodOfDay { date, period, calendar_effective_from }))
}
