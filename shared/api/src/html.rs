//! A page as an answer, for the document.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

/// A page of HTML, as the `response` of an endpoint: the document then names `text/html`, not JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Html {}

impl JsonSchema for Html {
    fn schema_name() -> Cow<'static, str> {
        "Html".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "contentMediaType": "text/html" })
    }
}
