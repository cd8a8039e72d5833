//! The commands of records that refer to nobody.

use crm::{
    account::{Account, AccountCommand},
    contact::{Contact, ContactCommand},
    product::{Product, ProductCommand},
};
use divan::Bencher;
use serde_json::json;

use crate::{body, inputs, measure};

fn acme() -> AccountCommand {
    AccountCommand::Create(Box::new(body(json!({
        "name": "Acme Corporation", "kind": "customer", "industry": "technology", "employee_count": 2822,
        "annual_revenue": {"amount": "1100040000", "currency": "USD"}, "website": "https://acme.com", "domains": ["acme.com"],
        "phones": ["+1 415 555 0123"], "tags": ["key"]
    }))))
}

#[divan::bench]
fn account_create(bencher: Bencher<'_, '_>) {
    measure::<Account>(bencher, &inputs([]), &[], &acme());
}

#[divan::bench]
fn account_change(bencher: Bencher<'_, '_>) {
    let rename = AccountCommand::Change(Box::new(body(json!({"name": "Acme"}))));
    measure::<Account>(bencher, &inputs([]), &[acme()], &rename);
}

fn ada() -> ContactCommand {
    ContactCommand::Create(Box::new(body(json!({
        "given_name": "Ada", "family_name": "Lovelace", "job_title": "Countess", "time_zone": "Europe/London",
        "emails": [{"address": "ada@example.com", "kind": "work"}], "phones": [{"e164": "+442079460000", "kind": "work"}],
        "tags": ["vip"]
    }))))
}

#[divan::bench]
fn contact_create(bencher: Bencher<'_, '_>) {
    measure::<Contact>(bencher, &inputs([]), &[], &ada());
}

#[divan::bench]
fn contact_change(bencher: Bencher<'_, '_>) {
    let rename = ContactCommand::Change(Box::new(body(json!({"family_name": "King"}))));
    measure::<Contact>(bencher, &inputs([]), &[ada()], &rename);
}

fn drill() -> ProductCommand {
    let drill =
        json!({"sku": "DR-1", "name": "Drill", "kind": "goods", "unit": "piece", "family": "Tools", "tags": ["key"]});
    ProductCommand::Create(Box::new(body(drill)))
}

#[divan::bench]
fn product_create(bencher: Bencher<'_, '_>) {
    measure::<Product>(bencher, &inputs([]), &[], &drill());
}

#[divan::bench]
fn product_change(bencher: Bencher<'_, '_>) {
    let rename = ProductCommand::Change(Box::new(body(json!({"name": "Hammer drill"}))));
    measure::<Product>(bencher, &inputs([]), &[drill()], &rename);
}

#[divan::bench]
fn product_set_price(bencher: Bencher<'_, '_>) {
    let price = ProductCommand::SetPrice(body(json!({"price": {"amount": "9.50", "currency": "EUR"}})));
    measure::<Product>(bencher, &inputs([]), &[drill()], &price);
}
