//! The page: the OpenAPI document as HTML, without scripts.

mod operation;
mod schema;

use serde_json::{Map, Value};

/// The style, in the page itself; the content security policy names its hash.
pub(crate) const STYLE: &str = include_str!("page/style.css");

/// The document as a page.
pub(crate) fn render(document: &Value) -> String {
    let page = Page { document };
    let info = |member: &str| escape(text(document.get("info").and_then(|info| info.get(member))));
    let (title, version, description) = (info("title"), info("version"), info("description"));
    let tags: String = page.tags().map(|tag| page.tag(tag)).collect();
    let index: String = page.tags().map(|tag| format!("<li><a href=\"#tag-{0}\">{0}</a></li>", escape(tag))).collect();
    let schemas = page.schemas();
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title} API</title>\
         <style>{STYLE}</style></head><body><header><h1>{title} API <small>{version}</small></h1><p>{description}</p>\
         <p>The same as a document for tools: <a href=\"openapi.json\">openapi.json</a>. The examples expect the address of \
         the API in <code>EVA_URL</code> and a token in <code>EVA_TOKEN</code>.</p></header>\
         <nav><ul>{index}<li><a href=\"#schemas\">Schemas</a></li></ul></nav><main>{tags}{schemas}</main></body></html>\n"
    )
}

/// The document on its way to HTML.
struct Page<'d> {
    document: &'d Value,
}

impl<'d> Page<'d> {
    fn tags(&self) -> impl Iterator<Item = &'d str> {
        list(self.document.get("tags")).map(|tag| text(tag.get("name")))
    }

    fn tag(&self, tag: &str) -> String {
        let name = escape(tag);
        let operations: String = fields(self.document.get("paths"))
            .flat_map(|(path, item)| fields(Some(item)).map(move |(method, operation)| (path, method, operation)))
            .filter(|(_, _, operation)| list(operation.get("tags")).any(|known| known == tag))
            .map(|(path, method, operation)| self.operation(path, &method.to_uppercase(), operation))
            .collect();
        format!("<section id=\"tag-{name}\"><h2>{name}</h2>{operations}</section>")
    }

    fn schemas(&self) -> String {
        let schemas: String = fields(self.document.pointer("/components/schemas"))
            .map(|(name, schema)| {
                let (name, table) = (escape(name), self.schema_table(schema));
                let description = escape(text(schema.get("description")));
                format!("<article id=\"schema-{name}\"><h3>{name}</h3><p>{description}</p>{table}</article>")
            })
            .collect();
        format!("<section id=\"schemas\"><h2>Schemas</h2>{schemas}</section>")
    }

    /// What a value is or refers to; the second is the name it was referred to by.
    fn resolve(&self, value: &'d Value) -> (&'d Value, Option<&'d str>) {
        let Some(reference) = value.get("$ref").and_then(Value::as_str) else { return (value, None) };
        let target = reference.strip_prefix('#').and_then(|pointer| self.document.pointer(pointer));
        (target.unwrap_or(value), reference.rsplit('/').next())
    }
}

fn text(value: Option<&Value>) -> &str {
    value.and_then(Value::as_str).unwrap_or_default()
}

fn list(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

fn fields(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flat_map(Map::iter)
}

/// Text as HTML, in content and in quoted attributes.
fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
    html
}

#[cfg(test)]
#[path = "page.test.rs"]
mod tests;
