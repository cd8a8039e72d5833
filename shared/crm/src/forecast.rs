//! How likely a deal is, and where a forecast counts it.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::number_value;

number_value! {
    /// How likely a deal is won, in percent.
    Probability = 0..=100
}

impl Probability {
    /// Of what is lost.
    pub const NONE: Self = Self(0);
    /// Of what is won.
    pub const CERTAIN: Self = Self(100);

    /// The number, to multiply with.
    #[must_use]
    pub fn decimal(self) -> Decimal {
        Decimal::from(self.0)
    }

    /// So many percent; more than 100 are 100.
    #[must_use]
    pub const fn saturating(percent: u8) -> Self {
        if percent < Self::CERTAIN.0 { Self(percent) } else { Self::CERTAIN }
    }
}

/// Where a forecast counts a deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ForecastCategory {
    /// Nowhere.
    Omitted,
    /// Among what may come.
    Pipeline,
    /// Among what comes if all goes well.
    BestCase,
    /// Among what its owner promises.
    Commit,
    /// Among what is won.
    Closed,
}

/// What a stage says of a deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StageKind {
    /// It can still go either way.
    Open,
    /// It is won.
    Won,
    /// It is lost.
    Lost,
}

#[cfg(test)]
#[path = "forecast.test.rs"]
mod tests;
