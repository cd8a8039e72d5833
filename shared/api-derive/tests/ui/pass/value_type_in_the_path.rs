use std::str::FromStr;

use api::{Permission, api_endpoint};
use schemars::JsonSchema;

#[derive(JsonSchema)]
struct Version(u64);

impl FromStr for Version {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self).map_err(|_| "expected a version such as `3`")
    }
}

impl api::PathParameter for Version {}

#[api_endpoint(
    method = GET,
    path = "/schemas/{version}",
    permission = Permission::AccountRead,
    path_params(version),
    summary = "Get a schema"
)]
async fn get_schema(version: Version) -> String {
    version.0.to_string()
}

fn main() {
    let _ = api::ApiRouter::new("schemas").endpoint(get_schema_endpoint()).into_router(());
}
