//! Decided by trait: an alias of a body is one, and so is an extractor of one's own that says what it reads.

use api::{JsonBody, Permission, Problem, ReadsBody, TakesBody, api_endpoint};
use axum::extract::{FromRequest, Request};
use schemars::JsonSchema;
use serde::Deserialize;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Note {
    text: String,
}

type NoteBody = JsonBody<Note>;

/// A body with its first word.
struct Titled(String);

impl<S: Sync> FromRequest<S> for Titled {
    type Rejection = Problem;
    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let body = NoteBody::from_request(request, state).await?;
        Ok(Self(body.value.text.split(' ').take(1).collect()))
    }
}

impl TakesBody for Titled {}
impl ReadsBody<Note> for Titled {}

#[api_endpoint(
    method = PUT,
    path = "/notes",
    permission = Permission::AccountUpdate,
    extractors(note),
    request = Note,
    summary = "Replace the note",
)]
async fn replace_note(note: NoteBody) -> String {
    note.value.text
}

#[api_endpoint(
    method = POST,
    path = "/notes",
    permission = Permission::AccountUpdate,
    extractors(note),
    request = Note,
    summary = "Add a note",
)]
async fn add_note(Titled(note): Titled) -> String {
    note
}

fn main() {
    let _ = api::ApiRouter::new("notes").endpoint(replace_note_endpoint()).endpoint(add_note_endpoint()).into_router(());
}
