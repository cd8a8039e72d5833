//! A field of a merge patch.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer};

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

impl<T> Patch<T> {
    /// What an optional value becomes; `None` when the patch says nothing or nothing new.
    pub fn changes(&self, current: Option<&T>) -> Option<Option<&T>>
    where
        T: PartialEq,
    {
        let wanted = match self {
            Self::Keep => return None,
            Self::Remove => None,
            Self::Set(value) => Some(value),
        };
        (wanted != current).then_some(wanted)
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
