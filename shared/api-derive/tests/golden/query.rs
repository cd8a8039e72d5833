async fn list_accounts(page: Page) -> Accounts {
    Accounts
}
/// The endpoint `GET /accounts` over [`list_accounts`].
#[must_use]
fn list_accounts_endpoint() -> ::api::Endpoint<()> {
    const _: fn() = || {
        use ::api::__private::Otherwise as _;
        ::api::__private::names_parameters::<
            Page,
            _,
        >(::api::__private::Argument::<Page>::TYPE.names_nothing())
    };
    async fn __api_route(
        ::api::Query(page): ::api::Query<Page>,
    ) -> ::api::__private::axum::response::Response {
        ::api::__private::axum::response::IntoResponse::into_response(
            list_accounts(page).await,
        )
    }
    ::api::Endpoint::new(
        ::api::Operation {
            id: "list_accounts",
            method: ::api::Method::Get,
            path: "/accounts",
            access: ::api::Access::Permission({
                const __API_PERMISSION: ::api::Permission = Permission::AccountRead;
                __API_PERMISSION
            }),
            path_params: ::std::vec![],
            query_params: ::std::vec![< Page as ::api::__private::Described > ::inline],
            request: ::core::option::Option::None,
            request_is_optional: false,
            response: ::core::option::Option::Some(
                <Accounts as ::api::__private::Described>::referred,
            ),
            success: 200u16,
            summary: "List accounts",
            description: "",
            tag: "",
        },
        __api_route,
    )
}
