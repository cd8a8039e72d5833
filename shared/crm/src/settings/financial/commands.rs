//! What can be wished of financial settings, and what becomes of it.

use kernel::{Inputs, Rejection};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    FinancialSettingsEvent, FinancialSettingsId,
    events::{
        FinancialSettingsBaseCurrencyChanged, FinancialSettingsCreated, FinancialSettingsEnabledCurrenciesChanged,
        FinancialSettingsFiscalCalendarSet, FinancialSettingsTimeZoneChanged,
    },
    state::evolve,
};
use crate::{
    checks::{check_business_date, check_new, invalid},
    fiscal::DatedCalendar,
    limits,
    patch::Patch,
    published::FinancialTerms,
    settings::decided,
    value::{Capped, Currency, TimeZone, ValueError},
};

/// A wish.
#[derive(Clone, Debug, PartialEq)]
pub enum FinancialSettingsCommand {
    /// Change what counts from now on.
    Change(Box<ChangeFinancialSettings>),
    /// Set the fiscal calendar that counts from a day on.
    SetFiscalCalendar(DatedCalendar),
}

/// The body of `PATCH /settings/financial`: an RFC 7396 merge patch. A list replaces the one before it as a whole.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ChangeFinancialSettings {
    /// The currency of the books; cannot be removed. What is closed keeps the rate that it was closed at.
    pub base_currency: Patch<Currency>,
    /// All currencies that the tenant deals in; without any it deals in every one. The base currency need not be named.
    pub enabled_currencies: Patch<Capped<Currency, { limits::CURRENCIES }>>,
    /// Where the days begin; cannot be removed.
    pub time_zone: Patch<TimeZone>,
}

pub(super) fn decide(
    state: Option<&FinancialTerms>,
    command: &FinancialSettingsCommand,
    inputs: &Inputs<FinancialSettingsId>,
) -> Result<Vec<FinancialSettingsEvent>, Rejection> {
    let id = inputs.id;
    decided(
        state,
        || create(id),
        evolve,
        |state| match command {
            FinancialSettingsCommand::Change(patch) => change(state, patch, id),
            FinancialSettingsCommand::SetFiscalCalendar(version) => set_fiscal_calendar(state, version, id),
        },
    )
}

fn create(financial_settings_id: FinancialSettingsId) -> FinancialSettingsEvent {
    let FinancialTerms { base_currency, enabled_currencies, time_zone, fiscal_calendars } = FinancialTerms::default();
    let created = FinancialSettingsCreated {
        financial_settings_id,
        base_currency,
        enabled_currencies,
        time_zone,
        fiscal_calendars,
    };
    created.into()
}

/// One event per meaning, and none for what stays as it is. Codes that were not there before must be those of today.
fn change(
    state: &FinancialTerms,
    patch: &ChangeFinancialSettings,
    financial_settings_id: FinancialSettingsId,
) -> Result<Vec<FinancialSettingsEvent>, Rejection> {
    let mut events: Vec<FinancialSettingsEvent> = Vec::new();
    if let Some(to) = patch.base_currency.replaces(&state.base_currency, "/base_currency")? {
        check_listed(&to).map_err(|error| invalid(&error, "/base_currency"))?;
        let from = state.base_currency.clone();
        events.push(FinancialSettingsBaseCurrencyChanged { financial_settings_id, from, to }.into());
    }
    if let Some(enabled_currencies) = patch.enabled_currencies.list_changes(&state.enabled_currencies) {
        let pointer = |index| format!("/enabled_currencies/{index}");
        check_new(&enabled_currencies, &state.enabled_currencies, check_listed, pointer)?;
        events.push(FinancialSettingsEnabledCurrenciesChanged { financial_settings_id, enabled_currencies }.into());
    }
    if let Some(to) = patch.time_zone.replaces(&state.time_zone, "/time_zone")? {
        to.check().map_err(|error| invalid(&error, "/time_zone"))?;
        let from = state.time_zone.clone();
        events.push(FinancialSettingsTimeZoneChanged { financial_settings_id, from, to }.into());
    }
    Ok(events)
}

fn check_listed(currency: &Currency) -> Result<(), ValueError> {
    currency.minor_digits().map(drop)
}

/// The last calendar that was set for a day counts.
fn set_fiscal_calendar(
    state: &FinancialTerms,
    version: &DatedCalendar,
    financial_settings_id: FinancialSettingsId,
) -> Result<Vec<FinancialSettingsEvent>, Rejection> {
    let DatedCalendar { effective_from, calendar } = *version;
    check_business_date(effective_from, "/effective_from")?;
    let before = state.fiscal_calendars.iter().find(|other| other.effective_from == effective_from);
    if before == Some(version) {
        return Ok(Vec::new());
    }
    if before.is_none() && state.fiscal_calendars.len() >= limits::FISCAL_CALENDARS {
        let detail = format!(
            "at most {} versions of the fiscal calendar are kept; set one that is there anew",
            limits::FISCAL_CALENDARS
        );
        return Err(Rejection::unprocessable("too_many_fiscal_calendars", detail));
    }
    Ok(vec![FinancialSettingsFiscalCalendarSet { financial_settings_id, effective_from, calendar }.into()])
}
