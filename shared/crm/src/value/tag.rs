//! Tags, and other words that must be equal whatever their case.

use super::{Text, ValueError, text_value};
use crate::limits;

text_value! {
    /// A tag: 1 to 64 characters, lower-case. Upper-case letters are folded.
    Tag, parse = parse, schema = { "type": "string", "minLength": 1, "maxLength": 64 }
}

text_value! {
    /// What personal data is used for, such as `newsletter`: 1 to 64 characters, lower-case. Upper-case letters are folded, so that
    /// what is withdrawn is found however it was granted.
    Purpose, parse = parse, schema = { "type": "string", "minLength": 1, "maxLength": 64, "examples": ["newsletter"] }
}

fn parse(text: &str) -> Result<String, ValueError> {
    let text: Text<{ limits::TAG }> = text.parse()?;
    // Folding may make a text longer (`İ`), hence the second look.
    let folded: Text<{ limits::TAG }> = text.as_str().to_lowercase().parse()?;
    Ok(folded.to_string())
}
