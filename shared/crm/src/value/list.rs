//! Lists with a limit.

use std::{borrow::Cow, collections::HashSet, fmt, hash::Hash, marker::PhantomData, ops::Deref};

use kernel::{FieldPath, PersonalData, PersonalDataError, PersonalVisitor};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{SeqAccess, Visitor},
};

use super::ValueError;

/// A list of at most `MAX` different values, in the order they were given; a value that comes again is dropped.
///
/// The limit holds while reading, so that a body full of elements costs no more than a body of `MAX`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Capped<T, const MAX: usize>(Vec<T>);

impl<T, const MAX: usize> Capped<T, MAX> {
    /// The values.
    #[must_use]
    pub fn as_slice(&self) -> &[T] {
        &self.0
    }

    /// A list of so few different values that the limit is known to hold.
    pub(crate) fn of<const N: usize>(values: [T; N]) -> Self {
        const { assert!(N <= MAX, "more values than the list may have") };
        Self(Vec::from(values))
    }

    /// Values that are known to differ and to be no more than the limit allows.
    pub(crate) const fn counted(values: Vec<T>) -> Self {
        Self(values)
    }

    /// The values, to be normalised in place: two that differ must still differ afterwards.
    pub(crate) fn as_mut_slice(&mut self) -> &mut [T] {
        &mut self.0
    }
}

impl<T: Clone + Eq + Hash, const MAX: usize> TryFrom<Vec<T>> for Capped<T, MAX> {
    type Error = ValueError;
    fn try_from(values: Vec<T>) -> Result<Self, ValueError> {
        let mut seen = HashSet::new();
        let different: Vec<T> = values.into_iter().filter(|value| seen.insert(value.clone())).collect();
        if different.len() <= MAX { Ok(Self(different)) } else { Err(too_many(MAX)) }
    }
}

fn too_many(max: usize) -> ValueError {
    ValueError::new(format!("must have at most {max} values"))
}

impl<T, const MAX: usize> Default for Capped<T, MAX> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T, const MAX: usize> Deref for Capped<T, MAX> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<'de, T: Deserialize<'de> + Clone + Eq + Hash, const MAX: usize> Deserialize<'de> for Capped<T, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(CappedVisitor(PhantomData))
    }
}

struct CappedVisitor<T, const MAX: usize>(PhantomData<T>);

impl<'de, T: Deserialize<'de> + Clone + Eq + Hash, const MAX: usize> Visitor<'de> for CappedVisitor<T, MAX> {
    type Value = Capped<T, MAX>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a list of at most {MAX} values")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let (mut values, mut seen) = (Vec::new(), HashSet::new());
        while let Some(value) = seq.next_element::<T>()? {
            if !seen.insert(value.clone()) {
                continue;
            }
            if values.len() == MAX {
                return Err(serde::de::Error::custom(too_many(MAX)));
            }
            values.push(value);
        }
        Ok(Capped(values))
    }
}

impl<T: PersonalData, const MAX: usize> PersonalData for Capped<T, MAX> {
    const PERSONAL: bool = T::PERSONAL;

    fn visit_personal<V: PersonalVisitor>(
        &mut self,
        at: &FieldPath<'_>,
        visitor: &mut V,
    ) -> Result<(), PersonalDataError> {
        self.0.visit_personal(at, visitor)
    }
}

impl<T: JsonSchema, const MAX: usize> JsonSchema for Capped<T, MAX> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        format!("Capped{MAX}Of{}", T::schema_name()).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "array", "items": generator.subschema_for::<T>(), "maxItems": MAX })
    }
}
