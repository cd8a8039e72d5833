use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{EncodingKey, encode, get_current_timestamp};
use serde_json::json;

use super::*;
use crate::tokens::{
    AUDIENCE, CAPSULE, OPERATOR, OPERATOR_AUDIENCE, PUBLIC_KEY, SESSION, TENANT, USER, assembled, claims, claims_with,
    forged, header, operator_claims, signed, signed_with, verifier,
};

fn verify(token: &str) -> Result<Caller, Denial> {
    verifier().verify(token).map(|verified| match verified {
        Verified::Caller(caller) => caller,
        Verified::Operator(operator) => panic!("a tenant's token made an operator: {operator:?}"),
    })
}

fn operator_with(name: &str, value: Value) -> Result<Operator, Denial> {
    let mut claims = operator_claims();
    claims[name] = value;
    verifier().verify(&signed(&claims)).map(|verified| match verified {
        Verified::Operator(operator) => operator,
        Verified::Caller(caller) => panic!("an operator's token made a caller: {caller:?}"),
    })
}

fn verify_with(name: &str, value: Value) -> Result<Caller, Denial> {
    verify(&signed(&claims_with(name, Some(value))))
}

/// Guards against a verifier that refuses everything, which would make every other test here pass.
///
/// Requirement: ACS-5
#[test]
fn a_good_token_names_the_caller() {
    let caller = verify(&signed(&claims())).unwrap();
    assert_eq!(caller.tenant_id.to_string(), TENANT);
    assert_eq!(caller.capsule_id.to_string(), CAPSULE);
    assert_eq!(caller.user_id.to_string(), USER);
    assert_eq!(caller.session_id.to_string(), SESSION);
    assert_eq!(caller.permissions, ["account.create", "account.read"]);
}

/// Guards against refusing what other issuers add: unknown claims, a list of audiences, a key id, the type of RFC 9068, no `nbf`.
#[test]
fn what_the_standards_leave_open_is_accepted() {
    assert!(verify(&signed(&claims_with("email_verified", Some(json!(true))))).is_ok());
    assert!(verify_with("aud", json!(["other", AUDIENCE])).is_ok());
    assert!(verify_with("permissions", json!([])).is_ok());
    assert!(verify(&signed(&claims_with("nbf", None))).is_ok());
    assert!(verify(&signed(&claims_with("iat", None))).is_ok());
    for typ in [None, Some("jwt"), Some("at+jwt")] {
        let header = Header { typ: typ.map(str::to_owned), kid: Some("2026".to_owned()), ..header() };
        assert!(verify(&signed_with(&header, &claims())).is_ok(), "{typ:?}");
    }
}

/// Guards against a token by anybody with a key of their own, also when it brings that key along.
///
/// Requirement: ACS-5
#[test]
fn a_token_signed_with_another_key_is_refused() {
    assert_eq!(verify(&forged(&header(), &claims())), Err(Denial::Signature));
    let jwk = serde_json::from_value(json!({ "kty": "OKP", "crv": "Ed25519", "x": PUBLIC_KEY })).unwrap();
    let with_key = Header { jwk: Some(jwk), jku: Some("https://evil.example/keys".to_owned()), ..header() };
    assert_eq!(verify(&forged(&with_key, &claims())), Err(Denial::Signature));
}

/// Guards against a change of the claims, the header or the signature after signing.
///
/// Requirement: ACS-5
#[test]
fn a_token_that_was_tampered_with_is_refused() {
    let token = signed(&claims());
    let [header, payload, signature] = token.split('.').collect::<Vec<_>>().try_into().unwrap();
    let raised = URL_SAFE_NO_PAD.encode(claims_with("permissions", Some(json!(["account.archive"]))).to_string());
    assert_eq!(verify(&format!("{header}.{raised}.{signature}")), Err(Denial::Signature));
    let other_header = URL_SAFE_NO_PAD.encode(r#"{"typ":"JWT","alg":"EdDSA","kid":"1"}"#);
    assert_eq!(verify(&format!("{other_header}.{payload}.{signature}")), Err(Denial::Signature));
    let other_signature = URL_SAFE_NO_PAD.encode([0; 64]);
    assert_eq!(verify(&format!("{header}.{payload}.{other_signature}")), Err(Denial::Signature));
    assert_eq!(verify(&format!("{header}.{payload}.")), Err(Denial::Signature));
    for cut in 1..signature.len() {
        assert!(verify(&token[..token.len() - cut]).is_err());
    }
}

/// Guards against algorithm confusion: the public key used as a shared secret, and other families.
///
/// Requirement: ACS-5
#[test]
fn the_header_cannot_choose_the_algorithm() {
    let public_key = URL_SAFE_NO_PAD.decode(PUBLIC_KEY).unwrap();
    for algorithm in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
        for secret in [public_key.as_slice(), PUBLIC_KEY.as_bytes()] {
            let token = encode(&Header::new(algorithm), &claims(), &EncodingKey::from_secret(secret)).unwrap();
            assert_eq!(verify(&token), Err(Denial::Algorithm), "{algorithm:?}");
        }
    }
    let signature = signed(&claims()).rsplit('.').next().unwrap().to_owned();
    for algorithm in ["RS256", "PS512", "ES256"] {
        let token = assembled(&json!({ "alg": algorithm }).to_string(), &claims().to_string(), &signature);
        assert_eq!(verify(&token), Err(Denial::Algorithm), "{algorithm}");
    }
}

