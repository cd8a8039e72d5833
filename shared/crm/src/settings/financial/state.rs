//! How events make the state of financial settings.

use super::{FinancialSettingsEvent, events::FinancialSettingsCreated};
use crate::{fiscal::DatedCalendar, published::FinancialTerms, value::Capped};

pub(super) fn evolve(state: Option<FinancialTerms>, event: &FinancialSettingsEvent) -> Option<FinancialTerms> {
    match (state, event) {
        (None, FinancialSettingsEvent::Created(created)) => Some(begin(created)),
        (Some(mut state), event) => {
            apply(&mut state, event);
            Some(state)
        }
        (None, _) => None,
    }
}

fn begin(created: &FinancialSettingsCreated) -> FinancialTerms {
    FinancialTerms {
        base_currency: created.base_currency.clone(),
        enabled_currencies: created.enabled_currencies.clone(),
        time_zone: created.time_zone.clone(),
        fiscal_calendars: created.fiscal_calendars.clone(),
    }
}

fn apply(state: &mut FinancialTerms, event: &FinancialSettingsEvent) {
    match event {
        // A stream begins once; a second beginning changes nothing.
        FinancialSettingsEvent::Created(_) => {}
        FinancialSettingsEvent::BaseCurrencyChanged(data) => state.base_currency = data.to.clone(),
        FinancialSettingsEvent::EnabledCurrenciesChanged(data) => {
            state.enabled_currencies = data.enabled_currencies.clone();
        }
        FinancialSettingsEvent::TimeZoneChanged(data) => state.time_zone = data.to.clone(),
        FinancialSettingsEvent::FiscalCalendarSet(data) => {
            let set = DatedCalendar { effective_from: data.effective_from, calendar: data.calendar };
            let others = state.fiscal_calendars.iter().filter(|other| other.effective_from != set.effective_from);
            let mut calendars: Vec<_> = others.copied().chain([set]).collect();
            calendars.sort_unstable_by_key(|version| version.effective_from);
            state.fiscal_calendars = Capped::counted(calendars);
        }
    }
}
