//! Whether every value of one schema is one of another, as far as that can be seen from their keywords: what cannot be seen is refused.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::text::inside;

/// An old schema and a new one, each with the definitions that it refers to.
#[derive(Clone, Copy)]
pub(super) struct Documents<'d> {
    pub(super) old: &'d Value,
    pub(super) new: &'d Value,
}

/// A field of an object.
pub(crate) struct Field<'d> {
    pub(super) schema: &'d Value,
    pub(crate) is_required: bool,
    pub(crate) takes_null: bool,
    pub(crate) is_text: bool,
}

/// The field of the object at a place of a document.
pub(crate) fn field<'d>(document: &'d Value, parent: &str, name: &str) -> Option<Field<'d>> {
    let object = resolve(document, document.pointer(parent)?);
    let schema = object.get("properties")?.get(name)?;
    let required = object.get("required").and_then(Value::as_array);
    let is_required = required.is_some_and(|names| names.iter().any(|required| required == name));
    let is_text = resolve(document, schema).get("type").is_some_and(|kind| kind == "string");
    Some(Field { schema, is_required, takes_null: takes_null(document, schema, 0), is_text })
}

fn takes_null(document: &Value, schema: &Value, depth: u8) -> bool {
    let schema = resolve(document, schema);
    let any = |keyword| {
        let alternatives = schema.get(keyword).and_then(Value::as_array);
        alternatives.map(|all| depth < MAX_DEPTH && all.iter().any(|one| takes_null(document, one, depth + 1)))
    };
    let kind = schema
        .get("type")
        .map(|kind| kind == "null" || kind.as_array().is_some_and(|kinds| kinds.contains(&"null".into())));
    let constant = schema.get("const").map(Value::is_null);
    [any("anyOf"), any("oneOf"), kind, constant]
        .into_iter()
        .flatten()
        .reduce(|left, right| left && right)
        .unwrap_or(true)
}

/// Schemas that refer to each other are followed so far.
const MAX_DEPTH: u8 = 64;

/// Keywords that are looked at one by one; all others must be the same or gone.
const KNOWN: [&str; 24] = [
    "$ref",
    "$defs",
    "$id",
    "$schema",
    "$comment",
    "title",
    "description",
    "examples",
    "default",
    "type",
    "const",
    "enum",
    "anyOf",
    "oneOf",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
];
/// What is compared by its value, or not at all: where it is gone, more is taken.
const PLAIN: [&str; 4] = ["pattern", "format", "multipleOf", "uniqueItems"];
/// So many pairs of schemas are looked at: what refers to itself in many ways would take for ever.
const MAX_STEPS: u32 = 20_000;

/// Whether a keyword is one whose meaning is compared here. What others say cannot be seen.
fn is_seen(keyword: &str) -> bool {
    !is_constraint(keyword)
        || KNOWN.contains(&keyword)
        || PLAIN.contains(&keyword)
        || BOUNDS.iter().any(|(bound, _)| *bound == keyword)
}

/// Whether a keyword says something about values, and not about the schema.
fn is_constraint(keyword: &str) -> bool {
    !keyword.starts_with("x-")
        && !["$id", "$schema", "$comment", "title", "description", "examples", "default"].contains(&keyword)
}

/// Bounds, and whether a higher one leaves less room.
const BOUNDS: [(&str, bool); 10] = [
    ("minimum", true),
    ("exclusiveMinimum", true),
    ("minLength", true),
    ("minItems", true),
    ("minProperties", true),
    ("maximum", false),
    ("exclusiveMaximum", false),
    ("maxLength", false),
    ("maxItems", false),
    ("maxProperties", false),
];

impl<'d> Documents<'d> {
    /// Tells what of an old value the new schema does not take: the pointer, and what happened.
    pub(super) fn accepts(self, tell: &mut dyn FnMut(&str, &str)) {
        Comparison::of(self).schema(self.old, self.new, "", tell);
    }

    /// Whether two places say the same in the same words, also where they refer to something.
    fn are_same(self, old: &Value, new: &Value) -> bool {
        let same_definitions = || {
            let of = |document: &'d Value| document.get("$defs");
            refers_to_definitions(new) && of(self.old) == of(self.new) && of(self.new).is_none_or(refers_to_definitions)
        };
        old == new && (!refers(new) || same_definitions() || self.old == self.new)
    }

    /// Whether a schema has these alternatives and nothing else.
    fn are_same_choices(self, old: &[Value], new: &Value) -> bool {
        let same =
            |new: &[Value]| old.len() == new.len() && old.iter().zip(new).all(|(old, new)| self.are_same(old, new));
        alternatives(new).is_some_and(|new| same(new))
    }

