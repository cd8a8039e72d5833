//! The draft of a schema.

use serde_json::{Map, Value, json};

use super::{
    corpus::{Corpus, Events},
    shape::{Form, Shape},
};

/// Whose events they are.
#[derive(Debug)]
pub(super) struct Origin {
    pub(super) owner: String,
    pub(super) source: Option<String>,
}

/// A closed schema of the events of one version of a type.
pub(super) fn schema(name: &str, version: u64, events: &Events, corpus: &Corpus, origin: &Origin) -> Value {
    let shape = events.shape();
    let mut document = object(shape);
    name_constants(&mut document, shape, name, version, corpus);
    let mut above = false;
    for boundary in &corpus.meaning.boundaries {
        if corpus.meaning.is_above(name, boundary) {
            above = true;
        } else if let Some(usual) = corpus.boundary_shapes.get(boundary) {
            require(&mut document, boundary, usual);
        }
    }
    if let Some(fields) = document.as_object_mut() {
        fields.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
        fields.insert("$id".to_owned(), json!(format!("urn:eva:event:{name}:{version}")));
        fields.insert("title".to_owned(), json!(name));
        let description =
            format!("A draft, from {} events of {name}: review it, then say here what happened.", shape.seen);
        fields.insert("description".to_owned(), json!(description));
        fields.insert("x-eva-isolation".to_owned(), json!(if above { "platform" } else { "capsule" }));
        if above {
            let reason = "A draft: the events seen are about what a capsule is part of. Review it, then say why.";
            fields.insert("x-eva-platform-reason".to_owned(), json!(reason));
        }
        fields.insert("x-eva-owner".to_owned(), json!(origin.owner));
        if let Some(source) = &origin.source {
            fields.insert("x-eva-source".to_owned(), json!(source));
        }
    }
    document
}

/// The fields that name the type, its version and the kind of its aggregate have one value.
fn name_constants(document: &mut Value, shape: &Shape, name: &str, version: u64, corpus: &Corpus) {
    let (types, version_at) = corpus.meaning.names();
    let mut constants: Vec<(String, Value)> = Vec::new();
    for path in types {
        let value = if types.len() == 1 { Some(name) } else { shape.at(path).and_then(|at| at.word.as_deref()) };
        constants.extend(value.map(|value| (path.clone(), json!(value))));
    }
    constants.extend(version_at.map(|path| (path.to_owned(), json!(version))));
    // The kind of a record is what its ids begin with.
    let prefixes: Vec<&str> = shape
        .fields
        .values()
        .flat_map(Shape::told_forms)
        .filter_map(|form| match form {
            Form::TypedId(prefix) => Some(prefix.as_str()),
            Form::Prefixed { prefix, .. } => Some(prefix.trim_end_matches(['_', '-'])),
            _ => None,
        })
        .collect();
    for (field, values) in &shape.fields {
        if let Some(word) = values.word.as_deref().filter(|word| prefixes.contains(word)) {
            constants.push((format!("/{field}"), json!(word)));
        }
    }
    for (path, value) in constants {
        if let Some(place) = property(document, &path) {
            *place = json!({ "const": value });
        }
    }
}

/// The schema of the field at a pointer, if the document has it.
fn property<'d>(document: &'d mut Value, pointer: &str) -> Option<&'d mut Value> {
    let mut names = pointer.split('/').skip(1);
    names.try_fold(document, |place, name| place.get_mut("properties")?.get_mut(name))
}

/// Requires a field, which nobody may leave out or set to null.
fn require(document: &mut Value, pointer: &str, usual: &Shape) {
    let Some((parent, name)) = pointer.rsplit_once('/') else { return };
    let Some(parent) = property(document, parent) else { return };
    if let Some(properties) = parent.get_mut("properties").and_then(Value::as_object_mut) {
        properties.insert(name.to_owned(), value(usual));
    }
    if let Some(required) = parent.get_mut("required").and_then(Value::as_array_mut)
        && !required.iter().any(|known| known == name)
    {
        required.push(json!(name));
        required.sort_by(|left, right| left.as_str().cmp(&right.as_str()));
    }
}

/// The schema of the values at a place.
pub(super) fn value(shape: &Shape) -> Value {
    let kinds = [
        (shape.booleans, "boolean"),
        (if shape.fractions == 0 { shape.integers } else { 0 }, "integer"),
        (shape.fractions, "number"),
        (shape.strings, "string"),
        (shape.arrays, "array"),
        (shape.objects, "object"),
        (shape.nulls, "null"),
    ];
    let kinds: Vec<&str> = kinds.into_iter().filter(|(count, _)| *count > 0).map(|(_, kind)| kind).collect();
    let mut schema = if shape.objects > 0 { object(shape) } else { json!({}) };
    let Some(keywords) = schema.as_object_mut() else { return schema };
    keywords.insert("type".to_owned(), if let [kind] = kinds.as_slice() { json!(kind) } else { json!(kinds) });
    if shape.arrays > 0 {
        // Of arrays that were all empty nobody knows what stands in them.
        keywords.insert("items".to_owned(), shape.items.as_deref().map_or(json!({}), value));
    }
    if shape.strings > 0 {
        keywords.append(&mut text(shape.told_forms()));
    }
    schema
}

fn object(shape: &Shape) -> Value {
    if let Some(values) = shape.as_map() {
        return json!({ "type": "object", "properties": {}, "required": [], "additionalProperties": value(&values) });
    }
    let properties: Map<String, Value> =
        shape.fields.iter().map(|(name, field)| (name.clone(), value(field))).collect();
    let always = |(name, field): (&String, &Shape)| (field.seen == shape.objects).then(|| json!(name));
    let required: Vec<Value> = shape.fields.iter().filter_map(always).collect();
    let others = shape.values.as_deref().map_or(Value::Bool(false), value);
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": others })
}

const UUID_V7: &str = "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$";
const TIMESTAMP: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z$";

/// What is said about texts of these forms besides that they are texts.
fn text(forms: &[Form]) -> Map<String, Value> {
    let mut keywords = Map::new();
    let mut say = |keyword: &str, value: &str| keywords.insert(keyword.to_owned(), json!(value));
    match forms {
        [Form::Uuid { v7 }] => {
            say("format", "uuid");
            if *v7 {
                say("pattern", UUID_V7);
            }
        }
        [Form::Timestamp { exact }] => {
            say("format", "date-time");
            if *exact {
                say("pattern", TIMESTAMP);
            }
        }
        [Form::Date] => {
            say("format", "date");
        }
        [] => {}
        forms => {
            let patterns: Option<Vec<String>> = forms.iter().map(pattern).collect();
            match patterns.as_deref() {
                Some([one]) => {
                    say("pattern", &format!("^{one}$"));
                }
                Some(several) => {
                    say("pattern", &format!("^({})$", several.join("|")));
                }
                None => {}
            }
        }
    }
    keywords
}

fn pattern(form: &Form) -> Option<String> {
    Some(match form {
        Form::TypedId(prefix) => format!("{prefix}_[0-7][0-9a-hjkmnp-tv-z]{{25}}"),
        Form::Prefixed { prefix, digits: true } => format!("{prefix}[0-9]+"),
        Form::Prefixed { prefix, digits: false } => format!("{prefix}[0-9A-Za-z]+"),
        Form::Hex(length) => format!("[0-9a-f]{{{length}}}"),
        Form::Uuid { .. } | Form::Timestamp { .. } | Form::Date | Form::Text => return None,
    })
}
