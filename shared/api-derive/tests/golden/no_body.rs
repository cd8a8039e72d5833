async fn archive_accounts(
    State(app): State<App>,
    head: CommandHead,
) -> Result<Response, Problem> {
    app.all(head)
}
/// The endpoint `DELETE /accounts` over [`archive_accounts`].
#[must_use]
fn archive_accounts_endpoint() -> ::api::Endpoint<App> {
    const _: fn() = || {
        use ::api::__private::Otherwise as _;
        ::api::__private::leaves_body::<
            CommandHead,
            _,
        >(::api::__private::Argument::<CommandHead>::TYPE.takes_body())
    };
    const _: fn() = || {
        use ::api::__private::Otherwise as _;
        ::api::__private::serves_tenants::<
            State<App>,
            _,
        >(::api::__private::Argument::<State<App>>::TYPE.is_of_operators())
    };
    const _: fn() = || {
        use ::api::__private::Otherwise as _;
        ::api::__private::serves_tenants::<
            CommandHead,
            _,
        >(::api::__private::Argument::<CommandHead>::TYPE.is_of_operators())
    };
    async fn __api_route(
        app: State<App>,
        head: CommandHead,
    ) -> ::api::__private::axum::response::Response {
        ::api::__private::axum::response::IntoResponse::into_response(
            archive_accounts(app, head).await,
        )
    }
    ::api::Endpoint::new(
        ::api::Operation {
            id: "archive_accounts",
            method: ::api::Method::Delete,
            path: "/accounts",
            access: ::api::Access::Permission({
                const __API_PERMISSION: ::api::Permission = Permission::AccountArchive;
                __API_PERMISSION
            }),
            path_params: ::std::vec![],
            query_params: ::std::vec![],
            request: ::core::option::Option::None,
            request_is_optional: false,
            response: ::core::option::Option::None,
            success: 200u16,
            summary: "Archive all",
            description: "",
            tag: "",
        },
        __api_route,
    )
}
