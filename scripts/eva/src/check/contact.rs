//! One person of the account: linked to it, listed by it, its primary contact, and kept for that.

use crm::{account::AccountId, contact::ContactId};
use reqwest::Method;
use serde_json::{Value, json};

use super::{
    Check,
    api::Call,
    failure::{CheckFailure, ensure},
    record::CheckedRecord,
};

/// What the account has been through by now; see [`life`](super::life).
const ACCOUNT_VERSION: u64 = 4;
const LOOK_AT_LIST: &str = "look at the log of the contact function and at the reference index of the table";
const LOOK_AT_REFERENCES: &str = "look at the references of the contact function and at the account's anchor";

/// Links a contact to the account and follows what that means for both.
///
/// # Errors
/// The first hop that failed.
pub async fn run(check: &Check, account: AccountId) -> Result<(), CheckFailure> {
    let contact = create(check, account).await?;
    listed(check, account, contact).await?;
    make_primary(check, account, contact).await?;
    stays(check, account, contact).await
}

async fn create(check: &Check, account: AccountId) -> Result<ContactId, CheckFailure> {
    // Without an email address, which is unique in the capsule: the contact stays there.
    let body = json!({
        "given_name": "Lucius", "family_name": "Fox", "links": [{ "account_id": account, "role": "CEO", "is_primary": true }],
    });
    let created = check.command(Method::POST, ContactId::LIST, Some(&body), None).await?.expect(201)?;
    let contact = ContactId::of(&created)?;
    created.expect_version(1)?;
    check.report.hop_after("POST /contacts with a link to the account: 201, version 1", created.took);
    check.follow(contact, 1, created.sent).await?;
    Ok(contact)
}

async fn listed(check: &Check, account: AccountId, contact: ContactId) -> Result<(), CheckFailure> {
    let call = Call::new(Method::GET, ContactId::LIST).query("account_id", account.to_string());
    let page = check.api.send(call).await?.expect(200)?;
    let ids = page.body.get("items").and_then(Value::as_array).into_iter().flatten().filter_map(|row| row.get("id"));
    ensure(
        ids.eq([&json!(contact)]),
        || format!("the account lists other contacts than `{contact}`: {}", page.body),
        LOOK_AT_LIST,
    )?;
    check.report.hop_after("GET /contacts?account_id=..: the contact alone", page.took);
    Ok(())
}

async fn make_primary(check: &Check, account: AccountId, contact: ContactId) -> Result<(), CheckFailure> {
    let patch = json!({ "primary_contact_id": contact });
    let changed = check.command(Method::PATCH, &account.path(), Some(&patch), None).await?.expect(200)?;
    let version = ACCOUNT_VERSION + 1;
    changed.expect_version(version)?;
    check.report.hop_after(&format!("PATCH of the account's primary contact: 200, version {version}"), changed.took);
    check.follow(account, version, changed.sent).await
}

/// The account still needs it.
async fn stays(check: &Check, account: AccountId, contact: ContactId) -> Result<(), CheckFailure> {
    let refused = check.command(Method::DELETE, &contact.path(), None, None).await?.expect(409)?;
    ensure(
        refused.text("code")? == "reference_needed" && refused.body.get("ids") == Some(&json!([account])),
        || format!("the refusal does not say that the account needs its primary contact: {}", refused.body),
        LOOK_AT_REFERENCES,
    )?;
    check.expect_stream(contact, 1).await?;
    check.report.hop_after("DELETE of the primary contact: 409, naming the account; nothing written", refused.took);
    Ok(())
}
