//! A field of a merge patch.

use std::borrow::Cow;

use kernel::Rejection;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer};

use crate::value::Capped;

/// A field of an RFC 7396 merge patch: left out, `null` to remove the value, or a new value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Patch<T> {
    /// The field was left out.
    #[default]
    Keep,
    /// The field was `null`.
    Remove,
    /// The field has a new value.
    Set(T),
}

impl<T: Clone + PartialEq> Patch<T> {
    /// What an optional value becomes; `None` when the patch says nothing or nothing new.
    pub fn changes(&self, current: &Option<T>) -> Option<Option<T>> {
        let wanted = match self {
            Self::Keep => return None,
            Self::Remove => None,
            Self::Set(value) => Some(value),
        };
        (wanted != current.as_ref()).then(|| wanted.cloned())
    }

    /// What a value becomes that cannot be removed; `None` when the patch says nothing or nothing new.
    ///
    /// # Errors
    /// `field_required` when the patch removes it.
    pub fn replaces(&self, current: &T, pointer: &str) -> Result<Option<T>, Rejection> {
        match self {
            Self::Set(value) if value != current => Ok(Some(value.clone())),
            Self::Set(_) | Self::Keep => Ok(None),
            Self::Remove => Err(Rejection::unprocessable("field_required", "the field cannot be removed").at(pointer)),
        }
    }
}

impl<T: Clone + PartialEq, const MAX: usize> Patch<Capped<T, MAX>> {
    /// The list that is wished for, if any; to remove a list is to empty it.
    pub fn list(&self) -> Option<Capped<T, MAX>> {
        match self {
            Self::Keep => None,
            Self::Remove => Some(Capped::default()),
            Self::Set(list) => Some(list.clone()),
        }
    }

    /// What a list becomes; `None` when the patch says nothing or nothing new.
    pub fn list_changes(&self, current: &Capped<T, MAX>) -> Option<Capped<T, MAX>> {
        self.list().filter(|wanted| wanted != current)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::<T>::deserialize(deserializer).map(|value| value.map_or(Self::Remove, Self::Set))
    }
}

impl<T: JsonSchema> JsonSchema for Patch<T> {
    fn schema_name() -> Cow<'static, str> {
        Option::<T>::schema_name()
    }
    fn schema_id() -> Cow<'static, str> {
        Option::<T>::schema_id()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Option::<T>::json_schema(generator)
    }
    fn inline_schema() -> bool {
        Option::<T>::inline_schema()
    }
}
