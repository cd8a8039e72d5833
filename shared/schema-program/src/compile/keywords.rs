//! The keywords of one schema object.

use serde_json::{Map, Value};

use super::{
    ANYTHING, Capture, Document, Place, Unsupported,
    intern::{intern, span},
    lookup, pattern,
};
use crate::{
    format::{Asked, Format},
    number::Number,
    table::{ArrayRule, Combo, ComboKind, Field, Form, Literal, Node, NumberRule, ObjectRule, Span, TextRule, types},
};

/// Keywords that say nothing about what is valid.
const NOTES: [&str; 17] = [
    "$anchor",
    "$comment",
    "$defs",
    "$ref",
    "$schema",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "default",
    "deprecated",
    "description",
    "discriminator",
    "examples",
    "externalDocs",
    "readOnly",
    "title",
    "writeOnly",
];
const KNOWN: [&str; 24] = [
    "type",
    "const",
    "enum",
    "minLength",
    "maxLength",
    "pattern",
    "format",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "items",
    "minItems",
    "maxItems",
    "uniqueItems",
    "properties",
    "required",
    "additionalProperties",
    "minProperties",
    "maxProperties",
    "allOf",
    "anyOf",
    "oneOf",
    "$id",
];

impl Document<'_> {
    pub(super) fn keywords(&mut self, keywords: &Map<String, Value>, place: &Place) -> Result<Node, Unsupported> {
        let unknown = |keyword: &&String| {
            !KNOWN.contains(&keyword.as_str()) && !NOTES.contains(&keyword.as_str()) && !keyword.starts_with("x-")
        };
        if let Some(keyword) = keywords.keys().find(unknown) {
            return place.refuse(format!("the keyword `{keyword}` is not known"));
        }
        if keywords.contains_key("$id") && !place.path.is_empty() {
            return place.refuse("only a whole file has an `$id`");
        }
        let mut node = ANYTHING;
        if let Some(kinds) = keywords.get("type") {
            node.types = type_bits(kinds).map_or_else(|| place.refuse("a `type` that is not known"), Ok)?;
        }
        node.text = self.text_rule(keywords, place)?;
        node.number = self.number_rule(keywords, place)?;
        node.array = self.array_rule(keywords, place)?;
        node.object = self.object_rule(keywords, node.types, place)?;
        self.literals(keywords, &mut node, place)?;
        self.combos(keywords, &mut node, place)?;
        Ok(node)
    }

    fn text_rule(&mut self, keywords: &Map<String, Value>, place: &Place) -> Result<Option<u32>, Unsupported> {
        let (min, max) = bounds(keywords, "minLength", "maxLength", place)?;
        let form = match keywords.get("pattern") {
            None => Form::Free,
            Some(Value::String(pattern)) => pattern::compile(self.tables, pattern)
                .or_else(|reason| place.refuse(format!("the pattern `{pattern}` {reason}")))?,
            Some(_) => return place.refuse("a `pattern` is a string"),
        };
        let format = match keywords.get("format").map(|format| format.as_str().map(Format::of)) {
            None | Some(Some(Asked::Nothing)) => None,
            Some(Some(Asked::Check(format))) => Some(format),
            Some(Some(Asked::Unknown) | None) => return place.refuse("a `format` that is not known"),
        };
        let rule = TextRule { min, max, form, format };
        let says_nothing = (min, max, form, format) == (0, u32::MAX, Form::Free, None);
        Ok((!says_nothing).then(|| intern(&mut self.tables.program.texts, rule)))
    }

    fn number_rule(&mut self, keywords: &Map<String, Value>, place: &Place) -> Result<Option<u32>, Unsupported> {
        let limit = |keyword: &str| match keywords.get(keyword) {
            None => Ok(None),
            Some(Value::Number(number)) => Ok(Number::of(number)),
            Some(_) => place.refuse(format!("`{keyword}` is a number")),
        };
        let rule = NumberRule {
            min: limit("minimum")?,
            max: limit("maximum")?,
            above: limit("exclusiveMinimum")?,
            below: limit("exclusiveMaximum")?,
        };
        let says_nothing = NumberRule { min: None, max: None, above: None, below: None } == rule;
        Ok((!says_nothing).then(|| intern(&mut self.tables.program.numbers, rule)))
    }

    fn array_rule(&mut self, keywords: &Map<String, Value>, place: &Place) -> Result<Option<u32>, Unsupported> {
        let (min, max) = bounds(keywords, "minItems", "maxItems", place)?;
        if keywords.get("uniqueItems").is_some_and(|unique| *unique != Value::Bool(false)) {
            return place.refuse("`uniqueItems` is not known");
        }
        if !["items", "minItems", "maxItems"].iter().any(|keyword| keywords.contains_key(*keyword)) {
            return Ok(None);
        }
        let items = match keywords.get("items") {
            Some(items) => self.schema(items, &place.inside("items"))?,
            None => self.tables.any(),
        };
        Ok(Some(intern(&mut self.tables.program.arrays, ArrayRule { items, min, max })))
    }

    fn object_rule(
        &mut self,
        keywords: &Map<String, Value>,
        allowed: u8,
        place: &Place,
    ) -> Result<Option<u32>, Unsupported> {
        let any_of = |names: &[&str]| names.iter().any(|keyword| keywords.contains_key(*keyword));
        // An object that any field may be in still needs a rule that knows the captured ones.
        let captures = place.pointer.is_some() && allowed & types::OBJECT != 0;
        if !any_of(&["properties", "required", "additionalProperties", "minProperties", "maxProperties"])
            && (!captures || any_of(&["$ref", "allOf", "anyOf", "oneOf"]))
        {
            return Ok(None);
        }
        let (min, max) = bounds(keywords, "minProperties", "maxProperties", place)?;
        let others = match keywords.get("additionalProperties") {
            None => Some(self.tables.any()),
            Some(Value::Bool(false)) => None,
            Some(others) => Some(self.schema(others, &place.inside("additionalProperties"))?),
        };
        let mut named: Vec<(String, u32, u8)> = Vec::new();
        let properties = match keywords.get("properties") {
            None => &Map::new(),
            Some(Value::Object(properties)) => properties,
            Some(_) => return place.refuse("`properties` is an object"),
        };
        for (name, schema) in properties {
            let (inner, slot) = self.field(name, place);
            named.push((name.clone(), self.schema(schema, &inner)?, slot));
        }
        let required = match keywords.get("required") {
            None => Vec::new(),
            Some(required) => names(required).map_or_else(|| place.refuse("`required` is a list of names"), Ok)?,
        };
        // What must be there without a schema of its own has that of all other fields; and so has what is captured.
        for name in required.iter().copied().chain(captured_below(self.captures, place)) {
            if !named.iter().any(|(other, ..)| other == name) && (others.is_some() || required.contains(&name)) {
                let (inner, slot) = self.field(name, place);
                let schema = keywords.get("additionalProperties").unwrap_or(&Value::Bool(true));
                let node = self.schema(schema, &inner)?;
                named.push((name.to_owned(), node, slot));
            }
        }
        if named.len() > 128 {
            return place.refuse("an object has at most 128 named fields");
        }
        let is_required = |(name, ..): &(String, u32, u8)| required.contains(&name.as_str());
        let mask = named.iter().enumerate().map(|(at, field)| u128::from(is_required(field)) << at).sum();
        let fields: Vec<_> = named
            .iter()
            .map(|(name, node, slot)| Field { name: self.tables.text(name), node: *node, slot: *slot })
            .collect();
        let found: Vec<_> = named.iter().map(|(name, ..)| name.as_str()).collect();
        let Some((seed, places)) = lookup::places(&found) else { return place.refuse("too many fields to look up") };
        let program = &mut self.tables.program;
        let rule = ObjectRule {
            fields: span(program.fields.to_mut(), &fields),
            places: span(program.places.to_mut(), &places),
            seed,
            required: mask,
            others,
            min,
            max,
        };
        Ok(Some(intern(&mut program.objects, rule)))
    }

    /// Where the value of a field stands, and where it is kept.
    fn field(&self, name: &str, place: &Place) -> (Place, u8) {
        let mut inner = place.inside(&format!("properties/{name}"));
        let Some(pointer) = place.pointer.as_ref().map(|pointer| format!("{pointer}/{name}")) else {
            return (inner, 0);
        };
        let slot =
            self.captures.iter().find(|capture| capture.pointer == pointer).map_or(0, |capture| capture.slot + 1);
        let below = format!("{pointer}/");
        inner.pointer = self.captures.iter().any(|capture| capture.pointer.starts_with(&below)).then_some(pointer);
        (inner, slot)
    }

    fn literals(&mut self, keywords: &Map<String, Value>, node: &mut Node, place: &Place) -> Result<(), Unsupported> {
        let mut allowed: Option<Vec<Value>> = None;
        match keywords.get("enum") {
            None => {}
            Some(Value::Array(values)) => allowed = Some(values.clone()),
            Some(_) => return place.refuse("`enum` is a list"),
        }
        if let Some(value) = keywords.get("const") {
            if allowed.is_some() {
                return place.refuse("`const` beside `enum` is not known");
            }
            allowed = Some(vec![value.clone()]);
        }
        if let Some(allowed) = allowed {
            node.literals = Some(self.literal_rows(&allowed, place)?);
        }
        Ok(())
    }

    fn literal_rows(&mut self, values: &[Value], place: &Place) -> Result<Span, Unsupported> {
        let mut literals = Vec::with_capacity(values.len());
        for value in values {
            literals.push(match value {
                Value::Null => Literal::Null,
                Value::Bool(bool) => Literal::Bool(*bool),
                Value::Number(number) => {
                    Literal::Number(Number::of(number).map_or_else(|| place.refuse("a number out of range"), Ok)?)
                }
                Value::String(text) => Literal::Text(self.tables.text(text)),
                Value::Array(_) | Value::Object(_) => return place.refuse("only simple values can be named"),
            });
        }
        Ok(span(self.tables.program.literals.to_mut(), &literals))
    }

    fn combos(&mut self, keywords: &Map<String, Value>, node: &mut Node, place: &Place) -> Result<(), Unsupported> {
        let mut combos = Vec::new();
        for (keyword, kind) in [("allOf", ComboKind::All), ("anyOf", ComboKind::Any), ("oneOf", ComboKind::One)] {
            let schemas = match keywords.get(keyword) {
                None => continue,
                Some(Value::Array(schemas)) => schemas,
                Some(_) => return place.refuse(format!("`{keyword}` is a list")),
            };
            // The names of an enumeration with a description each.
            let is_one_of = kind != ComboKind::All && node.literals.is_none();
            if let Some(names) = documented_names(schemas).filter(|_| is_one_of) {
                node.literals = Some(self.literal_rows(&names, place)?);
                continue;
            }
            let mut choices = Vec::with_capacity(schemas.len());
            for (at, schema) in schemas.iter().enumerate() {
                choices.push(self.schema(schema, &place.at(&format!("{keyword}/{at}")))?);
            }
            combos.push(Combo { kind, choices: span(self.tables.program.choices.to_mut(), &choices) });
        }
        node.combos = span(self.tables.program.combos.to_mut(), &combos);
        Ok(())
    }
}

