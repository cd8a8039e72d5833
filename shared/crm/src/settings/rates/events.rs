//! What can happen to exchange rates. Every event names its table of rates.

use super::ExchangeRatesId;
use crate::{
    events::events,
    value::{Currency, Date, Rate},
};

events! {
    /// What can happen to exchange rates.
    pub enum ExchangeRatesEvent of ExchangeRatesId;

    /// The rates from one currency in one year.
    exchange_rates_id;

    /// The first rate of a year is about to be recorded.
    Created(ExchangeRatesCreated, 1) {
        /// The currency whose unit is worth that much.
        from: Currency,
        /// The year.
        year: i16,
    }

    /// A rate was recorded. It counts from its day on; what was recorded for the same day and currency before does not count any more.
    RateRecorded(ExchangeRatesRateRecorded, 1) {
        /// The currency whose unit is worth that much: that of the table.
        from: Currency,
        /// The currency that it is a price in.
        to: Currency,
        /// The day, in the year of the table.
        date: Date,
        /// How much of that currency a unit is worth.
        rate: Rate,
    }
}
