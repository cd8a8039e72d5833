//! Tokens for tests, good and bad.
//!
//! The key is the published example key of RFC 8037, appendix A: nobody can mistake it for a secret, and Ed25519 signatures are
//! deterministic, so a token with fixed claims is always the same text.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode, get_current_timestamp};
use serde_json::{Value, json};

use crate::{Config, Verifier};

/// `x` of the key of RFC 8037, appendix A.
pub const PUBLIC_KEY: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
const PRIVATE_KEY: &str = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";

pub const ISSUER: &str = "https://eva.local";
pub const AUDIENCE: &str = "eva-api";
pub const OPERATOR_AUDIENCE: &str = "eva-operations";
pub const OPERATOR: &str = "operator_01h2xcejqtf2nbrexx3vqjhp45";
pub const TENANT: &str = "tenant_01h2xcejqtf2nbrexx3vqjhp41";
pub const CAPSULE: &str = "capsule_01h2xcejqtf2nbrexx3vqjhp42";
pub const USER: &str = "user_01h2xcejqtf2nbrexx3vqjhp43";
pub const SESSION: &str = "session_01h2xcejqtf2nbrexx3vqjhp44";

pub fn variables(name: &str) -> Option<String> {
    let value = match name {
        "TOKEN_PUBLIC_KEY" => PUBLIC_KEY,
        "TOKEN_ISSUER" => ISSUER,
        "TOKEN_AUDIENCE" => AUDIENCE,
        "OPERATOR_AUDIENCE" => OPERATOR_AUDIENCE,
        _ => return None,
    };
    Some(value.to_owned())
}

pub fn verifier() -> Verifier {
    Verifier::new(&Config::from_lookup(variables).unwrap())
}

pub fn claims() -> Value {
    let now = get_current_timestamp();
    json!({
        "iss": ISSUER, "aud": AUDIENCE, "sub": USER, "tenant_id": TENANT, "capsule_id": CAPSULE, "sid": SESSION,
        "permissions": ["account.create", "account.read"], "iat": now, "nbf": now, "exp": now + 3_600,
    })
}

/// The claims of an operator.
pub fn operator_claims() -> Value {
    let now = get_current_timestamp();
    json!({
        "iss": ISSUER, "aud": OPERATOR_AUDIENCE, "sub": OPERATOR, "sid": SESSION,
        "permissions": ["violation.read"], "iat": now, "nbf": now, "exp": now + 3_600,
    })
}

/// The claims with one of them changed, or removed by `None`.
pub fn claims_with(name: &str, value: Option<Value>) -> Value {
    let mut claims = claims();
    let object = claims.as_object_mut().unwrap();
    match value {
        Some(value) => object.insert(name.to_owned(), value),
        None => object.remove(name),
    };
    claims
}

pub fn header() -> Header {
    Header::new(Algorithm::EdDSA)
}

pub fn signed(claims: &Value) -> String {
    signed_with(&header(), claims)
}

pub fn signed_with(header: &Header, claims: &Value) -> String {
    encode(header, claims, &signing_key(&URL_SAFE_NO_PAD.decode(PRIVATE_KEY).unwrap())).unwrap()
}

pub fn forged(header: &Header, claims: &Value) -> String {
    encode(header, claims, &signing_key(&[7; 32])).unwrap()
}

/// The parts put together as they are.
pub fn assembled(header: &str, claims: &str, signature: &str) -> String {
    format!("{}.{}.{signature}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims))
}

/// PKCS#8 around an Ed25519 seed: the fixed prefix of RFC 8410, section 7.
fn signing_key(seed: &[u8]) -> EncodingKey {
    let prefix = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];
    EncodingKey::from_ed_der(&[prefix.as_slice(), seed].concat())
}

/// Claims as they are written, so that a name can be there twice.
pub fn signed_raw(claims: &serde_json::value::RawValue) -> String {
    encode(&header(), &claims, &signing_key(&URL_SAFE_NO_PAD.decode(PRIVATE_KEY).unwrap())).unwrap()
}
