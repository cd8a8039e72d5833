use expect_test::{Expect, expect};

use crate::{ast::Handler, attr};

const HANDLER: &str = "pub async fn get(account_id: AccountId, query: List, State(app): State<App>) -> Answer {}";
const WORDS: &str = r#"method = GET, path = "/accounts/{account_id}", permission = Permission::AccountRead,
    path_params(account_id), query_params(query), extractors(app), state = App, response = View, summary = "Get""#;

fn mistakes(attribute: &str, item: &str) -> Vec<String> {
    let (args, mut errors) = attr::parse(attribute.parse().unwrap());
    let (handler, of_the_signature) = Handler::parse(item.parse().unwrap()).unwrap();
    errors.extend(of_the_signature);
    super::check(args, &handler, errors)
        .map_or_else(|errors| errors.iter().map(ToString::to_string).collect(), |_| Vec::new())
}

/// The mistakes of the right words after `from` became `to`.
fn check(from: &str, to: &str, expected: &Expect) {
    assert!(WORDS.contains(from), "{from}");
    expected.assert_eq(&mistakes(&WORDS.replacen(from, to, 1), HANDLER).join("\n"));
}

fn check_handler(item: &str, expected: &Expect) {
    expected.assert_eq(&mistakes(WORDS, item).join("\n"));
}

/// Guards against a validation that refuses what is right, with and without a trailing comma, and in any order.
#[test]
fn right_words_are_accepted() {
    assert_eq!(mistakes(WORDS, HANDLER), [""; 0]);
    assert_eq!(mistakes(&format!("{WORDS},"), HANDLER), [""; 0]);
    let public = r#"summary = "Docs", public = "the document is public", path = "/", method = GET"#;
    expect!["the path `/` has an empty segment: remove the `/` that is too many"]
        .assert_eq(&mistakes(public, "async fn docs() {}").join("\n"));
    let public = public.replace("\"/\"", "\"/openapi.json\"");
    assert_eq!(mistakes(&public, "async fn docs() {}"), [""; 0]);
    for method in ["POST", "PUT", "PATCH", "DELETE"] {
        let words = WORDS.replace("GET", method) + ", request = Body, status = 201, description = \"More\"";
        assert_eq!(mistakes(&words, HANDLER), [""; 0]);
    }
    let generic = WORDS.replace("state = App", "state = App<A, B>");
    assert_eq!(mistakes(&generic, HANDLER), [""; 0]);
}

