//! What the financial settings of a tenant say.

use std::mem;

use kernel::{Known, PersonalData, Rejection, Scope, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::read;
use crate::{
    checks::check_business_date,
    fiscal::{DatedCalendar, FiscalCalendar, FiscalPeriod},
    limits,
    reference::{FinancialSettingsId, id_in},
    value::{Capped, Currency, Date, TimeZone, ValueError},
};

/// What the financial settings of a tenant say. Published by the financial settings; without any, it is the default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, PersonalData)]
#[schemars(rename = "FinancialSettings")]
pub struct FinancialTerms {
    /// The currency of its books.
    pub base_currency: Currency,
    /// The currencies that it deals in; all of them when there is none here. The base currency is always one.
    pub enabled_currencies: Capped<Currency, { limits::CURRENCIES }>,
    /// Where its days begin.
    pub time_zone: TimeZone,
    /// The versions of its fiscal calendar, each from a day on, in the order of the days. Before the first one the calendar year counts.
    pub fiscal_calendars: Capped<DatedCalendar, { limits::FISCAL_CALENDARS }>,
}

impl Default for FinancialTerms {
    fn default() -> Self {
        Self {
            base_currency: Currency::usd(),
            enabled_currencies: Capped::default(),
            time_zone: TimeZone::utc(),
            fiscal_calendars: Capped::default(),
        }
    }
}

impl FinancialTerms {
    /// The id of the settings of a scope.
    #[must_use]
    pub fn id(scope: &Scope) -> FinancialSettingsId {
        id_in(scope, &[])
    }

    /// The terms in a scope, for a command that [needs](kernel::Aggregate::needs) [`id`](Self::id).
    ///
    /// # Errors
    /// `published_unreadable` when what is published is none.
    pub fn of(known: &Known, scope: &Scope) -> Result<Self, Rejection> {
        Ok(read(known, Self::id(scope))?.unwrap_or_default())
    }

    /// Whether the tenant deals in a currency today.
    ///
    /// # Errors
    /// [`ValueError`] when ISO 4217 does not list it, or the tenant did not enable it.
    pub fn check_currency(&self, currency: &Currency) -> Result<(), ValueError> {
        currency.minor_digits()?;
        let enabled = &self.enabled_currencies;
        if enabled.is_empty() || *currency == self.base_currency || enabled.contains(currency) {
            Ok(())
        } else {
            Err(ValueError::new("the currency is not enabled; enable it in the financial settings"))
        }
    }

    /// The day that it is where the tenant is.
    #[must_use]
    pub fn today(&self, now: Timestamp) -> Date {
        Date::in_zone(now, &self.time_zone)
    }

    /// The day on which something counts: the wished one, or today where the tenant is.
    ///
    /// # Errors
    /// `invalid_field` at `/effective_on` for a day after tomorrow, and for one [before all business](limits::EARLIEST_BUSINESS_DATE).
    pub fn effective_on(&self, wanted: Option<Date>, now: Timestamp) -> Result<Date, Rejection> {
        let today = self.today(now);
        let day = wanted.unwrap_or(today);
        check_business_date(day, "/effective_on")?;
        if day <= today.next() {
            Ok(day)
        } else {
            Err(Rejection::invalid_field("/effective_on", "must not be after tomorrow in the tenant's time zone"))
        }
    }

    /// The version of the fiscal calendar that counts on a day; `None` is the calendar year.
    #[must_use]
    pub fn calendar_on(&self, day: Date) -> Option<&DatedCalendar> {
        let begun = self.fiscal_calendars.iter().filter(|version| version.effective_from <= day);
        begun.max_by_key(|version| version.effective_from)
    }

    /// The fiscal period of a day.
    ///
    /// Where another calendar follows on one, both are cut: the old one's period ends on the day before, the new one's
    /// begins on the day of the switch, and each has the numbers that its own calendar gives it. The year before and the one after the
    /// switch may be short, and a number of a year or period may stand on both sides: the first day tells them apart.
    #[must_use]
    pub fn fiscal_period(&self, day: Date) -> FiscalPeriod {
        let mut period = self.calendar_on(day).map(|version| version.calendar).unwrap_or_default().period(day);
        for switch in self.switches() {
            if switch <= day {
                period.starts_on = period.starts_on.max(switch);
            } else {
                period.ends_on = period.ends_on.min(switch.previous());
            }
        }
        period
    }

    /// The days on which another calendar begins to count. A version that says what counts already is no switch: whoever set one for a
    /// wrong day sets the one before again for that day, and nothing is cut.
    fn switches(&self) -> impl Iterator<Item = Date> {
        let mut versions: Vec<_> = self.fiscal_calendars.iter().collect();
        versions.sort_by_key(|version| version.effective_from);
        let mut counts = FiscalCalendar::default();
        versions.into_iter().filter_map(move |version| {
            let before = mem::replace(&mut counts, version.calendar);
            (before != version.calendar).then_some(version.effective_from)
        })
    }
}

#[cfg(test)]
#[path = "financial.test.rs"]
mod tests;
