//! Tokens that nobody issued.

use std::{
    fs,
    path::PathBuf,
    time::{Duration, SystemTime},
};

use acceptance::{Cloud, Tenant};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use eva::{cli::TokenArgs, keys::SigningKey};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{company, setup};

/// A folder with a key of its own, removed with the test.
struct OwnKey(PathBuf);

impl OwnKey {
    fn create() -> Self {
        let folder = std::env::temp_dir().join(format!("eva-test-{}", Uuid::now_v7().simple()));
        SigningKey::load_or_create(&folder).expect("a key");
        Self(folder)
    }
}

impl Drop for OwnKey {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

/// The claims of a good token.
fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).expect("a payload");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).expect("base64url")).expect("JSON")
}

/// Tokens that look right and are not, each with what is wrong.
fn forgeries(cloud: &Cloud, tenant: &Tenant, own_key: &OwnKey) -> Vec<(&'static str, String)> {
    let now = SystemTime::now();
    let good = cloud.sign(&cloud.token_args(tenant), now);
    let args = |change: &dyn Fn(&mut TokenArgs)| {
        let mut args = cloud.token_args(tenant);
        change(&mut args);
        cloud.sign(&args, now)
    };
    let aged = |seconds: i64| {
        let mut args = cloud.token_args(tenant);
        args.ttl = "60s".parse().expect("a length of time");
        let age = Duration::from_secs(seconds.unsigned_abs());
        cloud.sign(&args, if seconds < 0 { now - age } else { now + age })
    };
    let (signed, signature) = good.rsplit_once('.').expect("a signature");
    let (header, payload) = signed.split_once('.').expect("a payload");
    let mut elsewhere = claims(&good);
    elsewhere["tenant_id"] = json!(Tenant::fresh().tenant_id);
    let none = part(&json!({ "alg": "none", "typ": "JWT" }));
    let public_key = SigningKey::load(&cloud.token_args(tenant).dir).expect("the key").public_key();
    let raw_key = URL_SAFE_NO_PAD.decode(&public_key).expect("base64url");
    let hmac = |secret: &[u8]| {
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims(&good), &EncodingKey::from_secret(secret))
            .expect("a token")
    };
    vec![
        ("expired", aged(-120)),
        ("not valid yet", aged(3_600)),
        ("signed with another key", args(&|args| args.dir.clone_from(&own_key.0))),
        ("of another issuer", args(&|args| args.issuer = "https://evil.example".to_owned())),
        ("for another audience", args(&|args| args.audience = Some("other-api".to_owned()))),
        ("without signature and algorithm", format!("{none}.{payload}.")),
        ("without algorithm, with the signature", format!("{none}.{payload}.{signature}")),
        ("without signature", format!("{header}.{payload}.")),
        ("with half a signature", good[..good.len() - 20].to_owned()),
        ("for another tenant under the old signature", format!("{header}.{}.{signature}", part(&elsewhere))),
        ("signed with the public key as a secret", hmac(&raw_key)),
        ("signed with the public key's text as a secret", hmac(public_key.as_bytes())),
        ("twice", format!("{good}.{good}")),
        ("no token", "x".to_owned()),
        ("an object", "{}".to_owned()),
        ("two full stops", "..".to_owned()),
        ("very long", "a".repeat(6_000)),
    ]
}

/// Whoever can make a token can be anybody. Requirement: ACS-5, ACS-6, ALL-7
#[tokio::test]
async fn a_token_that_nobody_issued_is_refused() {
    let (cloud, tenant, client) = setup().await;
    let own_key = OwnKey::create();
    client.get("/accounts").await.expect(200);
    for (what, token) in forgeries(&cloud, &tenant, &own_key) {
        let forger = cloud.client_of(&token);
        for answer in [forger.get("/accounts").await, forger.post_json("/accounts", &company("Forged")).await] {
            assert_eq!(answer.status, 401, "a token that is {what}: {answer}");
            assert!(!answer.text().contains(tenant.tenant_id.to_string().as_str()), "{answer}");
        }
    }
    assert_eq!(client.get("/accounts").await.expect(200).json()["items"], json!([]), "nothing was written");
}

/// A credential in any other form than `Bearer <token>` is none, even around a good token. Requirement: ALL-7
#[tokio::test]
async fn a_credential_of_another_form_is_refused() {
    let (cloud, tenant, _) = setup().await;
    let good = cloud.sign(&cloud.token_args(&tenant), SystemTime::now());
    let anonymous = cloud.anonymous();
    assert_eq!(anonymous.get("/accounts").await.status, 401, "no header");
    let credentials = [
        "Bearer".to_owned(),
        good.clone(),
        format!("Basic {good}"),
        format!("Bearer  {good}"),
        format!("Bearer {good}, Bearer {good}"),
    ];
    for credential in credentials {
        let answer = anonymous.request("GET", "/accounts").header("authorization", &credential).send().await;
        assert_eq!(answer.status, 401, "{answer}");
    }
    for query in ["access_token", "token", "authorization"] {
        assert_eq!(anonymous.get(&format!("/accounts?{query}={good}")).await.status, 401, "`{query}`");
    }
    // The scheme's case does not matter (RFC 9110 section 11.1).
    let lower = anonymous.request("GET", "/accounts").header("authorization", &format!("bearer {good}"));
    lower.send().await.expect(200);
}
