use expect_test::{Expect, expect};
use macro_fault::Faults;
use proc_macro2::{Delimiter, Group, TokenStream};
use quote::quote;

use crate::{ast::Handler, attr};

const HANDLER: &str = "pub async fn get(account_id: AccountId, query: List, State(app): State<App>) -> Answer {}";
const WORDS: &str = r#"method = GET, path = "/accounts/{account_id}", permission = Permission::AccountRead,
    path_params(account_id), query_params(query), extractors(app), state = App, response = View, summary = "Get""#;

/// What each fault says is wrong, and how to mend it.
fn mistakes(attribute: &str, item: &str) -> Vec<String> {
    mistakes_of(attribute.parse().unwrap(), item)
}

fn mistakes_of(attribute: TokenStream, item: &str) -> Vec<String> {
    let mut faults = Faults::default();
    let args = attr::parse(attribute, &mut faults);
    let handler = Handler::read(&item.parse().unwrap(), &mut faults).unwrap();
    let endpoint = super::check(args, &handler, &mut faults);
    let (older, errors) = match faults.finish(endpoint) {
        Ok(endpoint) => (endpoint.older, None),
        Err(errors) => (Vec::new(), Some(errors)),
    };
    let older = older.into_iter().map(|older| format!("warning: {}", older.note));
    let errors = errors.into_iter().flatten().map(|error| error.to_string());
    let lines = |text: String| text.lines().take(2).map(str::trim).collect::<Vec<_>>().join("; ");
    older.chain(errors).map(lines).collect()
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
    expect!["the path `/` has an empty segment; mend: remove the `/` that is too many"]
        .assert_eq(&mistakes(public, "async fn docs() {}").join("\n"));
    let public = public.replace("\"/\"", "\"/openapi.json\"");
    assert_eq!(mistakes(&public, "async fn docs() {}"), [""; 0]);
    for method in ["POST", "PUT", "PATCH"] {
        let words = WORDS.replace("GET", method) + ", request = Body, status = 201, description = \"More\"";
        assert_eq!(mistakes(&words, HANDLER), [""; 0]);
    }
    assert_eq!(mistakes(&(WORDS.replace("GET", "DELETE") + ", status = 202"), HANDLER), [""; 0]);
    let without_content = WORDS.replace("GET", "DELETE").replace("response = View, ", "") + ", status = 204";
    assert_eq!(mistakes(&without_content, HANDLER), [""; 0]);
    let generic = WORDS.replace("state = App", "state = App<A, B>");
    assert_eq!(mistakes(&generic, HANDLER), [""; 0]);
}