/// Guards against a token without a signature that calls itself signed by nobody.
///
/// Requirement: ACS-5
#[test]
fn an_unsigned_token_is_refused() {
    for algorithm in
        [json!("none"), json!("None"), json!("nOnE"), json!(""), json!(null), json!(["EdDSA"]), json!("eddsa")]
    {
        for signature in ["", "AAAA"] {
            let token = assembled(&json!({ "alg": algorithm }).to_string(), &claims().to_string(), signature);
            assert_eq!(verify(&token), Err(Denial::TokenMalformed), "{algorithm}");
        }
    }
    let without = assembled("{}", &claims().to_string(), "");
    assert_eq!(verify(&without), Err(Denial::TokenMalformed));
}

/// Guards against an extension that changes what a signature covers, and against tokens made for something else than access.
#[test]
fn critical_extensions_and_other_kinds_of_tokens_are_refused() {
    let critical = Header { crit: Some(vec!["b64".to_owned()]), ..header() };
    assert_eq!(verify(&signed_with(&critical, &claims())), Err(Denial::Header));
    let logout = Header { typ: Some("logout+jwt".to_owned()), ..header() };
    assert_eq!(verify(&signed_with(&logout, &claims())), Err(Denial::Header));
}

/// Guards against a panic, or a pass, on text that only looks like a token.
#[test]
fn text_that_is_no_jwt_is_refused() {
    let good = signed(&claims());
    let array = assembled(r#"{"alg":"EdDSA"}"#, "[]", "AAAA");
    let cases = [
        "",
        ".",
        "..",
        "...",
        "a.b",
        "a.b.c",
        "e30.e30.e30",
        "AAAA.AAAA.AAAA",
        &format!("{good}.{good}"),
        &format!(".{good}"),
    ];
    for token in cases {
        assert_eq!(verify(token), Err(Denial::TokenMalformed), "{token}");
    }
    assert_eq!(verify(&array), Err(Denial::Signature));
    assert_eq!(verify(&signed(&json!([]))), Err(Denial::TokenMalformed));
    assert_eq!(verify(&signed(&json!("claims"))), Err(Denial::TokenMalformed));
}

/// Guards against tokens that live on after their time, and against a leeway that is more than the difference of two clocks.
///
/// Requirement: ACS-5
#[test]
fn an_expired_token_is_refused() {
    let now = get_current_timestamp();
    assert_eq!(verify_with("exp", json!(now - 3_600)), Err(Denial::Expired));
    assert_eq!(verify_with("exp", json!(now - LEEWAY_SECONDS - 2)), Err(Denial::Expired));
    assert_eq!(verify_with("exp", json!(0)), Err(Denial::Expired));
    assert!(verify_with("exp", json!(now + 2)).is_ok());
}

/// Guards against a token that is used before it is valid.
#[test]
fn a_token_that_is_not_valid_yet_is_refused() {
    let now = get_current_timestamp();
    assert_eq!(verify_with("nbf", json!(now + 3_600)), Err(Denial::NotYetValid));
    assert_eq!(verify_with("nbf", json!(now + LEEWAY_SECONDS + 5)), Err(Denial::NotYetValid));
    assert_eq!(verify_with("nbf", json!("soon")), Err(Denial::Claim("nbf")));
}

/// Guards against tokens of another issuer with the same key, and of this issuer for another API.
///
/// Requirement: ACS-5
#[test]
fn another_issuer_and_another_audience_are_refused() {
    for issuer in ["https://evil.example", "https://eva.local/", "HTTPS://EVA.LOCAL", ""] {
        assert_eq!(verify_with("iss", json!(issuer)), Err(Denial::Issuer), "{issuer}");
    }
    assert_eq!(verify_with("iss", json!(["https://eva.local", "https://evil.example"])), Err(Denial::Issuer));
    for audience in [json!("eva"), json!(""), json!([]), json!(["eva", "api"])] {
        assert_eq!(verify_with("aud", audience.clone()), Err(Denial::Audience), "{audience}");
    }
}

/// Guards against a caller without a tenant, a capsule, a name, a session or an end.
///
/// Requirement: ACS-5
#[test]
fn a_missing_claim_is_refused() {
    for name in ["iss", "aud", "exp", "sub", "tenant_id", "capsule_id", "sid", "permissions"] {
        assert_eq!(verify(&signed(&claims_with(name, None))), Err(Denial::Claim(known_claim(name))), "{name}");
        assert_eq!(verify_with(name, json!(null)), Err(Denial::Claim(known_claim(name))), "{name}: null");
    }
}

/// Guards against ids of another kind, and numbers and lists where text belongs.
#[test]
fn a_claim_of_the_wrong_kind_is_refused() {
    for name in ["sub", "tenant_id", "capsule_id", "sid"] {
        let wrong = [
            json!(7),
            json!(true),
            json!(""),
            json!("tenant"),
            json!("account_01h2xcejqtf2nbrexx3vqjhp41"),
            json!(format!("{TENANT}#CAPSULE#x")),
            json!(format!("{TENANT} ")),
            json!(TENANT.to_uppercase()),
        ];
        for value in wrong {
            assert_eq!(verify_with(name, value.clone()), Err(Denial::Claim(known_claim(name))), "{name}: {value}");
        }
    }
    for name in ["tenant_id", "capsule_id", "sid"] {
        assert_eq!(verify_with(name, json!([TENANT])), Err(Denial::Claim(known_claim(name))), "{name}: a list");
    }
    // The library stops in the middle of a list that it wants to be a string, so this one has no name.
    assert_eq!(verify_with("sub", json!([USER])), Err(Denial::TokenMalformed));
    for value in [json!("2999-01-01"), json!(-1), json!({})] {
        assert_eq!(verify_with("exp", value.clone()), Err(Denial::Claim("exp")), "exp: {value}");
    }
}

/// Guards against a permission that becomes two, or none, when the list is joined by spaces.
#[test]
fn permissions_are_a_list_of_names() {
    for value in [
        json!("account.read"),
        json!({}),
        json!([7]),
        json!([["account.read"]]),
        json!([""]),
        json!(["account"]),
        json!(["account.read account.archive"]),
        json!(["*"]),
        json!(["account.*"]),
        json!(["Account.Read"]),
        json!(["account.read", null]),
        json!([".read"]),
    ] {
        assert_eq!(verify_with("permissions", value.clone()), Err(Denial::Claim("permissions")), "{value}");
    }
}

/// Guards against two parsers that each take another one of two equal claims.
#[test]
fn a_claim_that_is_there_twice_is_refused() {
    let payload = claims().to_string().replacen('{', &format!(r#"{{"tenant_id":"{TENANT}","#), 1);
    let raw = serde_json::value::RawValue::from_string(payload).unwrap();
    assert_eq!(verify(&crate::tokens::signed_raw(&raw)), Err(Denial::TokenMalformed));
}

fn known_claim(name: &str) -> &'static str {
    ["iss", "aud", "exp", "sub", "tenant_id", "capsule_id", "sid", "permissions"]
        .into_iter()
        .find(|known| *known == name)
        .unwrap()
}

/// Guards against an operator who is not known, and against a verifier that refuses all of them.
///
/// Requirement: ACS-5
#[test]
fn an_operators_token_names_the_operator() {
    let operator = operator_with("iat", json!(1)).unwrap();
    assert_eq!((operator.operator_id.to_string(), operator.session_id.to_string()), (OPERATOR.into(), SESSION.into()));
    assert_eq!(operator.permissions, ["violation.read"]);
    assert!(operator_with("aud", json!(["other", OPERATOR_AUDIENCE])).is_ok());
}

/// Guards against one token that is both: a tenant's, with which an operator reads that tenant's records, or the other way round.
///
/// Requirement: ACS-5, ACS-6
#[test]
fn a_token_is_for_callers_or_for_operators() {
    for both in [json!([AUDIENCE, OPERATOR_AUDIENCE]), json!([OPERATOR_AUDIENCE, AUDIENCE])] {
        assert_eq!(verify_with("aud", both.clone()), Err(Denial::Audience), "{both}");
        assert_eq!(operator_with("aud", both.clone()), Err(Denial::Audience), "{both}");
    }
    for (claim, value) in [("tenant_id", TENANT), ("capsule_id", CAPSULE)] {
        for value in [json!(value), json!(null), json!(""), json!(7)] {
            assert_eq!(operator_with(claim, value.clone()), Err(Denial::Claim(known_claim(claim))), "{claim}: {value}");
        }
    }
}

/// Guards against a tenant's user who changes nothing but the audience, and against an operator's id in a tenant's token.
///
/// Requirement: ACS-5, ACS-6
#[test]
fn a_user_is_no_operator_whatever_the_audience() {
    assert_eq!(operator_with("sub", json!(USER)), Err(Denial::Claim("sub")));
    assert_eq!(verify_with("sub", json!(OPERATOR)), Err(Denial::Claim("sub")));
    let renamed = verifier().verify(&signed(&claims_with("aud", Some(json!(OPERATOR_AUDIENCE)))));
    assert_eq!(renamed, Err(Denial::Claim("tenant_id")));
    for name in ["sub", "sid", "permissions", "exp", "iss"] {
        assert!(operator_with(name, json!(null)).is_err(), "{name}");
    }
}
