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
        assert_eq!(stage_resource(method_arn).as_deref(), Ok(stage));
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
        assert_eq!(stage_resource(method_arn), Err(Denial::Request), "{method_arn}");
    }
}
