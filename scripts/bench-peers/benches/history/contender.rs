//! Contacts with a history, and who renames them.

use std::cell::Cell;

use aws_sdk_dynamodb::types::ScalarAttributeType;
use crm::contact::ContactId;
use dynamodb_entity::{PK_ATTRIBUTE, SK_ATTRIBUTE};
use dynamodb_store::{
    DynamoDbStore,
    local_table::{LocalTable, blind_index_key},
};
use kernel::{TypedId as _, contract::uuid};
use lambda_host::execute;
use serde_json::json;

use crate::{
    contact::{Contacts, age, contacts, enter, rename},
    harness::{self, contender, measure},
    peer::create_table,
};

/// The name of the table without indexes.
const WITHOUT_INDEXES: &str = "without_indexes";

/// Who keeps contacts.
pub trait Keeper {
    /// Enters a contact and renames it until its stream has so many events.
    async fn prepare(&self, number: u128, events: u64);

    /// Gives a contact its name of this turn.
    async fn rename(&self, number: u128, turn: u64);
}

/// Eva's `execute` on its store.
pub struct Eva(Contacts);

impl Eva {
    /// On a table.
    pub fn new(table: &LocalTable) -> Self {
        Self(contacts(table.store()))
    }

    /// On a table without indexes, as the framework's are: nobody can list anything, and the engine has less to write.
    pub async fn without_indexes(table: &LocalTable) -> Self {
        let keys = [PK_ATTRIBUTE, SK_ATTRIBUTE].map(|name| (name, ScalarAttributeType::S));
        create_table(table.client(), WITHOUT_INDEXES, &keys).await;
        let store = DynamoDbStore::new(table.client().clone(), WITHOUT_INDEXES.to_owned());
        Self(contacts(store.with_blind_index(blind_index_key())))
    }
}

impl Keeper for Eva {
    async fn prepare(&self, number: u128, events: u64) {
        let id = enter(&self.0, number, &json!([])).await;
        age(&self.0, id, events).await;
    }

    async fn rename(&self, number: u128, turn: u64) {
        let id = ContactId::from_uuid(uuid(number));
        execute(&self.0, rename(id, turn)).await.expect("a rename");
    }
}

/// Contacts of one keeper with histories of one length. Each is renamed a few times only, so that its history stays about as long.
pub struct Fleet<K> {
    keeper: K,
    first: u128,
    events: u64,
    renames: Cell<u64>,
}

impl<K: Keeper> Fleet<K> {
    /// As many contacts as the rounds take, the warm-up included, with numbers from the first one.
    pub async fn of(keeper: K, first: u128, events: u64, rounds: usize) -> Self {
        let fleet = Self { keeper, first, events, renames: Cell::new(0) };
        let renames = (rounds + rounds / 10) as u64;
        for contact in 0..renames.div_ceil(fleet.renames_each()) {
            fleet.keeper.prepare(fleet.number(contact), events).await;
        }
        fleet
    }

    /// A history grows by a twentieth at most.
    fn renames_each(&self) -> u64 {
        (self.events / 20).max(1)
    }

    fn number(&self, contact: u64) -> u128 {
        self.first + u128::from(self.events * 1_000_000 + contact)
    }

    /// Renames the next contact.
    pub fn contender(&self) -> harness::Contender<'_> {
        contender(|| async {
            let (contact, again) = (self.renames.get() / self.renames_each(), self.renames.get() % self.renames_each());
            self.renames.set(self.renames.get() + 1);
            measure(self.keeper.rename(self.number(contact), self.events - 1 + again)).await.1
        })
    }
}
