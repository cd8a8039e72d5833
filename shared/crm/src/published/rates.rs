//! The exchange rates of one year, from one currency.

use std::collections::BTreeMap;

use kernel::{Known, PersonalData, Rejection, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::read;
use crate::{
    reference::{ExchangeRatesId, id_in},
    value::{Currency, Date, Rate},
};

/// The exchange rates from one currency in one year. Published by the exchange rates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, PersonalData)]
#[schemars(rename = "ExchangeRates")]
pub struct RateTable {
    /// The currency whose unit is worth that much.
    pub from: Currency,
    /// The year.
    pub year: i16,
    /// By the other currency and the day, the rate that was recorded last.
    pub rates: BTreeMap<Currency, BTreeMap<Date, Rate>>,
}

/// A rate and its day.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DatedRate {
    /// The currency that it is a price in.
    pub to: Currency,
    /// The day from which it counts.
    pub date: Date,
    /// How much of that currency a unit is worth.
    pub rate: Rate,
}

impl RateTable {
    /// The id of the rates from a currency in a year.
    #[must_use]
    pub fn id(scope: &Scope, from: &Currency, year: i16) -> ExchangeRatesId {
        id_in(scope, &[from.as_str().as_bytes(), &year.to_be_bytes()])
    }

    /// The ids of all rates that can be in force on the first or the last of some days.
    #[must_use]
    pub fn ids_for(scope: &Scope, from: &Currency, earliest: Date, latest: Date) -> Vec<ExchangeRatesId> {
        let mut years: Vec<_> = [earliest, latest].into_iter().flat_map(years_of).collect();
        years.sort_unstable();
        years.dedup();
        years.into_iter().map(|year| Self::id(scope, from, year)).collect()
    }

    /// The rate in force on a day: the last one recorded for that day or one before, in its year or the year before. For a command
    /// that [needs](kernel::Aggregate::needs) the ids [for](Self::ids_for) the day.
    ///
    /// # Errors
    /// `published_unreadable` when what is published is no table of rates.
    pub fn in_force(
        known: &Known,
        scope: &Scope,
        from: &Currency,
        to: &Currency,
        on: Date,
    ) -> Result<Option<DatedRate>, Rejection> {
        for year in years_of(on) {
            let table: Option<Self> = read(known, Self::id(scope, from, year))?;
            if let Some(rate) = table.and_then(|table| table.last(to, on)) {
                return Ok(Some(rate));
            }
        }
        Ok(None)
    }

    /// A year without a rate.
    #[must_use]
    pub const fn empty(from: Currency, year: i16) -> Self {
        Self { from, year, rates: BTreeMap::new() }
    }

    /// How many rates count.
    #[must_use]
    pub fn rate_count(&self) -> usize {
        self.rates.values().map(BTreeMap::len).sum()
    }

    /// The last rate of the year on or before a day.
    #[must_use]
    pub fn last(&self, to: &Currency, on: Date) -> Option<DatedRate> {
        let (date, rate) = self.rates.get(to)?.range(..=on).next_back()?;
        Some(DatedRate { to: to.clone(), date: *date, rate: *rate })
    }
}

/// The years whose rates can be in force on a day, the later one first.
fn years_of(day: Date) -> [i16; 2] {
    [day.year(), day.year() - 1]
}

#[cfg(test)]
#[path = "rates.test.rs"]
mod tests;
