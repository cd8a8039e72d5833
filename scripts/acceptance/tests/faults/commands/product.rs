//! The commands on products.

use lambda_host::gateway_client::Call;
use serde_json::{Value, json};

use super::{Command, OTHER_USER, Prepared, command};
use crate::world::World;

pub const COMMANDS: [Command; 14] = [
    command("create_product", 201),
    command("create_product: SKU taken", 409),
    command("change_product", 200),
    command("change_product: SKU frozen", 422),
    command("set_price_product", 200),
    command("set_price_product: split", 200),
    command("activate_product", 200),
    command("activate_product: retired", 422),
    command("retire_product", 200),
    command("reinstate_product", 200),
    command("assign_product", 200),
    command("archive_product", 200),
    command("restore_product", 200),
    command("restore_product: SKU taken", 409),
];

/// Makes a product that is not sold yet.
pub async fn made(world: &World) -> String {
    world.created(world.products.post("/products", article("DR-1"))).await
}

/// Makes what the command needs.
pub async fn prepare(world: &World, command: &Command) -> Prepared {
    let prepared = Prepared { product: made(world).await, ..Prepared::default() };
    let path = format!("/products/{}", prepared.product);
    let post = |verb: &str, body| world.products.post(format!("{path}/{verb}"), body);
    match command.name {
        "change_product: SKU frozen" | "retire_product" => world.done(post("activate", Value::Null)).await,
        "activate_product: retired" | "reinstate_product" => {
            world.done(post("activate", Value::Null)).await;
            world.done(post("retire", Value::Null)).await;
        }
        "set_price_product: split" => world.done(post("set-price", price("10", "2026-01-01", None))).await,
        "restore_product" => world.done(world.products.delete(path)).await,
        "restore_product: SKU taken" => {
            world.done(world.products.delete(path)).await;
            world.created(world.products.post("/products", article("DR-1"))).await;
        }
        _ => {}
    }
    prepared
}

/// The request of the command.
pub fn request(prepared: &Prepared, world: &World, command: &Command) -> Call {
    let products = &world.products;
    let product = |verb: &str| format!("/products/{}{verb}", prepared.product);
    match command.name {
        "create_product" => products.post("/products", article("NEW-1")),
        "create_product: SKU taken" => products.post("/products", article("dr-1")),
        "change_product" => products.patch(product(""), json!({"sku": "DR-2", "name": "Hammer drill"})),
        "change_product: SKU frozen" => products.patch(product(""), json!({"sku": "DR-2"})),
        "set_price_product" => products.post(product("/set-price"), price("9.50", "2026-01-01", None)),
        "set_price_product: split" => {
            products.post(product("/set-price"), price("9.50", "2026-02-01", Some("2026-02-28")))
        }
        "activate_product" | "activate_product: retired" => products.post(product("/activate"), Value::Null),
        "retire_product" => products.post(product("/retire"), Value::Null),
        "reinstate_product" => products.post(product("/reinstate"), Value::Null),
        "assign_product" => products.post(product("/assign"), json!({"owner_id": OTHER_USER})),
        "archive_product" => products.delete(product("")),
        "restore_product" | "restore_product: SKU taken" => products.post(product("/restore"), Value::Null),
        other => panic!("`{other}` has no request"),
    }
}

fn article(sku: &str) -> Value {
    json!({"sku": sku, "name": "Drill", "kind": "goods", "unit": "piece"})
}

fn price(amount: &str, from: &str, until: Option<&str>) -> Value {
    json!({"price": {"amount": amount, "currency": "EUR"}, "effective_from": from, "effective_until": until})
}
