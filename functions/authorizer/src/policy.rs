//! The answer to API Gateway: a policy and the caller's context.

use serde::Serialize;

use crate::{Denial, Verified};

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
#[serde(untagged)]
enum Context {
    Caller { tenant_id: String, capsule_id: String, user_id: String, session_id: String, permissions: String },
    Operator { operator_id: String, session_id: String, permissions: String },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct PolicyDocument {
    version: &'static str,
    statement: Vec<Statement>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement {
    action: &'static str,
    effect: &'static str,
    resource: Vec<String>,
}

impl Statement {
    const fn new(effect: &'static str, resource: Vec<String>) -> Self {
        Self { action: "execute-api:Invoke", effect, resource }
    }
}

/// The paths that are the operators' and nobody else's, without the slash at the beginning.
const OF_OPERATORS: [&str; 1] = ["violations"];

/// The methods that reach a function; to the others the gateway says no by itself.
const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

impl Allow {
    /// Lets somebody call what belongs to their kind in the stage, and nothing of the other kind's.
    #[must_use]
    pub fn new(verified: &Verified, stage: &Stage) -> Self {
        match verified {
            Verified::Caller(caller) => Self::with(
                caller.user_id.to_string(),
                vec![Statement::new("Allow", vec![stage.all()]), Statement::new("Deny", stage.of_operators())],
                Context::Caller {
                    tenant_id: caller.tenant_id.to_string(),
                    capsule_id: caller.capsule_id.to_string(),
                    user_id: caller.user_id.to_string(),
                    session_id: caller.session_id.to_string(),
                    permissions: caller.permissions.join(" "),
                },
            ),
            Verified::Operator(operator) => Self::with(
                operator.operator_id.to_string(),
                vec![Statement::new("Allow", stage.of_operators())],
                Context::Operator {
                    operator_id: operator.operator_id.to_string(),
                    session_id: operator.session_id.to_string(),
                    permissions: operator.permissions.join(" "),
                },
            ),
        }
    }

    const fn with(principal_id: String, statement: Vec<Statement>, context: Context) -> Self {
        Self { principal_id, policy_document: PolicyDocument { version: "2012-10-17", statement }, context }
    }
}

/// A stage of the API: `{api arn}/{stage}`.
///
/// API Gateway caches the answer by the token, across paths. A policy for the one method that was called would refuse the same
/// caller's next request for as long as the cache lives. What a caller may do there is decided by the functions' typed permissions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage(String);

impl Stage {
    /// The stage of a method.
    ///
    /// # Errors
    /// [`Denial::Request`] when the text is not the ARN of a method.
    pub fn of(method_arn: &str) -> Result<Self, Denial> {
        let mut segments = method_arn.split('/');
        match (segments.next(), segments.next(), segments.next()) {
            (Some(api), Some(stage), Some(verb)) if is_api_arn(api) && !stage.is_empty() && !verb.is_empty() => {
                if [api, stage].iter().any(|segment| segment.contains(['*', '?'])) {
                    return Err(Denial::Request);
                }
                Ok(Self(format!("{api}/{stage}")))
            }
            _ => Err(Denial::Request),
        }
    }

    /// Every method and path.
    fn all(&self) -> String {
        format!("{}/*/*", self.0)
    }

    /// What is the operators'. Each method is named: a `*` in its place would also match a method with the beginning of another path.
    fn of_operators(&self) -> Vec<String> {
        let methods = METHODS.iter().flat_map(|method| OF_OPERATORS.iter().map(move |path| (method, path)));
        methods
            .flat_map(|(method, path)| {
                let own = format!("{}/{method}/{path}", self.0);
                [format!("{own}/*"), own]
            })
            .collect()
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
