//! From bytes to a JSON value: the whole text is checked before any of it is believed.

use std::{cell::RefCell, fmt};

use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value, error::Category};

use crate::{
    Problem,
    refusal::{Refusal, Step},
};

/// The value of a JSON text. Nested more than 127 levels deep it is refused, before the stack suffers.
pub(super) fn read(text: &[u8]) -> Result<Value, Problem> {
    let text = std::str::from_utf8(text).map_err(|error| {
        let (line, column) = position(text, error.valid_up_to());
        malformed("the text is not UTF-8", line, column)
    })?;
    let watch = Watch::default();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Node(&watch).deserialize(&mut deserializer).and_then(|value| deserializer.end().map(|()| value));
    let value = value.map_err(|error| {
        // Messages of this category are constants of serde_json: no part of the text is in them.
        let message = match error.classify() {
            Category::Syntax | Category::Eof => error.to_string(),
            Category::Data | Category::Io => String::new(),
        };
        let message = message.split(" at line ").next().unwrap_or_default();
        malformed(message, error.line(), error.column())
    })?;
    match watch.duplicate.into_inner() {
        Some(way) => Err(Problem::invalid_field(Refusal::duplicate(way).into_field_error())),
        None => Ok(value),
    }
}

fn malformed(message: &str, line: usize, column: usize) -> Problem {
    let message = if message.is_empty() { "it cannot be read" } else { message };
    Problem::malformed("malformed_json", format!("the body is not JSON: {message} (line {line}, column {column})"))
        .with_extension("line", line)
        .with_extension("column", column)
}

/// Line and column, both from 1, of a byte.
fn position(text: &[u8], offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    let lines = before.iter().filter(|byte| **byte == b'\n').count();
    (lines + 1, before.len() - line_start + 1)
}

/// Where the reader stands, and the first field that stood twice. It reads on after one: a text that is broken further down is
/// malformed first of all.
#[derive(Default)]
struct Watch {
    way: RefCell<Vec<Step>>,
    duplicate: RefCell<Option<Vec<Step>>>,
}

impl Watch {
    fn enter(&self, step: Step) {
        self.way.borrow_mut().push(step);
    }

    fn leave(&self) {
        self.way.borrow_mut().pop();
    }

    fn note_duplicate(&self) {
        self.duplicate.borrow_mut().get_or_insert_with(|| self.way.borrow().clone());
    }
}

struct Node<'w>(&'w Watch);

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;
    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        loop {
            self.0.enter(Step::Index(values.len()));
            let value = list.next_element_seed(Node(self.0))?;
            self.0.leave();
            match value {
                Some(value) => values.push(value),
                None => return Ok(Value::Array(values)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = fields.next_key::<String>()? {
            self.0.enter(Step::Key(key.clone()));
            let value = fields.next_value_seed(Node(self.0))?;
            if object.insert(key, value).is_some() {
                self.0.note_duplicate();
            }
            self.0.leave();
        }
        Ok(Value::Object(object))
    }
}
