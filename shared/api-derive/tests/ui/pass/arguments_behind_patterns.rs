//! A pattern that binds one name is declared under that name.

use api::{Permission, api_endpoint};
use axum::{Extension, extract::State};

#[derive(Clone)]
struct App {
    name: &'static str,
}

#[api_endpoint(
    method = GET,
    path = "/name",
    permission = Permission::AccountRead,
    extractors(name, mut_count),
    state = App,
    summary = "Get the name"
)]
async fn get_name(State(App { name }): State<App>, Extension(mut mut_count): Extension<u8>) -> String {
    mut_count += 1;
    format!("{name} {mut_count}")
}

fn main() {
    let _ = api::ApiRouter::new("names").endpoint(get_name_endpoint()).into_router(App { name: "a" });
}
