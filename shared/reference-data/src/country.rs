//! Countries: ISO 3166-1.

use schemars::JsonSchema;
use serde::Serialize;

use crate::Subdivision;

static COUNTRIES: &[Country] = &include!(concat!(env!("OUT_DIR"), "/Country.rs"));

/// A country, or an area that ISO 3166-1 lists like one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Country {
    /// The alpha-2 code: `DE`.
    pub alpha2: &'static str,
    /// The alpha-3 code: `DEU`.
    pub alpha3: &'static str,
    /// The numeric code, three digits: `276`, `004`.
    pub numeric: &'static str,
    /// The English short name.
    pub name: &'static str,
}

impl Country {
    /// All countries, in the order of their alpha-2 codes.
    #[must_use]
    pub const fn all() -> &'static [Self] {
        COUNTRIES
    }

    /// The country with an alpha-2 code, in upper case as ISO 3166-1 has it.
    #[must_use]
    pub fn from_alpha2(alpha2: &str) -> Option<&'static Self> {
        let found = COUNTRIES.binary_search_by(|country| country.alpha2.cmp(alpha2)).ok()?;
        COUNTRIES.get(found)
    }

    /// Its subdivisions, in the order of their codes: all levels that ISO 3166-2 lists (for `FR` regions and
    /// departments), or none.
    #[must_use]
    pub fn subdivisions(&self) -> &'static [Subdivision] {
        Subdivision::of(self.alpha2)
    }
}

#[cfg(test)]
#[path = "country.test.rs"]
mod tests;
