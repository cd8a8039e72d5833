//! How the postal codes of a country look.

mod patterns;
mod whole_match;

use patterns::PATTERNS;

/// The pattern of a country's postal codes, by the country's alpha-2 code: a regular expression that is to match the
/// whole code, in upper case. `None` when the country has no postal codes, or none whose form is known.
///
/// It is written so that every dialect reads it alike (ECMA-262, JSON Schema, the `pattern` of an HTML form):
/// `^(?:..)$` around it where the dialect does not anchor.
#[must_use]
pub fn postal_code_pattern(alpha2: &str) -> Option<&'static str> {
    let found = PATTERNS.binary_search_by(|(country, _)| (*country).cmp(alpha2)).ok()?;
    PATTERNS.get(found).map(|(_, pattern)| *pattern)
}

/// Whether a text has the form of a postal code of a country. `None` when that country has no pattern, so that nothing
/// can be said.
///
/// Lower case counts as upper case (`sw1a 1aa`). Space around the code does not belong to it: trim it first. Digits and
/// letters are those of ASCII. The form says nothing about whether the post has given the code to a place.
#[must_use]
pub fn is_postal_code(alpha2: &str, text: &str) -> Option<bool> {
    postal_code_pattern(alpha2).map(|pattern| whole_match::is_match(pattern, text))
}

#[cfg(test)]
#[path = "postal_code.test.rs"]
mod tests;