    /// Whether the values of one schema are all values of another.
    pub(super) fn is_within(self, old: &'d Value, new: &'d Value) -> bool {
        Comparison::of(self).is_within(old, new, "")
    }
}

struct Comparison<'d> {
    documents: Documents<'d>,
    /// The references that are being looked at: what refers to itself was seen.
    open: BTreeSet<(String, String)>,
    depth: u8,
    steps: u32,
}

impl<'d> Comparison<'d> {
    const fn of(documents: Documents<'d>) -> Self {
        Self { documents, open: BTreeSet::new(), depth: 0, steps: 0 }
    }

    fn is_within(&mut self, old: &'d Value, new: &'d Value, pointer: &str) -> bool {
        let mut fits = true;
        self.schema(old, new, pointer, &mut |_, _| fits = false);
        fits
    }

    fn schema(&mut self, old: &'d Value, new: &'d Value, pointer: &str, tell: &mut dyn FnMut(&str, &str)) {
        if self.documents.are_same(old, new) {
            return;
        }
        self.steps = self.steps.saturating_add(1);
        if self.depth >= MAX_DEPTH || self.steps > MAX_STEPS {
            return tell(pointer, "refers too deep, or too often, to be compared");
        }
        self.depth += 1;
        self.named(old, new, pointer, tell);
        self.depth -= 1;
    }

    fn named(&mut self, old: &'d Value, new: &'d Value, pointer: &str, tell: &mut dyn FnMut(&str, &str)) {
        let name = |schema: &Value| schema.get("$ref").and_then(Value::as_str).unwrap_or_default().to_owned();
        let both = (name(old), name(new));
        let is_named = !both.0.is_empty() && !both.1.is_empty();
        if !both.1.is_empty() {
            self.beside(old, new, pointer, tell);
        }
        if is_named && !self.open.insert(both.clone()) {
            return;
        }
        let (old, new) = (resolve(self.documents.old, old), resolve(self.documents.new, new));
        match [old, new].into_iter().find_map(unseen) {
            Some(what) => tell(&inside(pointer, what), "cannot be compared, and is not as it was"),
            None => self.resolved(old, new, pointer, tell),
        }
        if is_named {
            self.open.remove(&both);
        }
    }

    /// What stands beside a reference or beside alternatives holds as well.
    fn beside(&self, old: &Value, new: &Value, pointer: &str, tell: &mut dyn FnMut(&str, &str)) {
        let structural: &[&str] =
            if new.get("$ref").is_some() { &["$ref", "$defs"] } else { &["anyOf", "oneOf", "$defs"] };
        for (keyword, value) in new.as_object().into_iter().flatten() {
            let is_word = !is_constraint(keyword) || structural.contains(&keyword.as_str());
            if !is_word && !old.get(keyword).is_some_and(|old| self.documents.are_same(old, value)) {
                tell(&inside(pointer, keyword), "asks for another form");
            }
        }
    }

    fn resolved(&mut self, old: &'d Value, new: &'d Value, pointer: &str, tell: &mut dyn FnMut(&str, &str)) {
        if let Some(alternatives) = alternatives(old) {
            if self.documents.are_same_choices(alternatives, new) {
                return self.beside(old, new, pointer, tell);
            }
            for alternative in alternatives {
                self.schema(alternative, new, pointer, tell);
            }
            return;
        }
        if let Some(choices) = alternatives(new) {
            self.beside(old, new, pointer, tell);
            if new.get("oneOf").is_some() && !self.are_apart(choices) {
                return tell(
                    &inside(pointer, "oneOf"),
                    "takes what fits exactly one of several, which cannot be told apart",
                );
            }
            if !choices.iter().any(|choice| self.is_within(old, choice, pointer)) {
                tell(pointer, "takes less than before");
            }
            return;
        }
        let (before, now) = match (old, new) {
            (_, Value::Bool(true)) | (Value::Bool(false), _) => return,
            (Value::Object(before), Value::Object(now)) => (before, now),
            _ => return tell(pointer, "takes less than before"),
        };
        kinds(before, now, pointer, tell);
        bounds(before, now, pointer, tell);
        self.object(before, now, pointer, tell);
        match (before.get("items"), now.get("items")) {
            (_, None) => {}
            (Some(old), Some(new)) => self.schema(old, new, &inside(pointer, "items"), tell),
            (None, Some(_)) if types(before).is_some_and(|types| !types.contains(&"array")) => {}
            (None, Some(_)) => tell(&inside(pointer, "items"), "was added"),
        }
        let is_bound = |keyword: &str| BOUNDS.iter().any(|(bound, _)| *bound == keyword);
        for (keyword, value) in now.iter().filter(|(keyword, _)| !keyword.starts_with("x-") && !is_bound(keyword)) {
            if !KNOWN.contains(&keyword.as_str()) && before.get(keyword) != Some(value) && !constant_fits(before, now) {
                tell(&inside(pointer, keyword), "asks for another form");
            }
        }
    }

