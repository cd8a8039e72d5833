use super::*;

/// Guards against a cached policy for one method that refuses the same caller's next request.
#[test]
fn the_policy_covers_the_whole_stage_and_no_other() {
    for (method_arn, stage) in [
        (
            "arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/v1/GET/accounts",
            "arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/v1/*/*",
        ),
        (
            "arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/v1/GET/accounts/account_1/events",
            "arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/v1/*/*",
        ),
        (
            "arn:aws:execute-api:us-east-1:000000000000:abc/v1/GET/",
            "arn:aws:execute-api:us-east-1:000000000000:abc/v1/*/*",
        ),
        (
            "arn:aws-us-gov:execute-api:us-gov-west-1:123456789012:a/b/POST/x",
            "arn:aws-us-gov:execute-api:us-gov-west-1:123456789012:a/b/*/*",
        ),
    ] {
        assert_eq!(Stage::of(method_arn).map(|stage| stage.all()).as_deref(), Ok(stage));
    }
}

/// Guards against a policy that is wider than one stage, because a part of the ARN is missing or a wildcard.
#[test]
fn an_arn_of_something_else_gets_no_policy() {
    for method_arn in [
        "",
        "*",
        "arn:aws:execute-api:eu-central-1:123456789012:abc",
        "arn:aws:execute-api:eu-central-1:123456789012:abc/v1",
        "arn:aws:execute-api:eu-central-1:123456789012:/v1/GET/x",
        "arn:aws:execute-api:eu-central-1:123456789012:abc//GET/x",
        "arn:aws:execute-api:eu-central-1:123456789012:*/v1/GET/x",
        "arn:aws:execute-api:eu-central-1:123456789012:abc/*/GET/x",
        "arn:aws:lambda:eu-central-1:123456789012:abc/v1/GET/x",
    ] {
        assert_eq!(Stage::of(method_arn), Err(Denial::Request), "{method_arn}");
    }
}

/// What API Gateway says of a method and a path, for one policy.
fn decision(allow: &Allow, resource: &str) -> Option<&'static str> {
    fn matches(pattern: &[u8], text: &[u8]) -> bool {
        match (pattern.split_first(), text.split_first()) {
            (None, None) => true,
            (Some((b'*', rest)), _) if matches(rest, text) => true,
            (Some((b'*', _)), Some((_, text))) => matches(pattern, text),
            (Some((one, pattern)), Some((other, text))) if one == other => matches(pattern, text),
            _ => false,
        }
    }
    let asked = format!("{API}/v1/{resource}");
    let statements = allow.policy_document.statement.iter();
    let effects = statements
        .filter(|statement| statement.resource.iter().any(|pattern| matches(pattern.as_bytes(), asked.as_bytes())));
    let effects: Vec<_> = effects.map(|statement| statement.effect).collect();
    effects.contains(&"Deny").then_some("Deny").or_else(|| effects.first().copied())
}

const API: &str = "arn:aws:execute-api:eu-central-1:123456789012:abcdef1234";

/// Guards against a tenant's token on an operator's path, and an operator's on a tenant's, before any function runs.
///
/// Requirement: ACS-6
#[test]
fn each_kind_reaches_its_own_paths_only() {
    let stage = Stage::of(&format!("{API}/v1/GET/accounts")).unwrap();
    let claims = [crate::tokens::claims(), crate::tokens::operator_claims()];
    let [caller, operator] = claims
        .map(|claims| Allow::new(&crate::tokens::verifier().verify(&crate::tokens::signed(&claims)).unwrap(), &stage));
    for method in METHODS {
        for own in ["violations", "violations/violation_1", "violations/violation_1/acknowledge", "violations/"] {
            assert_eq!(decision(&operator, &format!("{method}/{own}")), Some("Allow"), "{method} {own}");
            assert_eq!(decision(&caller, &format!("{method}/{own}")), Some("Deny"), "{method} {own}");
        }
        let others =
            ["accounts", "accounts/violations", "accounts/violations/x", "violationsx", "settings/violations", "", "*"];
        for other in others {
            assert_eq!(decision(&operator, &format!("{method}/{other}")), None, "{method} {other}");
            assert_eq!(decision(&caller, &format!("{method}/{other}")), Some("Allow"), "{method} {other}");
        }
    }
}
