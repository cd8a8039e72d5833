//! The commands on accounts.

use lambda_host::gateway_client::Call;
use serde_json::{Value, json};

use super::{Command, OTHER_USER, Prepared, command, link, opportunity};
use crate::world::World;

pub const COMMANDS: [Command; 14] = [
    command("create_account", 201),
    command("create_account: domain taken", 409),
    command("change_account", 200),
    command("change_account: nothing new", 200),
    command("change_account: primary contact", 200),
    command("change_account: primary contact not linked", 422),
    command("activate_account", 200),
    command("deactivate_account", 200),
    command("assign_account", 200),
    command("archive_account", 200),
    command("archive_account: with primary contact", 200),
    command("archive_account: with an open deal", 409),
    command("restore_account", 200),
    command("restore_account: without its domain", 200),
];

/// Makes an account.
pub async fn made(world: &World, name: &str, domain: &str) -> String {
    world
        .created(world.accounts.post("/accounts", json!({"name": name, "kind": "prospect", "domains": [domain]})))
        .await
}

/// Makes what the command needs.
pub async fn prepare(world: &World, command: &Command) -> Prepared {
    let mut prepared = Prepared { account: made(world, "Acme", "acme.com").await, ..Prepared::default() };
    let path = format!("/accounts/{}", prepared.account);
    match command.name {
        "activate_account" => world.done(world.accounts.post(path + "/deactivate", Value::Null)).await,
        "restore_account" => world.done(world.accounts.delete(path)).await,
        "restore_account: without its domain" => {
            world.done(world.accounts.delete(path)).await;
            let heir = json!({"name": "Heir", "kind": "other", "domains": ["acme.com"]});
            world.created(world.accounts.post("/accounts", heir)).await;
        }
        "change_account: primary contact" | "archive_account: with primary contact" => {
            let ada = json!({"family_name": "Lovelace", "links": link(&prepared.account)});
            prepared.contact = world.created(world.contacts.post("/contacts", ada)).await;
            if command.operation() == "archive_account" {
                world.done(world.accounts.patch(path, json!({"primary_contact_id": prepared.contact}))).await;
            }
        }
        "archive_account: with an open deal" => {
            prepared.opportunity = world.created(opportunity::deal(world, &prepared)).await;
        }
        "change_account: primary contact not linked" => {
            prepared.contact = world.created(world.contacts.post("/contacts", json!({"family_name": "Nobody"}))).await;
        }
        _ => {}
    }
    prepared
}

/// The request of the command.
pub fn request(prepared: &Prepared, world: &World, command: &Command) -> Call {
    let accounts = &world.accounts;
    let account = |verb: &str| format!("/accounts/{}{verb}", prepared.account);
    match command.name {
        "create_account" => {
            accounts.post("/accounts", json!({"name": "New", "kind": "prospect", "domains": ["new.com", "new.de"]}))
        }
        "create_account: domain taken" => {
            accounts.post("/accounts", json!({"name": "New", "kind": "prospect", "domains": ["new.com", "acme.com"]}))
        }
        "change_account" => {
            accounts.patch(account(""), json!({"name": "Renamed", "industry": "Mining", "domains": ["acme.de"]}))
        }
        "change_account: nothing new" => accounts.patch(account(""), json!({"name": "Acme"})),
        "change_account: primary contact" | "change_account: primary contact not linked" => {
            accounts.patch(account(""), json!({"primary_contact_id": prepared.contact}))
        }
        "activate_account" => accounts.post(account("/activate"), Value::Null),
        "deactivate_account" => accounts.post(account("/deactivate"), Value::Null),
        "assign_account" => accounts.post(account("/assign"), json!({"owner_id": OTHER_USER})),
        "archive_account" | "archive_account: with primary contact" | "archive_account: with an open deal" => {
            accounts.delete(account(""))
        }
        "restore_account" => accounts.post(account("/restore"), Value::Null),
        "restore_account: without its domain" => accounts.post(account("/restore"), json!({"domains": []})),
        other => panic!("`{other}` has no request"),
    }
}
