//! One operation of the page, with a request to copy.

use serde_json::Value;

use super::{Page, escape, fields, list, text};

impl<'d> Page<'d> {
    pub(super) fn operation(&self, path: &str, method: &str, operation: &'d Value) -> String {
        let id = escape(text(operation.get("operationId")));
        let summary = escape(text(operation.get("summary")));
        let description = escape(text(operation.get("description")));
        let access = match (text(operation.get("x-permission")), text(operation.get("x-public"))) {
            ("", reason) => format!("public: {}", escape(reason)),
            (permission, _) => format!("needs <code>{}</code>", escape(permission)),
        };
        let parameters = self.parameters(operation);
        let request = self.request(operation);
        let responses = self.responses(operation);
        let curl = escape(&self.curl(path, method, operation));
        format!(
            "<details id=\"{id}\"><summary><b class=\"{method}\">{method}</b> <code>{}</code> {summary}</summary>\
             <p>{description}</p><p class=\"access\">{access}</p>{parameters}{request}{responses}\
             <h4>Try it</h4><pre>{curl}</pre></details>",
            escape(path)
        )
    }

    fn resolved_parameters(&self, operation: &'d Value) -> impl Iterator<Item = &'d Value> {
        list(operation.get("parameters")).map(|parameter| self.resolve(parameter).0)
    }

    fn parameters(&self, operation: &'d Value) -> String {
        let rows: String = self
            .resolved_parameters(operation)
            .map(|parameter| {
                let required = if parameter.get("required") == Some(&true.into()) { "required" } else { "" };
                format!(
                    "<tr><td><code>{}</code></td><td>{}</td><td>{}</td><td>{required}</td><td>{}</td></tr>",
                    escape(text(parameter.get("name"))),
                    escape(text(parameter.get("in"))),
                    parameter.get("schema").map(|schema| self.type_of(schema)).unwrap_or_default(),
                    escape(text(parameter.get("description"))),
                )
            })
            .collect();
        if rows.is_empty() { rows } else { format!("<h4>Parameters</h4><table>{rows}</table>") }
    }

    fn request(&self, operation: &'d Value) -> String {
        fields(operation.pointer("/requestBody/content"))
            .filter_map(|(media_type, content)| Some((media_type, content.get("schema")?)))
            .map(|(media_type, schema)| {
                let ty = self.type_of(schema);
                format!("<h4>Request</h4><p>{ty} as <code>{}</code></p>", escape(media_type))
            })
            .collect()
    }

    fn responses(&self, operation: &'d Value) -> String {
        let rows: String = fields(operation.get("responses"))
            .map(|(status, response)| {
                let response = self.resolve(response).0;
                let types: Vec<String> = fields(response.get("content"))
                    .filter_map(|(_, content)| content.get("schema"))
                    .map(|schema| self.type_of(schema))
                    .collect();
                let description = escape(text(response.get("description")));
                format!("<tr><td>{}</td><td>{}</td><td>{description}</td></tr>", escape(status), types.join(", "))
            })
            .collect();
        format!("<h4>Answers</h4><table>{rows}</table>")
    }

    /// A request that a shell understands.
    fn curl(&self, path: &str, method: &str, operation: &'d Value) -> String {
        let mut path = path.to_owned();
        let mut query = Vec::new();
        for parameter in self.resolved_parameters(operation) {
            let name = text(parameter.get("name"));
            let example = || match parameter.get("schema").map(|schema| self.example(schema)) {
                Some(Value::String(text)) => text,
                Some(other) => other.to_string(),
                None => String::new(),
            };
            match text(parameter.get("in")) {
                "path" => path = path.replace(&format!("{{{name}}}"), &example()),
                "query" if parameter.get("required") == Some(&true.into()) => {
                    query.push(format!("{name}={}", example()));
                }
                _ => {}
            }
        }
        let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
        let mut lines = vec![format!("curl -X {method} \"$EVA_URL{path}{query}\"")];
        if operation.get("x-permission").is_some() {
            lines.push("-H \"Authorization: Bearer $EVA_TOKEN\"".to_owned());
        }
        if self.resolved_parameters(operation).any(|parameter| text(parameter.get("name")) == "Idempotency-Key") {
            // Another key for each operation: the same key with another request is refused.
            lines.push(format!("-H \"Idempotency-Key: {}-1\"", text(operation.get("operationId"))));
        }
        for (media_type, content) in fields(operation.pointer("/requestBody/content")) {
            let body = content.get("schema").map(|schema| self.example(schema)).unwrap_or_default();
            lines.push(format!("-H \"Content-Type: {media_type}\""));
            lines.push(format!("-d '{}'", body.to_string().replace('\'', "'\\''")));
        }
        lines.join(" \\\n  ")
    }
}
