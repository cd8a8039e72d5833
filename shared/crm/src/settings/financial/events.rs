//! What can happen to financial settings. One event per meaning; every event names its settings.

use super::FinancialSettingsId;
use crate::{
    events::events,
    fiscal::{DatedCalendar, FiscalCalendar},
    limits,
    value::{Capped, Currency, Date, TimeZone},
};

events! {
    /// What can happen to financial settings.
    pub enum FinancialSettingsEvent of FinancialSettingsId;

    /// The settings.
    financial_settings_id;

    /// Somebody set something for the first time; this is what counted until then.
    Created(FinancialSettingsCreated, 1) {
        /// The currency of the books.
        base_currency: Currency,
        /// The currencies that the tenant deals in; all of them when there is none here.
        enabled_currencies: Capped<Currency, { limits::CURRENCIES }>,
        /// Where the days begin.
        time_zone: TimeZone,
        /// The versions of the fiscal calendar; before the first one the calendar year counts.
        fiscal_calendars: Capped<DatedCalendar, { limits::FISCAL_CALENDARS }>,
    }

    /// The books are kept in another currency. What was closed keeps the rate that it was closed at.
    BaseCurrencyChanged(FinancialSettingsBaseCurrencyChanged, 1) {
        /// Before.
        from: Currency,
        /// Now.
        to: Currency,
    }

    /// The tenant deals in other currencies.
    EnabledCurrenciesChanged(FinancialSettingsEnabledCurrenciesChanged, 1) {
        /// All of them from now on; none stands for every currency.
        enabled_currencies: Capped<Currency, { limits::CURRENCIES }>,
    }

    /// The days of the tenant begin elsewhere.
    TimeZoneChanged(FinancialSettingsTimeZoneChanged, 1) {
        /// Before.
        from: TimeZone,
        /// Now.
        to: TimeZone,
    }

    /// From a day on another fiscal calendar counts, until the day of the next one.
    FiscalCalendarSet(FinancialSettingsFiscalCalendarSet, 1) {
        /// The first day. Another calendar that was set for it does not count any more.
        effective_from: Date,
        /// The calendar.
        calendar: FiscalCalendar,
    }
}
