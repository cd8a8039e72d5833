//! Exchange rates from one currency in one year. Read in this order: events, state and its fold, commands and decisions.

mod commands;
mod events;
mod state;

use kernel::{Aggregate, ClaimSet, Inputs, KeyName, NoLink, Published, Rejection};

use super::Unlisted;
use crate::published::RateTable;

pub use crate::reference::ExchangeRatesId;
pub use commands::{ExchangeRatesCommand, RecordRate};
pub use events::{ExchangeRatesCreated, ExchangeRatesEvent, ExchangeRatesRateRecorded};

/// The aggregate. Its state is what others may see of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExchangeRates;

impl Aggregate for ExchangeRates {
    const FOLD_VERSION: u32 = 1;
    type Id = ExchangeRatesId;
    type State = RateTable;
    type Command = ExchangeRatesCommand;
    type Event = ExchangeRatesEvent;
    type Summary = Unlisted;
    type Link = NoLink;

    fn decide(
        state: Option<&RateTable>,
        command: &ExchangeRatesCommand,
        inputs: &Inputs<ExchangeRatesId>,
    ) -> Result<Vec<ExchangeRatesEvent>, Rejection> {
        commands::decide(state, command, inputs)
    }

    fn evolve(state: Option<RateTable>, event: &ExchangeRatesEvent) -> Option<RateTable> {
        state::evolve(state, event)
    }

    fn claims(_: &RateTable) -> ClaimSet {
        ClaimSet::new()
    }

    fn published(state: &RateTable) -> Option<Published> {
        super::published(state)
    }

    fn list(_: &RateTable) -> KeyName {
        KeyName::new("EXCHANGE_RATES")
    }

    fn summary(_: &RateTable) -> Unlisted {
        Unlisted {}
    }
}

#[cfg(test)]
#[path = "rates.test.rs"]
mod tests;
