//! Codes of the reasons why deals are lost.

use super::{ValueError, text_value};
use crate::limits;

text_value! {
    /// The code of a reason, such as `no_budget`: 1 to 64 lower-case letters, digits and underscores.
    LossCode, parse = parse, schema = { "type": "string", "pattern": "^[a-z0-9_]{1,64}$", "examples": ["no_budget"] }
}

impl LossCode {
    /// A code of this source, which its tests read as one that people typed.
    pub(crate) fn literal(code: &'static str) -> Self {
        Self(code.to_owned())
    }

    /// Nobody knows why.
    #[must_use]
    pub fn unknown() -> Self {
        Self::literal("unknown")
    }

    /// Whether it is [`other`](Self::other).
    #[must_use]
    pub fn is_other(&self) -> bool {
        *self == Self::other()
    }

    /// A reason that the list has not: a note says which.
    #[must_use]
    pub fn other() -> Self {
        Self::literal("other")
    }
}

fn parse(text: &str) -> Result<String, ValueError> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if (1..=limits::LOSS_CODE).contains(&text.len()) && text.bytes().all(plain) {
        Ok(text.to_owned())
    } else {
        Err(ValueError::new(format!(
            "expected a code of at most {} lower-case letters, digits and underscores, such as `no_budget`",
            limits::LOSS_CODE
        )))
    }
}
