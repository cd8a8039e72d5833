//! Text that people typed.

use std::{borrow::Cow, fmt, str::FromStr};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};

use super::ValueError;
use crate::limits;

/// A text of 1 to `MAX` Unicode scalar values, without white space around it and without control characters (line breaks and
/// tabs are allowed inside).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(transparent)]
pub struct Text<const MAX: usize>(String);

/// A name, a title, one line.
pub type ShortText = Text<{ limits::SHORT_TEXT }>;

/// A description, a body, notes.
pub type LongText = Text<{ limits::LONG_TEXT }>;

impl<const MAX: usize> Text<MAX> {
    /// A text of this source, which its tests read as one that people typed.
    pub(crate) fn literal(text: &'static str) -> Self {
        Self(text.to_owned())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> FromStr for Text<MAX> {
    type Err = ValueError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if text.is_empty() {
            return Err(ValueError::new("must not be empty"));
        }
        if text.chars().all(is_invisible) {
            return Err(ValueError::new("must have a character that can be seen"));
        }
        if text.chars().count() > MAX {
            return Err(ValueError::new(format!("must have at most {MAX} characters")));
        }
        let lines = MAX > limits::SHORT_TEXT;
        if text.chars().any(|c| c.is_control() && !(lines && matches!(c, '\n' | '\r' | '\t'))) {
            let expected = if lines { "must not contain control characters" } else { "must be one line" };
            return Err(ValueError::new(expected));
        }
        Ok(Self(text.to_owned()))
    }
}

/// White space, and what a reader sees nothing of. Source: Unicode 17, `Default_Ignorable_Code_Point`.
fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

impl<const MAX: usize> fmt::Display for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de, const MAX: usize> Deserialize<'de> for Text<MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Cow::<'de, str>::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl<const MAX: usize> JsonSchema for Text<MAX> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        format!("Text{MAX}").into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "minLength": 1, "maxLength": MAX })
    }
}
