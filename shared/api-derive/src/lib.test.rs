use std::path::Path;

use super::*;

fn expanded(attribute: &str, item: &str) -> String {
    let tokens = endpoint(attribute.parse().unwrap(), item.parse().unwrap());
    prettyplease::unparse(&syn::parse2(tokens).unwrap())
}

fn golden(name: &str, attribute: &str, item: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    expect_test::expect_file![path].assert_eq(&expanded(attribute, item));
}

/// Guards against an expansion that changes unseen: everybody's endpoints are made of it.
#[test]
fn the_expansion_of_a_full_endpoint_is_the_reviewed_one() {
    golden(
        "full.rs",
        r#"method = POST, path = "/accounts/{account_id}/assign", permission = Permission::AccountAssign,
           path_params(account_id), query_params(query), extractors(app, command), state = App,
           request = AssignOwner, response = AccountView, status = 200, summary = "Assign an owner",
           description = "The former owner is told.""#,
        "pub async fn assign_account(query: AssignQuery, account_id: AccountId, State(app): State<App>, command: \
         CommandRequest<AssignOwner>) -> Result<Response, Problem> { app.assign(account_id, query, command).await }",
    );
}

/// Guards against public endpoints that get a check, a path or a body they do not have.
#[test]
fn the_expansion_of_a_public_endpoint_is_the_reviewed_one() {
    golden(
        "public.rs",
        r#"method = GET, path = "/openapi.json", public = "the document is public", summary = "Get the document""#,
        "async fn document() -> &'static str { DOCUMENT }",
    );
}

/// Guards against one mistake that cascades: the handler stays, and an endpoint of any state stands in for the refused one.
#[test]
fn the_expansion_of_a_refused_endpoint_keeps_the_handler_and_the_name() {
    golden("refused.rs", r#"method = GET, summary = "x", public = "this has no path""#, "pub async fn get() {}");
}

/// Guards against a panic of the macro on what is no function.
#[test]
fn what_is_no_function_is_kept_and_refused() {
    let text = expanded("method = GET", "struct Account;");
    assert!(text.contains("struct Account;") && text.contains("stands on something that is no function"), "{text}");
}
