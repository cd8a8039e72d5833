//! The commands on contacts.

use lambda_host::gateway_client::Call;
use serde_json::{Value, json};

use super::{Command, OTHER_USER, Prepared, account, command, link};
use crate::world::World;

pub const COMMANDS: [Command; 21] = [
    command("create_contact", 201),
    command("create_contact: email taken", 409),
    command("create_contact: account archived", 422),
    command("change_contact: name", 200),
    command("change_contact: links", 200),
    command("change_contact: emails", 200),
    command("change_contact: manager", 200),
    command("change_contact: circle", 422),
    command("change_contact: primary leaves", 409),
    command("archive_contact", 200),
    command("restore_contact", 200),
    command("restore_contact: email taken", 409),
    command("restore_contact: without what is gone", 200),
    command("assign_contact", 200),
    command("advance_contact", 200),
    command("advance_contact: backward", 422),
    command("reset_contact", 200),
    command("grant_consent_contact", 200),
    command("withdraw_consent_contact", 200),
    command("opt_out_contact", 200),
    command("opt_in_contact", 200),
];

/// Makes what the command needs.
pub async fn prepare(world: &World, command: &Command) -> Prepared {
    let account = account::made(world, "Acme", "acme.com").await;
    let other_account = account::made(world, "Other", "other.com").await;
    let manager = world.created(world.contacts.post("/contacts", json!({"family_name": "Babbage"}))).await;
    let ada = json!({"family_name": "Lovelace", "emails": email("ada@example.com"), "links": link(&account)});
    let contact = world.created(world.contacts.post("/contacts", ada)).await;
    let prepared = Prepared { account, other_account, contact, manager, ..Prepared::default() };
    let path = format!("/contacts/{}", prepared.contact);
    let patch = |body| world.contacts.patch(&path, body);
    let post = |verb: &str, body| world.contacts.post(format!("{path}/{verb}"), body);
    match command.name {
        "create_contact: account archived" => {
            world.done(world.accounts.delete(format!("/accounts/{}", prepared.other_account))).await;
        }
        "change_contact: circle" => {
            let path = format!("/contacts/{}", prepared.manager);
            world.done(world.contacts.patch(path, json!({"reports_to": prepared.contact}))).await;
        }
        "change_contact: primary leaves" => {
            let path = format!("/accounts/{}", prepared.account);
            world.done(world.accounts.patch(path, json!({"primary_contact_id": prepared.contact}))).await;
        }
        "archive_contact" => world.done(patch(json!({"reports_to": prepared.manager}))).await,
        "restore_contact" => {
            world.done(patch(json!({"reports_to": prepared.manager}))).await;
            world.done(world.contacts.delete(&path)).await;
        }
        "restore_contact: email taken" => {
            world.done(world.contacts.delete(&path)).await;
            world.created(world.contacts.post("/contacts", json!({"emails": email("ada@example.com")}))).await;
        }
        "restore_contact: without what is gone" => {
            world.done(patch(json!({"reports_to": prepared.manager}))).await;
            world.done(world.contacts.delete(&path)).await;
            world.done(world.contacts.delete(format!("/contacts/{}", prepared.manager))).await;
            world.done(world.accounts.delete(format!("/accounts/{}", prepared.account))).await;
            world.created(world.contacts.post("/contacts", json!({"emails": email("ada@example.com")}))).await;
        }
        "advance_contact: backward" | "reset_contact" => {
            world.done(post("advance", json!({"to": "customer"}))).await;
        }
        "withdraw_consent_contact" => {
            world.done(post("grant-consent", json!({"purpose": "p", "basis": "consent", "source": "s"}))).await;
        }
        "opt_in_contact" => world.done(post("opt-out", json!({"channel": "email"}))).await,
        _ => {}
    }
    prepared
}

/// The request of the command.
pub fn request(prepared: &Prepared, world: &World, command: &Command) -> Call {
    let contacts = &world.contacts;
    let contact = |verb: &str| format!("/contacts/{}{verb}", prepared.contact);
    let change = |body| contacts.patch(contact(""), body);
    match command.name {
        "create_contact" => contacts.post(
            "/contacts",
            json!({
                "family_name": "New", "emails": email("new@example.com"),
                "links": link(&prepared.account), "reports_to": prepared.manager,
            }),
        ),
        "create_contact: email taken" => {
            contacts.post("/contacts", json!({"emails": email("ADA@example.com"), "links": link(&prepared.account)}))
        }
        "create_contact: account archived" => {
            contacts.post("/contacts", json!({"family_name": "New", "links": link(&prepared.other_account)}))
        }
        "change_contact: name" => change(json!({"family_name": "King"})),
        "change_contact: links" => change(json!({"links": link(&prepared.other_account)})),
        "change_contact: emails" => change(json!({"emails": email("king@example.com")})),
        "change_contact: manager" | "change_contact: circle" => change(json!({"reports_to": prepared.manager})),
        "change_contact: primary leaves" => change(json!({"links": []})),
        "archive_contact" => contacts.delete(contact("")),
        "restore_contact" | "restore_contact: email taken" => contacts.post(contact("/restore"), Value::Null),
        "restore_contact: without what is gone" => {
            contacts.post(contact("/restore"), json!({"emails": null, "links": null, "reports_to": null}))
        }
        "assign_contact" => contacts.post(contact("/assign"), json!({"owner_id": OTHER_USER})),
        "advance_contact" => contacts.post(contact("/advance"), json!({"to": "mql"})),
        "advance_contact: backward" => contacts.post(contact("/advance"), json!({"to": "lead"})),
        "reset_contact" => contacts.post(contact("/reset"), json!({"to": "lead", "reason": "left"})),
        "grant_consent_contact" => {
            contacts.post(contact("/grant-consent"), json!({"purpose": "p", "basis": "consent", "source": "s"}))
        }
        "withdraw_consent_contact" => contacts.post(contact("/withdraw-consent"), json!({"purpose": "p"})),
        "opt_out_contact" => contacts.post(contact("/opt-out"), json!({"channel": "email"})),
        "opt_in_contact" => contacts.post(contact("/opt-in"), json!({"channel": "email", "source": "call"})),
        other => panic!("`{other}` has no request"),
    }
}

fn email(address: &str) -> Value {
    json!([{ "address": address, "kind": "work" }])
}
