//! The check of a text while it is read.

mod document;
mod scalar;
mod stream;

use std::borrow::Cow;

use serde::de::DeserializeSeed as _;
use serde_json::Value;

use crate::table::{Program, Span};

/// A value that the caller asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Captured<'t> {
    /// It is not there.
    #[default]
    Nothing,
    /// A string.
    Text(Cow<'t, str>),
    /// A number without sign, fraction and exponent.
    Number(u64),
    /// Anything else.
    Other,
}

impl Program {
    /// Whether a text is JSON, says no name twice in one object, and is valid by the schema that begins at `root`. Only then is what was
    /// captured all that was to be captured.
    #[must_use]
    pub fn check<'t>(&self, root: u32, text: &'t str, captured: &mut [Captured<'t>]) -> bool {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let place = stream::Place { program: self, node: root, slot: 0, captured };
        place.deserialize(&mut deserializer).is_ok() && deserializer.end().is_ok()
    }

    /// Whether a document is valid by the schema that begins at `root`.
    #[must_use]
    pub fn check_document(&self, root: u32, document: &Value) -> bool {
        document::check(self, root, document, 0, &mut [])
    }
}

impl Span {
    /// These rows of a table.
    #[inline]
    pub(crate) fn of<T>(self, rows: &[T]) -> Option<&[T]> {
        rows.get(self.start as usize..)?.get(..self.len as usize)
    }

    /// These bytes of a text.
    #[inline]
    pub(crate) fn text(self, text: &str) -> Option<&str> {
        text.get(self.start as usize..)?.get(..self.len as usize)
    }
}

/// Keeps a value, if its place is one that is kept.
#[inline]
fn keep<'t>(captured: &mut [Captured<'t>], slot: u8, value: impl FnOnce() -> Captured<'t>) {
    let place = usize::from(slot).checked_sub(1).and_then(|slot| captured.get_mut(slot));
    if let Some(place) = place {
        *place = value();
    }
}

#[cfg(test)]
#[path = "check.test.rs"]
mod tests;
