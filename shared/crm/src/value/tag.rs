//! Tags.

use super::{Text, ValueError, text_value};
use crate::limits;

text_value! {
    /// A tag: 1 to 64 characters, lower-case. Upper-case letters are folded.
    Tag, parse = parse, schema = { "type": "string", "minLength": 1, "maxLength": 64 }
}

fn parse(text: &str) -> Result<String, ValueError> {
    let text: Text<{ limits::TAG }> = text.parse()?;
    // Folding may make a text longer (`İ`), hence the second look.
    let folded: Text<{ limits::TAG }> = text.as_str().to_lowercase().parse()?;
    Ok(folded.to_string())
}