/// Guards against words that are missing and guessed.
#[test]
fn every_required_word_is_asked_for() {
    check("method = GET,", "", &expect!["the endpoint has no `method`; mend: say which requests it answers"]);
    check("path = \"/accounts/{account_id}\",", "", &expect!["the endpoint has no `path`; mend: say where it is"]);
    check(", summary = \"Get\"", "", &expect!["the endpoint has no `summary`; mend: say in one line what it does"]);
    check(
        "permission = Permission::AccountRead,",
        "",
        &expect![
            "the endpoint has no `permission`; mend: name the permission that a caller needs, or `public` with a reason"
        ],
    );
    expect![[r#"
        the endpoint has no `method`; mend: say which requests it answers
        the endpoint has no `path`; mend: say where it is
        the endpoint has no `permission`; mend: name the permission that a caller needs, or `public` with a reason
        the endpoint has no `summary`; mend: say in one line what it does"#]]
    .assert_eq(&mistakes("", "async fn get() {}").join("\n"));
}

/// Guards against words that are silently ignored or replaced by what they might have meant.
#[test]
fn a_word_of_the_wrong_form_is_refused() {
    check(
        "GET",
        "\"get\"",
        &expect![
            "warning: a method in quotes is an older spelling; mend: write what is correct; it works until version 0.2, see docs/migrations/0001-explicit-endpoints.md"
        ],
    );
    check(
        "GET",
        "get",
        &expect![
            "the endpoint has no such method; mend: write GET, POST, PUT, PATCH or DELETE, in capitals and without quotes"
        ],
    );
    check(
        "GET",
        "HEAD",
        &expect![
            "the endpoint has no such method; mend: write GET, POST, PUT, PATCH or DELETE, in capitals and without quotes"
        ],
    );
    check("method = GET", "method", &expect!["`method` is not of its form; mend: write a `=` and one value behind it"]);
    check(
        "method = GET",
        "methd = GET",
        &expect![[r#"
            `methd` is no word of an endpoint; mend: write one of `method`, `path`, `permission`, `operator_permission`, `public`, `path_params`, `query_params`, `extractors`, `state`, `request`, `optional_request`, `response`, `status`, `summary`, `description`
            the endpoint has no `method`; mend: say which requests it answers"#]],
    );
    check("method = GET", "method = GET, method = GET", &expect!["`method` stands twice; mend: keep one of them"]);
    check(
        "summary = \"Get\"",
        "summary = Get",
        &expect!["`summary` is not of its form; mend: write a `=` and one value behind it"],
    );
    check("summary = \"Get\"", "summary = \" \"", &expect!["the summary is empty; mend: say in one line what it does"]);
    check(
        "summary = \"Get\"",
        "summary = \"Get\", status = 404",
        &expect![
            "`404` is no status of a success; mend: write that of a success, 200 to 299; problems are not declared"
        ],
    );
    check(
        "summary = \"Get\"",
        "summary = \"Get\", status = 199",
        &expect![
            "`199` is no status of a success; mend: write that of a success, 200 to 299; problems are not declared"
        ],
    );
    check("summary = \"Get\"", "summary = \"Get\", status = 299", &expect![[""]]);
    check(
        "summary = \"Get\"",
        "summary = \"Get\", status = 300",
        &expect![
            "`300` is no status of a success; mend: write that of a success, 200 to 299; problems are not declared"
        ],
    );
    check(
        "summary = \"Get\"",
        "summary = \"Get\", request = Body",
        &expect!["a GET has no body; mend: remove the `request`, or read the value from the query string"],
    );
    check(
        "summary = \"Get\"",
        "summary = \"Get\", request = Body, optional_request = Body",
        &expect![[r#"
            `request` and `optional_request` exclude each other; mend: keep one of them
            a GET has no body; mend: remove the `request`, or read the value from the query string"#]],
    );
    check(
        "path_params(account_id)",
        "path_params = account_id",
        &expect![
            "`path_params` is not of its form; mend: list names of arguments between parentheses, with commas between them"
        ],
    );
    check(
        "path_params(account_id)",
        "path_params(\"account_id\")",
        &expect![
            "`path_params` is not of its form; mend: list names of arguments between parentheses, with commas between them"
        ],
    );
    check(
        "state = App, response",
        "state = App response",
        &expect!["there is no comma before the next word; mend: put a comma between two words"],
    );
}

/// Guards against paths that the router reads in another way than the document.
#[test]
fn a_path_of_the_wrong_form_is_refused() {
    check(
        "\"/accounts/{account_id}\"",
        "\"accounts/{account_id}\"",
        &expect!["the path `accounts/{account_id}` does not start with `/`; mend: put a `/` before it"],
    );
    check(
        "\"/accounts/{account_id}\"",
        "\"/accounts/{account_id}/\"",
        &expect!["the path `/accounts/{account_id}/` has an empty segment; mend: remove the `/` that is too many"],
    );
    check(
        "\"/accounts/{account_id}\"",
        "\"/Accounts/{account_id}\"",
        &expect![
            "`Accounts` is no segment of a path; mend: write lower-case letters, digits, `-`, `_` or `.`, or one parameter such as `{account_id}`"
        ],
    );
    check(
        "\"/accounts/{account_id}\"",
        "\"/../{account_id}\"",
        &expect![
            "`..` is no segment of a path; mend: write lower-case letters, digits, `-`, `_` or `.`, or one parameter such as `{account_id}`"
        ],
    );
    check(
        "\"/accounts/{account_id}\"",
        "\"/x{account_id}\"",
        &expect![[r#"
            `x{account_id}` is no segment of a path; mend: write lower-case letters, digits, `-`, `_` or `.`, or one parameter such as `{account_id}`
            `account_id` is not in the path `/x{account_id}`; mend: add a segment `{account_id}`, or remove it here"#]],
    );
    check(
        "\"/accounts/{account_id}\"",
        "\"/{*account_id}\"",
        &expect![[r#"
            `{*account_id}` is no segment of a path; mend: write lower-case letters, digits, `-`, `_` or `.`, or one parameter such as `{account_id}`
            `account_id` is not in the path `/{*account_id}`; mend: add a segment `{account_id}`, or remove it here"#]],
    );
    check(
        "\"/accounts/{account_id}\"",
        "\"/{account_id}/{account_id}\"",
        &expect!["the path names `{account_id}` twice; mend: give one of them another name"],
    );
}

/// Guards against parameters that are inferred: what is declared, what is in the path and what is an argument must agree.
/// Requirement: ALL-2.
#[test]
fn declared_parameters_agree_with_the_path_and_the_arguments() {
    check(
        "path_params(account_id), ",
        "",
        &expect![
            "warning: a path whose parameters are not declared is an older spelling; mend: write what is correct; it works until version 0.2, see docs/migrations/0001-explicit-endpoints.md"
        ],
    );
    check(
        "path_params(account_id)",
        "path_params(account_id, contact_id)",
        &expect![[r#"
            `contact_id` is not in the path `/accounts/{account_id}`; mend: add a segment `{contact_id}`, or remove it here
            `contact_id` is no argument of the function; mend: add it there, or remove it here"#]],
    );
    check(
        "path_params(account_id)",
        "path_params(account_id, account_id)",
        &expect!["`account_id` stands twice in `path_params`; mend: keep one of them"],
    );
    check(
        "query_params(query)",
        "query_params(query, account_id)",
        &expect![
            "`account_id` is declared in `path_params` and in `query_params`; mend: keep one of them: it is read from one place"
        ],
    );
    check(
        "query_params(query), ",
        "",
        &expect![
            "the argument `query` is not declared; mend: add it to `path_params(..)`, `query_params(..)` or `extractors(..)`: nothing is inferred"
        ],
    );
    check(
        "extractors(app)",
        "extractors(app, body)",
        &expect!["`body` is no argument of the function; mend: add it there, or remove it here"],
    );
    check(
        "extractors(app), ",
        "",
        &expect![
            "the argument `app` is not declared; mend: add it to `path_params(..)`, `query_params(..)` or `extractors(..)`: nothing is inferred"
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
            "a permission is a value of `access_control::Permission`, never a text or a computation; mend: name a variant, or a constant of that type"
        ],
    );
    check(
        "Permission::AccountRead",
        "permission(\"account.read\")",
        &expect![
            "a permission is a value of `access_control::Permission`, never a text or a computation; mend: name a variant, or a constant of that type"
        ],
    );
    check(
        "summary",
        "public = \"everybody may read this\", summary",
        &expect!["an endpoint has a `permission` or is `public`, not both; mend: remove one of them"],
    );
    check(
        "permission = Permission::AccountRead",
        "public = \"docs\"",
        &expect![
            "`docs` is no reason to be public; mend: say in 20 characters or more why everybody may call it, also without a token"
        ],
    );
    check("permission = Permission::AccountRead", "public = \"01234567890123456789\"", &expect![[""]]);
    check(
        "permission = Permission::AccountRead",
        "public = \" 0123456789012345678 \"",
        &expect![
            "` 0123456789012345678 ` is no reason to be public; mend: say in 20 characters or more why everybody may call it, also without a token"
        ],
    );
}

/// Guards against handlers that the router cannot call.
#[test]
fn a_handler_is_a_free_async_function_with_named_arguments() {
    check_handler(&HANDLER.replace("async ", ""), &expect!["the handler is not async; mend: write `async fn`"]);
    check_handler(
        &HANDLER.replace("get(", "get<T>("),
        &expect![
            "the handler is generic; mend: name the types: the router needs one handler, and the document one schema"
        ],
    );
    check_handler(
        &HANDLER.replace("get(", "get(self, "),
        &expect!["the handler takes `self`; mend: write a free function and take what it needs from the state"],
    );
    check_handler(
        &HANDLER.replace("State(app)", "_"),
        &expect![
            "the argument has no name, or several; mend: bind exactly one name, by which the endpoint can declare it"
        ],
    );
    check_handler(
        &HANDLER.replace("State(app)", "State((app, b))"),
        &expect![
            "the argument has no name, or several; mend: bind exactly one name, by which the endpoint can declare it"
        ],
    );
    check_handler(&HANDLER.replace("State(app)", "(State(app))"), &expect![[""]]);
    check_handler(&HANDLER.replace("State(app)", "(app, _)"), &expect![[""]]);
    check_handler(
        &HANDLER.replace("State(app)", "(app, other)"),
        &expect![
            "the argument has no name, or several; mend: bind exactly one name, by which the endpoint can declare it"
        ],
    );
}

/// Guards against an older spelling that is guessed where something was left out: one list, one argument, one word decides.
#[test]
fn only_what_worked_before_is_an_older_spelling() {
    for method in ["get", "Get", "GET"] {
        let found = mistakes(&WORDS.replacen("GET", &format!("\"{method}\""), 1), HANDLER).join("\n");
        assert!(found.starts_with("warning: a method in quotes"), "{found}");
    }
    check(
        "GET",
        "\"fetch\"",
        &expect![
            "the endpoint has no such method; mend: write GET, POST, PUT, PATCH or DELETE, in capitals and without quotes"
        ],
    );
    check(
        "path_params(account_id)",
        "path_params()",
        &expect![
            "the path segment `{account_id}` is not declared; mend: take an argument `account_id` and add it to `path_params(..)`"
        ],
    );
    let inferred = WORDS.replace("path_params(account_id), ", "");
    let found = |words: &str, handler: &str| mistakes(words, handler).join("\n");
    expect!["the path segment `{account_id}` is not declared; mend: take an argument `account_id` and add it to `path_params(..)`"].assert_eq(&found(&inferred, &HANDLER.replace("account_id: AccountId, ", "")));
    expect!["the path segment `{account_id}` is not declared; mend: take an argument `account_id` and add it to `path_params(..)`"].assert_eq(&found(&inferred.replace("extractors(app)", "extractors(app, account_id)"), HANDLER));
    expect![[r#"
        the path segment `{account_id}` is not declared; mend: take an argument `account_id` and add it to `path_params(..)`
        the path segment `{other_id}` is not declared; mend: take an argument `other_id` and add it to `path_params(..)`"#]].assert_eq(&found(&inferred.replace("{account_id}", "{account_id}/{other_id}"), HANDLER));
    let query = inferred.replace("query_params(query)", "query_params(query, account_id)");
    expect!["the path segment `{account_id}` is not declared; mend: take an argument `account_id` and add it to `path_params(..)`"].assert_eq(&found(&query, HANDLER));
}

/// Guards against answers that no client can read: a method, a status and bodies that do not go together.
#[test]
fn method_status_and_bodies_go_together() {
    let words = |method: &str, more: &str| WORDS.replacen("GET", method, 1) + more;
    let found = |method: &str, more: &str| mistakes(&words(method, more), HANDLER).join("\n");
    expect!["a DELETE has no body; mend: remove the `request`, or read the value from the query string"]
        .assert_eq(&found("DELETE", ", request = Body"));
    expect!["a DELETE has no body; mend: remove the `request`, or read the value from the query string"]
        .assert_eq(&found("DELETE", ", optional_request = Body"));
    expect!["a GET creates nothing; mend: remove the `status`, or answer a POST or PUT"]
        .assert_eq(&found("GET", ", status = 201"));
    expect!["an answer without content has no body; mend: remove the `response`, or the `status`"]
        .assert_eq(&found("POST", ", status = 204"));
    expect!["an answer without content has no body; mend: remove the `response`, or the `status`"]
        .assert_eq(&found("POST", ", status = 205"));
    for (method, more) in
        [("POST", ", status = 201"), ("PUT", ", status = 201"), ("GET", ", status = 206"), ("POST", ", status = 203")]
    {
        assert_eq!(found(method, more), "", "{method} {more}");
    }
    let without = |status: &str| mistakes(&(WORDS.replace("response = View, ", "") + status), HANDLER).join("\n");
    assert_eq!((without(", status = 204"), without(", status = 200")), (String::new(), String::new()));
}

/// Guards against a body in the document that the handler never reads: a client fills in what is thrown away.
#[test]
fn a_declared_body_has_an_argument_that_can_read_it() {
    let words = WORDS.replacen("GET", "POST", 1) + ", request = Body";
    assert_eq!(mistakes(&words, HANDLER), [""; 0]);
    let without = words.replace("extractors(app), ", "");
    let handler = HANDLER.replace(", State(app): State<App>", "");
    expect!["no argument of the handler reads this body; mend: take the body as the last argument and name it in `extractors(..)`, or remove the word"].assert_eq(&mistakes(&without, &handler).join("\n"));
    expect!["no argument of the handler reads this body; mend: take the body as the last argument and name it in `extractors(..)`, or remove the word"].assert_eq(&mistakes(&without.replace("request =", "optional_request ="), &handler).join("\n"));
    // What is not declared, or has no name, is told already.
    for (words, handler, told) in [
        (&without, HANDLER.to_owned(), "the argument `app` is not declared"),
        (&without, HANDLER.replace("State(app)", "_"), "the argument has no name"),
        (&words.replace("extractors(app)", "extractors(\"app\")"), handler, "`extractors` is not of its form"),
    ] {
        let found = mistakes(words, &handler);
        assert!(found.len() == 1 && found[0].starts_with(told), "{found:?}");
    }
}

/// Guards against two structs that each refuse the parameters of the other: then no request with a parameter is right.
#[test]
fn the_query_string_is_read_into_one_struct() {
    let handler = HANDLER.replace("query: List", "query: List, page: Page");
    let found = |declared: &str| mistakes(&WORDS.replace("query_params(query)", declared), &handler).join("\n");
    expect!["the query string is read into one struct; mend: put the fields of both into one: each would refuse the parameters of the other"].assert_eq(&found("query_params(query, page)"));
    expect!["the argument `query` is not declared; mend: add it to `path_params(..)`, `query_params(..)` or `extractors(..)`: nothing is inferred"].assert_eq(&found("query_params(page)"));
    expect![[r#"
        the query string is read into one struct; mend: put the fields of both into one: each would refuse the parameters of the other
        `page` stands twice in `query_params`; mend: keep one of them"#]].assert_eq(&found("query_params(query, page, page)"));
}

/// Guards against endpoints that a `macro_rules` cannot write: what it passes on stands in groups that nobody sees.
#[test]
fn what_a_macro_passes_on_is_read_as_if_it_was_written_there() {
    let group = |text: &str| Group::new(Delimiter::None, text.parse().unwrap());
    let written = |method: &str, permission: &str| {
        let (method, permission, path) = (group(method), group(permission), group("\"/accounts\""));
        let method = Group::new(Delimiter::None, quote!(#method));
        let words = quote!(method = #method, path = #path, permission = #permission, summary = "List accounts");
        mistakes_of(words, "async fn list_accounts() {}").join("\n")
    };
    expect![[""]].assert_eq(&written("GET", "Permission::AccountRead"));
    expect![
        "the endpoint has no such method; mend: write GET, POST, PUT, PATCH or DELETE, in capitals and without quotes"
    ]
    .assert_eq(&written("get", "Permission::AccountRead"));
    expect!["a permission is a value of `access_control::Permission`, never a text or a computation; mend: name a variant, or a constant of that type"].assert_eq(&written("GET", "\"account.read\""));
}

/// Guards against names that are no arguments: one that begins with a digit, or has a capital.
#[test]
fn a_parameter_of_the_path_has_the_name_of_an_argument() {
    for wrong in ["{1st}", "{accountId}", "{_}", "{}", "{account-id}"] {
        let found = mistakes(&WORDS.replace("{account_id}", wrong), HANDLER);
        assert!(found.iter().any(|told| told.starts_with(&format!("`{wrong}` is no segment of a path"))), "{found:?}");
    }
    let found = mistakes(&WORDS.replace("account_id", "a1_b"), &HANDLER.replace("account_id", "a1_b"));
    assert_eq!(found, [""; 0]);
}
