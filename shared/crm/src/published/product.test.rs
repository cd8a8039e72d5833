use kernel::{Published, TypedId as _};
use serde_json::{Value, json};

use super::*;
use crate::given::{body, id};

fn euros(amount: &str, from: &str, until: Option<&str>) -> Value {
    let mut price = json!({"price": {"amount": amount, "currency": "EUR"}, "effective_from": from});
    if let Some(until) = until {
        price["effective_until"] = json!(until);
    }
    price
}

fn attributes() -> Value {
    let prices = [
        euros("10.00", "2026-01-01", Some("2026-01-31")),
        euros("12.00", "2026-02-02", None),
        json!({"price": {"amount": "900", "currency": "JPY"}, "effective_from": "2026-01-01"}),
    ];
    json!({"sku": "EVA-1", "name": "Eva", "status": "active", "prices": prices})
}

fn known(attributes: Value, archived: bool) -> Known {
    let published = [(id::<ProductId>('1').erase(), Published { archived, attributes })].into();
    Known { published, ..Known::default() }
}

/// A reader that takes another form than the publisher writes would see no product at all. Requirement: PRO-2
#[test]
fn an_offer_is_read_as_it_was_published() {
    let (offer, archived) =
        ProductOffer::of(&known(attributes(), true), id('1')).expect("readable").expect("a product");
    assert!(archived);
    assert_eq!(serde_json::to_value(&offer).expect("JSON"), attributes());
    assert_eq!(ProductOffer::of(&known(attributes(), false), id('2')), Ok(None));
}

/// What another version wrote must refuse the command that needs it, and neither stop the function nor look like no product.
/// Requirement: ALL-7
#[test]
fn an_offer_that_cannot_be_read_is_a_refusal() {
    for attributes in [json!(null), json!({}), json!({"sku": "EVA-1", "name": "Eva", "status": "sold", "prices": []})] {
        let no = ProductOffer::of(&known(attributes, false), id('1')).expect_err("unreadable");
        assert_eq!(no.code, "published_unreadable");
        assert!(no.detail.contains("product"), "{}", no.detail);
    }
}

/// A price that counts a day too long, or in another currency, is on an invoice before anybody looks. Requirement: PRO-2
#[test]
fn the_price_of_a_day_is_the_one_in_force() {
    let offer: ProductOffer = body(attributes());
    let on = |currency: &str, day: &str| {
        let price = offer.price_on(&currency.parse().expect("a currency"), day.parse().expect("a date"));
        price.map(|price| price.price.amount().to_string())
    };
    for (day, amount) in [
        ("2025-12-31", None),
        ("2026-01-01", Some("10.00")),
        ("2026-01-31", Some("10.00")),
        ("2026-02-01", None),
        ("2026-02-02", Some("12.00")),
        ("9999-12-31", Some("12.00")),
    ] {
        assert_eq!(on("EUR", day).as_deref(), amount, "{day}");
    }
    assert_eq!(on("JPY", "2026-02-01").as_deref(), Some("900"));
    assert_eq!(on("USD", "2026-02-02"), None);
}
