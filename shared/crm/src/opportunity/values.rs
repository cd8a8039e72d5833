//! What an opportunity is made of.

use kernel::PersonalData;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de};

use crate::{
    reference::{ContactId, ProductId},
    value::{Date, LongText, LossCode, Money, MoneyError, Percentage, Quantity, Rate, ShortText, Sku},
};

/// How a deal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OpportunityStatus {
    /// It is worked on.
    Open,
    /// The customer bought.
    Won,
    /// The customer did not.
    Lost,
    /// Nobody works on it any more, and nobody lost it to anything.
    Abandoned,
}

impl OpportunityStatus {
    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Won => "won",
            Self::Lost => "lost",
            Self::Abandoned => "abandoned",
        }
    }
}

/// The part that a contact has in a deal.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, PersonalData)]
#[serde(deny_unknown_fields)]
pub struct ContactRole {
    /// The contact.
    pub contact_id: ContactId,
    /// What it decides, uses or stands in the way of.
    pub role: ShortText,
}

/// What is taken off the price of a line.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Discount {
    /// Nothing.
    None {},
    /// A part of it.
    Percent {
        /// So many hundredths of quantity times price.
        percent: Percentage,
    },
    /// An amount, in the currency of the price.
    Amount {
        /// More than 0, and at most quantity times price.
        amount: Money,
    },
}

/// The fields of a discount. Serde reads a tagged enum out of a copy, and could not say which field of it is wrong.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DiscountFields {
    kind: DiscountKind,
    #[serde(default, deserialize_with = "present")]
    percent: Option<Percentage>,
    #[serde(default, deserialize_with = "present")]
    amount: Option<Money>,
}

/// A field that may be left out, and is no `null`.
fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum DiscountKind {
    None,
    Percent,
    Amount,
}

impl<'de> Deserialize<'de> for Discount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let DiscountFields { kind, percent, amount } = DiscountFields::deserialize(deserializer)?;
        match (kind, percent, amount) {
            (DiscountKind::None, None, None) => Ok(Self::None {}),
            (DiscountKind::Percent, Some(percent), None) => Ok(Self::Percent { percent }),
            (DiscountKind::Amount, None, Some(amount)) => Ok(Self::Amount { amount }),
            (DiscountKind::None, ..) => Err(de::Error::custom("a discount of the kind `none` has no other field")),
            (DiscountKind::Percent, ..) => {
                Err(de::Error::custom("a discount of the kind `percent` has the field `percent` and no other"))
            }
            (DiscountKind::Amount, ..) => {
                Err(de::Error::custom("a discount of the kind `amount` has the field `amount` and no other"))
            }
        }
    }
}

impl Default for Discount {
    fn default() -> Self {
        Self::None {}
    }
}

/// The number of a line: counted from 1 in its opportunity, and never given again.
pub type LineId = u32;

/// What is sold. Article number and name are those that the product had when the line was added.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, PersonalData)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// The number of the line, counted from 1 and never given again.
    pub line_id: LineId,
    /// The product.
    pub product_id: ProductId,
    /// Its article number.
    pub sku: Sku,
    /// Its name.
    pub name: ShortText,
    /// How many units of it.
    pub quantity: Quantity,
    /// The price of one.
    pub unit_price: Money,
    /// What is taken off.
    pub discount: Discount,
    /// Quantity times price without the discount. Both products are rounded half to even at the currency's smallest unit.
    pub amount: Money,
}

/// Why a line has no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum LineError {
    /// Quantity times price is too large.
    #[error("quantity times price: {0}")]
    Gross(#[source] MoneyError),
    /// The discount is in another currency.
    #[error("{0}")]
    Discount(#[source] MoneyError),
    /// The discount is more than what it is taken off.
    #[error("must be at most quantity times price")]
    MoreThanPrice,
}

/// What a line comes to.
pub(super) fn line_amount(quantity: Quantity, unit_price: &Money, discount: &Discount) -> Result<Money, LineError> {
    let gross = unit_price.times(quantity.decimal()).map_err(LineError::Gross)?;
    let off = match discount {
        Discount::None {} => return Ok(gross),
        Discount::Percent { percent } => gross.percent(percent.decimal()).map_err(LineError::Discount)?,
        Discount::Amount { amount } => amount.clone(),
    };
    let net = gross.minus(&off).map_err(LineError::Discount)?;
    if net.is_negative() { Err(LineError::MoreThanPrice) } else { Ok(net) }
}

/// What is written down when a deal is closed, and moved by nothing afterwards.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, PersonalData)]
#[serde(deny_unknown_fields)]
pub struct Closing {
    /// The business day of it.
    pub effective_on: Date,
    /// When it counts for the tenant's business, by the calendar in force on that day.
    pub fiscal: FiscalDate,
    /// What the amount is worth in the tenant's base currency; there when the deal has an amount. What is not won may have none: nobody
    /// recorded a rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<BaseAmount>,
    /// Why the deal was lost or abandoned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<LossCode>,
    /// More on that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<LongText>,
}

/// A day in a fiscal calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FiscalDate {
    /// The fiscal year, as the tenant names it.
    pub year: i16,
    /// The quarter in it, 1 to 4.
    pub quarter: u8,
    /// The period in it, 1 to 12.
    pub period: u8,
    /// The first day of the period: where the tenant changed its calendar, two periods may have the same numbers.
    pub starts_on: Date,
}

/// An amount in the tenant's base currency, and how it came about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BaseAmount {
    /// How many units of the base currency one unit of the deal's currency was worth.
    pub rate: Rate,
    /// The day of the rate, or `null` when both currencies are the same.
    pub rate_date: Option<Date>,
    /// The amount times the rate, rounded half to even at the base currency's smallest unit.
    pub amount: Money,
}
