//! A status of its own, no body in the answer, an optional body in the request.

use api::{OptionalBody, Permission, api_endpoint};
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::Deserialize;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Note {
    text: String,
}

#[api_endpoint(
    method = PUT,
    path = "/notes.current",
    permission = Permission::AccountUpdate,
    extractors(note),
    optional_request = Note,
    status = 204,
    summary = "Replace the note",
)]
async fn replace_note(note: OptionalBody<Note>) -> StatusCode {
    let _ = note.value.map(|note| note.text);
    StatusCode::NO_CONTENT
}

fn main() {
    let _ = api::ApiRouter::new("notes").endpoint(replace_note_endpoint()).into_router(());
}
