async fn get_contact(contact_id: ContactId, account_id: AccountId) -> String {
    String::new()
}
/// The endpoint `GET /accounts/{account_id}/contacts/{contact_id}` over [`get_contact`].
#[must_use]
fn get_contact_endpoint() -> ::api::Endpoint<()> {
    struct __ApiPath {
        account_id: AccountId,
        contact_id: ContactId,
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
                contact_id: texts.parse::<ContactId>("contact_id")?,
            })
        }
    }
    async fn __api_route(
        __api_path: __ApiPath,
    ) -> ::api::__private::axum::response::Response {
        ::api::__private::axum::response::IntoResponse::into_response(
            get_contact(__api_path.contact_id, __api_path.account_id).await,
        )
    }
    ::api::Endpoint::new(
        ::api::Operation {
            id: "get_contact",
            method: ::api::Method::Get,
            path: "/accounts/{account_id}/contacts/{contact_id}",
            access: ::api::Access::Permission({
                const __API_PERMISSION: ::api::Permission = Permission::ContactRead;
                __API_PERMISSION
            }),
            path_params: ::std::vec![
                ::api::PathParam { name : "account_id", schema :
                ::api::__private::path_schema:: < AccountId > }, ::api::PathParam { name
                : "contact_id", schema : ::api::__private::path_schema:: < ContactId > }
            ],
            query_params: ::std::vec![],
            request: ::core::option::Option::None,
            request_is_optional: false,
            response: ::core::option::Option::None,
            success: 200u16,
            summary: "Get a contact",
            description: "",
            tag: "",
        },
        __api_route,
    )
}
