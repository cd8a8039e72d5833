//! Countries.

use super::{ValueError, text_value};

text_value! {
    /// A country: two upper-case letters, such as `DE`. Whether ISO 3166-1 lists it today is asked when it is written
    /// ([`check`](Country::check)); a withdrawn code stays readable.
    Country, parse = parse, schema = { "type": "string", "pattern": "^[A-Z]{2}$", "examples": ["DE"] }
}

impl Country {
    /// Whether the code may be written today.
    ///
    /// # Errors
    /// [`ValueError`] when ISO 3166-1 does not list it.
    pub fn check(&self) -> Result<(), ValueError> {
        reference_data::Country::from_alpha2(self.as_str()).map(drop).ok_or_else(expected)
    }
}

fn parse(text: &str) -> Result<String, ValueError> {
    let form = text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase());
    if form { Ok(text.to_owned()) } else { Err(expected()) }
}

fn expected() -> ValueError {
    ValueError::new("expected an ISO 3166-1 alpha-2 code such as `DE`")
}
