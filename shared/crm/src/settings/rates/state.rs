//! How events make a table of exchange rates.

use super::ExchangeRatesEvent;
use crate::published::RateTable;

pub(super) fn evolve(state: Option<RateTable>, event: &ExchangeRatesEvent) -> Option<RateTable> {
    match (state, event) {
        (None, ExchangeRatesEvent::Created(created)) => Some(RateTable::empty(created.from.clone(), created.year)),
        (Some(mut state), event) => {
            apply(&mut state, event);
            Some(state)
        }
        (None, _) => None,
    }
}

fn apply(state: &mut RateTable, event: &ExchangeRatesEvent) {
    match event {
        // A stream begins once; a second beginning changes nothing.
        ExchangeRatesEvent::Created(_) => {}
        ExchangeRatesEvent::RateRecorded(data) => {
            state.rates.entry(data.to.clone()).or_default().insert(data.date, data.rate);
        }
    }
}
