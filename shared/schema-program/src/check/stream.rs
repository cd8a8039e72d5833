//! Objects and arrays while they are read.

use std::{borrow::Cow, collections::HashSet, fmt};

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::{
    Captured, document,
    document::Whole,
    keep,
    scalar::{self, Scalar},
};
use crate::{
    hash::hash,
    number::Number,
    table::{ArrayRule, Field, Node, ObjectRule, Program, Route},
};

/// A value that is about to be read, and the schema for it.
pub(super) struct Place<'p, 'c, 't> {
    pub(super) program: &'p Program,
    pub(super) node: u32,
    pub(super) slot: u8,
    pub(super) captured: &'c mut [Captured<'t>],
}

/// The event is not valid. Nobody reads this: whoever wants to know why looks again.
struct Refused;

impl fmt::Display for Refused {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

fn refuse<T, E: Error>() -> Result<T, E> {
    Err(E::custom(Refused))
}

impl<'t> Place<'_, '_, 't> {
    fn scalar<E: Error>(self, value: Scalar<'_>, captured: impl FnOnce() -> Captured<'t>) -> Result<(), E> {
        if !scalar::check(self.program, self.node, value) {
            return refuse();
        }
        keep(self.captured, self.slot, captured);
        Ok(())
    }

    fn below(&mut self, node: u32, slot: u8) -> Place<'_, '_, 't> {
        Place { program: self.program, node, slot, captured: &mut *self.captured }
    }

    fn object<A: MapAccess<'t>>(&mut self, node: &Node, mut object: A) -> Result<(), A::Error> {
        let program = self.program;
        let Some(rule) = node.object else {
            return Whole.visit_map(object).map(drop);
        };
        let Some(rule) = program.objects.get(rule as usize) else { return refuse() };
        let mut seen = 0_u128;
        // Found by hash: whoever sends a map of a hundred thousand names must not have each compared with all.
        let mut others: HashSet<String> = HashSet::new();
        while let Some(name) = object.next_key_seed(Name { program, rule })? {
            match name {
                Named::Known(at, field) => {
                    let bit = 1 << at;
                    if seen & bit != 0 {
                        return refuse();
                    }
                    seen |= bit;
                    object.next_value_seed(self.below(field.node, field.slot))?;
                }
                Named::Other(name) => {
                    let Some(node) = rule.others else { return refuse() };
                    if !others.insert(name) {
                        return refuse();
                    }
                    object.next_value_seed(self.below(node, 0))?;
                }
            }
        }
        let count = seen.count_ones() as usize + others.len();
        let all = seen & rule.required == rule.required;
        if all && (rule.min as usize..=rule.max as usize).contains(&count) { Ok(()) } else { refuse() }
    }

    fn array<A: SeqAccess<'t>>(&mut self, node: &Node, mut array: A) -> Result<(), A::Error> {
        let Some(rule) = node.array else {
            return Whole.visit_seq(array).map(drop);
        };
        let Some(ArrayRule { items, min, max }) = self.program.arrays.get(rule as usize).copied() else {
            return refuse();
        };
        let mut count = 0;
        while array.next_element_seed(self.below(items, 0))?.is_some() {
            count += 1;
            if count > max {
                return refuse();
            }
        }
        if count < min { refuse() } else { Ok(()) }
    }
}

impl<'t> DeserializeSeed<'t> for Place<'_, '_, 't> {
    type Value = ();
    fn deserialize<D: Deserializer<'t>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'t> Visitor<'t> for Place<'_, '_, 't> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value that its schema accepts")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.scalar(Scalar::Null, || Captured::Other)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.scalar(Scalar::Bool(value), || Captured::Other)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        let captured = || u64::try_from(value).map_or(Captured::Other, Captured::Number);
        self.scalar(Scalar::Number(Number::Int(value.into())), captured)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.scalar(Scalar::Number(Number::Int(value.into())), || Captured::Number(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.scalar(Scalar::Number(Number::Float(value)), || Captured::Other)
    }

    fn visit_borrowed_str<E: Error>(self, value: &'t str) -> Result<(), E> {
        self.scalar(Scalar::Text(value), || Captured::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.scalar(Scalar::Text(value), || Captured::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_map<A: MapAccess<'t>>(mut self, object: A) -> Result<(), A::Error> {
        let program = self.program;
        keep(self.captured, self.slot, || Captured::Other);
        match program.routes.get(self.node as usize).map(|routes| routes.object) {
            Some(Route::Direct(node)) => match program.nodes.get(node as usize) {
                Some(node) => self.object(node, object),
                None => refuse(),
            },
            Some(Route::Keep) => self.kept(Whole.visit_map(object)?),
            Some(Route::Never) | None => refuse(),
        }
    }

    fn visit_seq<A: SeqAccess<'t>>(mut self, array: A) -> Result<(), A::Error> {
        let program = self.program;
        keep(self.captured, self.slot, || Captured::Other);
        match program.routes.get(self.node as usize).map(|routes| routes.array) {
            Some(Route::Direct(node)) => match program.nodes.get(node as usize) {
                Some(node) => self.array(node, array),
                None => refuse(),
            },
            Some(Route::Keep) => self.kept(Whole.visit_seq(array)?),
            Some(Route::Never) | None => refuse(),
        }
    }
}

impl Place<'_, '_, '_> {
    fn kept<E: Error>(self, value: serde_json::Value) -> Result<(), E> {
        if document::check(self.program, self.node, &value, self.slot, self.captured) { Ok(()) } else { refuse() }
    }
}

/// The name of a field that is about to be read.
struct Name<'p> {
    program: &'p Program,
    rule: &'p ObjectRule,
}

enum Named<'p> {
    /// A field that the schema names, and which of them it is.
    Known(u32, &'p Field),
    /// Any other.
    Other(String),
}

/// The field of that name.
#[inline]
pub(super) fn find<'p>(program: &'p Program, rule: &ObjectRule, name: &str) -> Option<(u32, &'p Field)> {
    let places = rule.places.of(&program.places)?;
    let hash = usize::try_from(hash(name.as_bytes(), rule.seed) & 0xffff).ok()?;
    let at = u32::from(*places.get(hash & places.len().checked_sub(1)?)?).checked_sub(1)?;
    let field = rule.fields.of(&program.fields)?.get(at as usize)?;
    (field.name.text(&program.text)? == name).then_some((at, field))
}

impl<'t, 'p> DeserializeSeed<'t> for Name<'p> {
    type Value = Named<'p>;
    fn deserialize<D: Deserializer<'t>>(self, deserializer: D) -> Result<Named<'p>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'p> Visitor<'_> for Name<'p> {
    type Value = Named<'p>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Named<'p>, E> {
        match find(self.program, self.rule, name) {
            Some((at, field)) => Ok(Named::Known(at, field)),
            None if self.rule.others.is_some() => Ok(Named::Other(name.to_owned())),
            None => refuse(),
        }
    }
}
