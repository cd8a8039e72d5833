//! The HTTP side of every function: endpoints with typed permissions, problem details and the OpenAPI document.
//!
//! An [`Endpoint`] is an axum handler together with its [`Operation`]: the words of `#[api_endpoint]`. The route, the check of
//! the permission and the OpenAPI document are all made from that one value, so they cannot drift apart. Nothing in here knows
//! Lambda, a store or an SDK: the host puts the [`Caller`] or the [`Operator`], and the [`TraceId`], into the request, tests do the same.
#![deny(missing_docs)]

mod asset;
mod caller;
mod declared;
mod endpoint;
mod headers;
mod html;
mod json;
mod openapi;
mod operation;
mod path;
mod problem;
mod query;
mod refusal;
mod router;

pub use access_control::{OperatorPermission, OperatorPermissions, Permission, PermissionSet};
pub use api_derive::api_endpoint;
pub use asset::Asset;
pub use caller::{Caller, Operator, TraceId};
pub use declared::{OfOperators, OfTenants, ReadsBody, ReadsOptionalBody, TakesBody};
pub use endpoint::Endpoint;
pub use headers::{IdempotencyKey, IfMatch, etag};
pub use html::Html;
pub use json::{ClearJson, JsonBody, MAX_BODY_BYTES, OptionalBody, parse_json};
pub use openapi::{Info, openapi};
pub use operation::{Access, Method, Operation, PathParam, SchemaOf};
pub use path::PathParameter;
pub use problem::{FieldError, Location, Problem};
pub use query::Query;
pub use router::{ApiRouter, RouteError};

#[doc(hidden)]
pub mod __private {
    //! What `#[api_endpoint]` expands to.
    pub use crate::{
        declared::{
            Argument, Otherwise, leaves_body, names_parameters, reads_body, reads_optional_body, serves_operators,
            serves_tenants,
        },
        operation::Described,
        path::{PathTexts, path_schema},
    };
    pub use axum;
}
