//! The domain of the CRM: aggregates as deciders over values that cannot be wrong. Pure: no IO, no clock, no random numbers.
//!
//! Every aggregate is a folder that reads in the same order: events, state and its fold, commands and decisions.
#![deny(missing_docs)]

pub mod account;
mod checks;
pub mod contact;
mod events;
pub mod fiscal;
pub mod forecast;
#[cfg(test)]
#[path = "given.test.rs"]
mod given;
pub mod limits;
pub mod opportunity;
mod patch;
pub mod product;
pub mod published;
pub mod record;
pub mod reference;
pub mod settings;
pub mod value;

pub use patch::Patch;

use kernel::{DomainEvent as _, EventSchema};

/// The schemas of the events of all aggregates.
#[must_use]
pub fn event_schemas() -> Vec<EventSchema> {
    [
        account::AccountEvent::schemas(),
        contact::ContactEvent::schemas(),
        opportunity::OpportunityEvent::schemas(),
        product::ProductEvent::schemas(),
        settings::financial::FinancialSettingsEvent::schemas(),
        settings::rates::ExchangeRatesEvent::schemas(),
        settings::sales::SalesSettingsEvent::schemas(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
