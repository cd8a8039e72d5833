//! Web addresses.

use url::Url;

use super::{ValueError, text_value};
use crate::limits;

text_value! {
    /// A web address with the scheme `https` or `http` and a domain, at most 2,048 bytes, without a user name or password.
    Website, parse = parse, schema = {
        "type": "string", "format": "uri", "pattern": "^https?://", "maxLength": 2048, "examples": ["https://example.com/"]
    }
}

fn parse(text: &str) -> Result<String, ValueError> {
    let expected = || ValueError::new("expected a web address such as `https://example.com/`");
    let text = text.trim();
    if text.len() > limits::WEBSITE {
        return Err(ValueError::new(format!("must have at most {} bytes", limits::WEBSITE)));
    }
    let url = Url::parse(text).map_err(|_| expected())?;
    let plain = matches!(url.scheme(), "http" | "https")
        && url.domain().is_some()
        && url.username().is_empty()
        && url.password().is_none();
    // Normalisation may make the text longer (percent-encoding).
    if plain && url.as_str().len() <= limits::WEBSITE { Ok(url.into()) } else { Err(expected()) }
}
