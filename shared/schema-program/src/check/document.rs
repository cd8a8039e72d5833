//! Values on which several schemas have a say: they are read as a whole, and then looked at.

use std::{borrow::Cow, fmt};

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number as JsonNumber, Value};

use super::{
    Captured, keep,
    scalar::{self, Scalar},
    stream::find,
};
use crate::{
    number::Number,
    table::{ComboKind, Program, types},
};

pub(super) fn check(program: &Program, node: u32, value: &Value, slot: u8, captured: &mut [Captured<'_>]) -> bool {
    fits(program, node, value, slot, captured).unwrap_or(false)
}

/// Nothing where a row is missing, which the compiler never leaves.
fn fits(program: &Program, at: u32, value: &Value, slot: u8, captured: &mut [Captured<'_>]) -> Option<bool> {
    keep(captured, slot, || match value {
        Value::String(text) => Captured::Text(Cow::Owned(text.clone())),
        Value::Number(number) => number.as_u64().map_or(Captured::Other, Captured::Number),
        _ => Captured::Other,
    });
    let node = program.nodes.get(at as usize)?;
    let own = match value {
        Value::Null => return Some(scalar::check(program, at, Scalar::Null)),
        Value::Bool(bool) => return Some(scalar::check(program, at, Scalar::Bool(*bool))),
        Value::Number(number) => return Some(scalar::check(program, at, Scalar::Number(Number::of(number)?))),
        Value::String(text) => return Some(scalar::check(program, at, Scalar::Text(text))),
        Value::Array(items) => {
            node.types & types::ARRAY != 0 && node.array.is_none_or(|rule| array(program, rule, items).unwrap_or(false))
        }
        Value::Object(fields) => {
            node.types & types::OBJECT != 0
                && node.object.is_none_or(|rule| object(program, rule, fields, captured).unwrap_or(false))
        }
    };
    if !own || node.literals.is_some() {
        return Some(false);
    }
    for combo in node.combos.of(&program.combos)? {
        let mut choices = combo.choices.of(&program.choices)?.iter();
        let holds = match combo.kind {
            ComboKind::All => choices.all(|choice| check(program, *choice, value, 0, captured)),
            ComboKind::Any => choices.any(|choice| check(program, *choice, value, 0, captured)),
            ComboKind::One => {
                choices.filter(|choice| check(program, **choice, value, 0, captured)).take(2).count() == 1
            }
        };
        if !holds {
            return Some(false);
        }
    }
    Some(true)
}

fn array(program: &Program, rule: u32, items: &[Value]) -> Option<bool> {
    let rule = program.arrays.get(rule as usize)?;
    let count = (rule.min as usize..=rule.max as usize).contains(&items.len());
    Some(count && items.iter().all(|item| check(program, rule.items, item, 0, &mut [])))
}

fn object(program: &Program, rule: u32, fields: &Map<String, Value>, captured: &mut [Captured<'_>]) -> Option<bool> {
    let rule = program.objects.get(rule as usize)?;
    let mut seen = 0_u128;
    for (name, value) in fields {
        let (node, slot) = match find(program, rule, name) {
            Some((at, field)) => {
                seen |= 1 << at;
                (field.node, field.slot)
            }
            None => match rule.others {
                Some(node) => (node, 0),
                None => return Some(false),
            },
        };
        if !check(program, node, value, slot, captured) {
            return Some(false);
        }
    }
    let count = (rule.min as usize..=rule.max as usize).contains(&fields.len());
    Some(count && seen & rule.required == rule.required)
}

/// Reads a whole value, and refuses it when an object in it has a name twice.
pub(super) struct Whole;

impl<'t> DeserializeSeed<'t> for Whole {
    type Value = Value;
    fn deserialize<D: Deserializer<'t>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'t> Visitor<'t> for Whole {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        JsonNumber::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("a number that is not finite"))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = items.next_element_seed(Self)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'t>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut values = Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            let value = fields.next_value_seed(Self)?;
            if values.insert(name, value).is_some() {
                return Err(A::Error::custom("a name twice"));
            }
        }
        Ok(Value::Object(values))
    }
}
