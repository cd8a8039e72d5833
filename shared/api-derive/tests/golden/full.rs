pub async fn assign_account(
    query: AssignQuery,
    account_id: AccountId,
    State(app): State<App>,
    command: JsonBody<AssignOwner>,
) -> Result<Response, Problem> {
    app.assign(account_id, query, command).await
}
/// The endpoint `POST /accounts/{account_id}/assign` over [`assign_account`].
#[must_use]
pub fn assign_account_endpoint() -> ::api::Endpoint<App> {
    const _: fn() = || {
        use ::api::__private::Otherwise as _;
        ::api::__private::names_parameters::<
            AssignQuery,
            _,
        >(::api::__private::Argument::<AssignQuery>::TYPE.names_nothing())
    };
    const _: fn() = || ::api::__private::reads_body::<
        JsonBody<AssignOwner>,
        AssignOwner,
    >();
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
            JsonBody<AssignOwner>,
            _,
        >(::api::__private::Argument::<JsonBody<AssignOwner>>::TYPE.is_of_operators())
    };
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
        ::api::Query(query): ::api::Query<AssignQuery>,
        app: State<App>,
        command: JsonBody<AssignOwner>,
    ) -> ::api::__private::axum::response::Response {
        ::api::__private::axum::response::IntoResponse::into_response(
            assign_account(query, __api_path.account_id, app, command).await,
        )
    }
    ::api::Endpoint::new(
        ::api::Operation {
            id: "assign_account",
            method: ::api::Method::Post,
            path: "/accounts/{account_id}/assign",
            access: ::api::Access::Permission({
                const __API_PERMISSION: ::api::Permission = Permission::AccountAssign;
                __API_PERMISSION
            }),
            path_params: ::std::vec![
                ::api::PathParam { name : "account_id", schema :
                ::api::__private::path_schema:: < AccountId > }
            ],
            query_params: ::std::vec![
                < AssignQuery as ::api::__private::Described > ::inline
            ],
            request: ::core::option::Option::Some(
                <AssignOwner as ::api::__private::Described>::referred,
            ),
            request_is_optional: false,
            response: ::core::option::Option::Some(
                <AccountView as ::api::__private::Described>::referred,
            ),
            success: 200u16,
            summary: "Assign an owner",
            description: "The former owner is told.",
            tag: "",
        },
        __api_route,
    )
}
