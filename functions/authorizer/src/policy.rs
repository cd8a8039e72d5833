//! The answer to API Gateway: a policy and the caller's context.

use serde::Serialize;

use crate::{Caller, Denial};

/// The answer that lets a caller in.
///
/// There is no `usageIdentifierKey`: no tenant has an API key yet. When they get keys, this names the tenant's, and the usage plan's
/// throttle and quota come into force (with `ApiKeySourceType: AUTHORIZER` and `ApiKeyRequired` in the template); until then the
/// stage's throttle limits all callers together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Allow {
    principal_id: String,
    policy_document: PolicyDocument,
    context: Context,
}

/// What the functions read in `requestContext.authorizer`. API Gateway carries nothing but strings there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Context {
    tenant_id: String,
    capsule_id: String,
    user_id: String,
    session_id: String,
    permissions: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct PolicyDocument {
    version: &'static str,
    statement: [Statement; 1],
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement {
    action: &'static str,
    effect: &'static str,
    resource: String,
}

impl Allow {
    /// Lets the caller call the resource.
    #[must_use]
    pub fn new(caller: &Caller, resource: String) -> Self {
        Self {
            principal_id: caller.user_id.to_string(),
            policy_document: PolicyDocument {
                version: "2012-10-17",
                statement: [Statement { action: "execute-api:Invoke", effect: "Allow", resource }],
            },
            context: Context {
                tenant_id: caller.tenant_id.to_string(),
                capsule_id: caller.capsule_id.to_string(),
                user_id: caller.user_id.to_string(),
                session_id: caller.session_id.to_string(),
                permissions: caller.permissions.join(" "),
            },
        }
    }
}

/// Every method and path of the API's stage: `{api arn}/{stage}/*/*`.
///
/// API Gateway caches the answer by the token, across paths. A policy for the one method that was called would refuse the same
/// caller's next request for as long as the cache lives. What a caller may do there is decided by the functions' typed permissions.
///
/// # Errors
/// [`Denial::Request`] when the text is not the ARN of a method.
pub fn stage_resource(method_arn: &str) -> Result<String, Denial> {
    let mut segments = method_arn.split('/');
    match (segments.next(), segments.next(), segments.next()) {
        (Some(api), Some(stage), Some(verb)) if is_api_arn(api) && !stage.is_empty() && !verb.is_empty() => {
            if [api, stage].iter().any(|segment| segment.contains(['*', '?'])) {
                return Err(Denial::Request);
            }
            Ok(format!("{api}/{stage}/*/*"))
        }
        _ => Err(Denial::Request),
    }
}

/// `arn:{partition}:execute-api:{region}:{account}:{api}`.
fn is_api_arn(text: &str) -> bool {
    match text.split(':').collect::<Vec<_>>().as_slice() {
        ["arn", partition, "execute-api", _region, _account, api] => !partition.is_empty() && !api.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
#[path = "policy.test.rs"]
mod tests;
