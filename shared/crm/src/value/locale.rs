//! Languages and the manners of their regions.

use icu_locale_core::LanguageIdentifier;

use super::{ValueError, text_value};
use crate::limits;

text_value! {
    /// A language tag (BCP 47, RFC 5646) of language, script, region and variants, in its usual case: `de-AT`, `zh-Hant-TW`. It is
    /// well-formed; whether it is registered is not asked.
    Locale, parse = parse, schema = { "type": "string", "minLength": 2, "maxLength": 35, "examples": ["de-AT"] }
}

fn parse(text: &str) -> Result<String, ValueError> {
    let expected = || ValueError::new("expected a language tag such as `de-AT`");
    let tag = LanguageIdentifier::normalize(text.trim()).map_err(|_| expected())?;
    if tag.len() <= limits::LOCALE { Ok(tag.into_owned()) } else { Err(expected()) }
}
