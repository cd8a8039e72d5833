use std::{path::Path, process};

use clap::Parser as _;
use serde_json::Value;

use super::*;
use crate::{
    cli::{Command, Eva},
    keys::tests::Folder,
};

fn args(folder: &Folder, more: &[&str]) -> TokenArgs {
    let dir = folder.0.to_str().unwrap();
    match Eva::parse_from([&["eva", "token", "--dir", dir], more].concat()).command {
        Command::Token(args) => args,
        _ => process::abort(),
    }
}

fn verifier(dir: &Path) -> authorizer::Verifier {
    let key = SigningKey::load_or_create(dir).unwrap().0.public_key();
    let variables = |name: &str| match name {
        "TOKEN_PUBLIC_KEY" => Some(key.clone()),
        "TOKEN_ISSUER" => Some("https://eva.local".to_owned()),
        "TOKEN_AUDIENCE" => Some("eva-api".to_owned()),
        "OPERATOR_AUDIENCE" => Some("eva-operations".to_owned()),
        _ => None,
    };
    authorizer::Verifier::new(&authorizer::Config::from_lookup(variables).unwrap())
}

fn verified(folder: &Folder, more: &[&str]) -> Result<authorizer::Caller, authorizer::Denial> {
    match signed_and_verified(folder, more)? {
        authorizer::Verified::Caller(caller) => Ok(caller),
        authorizer::Verified::Operator(_) => process::abort(),
    }
}

fn signed_and_verified(folder: &Folder, more: &[&str]) -> Result<authorizer::Verified, authorizer::Denial> {
    let verifier = verifier(&folder.0);
    let claims = Claims::new(&args(folder, more), SystemTime::now());
    verifier.verify(&claims.sign(&SigningKey::load(&folder.0).unwrap()).unwrap())
}

/// Guards against two readings of what a token is: the command line signs what the authorizer verifies, with the defaults of both.
///
/// Requirement: ACS-5
#[test]
fn the_authorizer_accepts_what_is_signed() {
    let scope = ["--tenant", "tenant_01h2xcejqtf2nbrexx3vqjhp41", "--capsule", "capsule_01h2xcejqtf2nbrexx3vqjhp42"];
    let caller =
        verified(&Folder::new(), &[&scope[..], &["--user", "user_01h2xcejqtf2nbrexx3vqjhp43"]].concat()).unwrap();
    assert_eq!(caller.tenant_id.to_string(), scope[1]);
    assert_eq!(caller.capsule_id.to_string(), scope[3]);
    assert_eq!(caller.user_id.to_string(), "user_01h2xcejqtf2nbrexx3vqjhp43");
    assert_eq!(caller.permissions, Permission::ALL.iter().map(ToString::to_string).collect::<Vec<_>>());
}

/// Guards against two tokens that share a tenant, or a session, by accident.
#[test]
fn a_new_tenant_is_new_every_time() {
    let folder = Folder::new();
    let (one, other) = (verified(&folder, &["--new-tenant"]).unwrap(), verified(&folder, &["--new-tenant"]).unwrap());
    assert_ne!(one.tenant_id, other.tenant_id);
    assert_ne!(one.capsule_id, other.capsule_id);
    assert_ne!(one.user_id, other.user_id);
    assert_ne!(one.session_id, other.session_id);
}

/// Guards against options that are accepted and ignored.
#[test]
fn permissions_issuer_audience_and_lifetime_are_those_of_the_options() {
    let folder = Folder::new();
    let caller = verified(&folder, &["--new-tenant", "--permissions", "account.read,account.create"]).unwrap();
    assert_eq!(caller.permissions, ["account.read", "account.create"]);
    assert_eq!(
        verified(&folder, &["--new-tenant", "--issuer", "https://other.local"]),
        Err(authorizer::Denial::Issuer)
    );
    assert_eq!(verified(&folder, &["--new-tenant", "--audience", "other"]), Err(authorizer::Denial::Audience));
    let claims = Claims::new(&args(&folder, &["--new-tenant", "--ttl", "15m"]), SystemTime::now());
    assert_eq!(claims.exp - claims.iat, 900);
}

