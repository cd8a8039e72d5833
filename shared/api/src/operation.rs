//! What an endpoint says about itself, in the words of `#[api_endpoint]`.

use access_control::{OperatorPermission, Permission};
use axum::routing::MethodFilter;
use http::StatusCode;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::Value;

/// Makes the schema of one type.
pub type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// A type that the document can describe: everything with a JSON Schema. Its own trait only for the compiler's answer.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the document cannot describe `{Self}`: it does not implement `JsonSchema`",
    label = "has no schema",
    note = "derive it: `#[derive(Deserialize, JsonSchema)]` for what is read, `#[derive(Serialize, JsonSchema)]` for what is answered",
    note = "correct: `request = CreateAccount,`"
)]
pub trait Described {
    /// The schema, which others refer to.
    fn referred(generator: &mut SchemaGenerator) -> Schema;
    /// The schema itself.
    fn inline(generator: &mut SchemaGenerator) -> Schema;
}

#[diagnostic::do_not_recommend]
impl<T: JsonSchema> Described for T {
    fn referred(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<T>()
    }
    fn inline(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// The methods that an endpoint may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// Reads; safe.
    Get,
    /// Creates, or carries out a verb.
    Post,
    /// Replaces; idempotent.
    Put,
    /// Changes, as a merge patch.
    Patch,
    /// Archives.
    Delete,
}

impl Method {
    /// As the request line writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    pub(crate) const fn filter(self) -> MethodFilter {
        match self {
            Self::Get => MethodFilter::GET,
            Self::Post => MethodFilter::POST,
            Self::Put => MethodFilter::PUT,
            Self::Patch => MethodFilter::PATCH,
            Self::Delete => MethodFilter::DELETE,
        }
    }
}

/// Who may call an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Callers in a tenant who hold this permission.
    Permission(Permission),
    /// Operators of the platform who hold this permission. No caller in a tenant is one.
    Operator(OperatorPermission),
    /// Everybody, also without a token, for a reason.
    Public {
        /// Why this needs no permission.
        reason: &'static str,
    },
}

/// A parameter in the path.
#[derive(Debug, Clone, Copy)]
pub struct PathParam {
    /// As the path names it.
    pub name: &'static str,
    /// The schema of its type.
    pub schema: SchemaOf,
}

/// Everything that is known about an endpoint but how it does its work: the route, the check of the permission, the OpenAPI
/// document and the tables of the documentation are made from this.
#[derive(Debug, Clone)]
pub struct Operation {
    /// The name of the handler, unique in the API.
    pub id: &'static str,
    /// The method.
    pub method: Method,
    /// The path, with parameters as `{name}`.
    pub path: &'static str,
    /// Who may call it.
    pub access: Access,
    /// The parameters of the path.
    pub path_params: Vec<PathParam>,
    /// The structs that are read from the query string.
    pub query_params: Vec<SchemaOf>,
    /// The body that it takes.
    pub request: Option<SchemaOf>,
    /// Whether the body may be left out.
    pub request_is_optional: bool,
    /// The body of its success: JSON, unless its schema names another `contentMediaType`.
    pub response: Option<SchemaOf>,
    /// The status of its success.
    pub success: u16,
    /// What it does, in one line.
    pub summary: &'static str,
    /// More about it; may be empty.
    pub description: &'static str,
    /// The group it belongs to; the router sets it.
    pub tag: &'static str,
}

impl Operation {
    /// Whether a token is needed.
    #[must_use]
    pub const fn is_public(&self) -> bool {
        matches!(self.access, Access::Public { .. })
    }

    /// Whether it may change something.
    #[must_use]
    pub fn is_command(&self) -> bool {
        self.method != Method::Get && !self.is_public()
    }

    /// Whether it takes an `Idempotency-Key`: every command of a tenant does. What an operator does is the same done twice, and there is no
    /// scope in which a key could be remembered.
    #[must_use]
    pub fn takes_a_key(&self) -> bool {
        self.is_command() && matches!(self.access, Access::Permission(_))
    }

    /// Whether it changes a record that is there, also one that is there from the start: then it takes `If-Match`.
    #[must_use]
    pub fn changes_a_record(&self) -> bool {
        let creates = self.path_params.is_empty() && StatusCode::CREATED == self.success;
        self.is_command() && !creates
    }

    /// Whether it is about one thing, which may not be there: one that the path names, or a query that cannot be left out.
    fn is_about_one(&self) -> bool {
        let demands = |query: &SchemaOf| {
            let schema = query(&mut SchemaGenerator::default());
            schema.get("required").and_then(Value::as_array).is_some_and(|required| !required.is_empty())
        };
        !self.path_params.is_empty() || self.query_params.iter().any(demands)
    }

    /// The statuses of the problems that it can answer with, from its shape: they are the same for every endpoint of that shape.
    #[must_use]
    pub fn problems(&self) -> Vec<u16> {
        let mut statuses = vec![400, 429, 500, 503];
        if !self.is_public() {
            statuses.extend([401, 403]);
        }
        if self.is_about_one() {
            statuses.push(404);
        }
        if self.is_command() {
            // Also a command that takes no body reads what is sent: a body in the wrong place is refused, not ignored.
            statuses.extend([409, 413, 422]);
        }
        if self.changes_a_record() {
            statuses.push(412);
        }
        if self.request.is_some() {
            statuses.extend([413, 415, 422]);
        }
        statuses.sort_unstable();
        statuses.dedup();
        statuses
    }
}
