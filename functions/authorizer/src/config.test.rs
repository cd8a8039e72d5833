use super::*;
use crate::tokens::{AUDIENCE, ISSUER, variables};

fn without(missing: &'static str) -> Result<Config, ConfigError> {
    Config::from_lookup(|name| if name == missing { None } else { variables(name) })
}

fn with_key(key: &str) -> Result<Config, ConfigError> {
    Config::from_lookup(|name| if name == "TOKEN_PUBLIC_KEY" { Some(key.to_owned()) } else { variables(name) })
}

/// Guards against a key that is decoded in another alphabet than the one it is written in.
#[test]
fn the_example_of_rfc_8037_is_read() {
    let config = Config::from_lookup(variables).unwrap();
    assert_eq!(config.public_key[..4], [0xd7, 0x5a, 0x98, 0x01]);
    assert_eq!((config.issuer.as_str(), config.audience.as_str()), (ISSUER, AUDIENCE));
}

/// Guards against a function that starts without knowing whom to trust and then refuses, or accepts, everybody.
#[test]
fn each_variable_is_required_and_named_when_it_is_missing() {
    for name in ["TOKEN_PUBLIC_KEY", "TOKEN_ISSUER", "TOKEN_AUDIENCE", "OPERATOR_AUDIENCE"] {
        assert_eq!(without(name), Err(ConfigError::Missing(name)));
    }
}

/// Guards against a template parameter that was left empty: an empty audience would be one that a token can name.
#[test]
fn an_empty_variable_is_a_missing_one() {
    let result =
        Config::from_lookup(|name| if name == "TOKEN_AUDIENCE" { Some(" ".to_owned()) } else { variables(name) });
    assert_eq!(result, Err(ConfigError::Missing("TOKEN_AUDIENCE")));
}

/// Guards against a key in PEM, in padded base64 or cut off by copying, found only when the first token is refused.
#[test]
fn a_text_that_is_no_ed25519_key_is_refused_at_start() {
    for key in
        ["-----BEGIN PUBLIC KEY-----", "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", "11qYAYKxCrfVS_7TyWQHOg", "AAAA"]
    {
        assert_eq!(with_key(key), Err(ConfigError::PublicKey), "{key}");
    }
}

/// Guards against an operator's token that is a tenant's as well: the audience is what tells them apart.
#[test]
fn callers_and_operators_cannot_share_an_audience() {
    let result = Config::from_lookup(|name| match name {
        "OPERATOR_AUDIENCE" => Some(AUDIENCE.to_owned()),
        other => variables(other),
    });
    assert_eq!(result, Err(ConfigError::Audiences));
}