    /// Whether no value fits two of these: by their constants, their types, or a constant in a field that both require.
    fn are_apart(&self, choices: &'d [Value]) -> bool {
        let apart = |left: &'d Value, right: &'d Value| {
            let document = self.documents.new;
            let (left, right) = (resolve(document, left), resolve(document, right));
            if let (Some(left), Some(right)) = (left.get("const"), right.get("const")) {
                return left != right;
            }
            let kinds = |schema: &'d Value| match (schema.get("const"), schema.as_object().and_then(types)) {
                (Some(constant), _) => Some(vec![kind_of(constant)]),
                (None, types) => types,
            };
            let (Some(of_left), Some(of_right)) = (kinds(left), kinds(right)) else { return false };
            let is_number = |kind: &str| matches!(kind, "integer" | "number");
            let same = |one: &str, other: &str| one == other || (is_number(one) && is_number(other));
            if !of_left.iter().any(|one| of_right.iter().any(|other| same(one, other))) {
                return true;
            }
            let only_objects = of_left == ["object"] && of_right == ["object"];
            let fields = |schema: &'d Value| schema.get("properties").and_then(Value::as_object);
            only_objects
                && fields(left).into_iter().flat_map(Map::keys).any(|name| {
                    let constant = |schema: &'d Value| {
                        let required = schema.get("required").and_then(Value::as_array);
                        let is_required = required.is_some_and(|names| names.iter().any(|one| one == name));
                        resolve(document, fields(schema)?.get(name)?).get("const").filter(|_| is_required)
                    };
                    constant(left).zip(constant(right)).is_some_and(|(left, right)| left != right)
                })
        };
        let pairs = choices
            .iter()
            .enumerate()
            .flat_map(|(at, left)| choices.iter().skip(at + 1).map(move |right| (left, right)));
        choices.len() <= usize::from(MAX_DEPTH) * 4 && pairs.into_iter().all(|(left, right)| apart(left, right))
    }

    fn object(
        &mut self,
        before: &'d Map<String, Value>,
        now: &'d Map<String, Value>,
        pointer: &str,
        tell: &mut dyn FnMut(&str, &str),
    ) {
        if types(before).is_some_and(|types| !types.contains(&"object")) {
            return;
        }
        let old_fields = before.get("properties").and_then(Value::as_object);
        let new_fields = now.get("properties").and_then(Value::as_object);
        let others = now.get("additionalProperties");
        for (name, old) in old_fields.into_iter().flatten() {
            let at = inside(&inside(pointer, "properties"), name);
            match (new_fields.and_then(|fields| fields.get(name)), others) {
                (Some(new), _) => self.schema(old, new, &at, tell),
                (None, None | Some(Value::Bool(true))) => {}
                (None, Some(Value::Bool(false))) => tell(&at, "was removed"),
                (None, Some(others)) => self.schema(old, others, &at, tell),
            }
        }
        let at = inside(pointer, "additionalProperties");
        match (before.get("additionalProperties"), others) {
            (_, None | Some(Value::Bool(true))) | (Some(Value::Bool(false)), _) => {}
            (Some(old), Some(new)) => self.schema(old, new, &at, tell),
            (None, Some(_)) => tell(&at, "takes no other fields any more"),
        }
        // A field that was not declared could have been anything.
        if before.get("additionalProperties") != Some(&Value::Bool(false)) {
            for name in new_fields.into_iter().flat_map(Map::keys) {
                if !old_fields.is_some_and(|fields| fields.contains_key(name)) {
                    tell(&inside(&inside(pointer, "properties"), name), "was of any form where the object was open");
                }
            }
        }
        let required = |schema: &'d Map<String, Value>| -> Vec<&'d str> {
            schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
        };
        let known = required(before);
        for name in required(now).into_iter().filter(|name| !known.contains(name)) {
            tell(&inside(&inside(pointer, "properties"), name), "is required, and was not");
        }
    }
}

