//! From an HTTP request to a command, and from what became of it to an answer.

use api::{Caller, FieldError, IdempotencyKey, IfMatch, Permission, Problem};
use axum::extract::FromRequestParts;
use http::{Method, request::Parts};
use kernel::{
    Aggregate, CorrelationId, KeyName, Limit, LoadError, ReferenceRefusal, Refusal, RefusedReference, Rejection, Scope,
};

use crate::{
    CommandRequest, ExecuteError, Idempotency,
    clock::{self, fresh_uuid},
};

/// Everything of a command's request but its body: who calls, under which conditions, under which key.
#[derive(Clone, Debug)]
pub struct CommandHead {
    caller: Caller,
    if_match: Option<u64>,
    idempotency_key: Option<String>,
    correlation_id: CorrelationId,
    method: Method,
    path: String,
}

impl<S: Sync> FromRequestParts<S> for CommandHead {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let correlation_id = parts.extensions.get::<CorrelationId>().copied();
        Ok(Self {
            caller: Caller::from_request_parts(parts, state).await?,
            if_match: IfMatch::from_request_parts(parts, state).await?.0,
            idempotency_key: IdempotencyKey::from_request_parts(parts, state).await?.0,
            correlation_id: correlation_id.unwrap_or_else(|| CorrelationId::from_uuid(fresh_uuid())),
            method: parts.method.clone(),
            path: parts.uri.path().to_owned(),
        })
    }
}

impl api::OfTenants for CommandHead {}

impl CommandHead {
    /// The scope of the caller.
    #[must_use]
    pub const fn scope(&self) -> Scope {
        self.caller.scope()
    }

    /// Whether the caller may do what the command comprises besides what its endpoint is for.
    ///
    /// # Errors
    /// 403 without the permission.
    pub fn allows(&self, permission: Permission) -> Result<(), Problem> {
        if self.caller.permissions().allows(permission) { Ok(()) } else { Err(Problem::forbidden(permission)) }
    }

    /// The request to run a command on an aggregate. `body` is what the client sent, byte by byte: another body under the same
    /// idempotency key is another request.
    #[must_use]
    pub fn request<A: Aggregate>(
        self,
        function: KeyName,
        id: A::Id,
        command: A::Command,
        status: u16,
        body: &[u8],
    ) -> CommandRequest<A> {
        let user_id = self.caller.user_id();
        let idempotency = self
            .idempotency_key
            .map(|key| Idempotency::new(function, user_id, &key, self.method.as_str(), &self.path, body));
        CommandRequest {
            scope: self.caller.scope(),
            user_id,
            id,
            command,
            if_match: self.if_match,
            idempotency,
            correlation_id: self.correlation_id,
            status,
        }
    }

    /// The request to make a new aggregate, under a fresh id.
    ///
    /// # Errors
    /// 400 with `If-Match`: there is no version yet that a client could have seen.
    pub fn creation<A: Aggregate>(
        self,
        function: KeyName,
        command: A::Command,
        body: &[u8],
    ) -> Result<CommandRequest<A>, Problem> {
        if self.if_match.is_some() {
            return Err(Problem::invalid_header("If-Match", "a record that is created has no version before it"));
        }
        Ok(self.request(function, clock::fresh_id(), command, 201, body))
    }
}

/// How long a client waits at least before it tries again what was only busy, in seconds.
const RETRY_AFTER_SECONDS: u32 = 1;

