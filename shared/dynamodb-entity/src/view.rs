//! Views: what a query of an index answers of a row.

use serde::de::DeserializeOwned;
use serde_dynamo::{AttributeValue, Item};

use crate::EntityError;

/// Some attributes of a row, as an index carries them. Implemented by the derive of the same name.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no view of an index",
    label = "what `returns` names must derive `ItemView`",
    note = "correct: `#[derive(Deserialize, ItemView)] struct AccountListItem {{ .. }}`"
)]
pub trait ItemView: DeserializeOwned {
    /// The struct's name, for errors and logs.
    const NAME: &'static str;
    /// The attributes that it shows.
    const FIELDS: &'static [&'static str];

    /// Reads what an index carries of a row whose owner was checked; [`Query::read`](crate::Query::read) does both.
    ///
    /// # Errors
    /// [`EntityError::Decode`].
    fn from_projection(item: Item) -> Result<Self, EntityError> {
        let mut attributes = item.into_inner();
        // A view that denies unknown fields must not trip over what else the index carries.
        attributes
            .retain(|name, value| Self::FIELDS.contains(&name.as_str()) && !matches!(value, AttributeValue::Null(_)));
        serde_dynamo::from_item(Item::from(attributes))
            .map_err(|source| EntityError::Decode { entity: Self::NAME, source })
    }
}

/// What a view shows and its index does not carry, told by the compiler.
pub struct Missing {
    /// The view.
    pub view: &'static str,
    /// The attributes that it shows.
    pub shown: &'static [&'static str],
    /// The index.
    pub index: &'static str,
    /// The attributes that the index carries.
    pub carried: &'static [&'static str],
    /// Those of them that its projection names.
    pub included: &'static [&'static str],
}

impl Missing {
    /// The length of the text.
    #[must_use]
    pub const fn length(&self) -> usize {
        self.write(&mut [])
    }

    /// The text of the fault; nothing when there is none. `N` is its [`length`](Self::length).
    #[must_use]
    pub const fn text<const N: usize>(&self) -> [u8; N] {
        let mut text = [0; N];
        self.write(&mut text);
        text
    }

    const fn write(&self, out: &mut [u8]) -> usize {
        let mut at = 0;
        let mut shown = self.shown;
        while let Some((field, rest)) = shown.split_first() {
            shown = rest;
            if contains(self.carried, field) {
                continue;
            }
            if at == 0 {
                at = put("`", out, at);
                at = put(self.view, out, at);
                at = put("` shows what the index `", out, at);
                at = put(self.index, out, at);
                at = put("` does not carry: ", out, at);
            } else {
                at = put(", ", out, at);
            }
            at = put("`", out, at);
            at = put(field, out, at);
            at = put("`", out, at);
        }
        if at == 0 {
            return 0;
        }
        at = put("\n  mend: add it to the projection of the index, or take it out of the view", out, at);
        at = put("\n  correct: projection = include(", out, at);
        let start = at;
        at = join(self.included, &[], start, out, at);
        at = join(self.shown, self.carried, start, out, at);
        put(")", out, at)
    }
}

/// Writes the names that are not among `left_out`, with commas between them and before the first unless it is at the start.
const fn join(mut names: &[&str], left_out: &[&str], start: usize, out: &mut [u8], mut at: usize) -> usize {
    while let Some((name, rest)) = names.split_first() {
        names = rest;
        if contains(left_out, name) {
            continue;
        }
        if at > start {
            at = put(", ", out, at);
        }
        at = put(name, out, at);
    }
    at
}

/// Writes as much of a text as there is room for; answers where it would end.
const fn put(text: &str, out: &mut [u8], mut at: usize) -> usize {
    let mut bytes = text.as_bytes();
    while let Some((byte, rest)) = bytes.split_first() {
        if let Some((_, [place, ..])) = out.split_at_mut_checked(at) {
            *place = *byte;
        }
        at += 1;
        bytes = rest;
    }
    at
}

const fn contains(mut names: &[&str], name: &str) -> bool {
    while let Some((first, rest)) = names.split_first() {
        if is_same(first.as_bytes(), name.as_bytes()) {
            return true;
        }
        names = rest;
    }
    false
}

/// `==` is no constant function yet.
const fn is_same(mut one: &[u8], mut other: &[u8]) -> bool {
    while let ([a, rest_of_one @ ..], [b, rest_of_other @ ..]) = (one, other) {
        if *a != *b {
            return false;
        }
        (one, other) = (rest_of_one, rest_of_other);
    }
    one.is_empty() && other.is_empty()
}

#[cfg(test)]
#[path = "view.test.rs"]
mod tests;
