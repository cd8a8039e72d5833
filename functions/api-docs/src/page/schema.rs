//! Schemas in words, and an example of each.

use serde_json::{Map, Value};

use super::{Page, escape, fields, list, text};

/// Deepest example: a schema may contain itself.
const MAX_DEPTH: usize = 6;

impl<'d> Page<'d> {
    /// The fields of an object, or what else the schema is.
    pub(super) fn schema_table(&self, schema: &'d Value) -> String {
        let mut rows = self.field_rows(schema, "required", None);
        for (key, presence) in [("oneOf", "one of these"), ("anyOf", "any of these"), ("allOf", "required")] {
            rows.extend(
                list(schema.get(key)).map(|option| self.field_rows(option, presence, option.get("description"))),
            );
        }
        if rows.is_empty() { format!("<p>{}</p>", self.type_of(schema)) } else { format!("<table>{rows}</table>") }
    }

    /// A row for each field that an object has, or that an option adds to it; `presence` is said of those that it requires,
    /// `about` of those without a description of their own.
    fn field_rows(&self, schema: &'d Value, presence: &str, about: Option<&'d Value>) -> String {
        let required: Vec<&str> = list(schema.get("required")).filter_map(Value::as_str).collect();
        fields(schema.get("properties"))
            .map(|(name, field)| {
                let presence = if required.contains(&name.as_str()) { presence } else { "" };
                let description = field.get("description").or(about);
                let (ty, description) = (self.type_of(field), escape(text(description)));
                format!(
                    "<tr><td><code>{}</code></td><td>{ty}</td><td>{presence}</td><td>{description}</td></tr>",
                    escape(name)
                )
            })
            .collect()
    }

    /// What a value of the schema is, in a few words, as HTML.
    pub(super) fn type_of(&self, schema: &'d Value) -> String {
        if let (_, Some(name)) = self.resolve(schema) {
            return format!("<a href=\"#schema-{0}\">{0}</a>", escape(name));
        }
        if let Some(constant) = schema.get("const") {
            return format!("<code>{}</code>", escape(&constant.to_string()));
        }
        for (key, joint) in [("enum", " | "), ("oneOf", " or "), ("anyOf", " or "), ("allOf", " and ")] {
            if schema.get(key).is_some() {
                let options: Vec<String> = list(schema.get(key))
                    .map(|option| match option {
                        Value::Object(_) => self.type_of(option),
                        value => format!("<code>{}</code>", escape(&value.to_string())),
                    })
                    .collect();
                return options.join(joint);
            }
        }
        let types: Vec<&str> = match schema.get("type") {
            Some(Value::String(ty)) => vec![ty],
            types => list(types).filter_map(Value::as_str).collect(),
        };
        let mut words = match (types.is_empty(), schema.get("items")) {
            (true, _) => "any value".to_owned(),
            (false, Some(items)) => format!("{} of {}", escape(&types.join(" or ")), self.type_of(items)),
            (false, None) => escape(&types.join(" or ")),
        };
        let limits = ["format", "pattern", "minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems"];
        for limit in limits.into_iter().filter_map(|limit| Some((limit, schema.get(limit)?))) {
            let value = limit.1.as_str().map_or_else(|| limit.1.to_string(), ToOwned::to_owned);
            words.push_str(&format!(", {} <code>{}</code>", limit.0, escape(&value)));
        }
        words
    }

    /// A value that fits the schema as far as its types go: required fields only, or the first field where none is required,
    /// because a change of nothing shows nothing.
    pub(super) fn example(&self, schema: &'d Value) -> Value {
        self.example_within(schema, MAX_DEPTH)
    }

    fn example_within(&self, schema: &'d Value, depth: usize) -> Value {
        let schema = self.resolve(schema).0;
        if depth == 0 {
            return Value::Null;
        }
        let given = list(schema.get("examples"))
            .next()
            .or_else(|| schema.get("const"))
            .or_else(|| schema.get("default"))
            .or_else(|| list(schema.get("enum")).next());
        if let Some(given) = given {
            return given.clone();
        }
        if let Some(option) = ["oneOf", "anyOf", "allOf"].into_iter().find_map(|key| list(schema.get(key)).next()) {
            return self.example_within(option, depth - 1);
        }
        let ty = match schema.get("type") {
            Some(Value::String(ty)) => ty.as_str(),
            types => list(types).filter_map(Value::as_str).next().unwrap_or_default(),
        };
        match ty {
            "object" => {
                let required: Vec<&str> = list(schema.get("required")).filter_map(Value::as_str).collect();
                let object: Map<String, Value> = fields(schema.get("properties"))
                    .enumerate()
                    .filter(|(index, (name, _))| {
                        required.contains(&name.as_str()) || (required.is_empty() && *index == 0)
                    })
                    .map(|(_, field)| field)
                    .map(|(name, field)| (name.clone(), self.example_within(field, depth - 1)))
                    .collect();
                Value::Object(object)
            }
            "array" => Value::Array(Vec::new()),
            "string" => "text".into(),
            "integer" | "number" => schema.get("minimum").cloned().unwrap_or_else(|| 1.into()),
            "boolean" => true.into(),
            _ => Value::Null,
        }
    }
}
