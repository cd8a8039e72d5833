async fn get_account(account_id: AccountId) {}
const _: () = {
    #[deprecated(
        note = "a method in quotes is an older spelling\n  mend: write what is correct; it works until version 0.2, see docs/migrations/0001-explicit-endpoints.md\n  correct: method = GET,"
    )]
    const OLDER_SPELLING: () = ();
    OLDER_SPELLING
};
const _: () = {
    #[deprecated(
        note = "a path whose parameters are not declared is an older spelling\n  mend: write what is correct; it works until version 0.2, see docs/migrations/0001-explicit-endpoints.md\n  correct: path_params(account_id),"
    )]
    const OLDER_SPELLING: () = ();
    OLDER_SPELLING
};
/// The endpoint `GET /accounts/{account_id}` over [`get_account`].
#[must_use]
fn get_account_endpoint() -> ::api::Endpoint<()> {
    struct __ApiPath {
        account_id: AccountId,
    }
    impl<
        S: ::core::marker::Send + ::core::marker::Sync,
    > ::api::__private::axum::extract::FromRequestParts<S> for __ApiPath {
        type Rejection = ::api::Problem;
        async fn from_request_parts(
            parts: &mut ::api::__private::axum::http::request::Parts,
            state: &S,
        ) -> ::core::result::Result<Self, ::api::Problem> {
            let texts = ::api::__private::PathTexts::of(parts, state).await?;
            ::core::result::Result::Ok(Self {
                account_id: texts.parse::<AccountId>("account_id")?,
            })
        }
    }
    async fn __api_route(
        __api_path: __ApiPath,
    ) -> ::api::__private::axum::response::Response {
        ::api::__private::axum::response::IntoResponse::into_response(
            get_account(__api_path.account_id).await,
        )
    }
    ::api::Endpoint::new(
        ::api::Operation {
            id: "get_account",
            method: ::api::Method::Get,
            path: "/accounts/{account_id}",
            access: ::api::Access::Permission({
                const __API_PERMISSION: ::api::Permission = Permission::AccountRead;
                __API_PERMISSION
            }),
            path_params: ::std::vec![
                ::api::PathParam { name : "account_id", schema :
                ::api::__private::path_schema:: < AccountId > }
            ],
            query_params: ::std::vec![],
            request: ::core::option::Option::None,
            request_is_optional: false,
            response: ::core::option::Option::None,
            success: 200u16,
            summary: "Get",
            description: "",
            tag: "",
        },
        __api_route,
    )
}
