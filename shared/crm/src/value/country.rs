//! Countries.

use super::{ValueError, text_value};

text_value! {
    /// A country: an ISO 3166-1 alpha-2 code in upper-case letters, such as `DE`.
    Country, parse = parse, schema = { "type": "string", "pattern": "^[A-Z]{2}$", "examples": ["DE"] }
}

fn parse(text: &str) -> Result<String, ValueError> {
    rust_iso3166::from_alpha2(text)
        .map(|country| country.alpha2.to_owned())
        .ok_or_else(|| ValueError::new("expected an ISO 3166-1 alpha-2 code such as `DE`"))
}