/// Guards against a lifetime that is read as another one: no unit, a sign, a fraction, an overflow.
#[test]
fn a_length_of_time_is_a_number_and_a_unit() {
    for (text, seconds) in
        [("1s", 1), ("90s", 90), ("15m", 900), ("12h", 43_200), ("7d", 604_800), ("30d", 2_592_000), ("007s", 7)]
    {
        assert_eq!(text.parse::<Ttl>().map(|ttl| ttl.duration().as_secs()), Ok(seconds), "{text}");
    }
    for text in [
        "",
        "12",
        "h",
        "-1h",
        "+1h",
        "1.5h",
        "1 h",
        " 1h",
        "1H",
        "1w",
        "0s",
        "31d",
        "99999999999999999999s",
        "9999999999999999d",
        "1h30m",
        "١h",
    ] {
        assert_eq!(text.parse::<Ttl>(), Err(TtlError), "{text}");
    }
}

/// Guards against a token that lacks a permission because its name was misspelt.
#[test]
fn an_unknown_permission_is_refused_and_the_known_ones_are_named() {
    let error = "account.read,account.reed".parse::<Grant>().unwrap_err().to_string();
    assert!(error.starts_with("`account.reed` is no permission") && error.contains("account.archive"), "{error}");
    assert!("".parse::<Grant>().is_err());
}

/// Guards against output that scripts cannot read.
#[test]
fn a_token_is_written_in_each_format() {
    let signed = Signed {
        bearer: Bearer::User { tenant_id: fresh(), capsule_id: fresh(), user_id: fresh::<UserId>().erase() },
        session_id: fresh(),
        token: "a.b.c".to_owned(),
    };
    let Bearer::User { tenant_id, capsule_id, .. } = &signed.bearer else { process::abort() };
    assert_eq!(signed.write(TokenFormat::Token).unwrap(), "a.b.c");
    let json: Value = serde_json::from_str(&signed.write(TokenFormat::Json).unwrap()).unwrap();
    assert_eq!(json["tenant_id"], tenant_id.to_string());
    assert_eq!(json["token"], "a.b.c");
    let env = signed.write(TokenFormat::Env).unwrap();
    assert_eq!(env.lines().count(), 5);
    assert!(env.contains(&format!("EVA_CAPSULE_ID={capsule_id}\n")) && env.ends_with("EVA_TOKEN=a.b.c"), "{env}");
}

/// Guards against an operator's token that names a tenant, or that the authorizer takes for a user's.
///
/// Requirement: ACS-5, ACS-6
#[test]
fn an_operators_token_is_of_no_tenant() {
    let folder = Folder::new();
    let Ok(authorizer::Verified::Operator(operator)) = signed_and_verified(&folder, &["--operator"]) else {
        panic!("no operator")
    };
    assert_eq!(operator.permissions, names_of(true));
    let claims = Claims::new(&args(&folder, &["--operator"]), SystemTime::now());
    assert!(claims.tenant_id.is_none() && claims.capsule_id.is_none());
    let renamed = signed_and_verified(&folder, &["--operator", "--audience", "eva-api"]);
    assert_eq!(renamed, Err(authorizer::Denial::Claim("tenant_id")));
}

/// Guards against a token that lists a permission and grants nothing by it, noticed only at the first 403.
#[test]
fn a_permission_of_the_other_kind_is_refused() {
    let of = |text: &str| text.parse::<Grant>().unwrap();
    assert_eq!((of("all").check(true), of("all").check(false)), (Ok(()), Ok(())));
    assert_eq!((of("violation.read").check(true), of("account.read").check(false)), (Ok(()), Ok(())));
    let text = of("violation.read").check(false).unwrap_err().to_string();
    assert!(text.starts_with("`violation.read` grants nothing to a user in a tenant"), "{text}");
    assert!(!text.contains("violation.reopen") && text.contains("account.archive"), "{text}");
    assert!(of("account.read").check(true).is_err());
}
