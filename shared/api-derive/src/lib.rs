//! The attribute macro of `api`: `#[api_endpoint]`.
//!
//! It infers nothing: every argument of the handler is declared as what it is, and what is declared and what is there must be
//! the same. It reads attr -> ast -> valid -> expand; all mistakes of one endpoint are reported in one pass, and the handler
//! stays in place so that one mistake does not cause ten.
#![deny(missing_docs)]

mod ast;
mod attr;
mod expand;
mod valid;

use macro_fault::Faults;
use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;

/// Makes an endpoint of an axum handler: the function stays as it is, and `{name}_endpoint()` gives the
/// `api::Endpoint` with its route, the check of its permission and its OpenAPI operation.
///
/// ```ignore
/// #[api_endpoint(
///     method = POST,
///     path = "/accounts/{account_id}/assign",
///     permission = Permission::AccountAssign,
///     path_params(account_id),
///     extractors(app, command),
///     state = App,
///     request = AssignOwner,
///     response = AccountView,
///     status = 200,
///     summary = "Assign an owner"
/// )]
/// pub async fn assign_account(
///     account_id: AccountId,
///     State(app): State<App>,
///     command: JsonBody<AssignOwner>,
/// ) -> Result<Response, Problem> { .. }
/// ```
///
/// | key | says |
/// |---|---|
/// | `method = GET` | GET, POST, PUT, PATCH or DELETE; required |
/// | `path = "/accounts/{account_id}"` | required; lower-case words and parameters |
/// | `permission = Permission::AccountRead` | who may call it, in a tenant; or `operator_permission = OperatorPermission::ViolationRead` for operators of the platform; or `public = ".."` with a reason of 20 characters or more; exactly one of them. No argument may be an `api::Operator` in the first case, or an `api::Caller` in the second |
/// | `path_params(account_id)` | the arguments that are read from the path, each as its type (`api::PathParameter`) |
/// | `query_params(query)` | the argument that is a struct read from the query string; one, and it should deny unknown fields |
/// | `extractors(app, command)` | the arguments that are ordinary axum extractors; for `State(app)` the name is `app` |
/// | `state = App` | the state of the router; `()` when absent |
/// | `request = AssignOwner` | the type of the body; the last extractor reads it (`api::ReadsBody`, such as `api::JsonBody`) |
/// | `optional_request = ChangeAccount` | the type of a body that may be left out (`api::ReadsOptionalBody`, such as `api::OptionalBody`) |
/// | `response = AccountView` | the type of the answer's body, for the document |
/// | `status = 201` | the status of the success; 200 when absent. A creation (201) links to what can be done with the new record |
/// | `summary = ".."`, `description = ".."` | for the document; the summary is required |
///
/// # What it refuses
/// A segment of the path that is not declared, a declared one that is not in the path, a name that is declared twice or is no argument, an
/// argument that is not declared; more than one struct of query parameters; a permission that is no `Permission`, or none without a `public` reason; a path that a router
/// could read in two ways; a method, a status and bodies that do not go together; a handler that is not async, is generic, takes `self` or
/// has an argument without a name. A path parameter whose type is no typed id and no `api::PathParameter` is refused by the compiler,
/// as are a body without a schema, one that is declared and not read as that type, one that is read and not declared, and query parameters that
/// are no struct. The same method and path twice is refused when the router is built.
///
/// # Older spellings
/// A method in quotes (`method = "get"`), and a path whose parameters all are arguments and are not declared, compile with a warning until
/// version 0.2; `docs/migrations/0001-explicit-endpoints.md` says how to move.
#[proc_macro_attribute]
pub fn api_endpoint(attribute: TokenStream, item: TokenStream) -> TokenStream {
    endpoint(attribute.into(), item.into()).into()
}

/// The whole macro, in process: what the tests call.
fn endpoint(attribute: Tokens, item: Tokens) -> Tokens {
    let mut faults = Faults::default();
    let args = attr::parse(attribute, &mut faults);
    let handler = ast::Handler::read(&item, &mut faults);
    let checked = handler.as_ref().and_then(|handler| valid::check(args, handler, &mut faults));
    match (faults.finish(checked), &handler) {
        (Ok(endpoint), Some(handler)) => expand::endpoint(&endpoint, handler),
        (Ok(_), None) => item,
        (Err(errors), handler) => expand::refused(&item, handler.as_ref(), &errors),
    }
}

#[cfg(test)]
#[path = "lib.test.rs"]
mod tests;
