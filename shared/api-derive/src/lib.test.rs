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
         JsonBody<AssignOwner>) -> Result<Response, Problem> { app.assign(account_id, query, command).await }",
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
    golden(
        "refused.rs",
        r#"method = GET, summary = "x", public = "this endpoint has no path""#,
        "pub async fn get() {}",
    );
}

/// Guards against a panic of the macro on what is no function.
#[test]
fn what_is_no_function_is_kept_and_refused() {
    let text = expanded("method = GET", "struct Account;");
    assert!(text.contains("struct Account;") && text.contains("stands on something that is no function"), "{text}");
}

/// Guards against a body that may be left out being demanded, and against one that is described as the other's.
#[test]
fn the_expansion_of_an_endpoint_with_an_optional_body_is_the_reviewed_one() {
    golden(
        "optional_body.rs",
        r#"method = PUT, path = "/notes", permission = Permission::AccountUpdate, extractors(note),
           optional_request = Note, status = 204, summary = "Replace the notes""#,
        "async fn replace_notes(note: OptionalBody<Note>) -> StatusCode { StatusCode::NO_CONTENT }",
    );
}

/// Guards against two parameters of a path that are exchanged: they are read by name, and given in the order of the arguments.
#[test]
fn the_expansion_of_an_endpoint_with_two_path_parameters_is_the_reviewed_one() {
    golden(
        "two_path_params.rs",
        r#"method = GET, path = "/accounts/{account_id}/contacts/{contact_id}", permission = Permission::ContactRead,
           path_params(account_id, contact_id), summary = "Get a contact""#,
        "async fn get_contact(contact_id: ContactId, account_id: AccountId) -> String { String::new() }",
    );
}

/// Guards against an older spelling that is served otherwise than it was, or without a warning.
#[test]
fn the_expansion_of_older_spellings_is_the_reviewed_one() {
    golden(
        "older.rs",
        r#"method = "get", path = "/accounts/{account_id}", permission = Permission::AccountRead, summary = "Get""#,
        "async fn get_account(account_id: AccountId) {}",
    );
}

/// Guards against a query that is read before the path, or from the body.
#[test]
fn the_expansion_of_an_endpoint_with_a_query_is_the_reviewed_one() {
    golden(
        "query.rs",
        r#"method = GET, path = "/accounts", permission = Permission::AccountRead, query_params(page),
           response = Accounts, summary = "List accounts""#,
        "async fn list_accounts(page: Page) -> Accounts { Accounts }",
    );
}

/// Guards against a body that is read and not declared, which the compiler can only refuse when it is asked.
#[test]
fn the_expansion_of_an_endpoint_without_a_body_is_the_reviewed_one() {
    golden(
        "no_body.rs",
        r#"method = DELETE, path = "/accounts", permission = Permission::AccountArchive, extractors(app, head), state = App,
           summary = "Archive all""#,
        "async fn archive_accounts(State(app): State<App>, head: CommandHead) -> Result<Response, Problem> { app.all(head) }",
    );
}

/// Guards against a text that loses its way out or its correct line: every fault of every UI case, as it is told. The compiler shows
/// the same, and takes minutes to ask. Update with `UPDATE_EXPECT=1`.
#[test]
fn the_faults_of_all_ui_cases_are_the_reviewed_ones() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui/fail");
    let mut cases: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|case| case.extension().is_some_and(|extension| extension == "rs"));
    cases.sort();
    let told: String = cases.iter().map(|case| faults_of(case)).collect();
    expect_test::expect_file!["../tests/golden/faults.txt"].assert_eq(&told);
}

/// What the macro says about the handlers of a file, under its name; nothing when only types can tell.
fn faults_of(case: &Path) -> String {
    let file = syn::parse_file(&std::fs::read_to_string(case).unwrap()).unwrap();
    let mut told = String::new();
    for mut item in file.items {
        let (syn::Item::Fn(syn::ItemFn { attrs, .. }) | syn::Item::Struct(syn::ItemStruct { attrs, .. })) = &mut item
        else {
            continue;
        };
        let is_endpoint = |attribute: &syn::Attribute| attribute.path().is_ident("api_endpoint");
        let Some(position) = attrs.iter().position(is_endpoint) else { continue };
        let syn::Meta::List(words) = attrs.remove(position).meta else { continue };
        let mut faults = Faults::default();
        let args = attr::parse(words.tokens, &mut faults);
        let handler = ast::Handler::read(&quote::quote!(#item), &mut faults);
        let endpoint = handler.and_then(|handler| valid::check(args, &handler, &mut faults));
        told.extend(faults.finish(endpoint).err().into_iter().flatten().map(|fault| format!("{fault}\n")));
    }
    if told.is_empty() { told } else { format!("{}\n{told}\n", case.file_stem().unwrap().to_string_lossy()) }
}
