pub async fn get() {}
#[doc(hidden)]
pub fn get_endpoint<S>() -> ::api::Endpoint<S> {
    ::core::unreachable!()
}
::core::compile_error! {
    "the endpoint has no `path`\n  mend: say where it is\n  correct: path = \"/accounts/{account_id}\","
}
