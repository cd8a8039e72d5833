pub async fn get() {}
#[doc(hidden)]
pub fn get_endpoint<S>() -> ::api::Endpoint<S> {
    ::core::unreachable!()
}
::core::compile_error! {
    "`path` is missing: write for instance `path = \"/accounts/{account_id}\"`"
}