impl From<ExecuteError> for Problem {
    fn from(error: ExecuteError) -> Self {
        match error {
            ExecuteError::Rejected(rejection) => rejected(rejection),
            ExecuteError::Taken { claim, holder } => {
                Self::conflict("duplicate_value", "another record holds a value that must be unique")
                    .with_extension("ids", vec![holder.to_string()])
                    .with_error(FieldError::at(claim.pointer, "duplicate_value", "the value is taken"))
            }
            ExecuteError::Reference(refused) => reference(refused),
            ExecuteError::Blocked { counters, ids, more } => {
                let mut kinds = String::new();
                for counter in &counters {
                    kinds.push_str(if kinds.is_empty() { "" } else { ", " });
                    kinds.push_str(&counter.as_str().to_ascii_lowercase());
                }
                let ids: Vec<_> = ids.iter().map(ToString::to_string).collect();
                let which = match ids.len() {
                    0 => "; they are too new to be named, ask again in a moment".to_owned(),
                    _ if more => "; only the newest of them are named".to_owned(),
                    _ => String::new(),
                };
                Self::conflict("still_referred_to", format!("other records still refer to this one: {kinds}{which}"))
                    .with_extension("ids", ids)
            }
            ExecuteError::VersionMismatch { current } => Self::precondition_failed(current),
            ExecuteError::KeyReused => {
                Self::unprocessable("idempotency_key_reused", "the idempotency key was used for another request")
            }
            ExecuteError::Conflict => {
                Self::conflict("concurrent_change", "others changed the record at the same time; try again")
                    .with_retry_after(RETRY_AFTER_SECONDS)
            }
            ExecuteError::TooLarge { what, found, limit } => {
                let (code, detail) = match what {
                    Limit::StateBytes => (
                        "record_too_large",
                        format!(
                            "the record would have {found} bytes, at most {limit} are kept; shorten texts or lists"
                        ),
                    ),
                    Limit::EventBytes => (
                        "command_too_large",
                        format!("one event would have {found} bytes, at most {limit} are recorded; split the command"),
                    ),
                    Limit::Bytes | Limit::Items => {
                        let unit = if what == Limit::Items { "items" } else { "bytes" };
                        (
                            "command_too_large",
                            format!("the command writes {found} {unit}, at most {limit} at once; split it"),
                        )
                    }
                };
                Self::unprocessable(code, detail)
            }
            ExecuteError::Busy(source) => {
                tracing::warn!(error.kind = "busy", error.code = source.code(), "the store is busy");
                Self::unavailable(RETRY_AFTER_SECONDS)
            }
            ExecuteError::Load(error) => load_problem(&error),
            ExecuteError::Fold(error) => {
                tracing::error!(error.kind = "fold", error = %error, "the decided events do not follow the state");
                Self::internal()
            }
            ExecuteError::Write(source) => {
                // The code only: the engine's own text may quote items.
                tracing::error!(error.kind = "write", error.code = source.code(), "the record could not be written");
                Self::internal()
            }
        }
    }
}

/// What does not exist and what is in another scope get one answer.
fn reference(refused: RefusedReference) -> Problem {
    let RefusedReference { target, pointer, refusal } = refused;
    let unprocessable = |code: &'static str, detail: &'static str| {
        let problem = Problem::unprocessable(code, detail.to_owned()).with_extension("ids", vec![target.to_string()]);
        problem.with_error(FieldError::at(pointer.clone(), code, detail))
    };
    match refusal {
        ReferenceRefusal::Missing => unprocessable("reference_not_found", "there is no such record"),
        ReferenceRefusal::Archived => unprocessable("reference_archived", "the record is archived; restore it first"),
        ReferenceRefusal::MergedInto(into) => {
            unprocessable("reference_merged", "the record was merged into another one; refer to that one")
                .with_extension("ids", vec![into.to_string()])
        }
        ReferenceRefusal::NotHeld => {
            unprocessable("reference_not_held", "the record does not belong to this one; link it first")
        }
        ReferenceRefusal::Pinned => {
            let detail = "another record names this one as its primary; choose another there first";
            Problem::conflict("reference_needed", detail)
                .with_extension("ids", vec![target.to_string()])
                .with_error(FieldError::at(pointer, "reference_needed", detail))
        }
    }
}

fn rejected(rejection: Rejection) -> Problem {
    let problem = match rejection.refusal {
        Refusal::NotFound => return Problem::not_found(),
        Refusal::Conflict => Problem::conflict(rejection.code, rejection.detail.clone()),
        Refusal::InvalidField => {
            let pointer = rejection.pointer.unwrap_or_default();
            return Problem::invalid_field(FieldError::at(pointer, "invalid_value", rejection.detail));
        }
        Refusal::Unprocessable => Problem::unprocessable(rejection.code, rejection.detail.clone()),
    };
    match rejection.pointer {
        Some(pointer) => problem.with_error(FieldError::at(pointer, rejection.code, rejection.detail)),
        None => problem,
    }
}

/// The answer to a failed load; logs what a person must look at.
#[must_use]
pub fn load_problem(error: &LoadError) -> Problem {
    match error {
        LoadError::Unavailable(source) => {
            tracing::warn!(error.kind = "unavailable", error.code = source.code(), "the store did not answer in time");
            Problem::unavailable(RETRY_AFTER_SECONDS)
        }
        LoadError::Cursor => Problem::invalid_parameter("cursor", "expected the `next_cursor` of a page of this list"),
        LoadError::ForeignScope => {
            tracing::error!(
                error.kind = "foreign_scope",
                issue = "an item of another tenant or capsule stands under a key of this one",
                impact = "the request was refused; no data was shown",
                "Capsule isolation violation detected"
            );
            Problem::internal()
        }
        // Sources may quote items: the log gets the kind and the code, and for folds the text that names types and sequences only.
        LoadError::Fold(error) => {
            tracing::error!(error.kind = "fold", error = %error, "a stream cannot be folded");
            Problem::internal()
        }
        LoadError::Decode(source) => {
            tracing::error!(error.kind = "decode", error.code = source.code(), "a stored item cannot be decoded");
            Problem::internal()
        }
        LoadError::Failed(source) => {
            tracing::error!(error.kind = "failed", error.code = source.code(), "the store refused a read");
            Problem::internal()
        }
    }
}
