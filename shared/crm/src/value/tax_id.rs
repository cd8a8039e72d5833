//! Tax ids.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Country, Text};
use crate::limits;

/// A number under which a country's tax office knows a company.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TaxId {
    /// The country that issued it.
    pub country: Country,
    /// What kind of number it is there: `VAT`, `EIN`.
    pub scheme: Text<{ limits::TAX_ID }>,
    /// The number.
    pub value: Text<{ limits::TAX_ID }>,
}
