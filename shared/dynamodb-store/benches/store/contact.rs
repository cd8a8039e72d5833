//! The command that is measured: a contact gets another family name.

use crm::{
    account::{Account, AccountCommand, AccountId},
    contact::{Contact, ContactCommand, ContactId, ContactNameChanged},
};
use dynamodb_store::DynamoDbStore;
use kernel::{
    Actor, Commit, CorrelationId, DataSubject, EventContext, KeyName, PersonalData, Pii, Scope, Store as _,
    TypedId as _, UserId,
    contract::{scope, uuid},
    in_clear,
};
use lambda_host::{CommandRequest, Idempotency, clock, contract::request, execute};
use personal_data::{EncryptedStore, LocalKeys, local_keys, seal};
use serde_json::{Value, json};

/// How many events an ageing contact gets in one transaction.
const EVENTS_AT_ONCE: u64 = 90;

/// The store of the contact function: a person's data is encrypted.
pub type Contacts = EncryptedStore<DynamoDbStore, LocalKeys>;

/// It over the store of a table.
pub fn contacts(store: DynamoDbStore) -> Contacts {
    EncryptedStore::new(store, local_keys())
}

/// Encrypts what is personal of a contact, for those who do without that store.
pub async fn sealed<D: PersonalData>(id: ContactId, mut data: D) -> D {
    let subject = DataSubject::of_aggregate(&home(), &id.erase());
    seal(&local_keys(), &subject, &mut data).await.expect("a key");
    data
}

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
    let change = in_clear(|| serde_json::from_value(json!({ "family_name": family_name(turn) })));
    request(id, ContactCommand::Change(Box::new(change.expect("a change"))))
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
    let contact = json!({
        "given_name": "Ada", "family_name": family_name(1), "job_title": "Analyst", "links": links,
        "emails": [{ "address": format!("ada.{number}@example.com"), "kind": "work" }],
    });
    let create = in_clear(|| serde_json::from_value(contact));
    ContactCommand::Create(Box::new(create.expect("a contact")))
}

/// Enters a contact.
pub async fn enter(store: &Contacts, number: u128, links: &Value) -> ContactId {
    let id = ContactId::from_uuid(uuid(number));
    execute(store, request::<Contact>(id, create(number, links))).await.expect("a new contact");
    id
}

/// Renames a contact until its stream has so many events; gives back the turn to go on with.
pub async fn age(store: &Contacts, id: ContactId, events: u64) -> u64 {
    loop {
        let loaded = store.load::<Contact>(&home(), id, None).await.expect("a load");
        let before = loaded.snapshot.expect("a contact");
        if before.version >= events {
            return before.version - 1;
        }
        let until = events.min(before.version + EVENTS_AT_ONCE);
        let renamed = (before.version..until).map(|version| {
            let family_name = family_name(version - 1).parse().ok().map(Pii::new);
            ContactNameChanged { contact_id: id, given_name: before.state.given_name.clone(), family_name }.into()
        });
        let context = EventContext {
            scope: home(),
            occurred_at: clock::now(),
            actor: Actor::User(user()),
            correlation_id: CorrelationId::from_uuid(uuid(1)),
            causation_id: clock::fresh_uuid(),
        };
        let mut renamed = context.record::<Contact>(id, before.version, renamed.collect(), clock::fresh_uuid);
        store.seal::<Contact>(&home(), id, &mut renamed).await.expect("a key");
        let commit = Commit::new(home(), id, Some(before), renamed).expect("a commit");
        store.append(&commit).await.expect("events");
    }
}

/// Enters an account that contacts can be linked to.
pub async fn enter_account(store: &Contacts) -> AccountId {
    let id = AccountId::from_uuid(uuid(1));
    let create = serde_json::from_value(json!({ "name": "Analytical Engines", "kind": "customer" }));
    let command = AccountCommand::Create(create.expect("an account"));
    execute(store, request::<Account>(id, command)).await.expect("a new account");
    id
}
