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
///     command: CommandRequest<AssignOwner>,
/// ) -> Result<Response, Problem> { .. }
/// ```
///
/// | key | says |
/// |---|---|
/// | `method = GET` | GET, POST, PUT, PATCH or DELETE; required |
/// | `path = "/accounts/{account_id}"` | required |
/// | `permission = Permission::AccountRead` | who may call it; or `public = "reason"`; exactly one of them |
/// | `path_params(account_id)` | the arguments that are read from the path, each as its type (`api::PathParameter`) |
/// | `query_params(query)` | the arguments that are structs read from the query string |
/// | `extractors(app, command)` | the arguments that are ordinary axum extractors; for `State(app)` the name is `app` |
/// | `state = App` | the state of the router; `()` when absent |
/// | `request = AssignOwner`, `response = AccountView` | the types of the bodies, for the document |
/// | `optional_request = ChangeAccount` | the type of a body that may be left out (`api::OptionalBody`) |
/// | `status = 201` | the status of the success; 200 when absent |
/// | `summary = ".."`, `description = ".."` | for the document; the summary is required |
#[proc_macro_attribute]
pub fn api_endpoint(attribute: TokenStream, item: TokenStream) -> TokenStream {
    endpoint(attribute.into(), item.into()).into()
}

/// The whole macro, in process: what the tests call.
fn endpoint(attribute: Tokens, item: Tokens) -> Tokens {
    let (args, mut errors) = attr::parse(attribute);
    let handler = match ast::Handler::parse(item.clone()) {
        Ok((handler, of_the_signature)) => {
            errors.extend(of_the_signature);
            handler
        }
        Err(error) => {
            errors.push(error);
            return expand::refused(&item, None, &errors);
        }
    };
    match valid::check(args, &handler, errors) {
        Ok(endpoint) => expand::endpoint(&endpoint, &handler),
        Err(errors) => expand::refused(&item, Some(&handler), &errors),
    }
}

#[cfg(test)]
#[path = "lib.test.rs"]
mod tests;