/// The types, constants and lists of values.
fn kinds(before: &Map<String, Value>, now: &Map<String, Value>, pointer: &str, tell: &mut dyn FnMut(&str, &str)) {
    let values = |schema: &Map<String, Value>| match (schema.get("const"), schema.get("enum")) {
        (Some(constant), _) => Some(vec![constant.clone()]),
        (None, Some(Value::Array(values))) => Some(values.clone()),
        (None, _) => None,
    };
    let old_values = values(before);
    if let Some(allowed) = values(now) {
        let fits = old_values.as_ref().is_some_and(|old| old.iter().all(|value| allowed.contains(value)));
        if !fits {
            return tell(pointer, "takes less values than before");
        }
    }
    let Some(allowed) = types(now) else { return };
    let takes = |kind: &str| allowed.contains(&kind) || (kind == "integer" && allowed.contains(&"number"));
    let fits = match (&old_values, types(before)) {
        (Some(values), _) => values.iter().all(|value| takes(kind_of(value))),
        (None, Some(kinds)) => kinds.into_iter().all(takes),
        (None, None) => false,
    };
    if !fits {
        tell(pointer, "takes less types than before");
    }
}

fn bounds(before: &Map<String, Value>, now: &Map<String, Value>, pointer: &str, tell: &mut dyn FnMut(&str, &str)) {
    for (bound, is_lower) in BOUNDS {
        let limit = |schema: &Map<String, Value>| schema.get(bound).and_then(Value::as_f64);
        // From 0 on is where the length of anything begins.
        let none =
            (bound.ends_with("Length") || bound.ends_with("Items") || bound.ends_with("Properties")).then_some(0.0);
        let fits = match (limit(before), limit(now)) {
            (_, None) => true,
            (Some(old), Some(new)) => {
                if is_lower {
                    new <= old
                } else {
                    new >= old
                }
            }
            (None, Some(new)) => is_lower && none == Some(new),
        };
        if !fits && !constant_fits(before, now) {
            tell(&inside(pointer, bound), "leaves less room than before");
        }
    }
}

/// Named values are compared as such: the form of texts says nothing about them that was not seen.
fn constant_fits(before: &Map<String, Value>, now: &Map<String, Value>) -> bool {
    before.contains_key("const") && before.get("const") == now.get("const")
}

fn alternatives(schema: &Value) -> Option<&Vec<Value>> {
    let any = schema.get("anyOf").or_else(|| schema.get("oneOf"))?;
    any.as_array()
}

fn types(schema: &Map<String, Value>) -> Option<Vec<&str>> {
    match schema.get("type")? {
        Value::String(kind) => Some(vec![kind]),
        Value::Array(kinds) => Some(kinds.iter().filter_map(Value::as_str).collect()),
        _ => None,
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// What of a schema, its references followed, cannot be seen: a keyword, or a reference that leads nowhere.
fn unseen(schema: &Value) -> Option<&str> {
    let both = schema.get("anyOf").is_some() && schema.get("oneOf").is_some();
    let keywords = schema.as_object().into_iter().flat_map(Map::keys).map(String::as_str);
    // What is left of it after it was followed.
    let leads_nowhere = |keyword: &&str| *keyword == "$ref";
    keywords.into_iter().find(|keyword| !is_seen(keyword) || leads_nowhere(keyword)).or(both.then_some("oneOf"))
}

/// Whether anything in it refers to another place, by whatever keyword.
fn refers(schema: &Value) -> bool {
    match schema {
        Value::Object(fields) => {
            fields.keys().any(|name| ["$ref", "$dynamicRef", "$recursiveRef"].contains(&name.as_str()))
                || fields.values().any(refers)
        }
        Value::Array(items) => items.iter().any(refers),
        _ => false,
    }
}

/// Whether all that it refers to stands among the definitions of its document.
fn refers_to_definitions(schema: &Value) -> bool {
    match schema {
        Value::Object(fields) => fields.iter().all(|(name, value)| match (name.as_str(), value) {
            ("$ref", Value::String(target)) => target.starts_with("#/$defs/"),
            ("$dynamicRef" | "$recursiveRef", _) => false,
            (_, value) => refers_to_definitions(value),
        }),
        Value::Array(items) => items.iter().all(refers_to_definitions),
        _ => true,
    }
}

/// What a reference leads to; the reference itself where that is nowhere, or says something beside a further one.
fn resolve<'d>(document: &'d Value, schema: &'d Value) -> &'d Value {
    let mut schema = schema;
    for step in 0..MAX_DEPTH {
        let says_more = |schema: &Value| {
            let mut keywords = schema.as_object().into_iter().flat_map(Map::keys);
            keywords.any(|keyword| is_constraint(keyword) && keyword != "$ref" && keyword != "$defs")
        };
        if step > 0 && schema.get("$ref").is_some() && says_more(schema) {
            break;
        }
        let target =
            schema.get("$ref").and_then(Value::as_str).and_then(|name| document.pointer(name.strip_prefix('#')?));
        match target {
            Some(target) => schema = target,
            None => break,
        }
    }
    schema
}
