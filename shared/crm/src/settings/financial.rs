//! Financial settings: currencies, time zone and fiscal calendars of a tenant. Read in this order: events, state and its fold, commands
//! and decisions.

mod commands;
mod events;
mod state;

use kernel::{Aggregate, ClaimSet, Inputs, KeyName, NoLink, Published, Rejection};

use super::Unlisted;
use crate::published::FinancialTerms;

pub use crate::reference::FinancialSettingsId;
pub use commands::{ChangeFinancialSettings, FinancialSettingsCommand};
pub use events::{
    FinancialSettingsBaseCurrencyChanged, FinancialSettingsCreated, FinancialSettingsEnabledCurrenciesChanged,
    FinancialSettingsEvent, FinancialSettingsFiscalCalendarSet, FinancialSettingsTimeZoneChanged,
};

/// The aggregate. Its state is what others may see of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FinancialSettings;

impl Aggregate for FinancialSettings {
    const FOLD_VERSION: u32 = 1;
    type Id = FinancialSettingsId;
    type State = FinancialTerms;
    type Command = FinancialSettingsCommand;
    type Event = FinancialSettingsEvent;
    type Summary = Unlisted;
    type Link = NoLink;

    fn decide(
        state: Option<&FinancialTerms>,
        command: &FinancialSettingsCommand,
        inputs: &Inputs<FinancialSettingsId>,
    ) -> Result<Vec<FinancialSettingsEvent>, Rejection> {
        commands::decide(state, command, inputs)
    }

    fn evolve(state: Option<FinancialTerms>, event: &FinancialSettingsEvent) -> Option<FinancialTerms> {
        state::evolve(state, event)
    }

    fn claims(_: &FinancialTerms) -> ClaimSet {
        ClaimSet::new()
    }

    fn published(state: &FinancialTerms) -> Option<Published> {
        super::published(state)
    }

    fn list(_: &FinancialTerms) -> KeyName {
        KeyName::new("FINANCIAL_SETTINGS")
    }

    fn summary(_: &FinancialTerms) -> Unlisted {
        Unlisted {}
    }
}

#[cfg(test)]
#[path = "financial.test.rs"]
mod tests;
