async fn document() -> &'static str {
    DOCUMENT
}
/// The endpoint `GET /openapi.json` over [`document`].
#[must_use]
fn document_endpoint() -> ::api::Endpoint<()> {
    async fn __api_route() -> ::api::__private::axum::response::Response {
        ::api::__private::axum::response::IntoResponse::into_response(document().await)
    }
    ::api::Endpoint::new(
        ::api::Operation {
            id: "document",
            method: ::api::Method::Get,
            path: "/openapi.json",
            access: ::api::Access::Public {
                reason: "the document is public",
            },
            path_params: ::std::vec![],
            query_params: ::std::vec![],
            request: ::core::option::Option::None,
            request_is_optional: false,
            response: ::core::option::Option::None,
            success: 200u16,
            summary: "Get the document",
            description: "",
            tag: "",
        },
        __api_route,
    )
}
