async fn replace_notes(note: OptionalBody<Note>) -> StatusCode {
    StatusCode::NO_CONTENT
}
/// The endpoint `PUT /notes` over [`replace_notes`].
#[must_use]
fn replace_notes_endpoint() -> ::api::Endpoint<()> {
    const _: fn() = || ::api::__private::reads_optional_body::<
        OptionalBody<Note>,
        Note,
    >();
    const _: fn() = || {
        use ::api::__private::Otherwise as _;
        ::api::__private::serves_tenants::<
            OptionalBody<Note>,
            _,
        >(::api::__private::Argument::<OptionalBody<Note>>::TYPE.is_of_operators())
    };
    async fn __api_route(
        note: OptionalBody<Note>,
    ) -> ::api::__private::axum::response::Response {
        ::api::__private::axum::response::IntoResponse::into_response(
            replace_notes(note).await,
        )
    }
    ::api::Endpoint::new(
        ::api::Operation {
            id: "replace_notes",
            method: ::api::Method::Put,
            path: "/notes",
            access: ::api::Access::Permission({
                const __API_PERMISSION: ::api::Permission = Permission::AccountUpdate;
                __API_PERMISSION
            }),
            path_params: ::std::vec![],
            query_params: ::std::vec![],
            request: ::core::option::Option::Some(
                <Note as ::api::__private::Described>::referred,
            ),
            request_is_optional: true,
            response: ::core::option::Option::None,
            success: 204u16,
            summary: "Replace the notes",
            description: "",
            tag: "",
        },
        __api_route,
    )
}
