use api::api_endpoint;

#[api_endpoint(method = GET, path = "/openapi.json", public = "the document is public", summary = "Get the document")]
pub async fn document() -> &'static str {
    "{}"
}

fn main() {
    let router = api::ApiRouter::new("docs").endpoint(document_endpoint());
    assert!(router.operations()[0].is_public());
    let _: axum::Router = router.into_router(());
}
