//! The command that is measured: a contact gets another family name.

use crm::{
    account::{Account, AccountCommand, AccountId},
    contact::{Contact, ContactCommand, ContactId, ContactNameChanged},
};
use dynamodb_store::DynamoDbStore;
use kernel::{
    Actor, Commit, CorrelationId, EventContext, KeyName, Scope, Store as _, TypedId as _, UserId,
    contract::{scope, uuid},
};
use lambda_host::{CommandRequest, Idempotency, clock, contract::request, execute};
use serde_json::{Value, json};

/// How many events an ageing contact gets in one transaction.
const EVENTS_AT_ONCE: u64 = 90;

/// Where all of it happens.
pub fn home() -> Scope {
    scope(1, 1)
}

/// Who does it.
pub fn user() -> UserId {
    UserId::from_uuid(uuid(9))
}

/// Names of one length, so that requests of one kind have one length too. A contact's name changes each time.
pub fn family_name(turn: u64) -> &'static str {
    if turn.is_multiple_of(2) { "Lovelace" } else { "Hamilton" }
}

/// `PATCH /contacts/{contact_id}` with another family name.
pub fn rename(id: ContactId, turn: u64) -> CommandRequest<Contact> {
    let change = serde_json::from_value(json!({ "family_name": family_name(turn) })).expect("a change");
    request(id, ContactCommand::Change(Box::new(change)))
}

/// The same with an idempotency key.
pub fn rename_once(id: ContactId, turn: u64) -> CommandRequest<Contact> {
    let key = uuid(u128::from(turn)).to_string();
    let path = format!("/contacts/{id}");
    let body = json!({ "family_name": family_name(turn) }).to_string();
    let idempotency = Idempotency::new(KeyName::new("CONTACT"), user(), &key, "PATCH", &path, body.as_bytes());
    CommandRequest { idempotency: Some(idempotency), ..rename(id, turn) }
}

/// `POST /contacts` with one email address, and these links.
pub fn create(number: u128, links: &Value) -> ContactCommand {
    let create = serde_json::from_value(json!({
        "given_name": "Ada", "family_name": family_name(1), "job_title": "Analyst", "links": links,
        "emails": [{ "address": format!("ada.{number}@example.com"), "kind": "work" }],
    }));
    ContactCommand::Create(Box::new(create.expect("a contact")))
}

/// Enters a contact.
pub async fn enter(store: &DynamoDbStore, number: u128, links: &Value) -> ContactId {
    let id = ContactId::from_uuid(uuid(number));
    execute(store, request::<Contact>(id, create(number, links))).await.expect("a new contact");
    id
}

/// Renames a contact until its stream has so many events; gives back the turn to go on with.
pub async fn age(store: &DynamoDbStore, id: ContactId, events: u64) -> u64 {
    loop {
        let loaded = store.load::<Contact>(&home(), id, None).await.expect("a load");
        let before = loaded.snapshot.expect("a contact");
        if before.version >= events {
            return before.version - 1;
        }
        let until = events.min(before.version + EVENTS_AT_ONCE);
        let renamed = (before.version..until).map(|version| {
            let family_name = family_name(version - 1).parse().ok();
            ContactNameChanged { contact_id: id, given_name: before.state.given_name.clone(), family_name }.into()
        });
        let context = EventContext {
            scope: home(),
            occurred_at: clock::now(),
            actor: Actor::User(user()),
            correlation_id: CorrelationId::from_uuid(uuid(1)),
            causation_id: clock::fresh_uuid(),
        };
        let renamed = context.record::<Contact>(id, before.version, renamed.collect(), clock::fresh_uuid);
        let commit = Commit::new(home(), id, Some(before), renamed).expect("a commit");
        store.append(&commit).await.expect("events");
    }
}

/// Enters an account that contacts can be linked to.
pub async fn enter_account(store: &DynamoDbStore) -> AccountId {
    let id = AccountId::from_uuid(uuid(1));
    let create = serde_json::from_value(json!({ "name": "Analytical Engines", "kind": "customer" }));
    let command = AccountCommand::Create(create.expect("an account"));
    execute(store, request::<Account>(id, command)).await.expect("a new account");
    id
}
