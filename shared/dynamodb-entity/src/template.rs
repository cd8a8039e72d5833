//! The form of a key: its template and the IAM pattern that all its keys match.

use crate::TemplateError;

/// A piece of a key template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyPart {
    /// Text that stands in every key.
    Literal(&'static str),
    /// A field's value.
    Placeholder {
        /// The field.
        name: &'static str,
        /// The IAM pattern of the field's type.
        pattern: &'static str,
    },
}

/// The form of a key, as the entity declares it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyTemplate {
    text: &'static str,
    parts: &'static [KeyPart],
    iam_pattern: &'static str,
}

impl KeyTemplate {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(text: &'static str, parts: &'static [KeyPart], iam_pattern: &'static str) -> Self {
        Self { text, parts, iam_pattern }
    }

    /// The template as it was written: `TENANT#{tenant_id}#CAPSULE#{capsule_id}#ACCOUNT#{account_id}`.
    #[must_use]
    pub const fn text(&self) -> &'static str {
        self.text
    }

    /// The literals and placeholders in their order.
    #[must_use]
    pub const fn parts(&self) -> &'static [KeyPart] {
        self.parts
    }

    /// The text before the first placeholder.
    #[must_use]
    pub const fn prefix(&self) -> &'static str {
        match self.parts {
            [KeyPart::Literal(text), ..] => text,
            _ => "",
        }
    }

    /// The pattern for IAM's `dynamodb:LeadingKeys` that every key of the template matches: `?` stands for one character, and `*`,
    /// which also matches `#`, only where the length varies.
    #[must_use]
    pub const fn iam_pattern(&self) -> &'static str {
        self.iam_pattern
    }

    /// The same pattern with some placeholders fixed, for a function that owns one kind of aggregate:
    /// `[("aggregate_type", "ACCOUNT"), ("aggregate_id", AccountId::PATTERN)]`.
    ///
    /// # Errors
    /// [`TemplateError`] for a placeholder that the template does not have, and for a text that would match more than a segment.
    pub fn iam_pattern_with(&self, fixed: &[(&str, &str)]) -> Result<String, TemplateError> {
        for (placeholder, text) in fixed {
            if !self.parts.iter().any(|part| matches!(part, KeyPart::Placeholder { name, .. } if name == placeholder)) {
                return Err(TemplateError::UnknownPlaceholder {
                    template: self.text,
                    placeholder: (*placeholder).to_owned(),
                });
            }
            if text.is_empty() || text.contains(['#', '*', '$']) {
                return Err(TemplateError::NotOneSegment { text: (*text).to_owned() });
            }
        }
        Ok(self
            .parts
            .iter()
            .map(|part| match part {
                KeyPart::Literal(text) => *text,
                KeyPart::Placeholder { name, pattern } => {
                    fixed.iter().find(|(placeholder, _)| placeholder == name).map_or(*pattern, |(_, text)| *text)
                }
            })
            .collect())
    }
}

const fn pattern_of(part: &KeyPart) -> &'static str {
    match part {
        KeyPart::Literal(text) => text,
        KeyPart::Placeholder { pattern, .. } => pattern,
    }
}

/// The length of the pattern that the parts make, in bytes.
#[must_use]
pub const fn pattern_length(mut parts: &[KeyPart]) -> usize {
    let mut length = 0;
    while let Some((part, rest)) = parts.split_first() {
        length += pattern_of(part).len();
        parts = rest;
    }
    length
}

/// The bytes of the pattern that the parts make; `N` is their [`pattern_length`].
#[must_use]
#[expect(
    clippy::indexing_slicing,
    reason = "runs in the compiler, where an index out of range is an error of the build"
)]
pub const fn pattern_bytes<const N: usize>(mut parts: &[KeyPart]) -> [u8; N] {
    let mut bytes = [0; N];
    let mut at = 0;
    while let Some((part, rest)) = parts.split_first() {
        let mut text = pattern_of(part).as_bytes();
        while let Some((byte, behind)) = text.split_first() {
            bytes[at] = *byte;
            at += 1;
            text = behind;
        }
        parts = rest;
    }
    bytes
}

/// The pattern as text; concatenated texts are one.
#[must_use]
pub const fn pattern_text(bytes: &'static [u8]) -> &'static str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        // Wider than it should be is not an option for a policy: this one matches nothing.
        Err(_) => "",
    }
}

#[cfg(test)]
#[path = "template.test.rs"]
mod tests;
