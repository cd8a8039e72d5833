//! One account through its life: created, repeated, changed, fought over, archived, restored.

use crm::account::AccountId;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    Check,
    api::{Answer, Call},
    failure::{CheckFailure, ensure},
    record::{CheckedRecord as _, idempotency_key},
};

const LOOK_AT_IDEMPOTENCY: &str = "look at the idempotency records of the account function";
const LOOK_AT_COMMANDS: &str = "look at the commands of the account function";

/// Takes an account through its life and follows each of its events. The account stays, at version 4.
///
/// # Errors
/// The first hop that failed.
pub async fn run(check: &Check) -> Result<AccountId, CheckFailure> {
    let account = create(check).await?;
    let etag = change(check, account).await?;
    conflict(check, account).await?;
    archive(check, account, &etag).await?;
    restore(check, account).await?;
    Ok(account)
}

/// Version 1, also when the request comes twice.
async fn create(check: &Check) -> Result<AccountId, CheckFailure> {
    let key = idempotency_key();
    // Another domain in every check: the account stays, and a domain has one holder.
    let domain = format!("wayne-{}.com", Uuid::now_v7().simple());
    let body = json!({ "name": "Wayne Enterprises", "kind": "prospect", "domains": [domain], "tags": ["demo"] });
    let created = check.api.send(Call::new(Method::POST, "/accounts").key(&key).body(&body)).await?.expect(201)?;
    let account = AccountId::of(&created)?;
    created.expect_version(1)?;
    check.report.hop_after("POST /accounts: 201, version 1", created.took);
    check.follow(account, 1, created.sent).await?;

    let repeated = check.api.send(Call::new(Method::POST, "/accounts").key(&key).body(&body)).await?.expect(201)?;
    ensure(
        repeated.body == created.body && repeated.etag == created.etag,
        || "the same request with the same Idempotency-Key got another answer".to_owned(),
        LOOK_AT_IDEMPOTENCY,
    )?;
    check.expect_stream(account, 1).await?;
    check.report.hop_after("the same request again: the same answer, no second event", repeated.took);

    let other = json!({ "name": "Stark Industries", "kind": "prospect" });
    let reused = check.api.send(Call::new(Method::POST, "/accounts").key(&key).body(&other)).await?.expect(422)?;
    check.report.hop_after("another body with the same Idempotency-Key: 422", reused.took);
    Ok(account)
}

/// Version 2, under the condition that it was version 1.
async fn change(check: &Check, account: AccountId) -> Result<String, CheckFailure> {
    let patch = json!({ "description": "Drives the check of a running system" });
    let changed = check.command(Method::PATCH, &account.path(), Some(&patch), Some("\"1\"")).await?.expect(200)?;
    changed.expect_version(2)?;
    check.report.hop_after("PATCH with If-Match \"1\": 200, version 2", changed.took);
    check.follow(account, 2, changed.sent).await?;
    Ok("\"2\"".to_owned())
}

/// Somebody who has seen only version 1.
async fn conflict(check: &Check, account: AccountId) -> Result<(), CheckFailure> {
    let patch = json!({ "description": "Too late" });
    let refused = check.command(Method::PATCH, &account.path(), Some(&patch), Some("\"1\"")).await?.expect(412)?;
    check.expect_stream(account, 2).await?;
    check.report.hop_after("PATCH with If-Match \"1\" again: 412, nothing written", refused.took);

    let read = check.api.send(Call::new(Method::GET, &account.path())).await?.expect(200)?;
    let twin = json!({ "name": "Wayne Enterprises", "kind": "prospect", "domains": read.body.get("domains") });
    let refused = check.command(Method::POST, "/accounts", Some(&twin), None).await?.expect(409)?;
    ensure(
        refused.body.get("ids") == Some(&json!([account])),
        || "the conflict over a domain does not name the account that holds it".to_owned(),
        LOOK_AT_COMMANDS,
    )?;
    check.report.hop_after("POST with the same domain: 409, naming the account that holds it", refused.took);
    Ok(())
}

/// Version 3, which takes no commands.
async fn archive(check: &Check, account: AccountId, etag: &str) -> Result<(), CheckFailure> {
    let archived = check.command(Method::DELETE, &account.path(), None, Some(etag)).await?.expect(200)?;
    archived.expect_version(3)?;
    ensure(is_archived(&archived), || "the archived account has no `archived_at`".to_owned(), LOOK_AT_COMMANDS)?;
    check.report.hop_after("DELETE: 200, archived, version 3", archived.took);
    check.follow(account, 3, archived.sent).await?;

    let patch = json!({ "description": "Too late, too" });
    let refused = check.command(Method::PATCH, &account.path(), Some(&patch), None).await?.expect(422)?;
    check.expect_stream(account, 3).await?;
    check.report.hop_after("PATCH on the archived account: 422, nothing written", refused.took);
    Ok(())
}

/// Version 4, read back.
async fn restore(check: &Check, account: AccountId) -> Result<(), CheckFailure> {
    let restored =
        check.command(Method::POST, &format!("{}/restore", account.path()), None, None).await?.expect(200)?;
    restored.expect_version(4)?;
    ensure(!is_archived(&restored), || "the restored account still has an `archived_at`".to_owned(), LOOK_AT_COMMANDS)?;
    check.report.hop_after("POST ../restore: 200, version 4", restored.took);
    check.follow(account, 4, restored.sent).await?;

    let read = check.api.send(Call::new(Method::GET, &account.path())).await?.expect(200)?;
    ensure(
        read.body == restored.body,
        || "the account reads differently from what its last command answered".to_owned(),
        LOOK_AT_COMMANDS,
    )?;
    check.report.hop_after("GET: 200, what the last command answered", read.took);
    Ok(())
}

fn is_archived(answer: &Answer) -> bool {
    answer.body.get("archived_at").is_some_and(Value::is_string)
}