/// The names of the fields of the object at this place that are captured, or in which something is.
fn captured_below<'a>(captures: &'a [Capture], place: &Place) -> Vec<&'a str> {
    let Some(pointer) = &place.pointer else { return Vec::new() };
    let below = |capture: &'a Capture| capture.pointer.strip_prefix(pointer.as_str())?.strip_prefix('/');
    captures.iter().filter_map(below).filter_map(|below| below.split('/').next()).collect()
}

/// The strings of alternatives that are one string each, all different.
fn documented_names(schemas: &[Value]) -> Option<Vec<Value>> {
    let mut names: Vec<Value> = Vec::with_capacity(schemas.len());
    for schema in schemas {
        let name = schema.get("const").filter(|name| name.is_string())?;
        let others = schema.as_object()?.iter().filter(|(keyword, _)| !NOTES.contains(&keyword.as_str()));
        let only_a_string =
            others.into_iter().all(|(keyword, value)| keyword == "const" || (keyword == "type" && value == "string"));
        if !only_a_string || schema.get("$ref").is_some() || names.contains(name) {
            return None;
        }
        names.push(name.clone());
    }
    Some(names)
}

fn type_bits(kinds: &Value) -> Option<u8> {
    let bits = |kind: &Value| match kind.as_str()? {
        "null" => Some(types::NULL),
        "boolean" => Some(types::BOOL),
        "integer" => Some(types::INTEGER),
        "number" => Some(types::INTEGER | types::FRACTION),
        "string" => Some(types::STRING),
        "array" => Some(types::ARRAY),
        "object" => Some(types::OBJECT),
        _ => None,
    };
    match kinds {
        Value::Array(kinds) => kinds.iter().try_fold(0, |all, kind| Some(all | bits(kind)?)),
        kind => bits(kind),
    }
}

fn bounds(keywords: &Map<String, Value>, min: &str, max: &str, place: &Place) -> Result<(u32, u32), Unsupported> {
    let bound = |keyword: &str, missing: u32| match keywords.get(keyword) {
        None => Ok(missing),
        Some(value) => match value.as_u64().map(u32::try_from) {
            Some(Ok(bound)) if bound < u32::MAX => Ok(bound),
            _ => place.refuse(format!("`{keyword}` is a whole number below 2^32")),
        },
    };
    Ok((bound(min, 0)?, bound(max, u32::MAX)?))
}

fn names(required: &Value) -> Option<Vec<&str>> {
    let mut names = Vec::new();
    for name in required.as_array()? {
        let name = name.as_str()?;
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Some(names)
}
