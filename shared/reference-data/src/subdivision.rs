//! Subdivisions of countries: ISO 3166-2.

use schemars::JsonSchema;
use serde::Serialize;

static SUBDIVISIONS: &[Subdivision] = &include!(concat!(env!("OUT_DIR"), "/Subdivision.rs"));

/// A part of a country, of any level: a state, a province, a department.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Subdivision {
    /// The code, which begins with the country's alpha-2 code: `DE-BY`.
    pub code: &'static str,
    /// The name, in Latin letters, in one of the country's languages.
    pub name: &'static str,
    /// What it is there, in English: `Land`, `Province`, `Metropolitan department`.
    pub category: &'static str,
}

impl Subdivision {
    /// All subdivisions of all countries, in the order of their codes.
    #[must_use]
    pub const fn all() -> &'static [Self] {
        SUBDIVISIONS
    }

    /// The subdivision with a code, in upper case as ISO 3166-2 has it.
    #[must_use]
    pub fn from_code(code: &str) -> Option<&'static Self> {
        let found = SUBDIVISIONS.binary_search_by(|subdivision| subdivision.code.cmp(code)).ok()?;
        SUBDIVISIONS.get(found)
    }

    /// The alpha-2 code of its country.
    #[must_use]
    pub fn country(&self) -> &'static str {
        self.code.split_once('-').map_or(self.code, |(alpha2, _)| alpha2)
    }

    /// Those of one country.
    pub(crate) fn of(alpha2: &str) -> &'static [Self] {
        let from = SUBDIVISIONS.partition_point(|subdivision| subdivision.country() < alpha2);
        let (_, rest) = SUBDIVISIONS.split_at(from);
        let (own, _) = rest.split_at(rest.partition_point(|subdivision| subdivision.country() == alpha2));
        own
    }
}

#[cfg(test)]
#[path = "subdivision.test.rs"]
mod tests;