/// Guards against words that are missing and guessed.
#[test]
fn every_required_word_is_asked_for() {
    check("method = GET,", "", &expect!["`method` is missing: write for instance `method = GET`"]);
    check(
        "path = \"/accounts/{account_id}\",",
        "",
        &expect![[r#"`path` is missing: write for instance `path = "/accounts/{account_id}"`"#]],
    );
    check(", summary = \"Get\"", "", &expect!["`summary` is missing: say in one line what the endpoint does"]);
    check(
        "permission = Permission::AccountRead,",
        "",
        &expect![[
            r#"nobody is named who may call this: write `permission = Permission::AccountRead`, or `public = "why"`"#
        ]],
    );
    expect![[r#"
        `method` is missing: write for instance `method = GET`
        `path` is missing: write for instance `path = "/accounts/{account_id}"`
        nobody is named who may call this: write `permission = Permission::AccountRead`, or `public = "why"`
        `summary` is missing: say in one line what the endpoint does"#]]
    .assert_eq(&mistakes("", "async fn get() {}").join("\n"));
}

/// Guards against words that are silently ignored or replaced by what they might have meant.
#[test]
fn a_word_of_the_wrong_form_is_refused() {
    check("GET", "\"get\"", &expect!["expected one of GET, POST, PUT, PATCH, DELETE, in capitals and without quotes"]);
    check("GET", "get", &expect!["expected one of GET, POST, PUT, PATCH, DELETE, in capitals and without quotes"]);
    check("GET", "HEAD", &expect!["expected one of GET, POST, PUT, PATCH, DELETE, in capitals and without quotes"]);
    check("method = GET", "method", &expect!["`method` is not of its form: write `method = GET`"]);
    check(
        "method = GET",
        "methd = GET",
        &expect![[r#"
        unknown key `methd`: expected one of method, path, permission, public, path_params, query_params, extractors, state, request, optional_request, response, status, summary, description
        `method` is missing: write for instance `method = GET`"#]],
    );
    check("method = GET", "method = GET, method = GET", &expect!["`method` stands twice: keep one of them"]);
    check(
        "summary = \"Get\"",
        "summary = Get",
        &expect![[r#"`summary` is not of its form: write `summary = "Create an account"`"#]],
    );
    check(
        "summary = \"Get\"",
        "summary = \" \"",
        &expect!["the summary is empty: say in one line what the endpoint does"],
    );
    check(
        "summary = \"Get\"",
        "summary = \"Get\", status = 404",
        &expect!["expected the status of a success, from 200 to 299: problems are not declared"],
    );
    check(
        "summary = \"Get\"",
        "summary = \"Get\", status = 199",
        &expect!["expected the status of a success, from 200 to 299: problems are not declared"],
    );
    check("summary = \"Get\"", "summary = \"Get\", status = 299", &expect![[""]]);
    check(
        "summary = \"Get\"",
        "summary = \"Get\", status = 300",
        &expect!["expected the status of a success, from 200 to 299: problems are not declared"],
    );
    check(
        "summary = \"Get\"",
        "summary = \"Get\", request = Body",
        &expect!["a GET has no body: remove `request`, or read the value from the query string"],
    );
    check(
        "summary = \"Get\"",
        "summary = \"Get\", request = Body, optional_request = Body",
        &expect![[r#"
        `request` and `optional_request` exclude each other: keep one of them
        a GET has no body: remove `request`, or read the value from the query string"#]],
    );
    check(
        "path_params(account_id)",
        "path_params = account_id",
        &expect!["`path_params` lists names of arguments: write `path_params(first, second)`"],
    );
    check(
        "path_params(account_id)",
        "path_params(\"account_id\")",
        &expect!["`path_params` lists names of arguments: write `path_params(first, second)`"],
    );
    check("state = App, response", "state = App response", &expect!["expected a comma before the next key"]);
}

/// Guards against paths that the router reads in another way than the document.
#[test]
fn a_path_of_the_wrong_form_is_refused() {
    check(
        "\"/accounts/{account_id}\"",
        "\"accounts/{account_id}\"",
        &expect!["the path `accounts/{account_id}` must start with `/`"],
    );
    check(
        "\"/accounts/{account_id}\"",
        "\"/accounts/{account_id}/\"",
        &expect!["the path `/accounts/{account_id}/` has an empty segment: remove the `/` that is too many"],
    );
    check(
        "\"/accounts/{account_id}\"",
        "\"/Accounts/{account_id}\"",
        &expect![
            "`Accounts` is no segment of a path: expected lower-case letters, digits, `-`, `_` or `.`, or one parameter such as `{account_id}`"
        ],
    );
    check(
        "\"/accounts/{account_id}\"",
        "\"/../{account_id}\"",
        &expect![
            "`..` is no segment of a path: expected lower-case letters, digits, `-`, `_` or `.`, or one parameter such as `{account_id}`"
        ],
    );
    check(
        "\"/accounts/{account_id}\"",
        "\"/x{account_id}\"",
        &expect![[r#"
        `x{account_id}` is no segment of a path: expected lower-case letters, digits, `-`, `_` or `.`, or one parameter such as `{account_id}`
        `account_id` is not in the path `/x{account_id}`: add a segment `{account_id}` or remove it here"#]],
    );
    check(
        "\"/accounts/{account_id}\"",
        "\"/{*account_id}\"",
        &expect![[r#"
        `{*account_id}` is no segment of a path: expected lower-case letters, digits, `-`, `_` or `.`, or one parameter such as `{account_id}`
        `account_id` is not in the path `/{*account_id}`: add a segment `{account_id}` or remove it here"#]],
    );
    check(
        "\"/accounts/{account_id}\"",
        "\"/{account_id}/{account_id}\"",
        &expect!["the path names `{account_id}` twice: give one of them another name"],
    );
}

/// Guards against parameters that are inferred: what is declared, what is in the path and what is an argument must agree.
/// Requirement: ALL-2.
#[test]
fn declared_parameters_agree_with_the_path_and_the_arguments() {
    check(
        "path_params(account_id), ",
        "",
        &expect!["the path segment `{account_id}` is not declared: add `account_id` to `path_params(..)`"],
    );
    check(
        "path_params(account_id)",
        "path_params(account_id, contact_id)",
        &expect![[r#"
        `contact_id` is not in the path `/accounts/{account_id}`: add a segment `{contact_id}` or remove it here
        `contact_id` is no argument of the function: add it there or remove it here"#]],
    );
    check(
        "path_params(account_id)",
        "path_params(account_id, account_id)",
        &expect!["`account_id` stands twice in `path_params`: keep one of them"],
    );
    check(
        "query_params(query)",
        "query_params(query, account_id)",
        &expect!["`account_id` is declared in `path_params` and in `query_params`: it can be only one of them"],
    );
    check(
        "query_params(query), ",
        "",
        &expect![
            "the argument `query` is not declared: add it to `path_params(..)`, `query_params(..)` or `extractors(..)`"
        ],
    );
    check(
        "extractors(app)",
        "extractors(app, body)",
        &expect!["`body` is no argument of the function: add it there or remove it here"],
    );
    check(
        "extractors(app), ",
        "",
        &expect![
            "the argument `app` is not declared: add it to `path_params(..)`, `query_params(..)` or `extractors(..)`"
        ],
    );
}

/// Guards against endpoints that everybody may call by accident.
/// Requirement: ALL-7.
#[test]
fn who_may_call_is_said_once_and_typed() {
    check(
        "Permission::AccountRead",
        "\"account.read\"",
        &expect![
            "a permission is a value of `access_control::Permission`, never a text or a computation: write for instance `permission = Permission::AccountRead`"
        ],
    );
    check(
        "Permission::AccountRead",
        "permission(\"account.read\")",
        &expect![
            "a permission is a value of `access_control::Permission`, never a text or a computation: write for instance `permission = Permission::AccountRead`"
        ],
    );
    check(
        "summary",
        "public = \"everybody may read this\", summary",
        &expect!["an endpoint has a `permission` or is `public`, not both: remove one of them"],
    );
    check(
        "permission = Permission::AccountRead",
        "public = \"docs\"",
        &expect!["say in at least 10 characters why everybody may call this, also without a token"],
    );
    check("permission = Permission::AccountRead", "public = \"0123456789\"", &expect![[""]]);
}

/// Guards against handlers that the router cannot call.
#[test]
fn a_handler_is_a_free_async_function_with_named_arguments() {
    check_handler(&HANDLER.replace("async ", ""), &expect!["a handler is async: write `async fn`"]);
    check_handler(&HANDLER.replace("get(", "get<T>("), &expect!["a handler is not generic: the router needs one type"]);
    check_handler(&HANDLER.replace("get(", "get(self, "), &expect!["a handler is a free function, without `self`"]);
    check_handler(
        &HANDLER.replace("State(app)", "_"),
        &expect!["give the argument exactly one name, as in `account_id: AccountId` or `State(app): State<App>`"],
    );
    check_handler(
        &HANDLER.replace("State(app)", "State((app, b))"),
        &expect!["give the argument exactly one name, as in `account_id: AccountId` or `State(app): State<App>`"],
    );
    check_handler(&HANDLER.replace("State(app)", "(State(app))"), &expect![[""]]);
}
