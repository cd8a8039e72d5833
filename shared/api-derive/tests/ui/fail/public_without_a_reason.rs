use api::api_endpoint;

#[api_endpoint(method = GET, path = "/docs", public = "docs", summary = "Read the docs")]
async fn read_docs() {}

fn main() {}
