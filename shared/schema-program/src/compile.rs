//! From schemas to tables.

mod intern;
mod keywords;
mod lookup;
mod pattern;
mod route;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::table::{Node, Program, Rows, Span, types};

use intern::Tables;

/// A value that the caller wants to have when a text was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture {
    /// Where it stands: a JSON pointer of plain names, `/data/account_id`.
    pub pointer: String,
    /// Its place among the captured, from 0.
    pub slot: u8,
}

/// What the compiler does not know.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{path}`: {reason}")]
pub struct Unsupported {
    /// Where in the schema, as a JSON pointer.
    pub path: String,
    /// What it is.
    pub reason: String,
}

/// Compiles schemas into one program, in which what they share is there once.
#[derive(Default)]
pub struct Compiler {
    tables: Tables,
}

impl Compiler {
    /// A compiler without schemas.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a schema and answers where its check begins. The captured values are those of fields that the schema names, and of
    /// others where it allows them.
    ///
    /// # Errors
    /// [`Unsupported`], for a schema that this cannot check exactly as its draft says.
    pub fn add(&mut self, schema: &Value, captures: &[Capture]) -> Result<u32, Unsupported> {
        let mut document =
            Document { root: schema, tables: &mut self.tables, open: Vec::new(), done: BTreeMap::new(), captures };
        let pointer = (!captures.is_empty()).then(String::new);
        document.schema(schema, &Place { pointer, ..Place::default() })
    }

    /// The program of all that was added.
    #[must_use]
    pub fn finish(mut self) -> Program {
        self.tables.program.routes = Rows::Owned(route::routes(&self.tables.program));
        self.tables.program
    }
}

/// Where the compiler is.
#[derive(Clone, Debug, Default)]
struct Place {
    /// In the schema.
    path: String,
    /// In the text, as long as something below it is captured.
    pointer: Option<String>,
    /// How many objects and arrays are around it in the text.
    depth: usize,
    /// How many schemas are around it.
    nesting: usize,
}

impl Place {
    fn at(&self, keyword: &str) -> Self {
        Self { path: format!("{}/{keyword}", self.path), nesting: self.nesting + 1, ..self.clone() }
    }

    /// Of a value inside of this one.
    fn inside(&self, keyword: &str) -> Self {
        Self { pointer: None, depth: self.depth + 1, ..self.at(keyword) }
    }

    fn refuse<T>(&self, reason: impl Into<String>) -> Result<T, Unsupported> {
        Err(Unsupported { path: self.path.clone(), reason: reason.into() })
    }
}

/// A schema that is being compiled while its own name turns up in it again.
struct Open {
    reference: String,
    depth: usize,
    /// The row that stands for it.
    node: Option<u32>,
}

/// One schema file on its way into the tables.
struct Document<'a> {
    root: &'a Value,
    tables: &'a mut Tables,
    open: Vec<Open>,
    done: BTreeMap<String, u32>,
    captures: &'a [Capture],
}

/// Deeper schemas are not written by people.
const MAX_NESTING: usize = 100;

impl Document<'_> {
    fn schema(&mut self, schema: &Value, place: &Place) -> Result<u32, Unsupported> {
        if place.nesting > MAX_NESTING {
            return place.refuse("schemas are nested too deep");
        }
        match schema {
            Value::Bool(true) if place.pointer.is_none() => Ok(self.tables.any()),
            Value::Bool(true) => self.object(&Map::new(), place),
            Value::Bool(false) => Ok(self.tables.never()),
            Value::Object(keywords) => self.object(keywords, place),
            _ => place.refuse("a schema is an object or a boolean"),
        }
    }

    fn object(&mut self, keywords: &Map<String, Value>, place: &Place) -> Result<u32, Unsupported> {
        let node = self.keywords(keywords, place)?;
        let Some(reference) = keywords.get("$ref") else { return Ok(self.tables.node(node)) };
        let target = self.reference(reference, &place.at("$ref"))?;
        // Beside descriptions a reference is just its target.
        if node == ANYTHING {
            return Ok(target);
        }
        let both = self.tables.all_of(&node, target);
        Ok(self.tables.node(both))
    }

    fn reference(&mut self, reference: &Value, place: &Place) -> Result<u32, Unsupported> {
        let Some(reference) = reference.as_str() else { return place.refuse("a reference is a string") };
        let Some(name) = reference.strip_prefix("#/$defs/").filter(|name| !name.contains(['/', '~', '%'])) else {
            return place.refuse("only references into the `$defs` of the same file are followed");
        };
        let key = format!("{}{reference}", place.pointer.as_deref().unwrap_or_default());
        if let Some(node) = self.done.get(&key) {
            return Ok(*node);
        }
        if let Some(open) = self.open.iter_mut().find(|open| open.reference == key) {
            if open.depth == place.depth {
                return place.refuse("a schema that refers to itself at one place says nothing");
            }
            return Ok(*open.node.get_or_insert_with(|| self.tables.reserve()));
        }
        let Some(target) = self.root.get("$defs").and_then(|defs| defs.get(name)) else {
            return place.refuse(format!("there is no `{reference}`"));
        };
        self.open.push(Open { reference: key.clone(), depth: place.depth, node: None });
        let node = self.schema(target, &Place { path: format!("/$defs/{name}"), ..place.clone() });
        let reserved = self.open.pop().and_then(|open| open.node);
        let node = node?;
        if let Some(reserved) = reserved {
            self.tables.fill(reserved, node);
        }
        self.done.insert(key, node);
        Ok(node)
    }
}

/// What says nothing.
const ANYTHING: Node = Node {
    types: types::ANY,
    literals: None,
    text: None,
    number: None,
    array: None,
    object: None,
    combos: Span { start: 0, len: 0 },
};

#[cfg(test)]
#[path = "compile.test.rs"]
mod tests;
