use expect_test::{Expect, expect};
use kernel::{Actor, DomainEvent, MAX_STATE_BYTES, ServiceName, TypedId};
use proptest::{prelude::*, sample::select};
use serde_json::{Value, json};

use super::*;
use crate::{
    given::{self, body, id, user},
    limits,
    published::ProductStatus,
    record::AssignOwner,
};

pub(super) fn inputs() -> Inputs<ProductId> {
    given::inputs(id('1'))
}

fn create(value: Value) -> ProductCommand {
    ProductCommand::Create(Box::new(body(value)))
}

fn patch(value: Value) -> ProductCommand {
    ProductCommand::Change(Box::new(body(value)))
}

fn restore(value: Value) -> ProductCommand {
    ProductCommand::Restore(Some(Box::new(body(value))))
}

pub(super) fn set_price(value: Value) -> ProductCommand {
    ProductCommand::SetPrice(body(value))
}

fn assign(last: char) -> ProductCommand {
    ProductCommand::Assign(AssignOwner { owner_id: user(last), reason: "moved".parse().ok() })
}

pub(super) fn drill() -> ProductCommand {
    create(json!({"sku": "dr-1", "name": "Drill", "kind": "goods", "unit": "piece", "tags": ["Tools"]}))
}

pub(super) fn state(given: &[ProductCommand]) -> ProductState {
    given::state::<Product>(&inputs(), given).expect("a state")
}

pub(super) fn refused(given: &[ProductCommand], when: &ProductCommand) -> Rejection {
    given::decided::<Product>(&inputs(), given, when).expect_err("a rejection")
}

pub(super) fn check(given: &[ProductCommand], when: &ProductCommand, then: Expect) {
    given::check::<Product>(&inputs(), given, when, then);
}

/// One command of every kind but creation, archive and restore.
fn one_of_each() -> Vec<ProductCommand> {
    vec![
        patch(json!({})),
        set_price(json!({"price": {"amount": "1", "currency": "EUR"}})),
        ProductCommand::Activate,
        ProductCommand::Retire,
        ProductCommand::Reinstate,
        assign('2'),
    ]
}

/// What is entered must be found again with all that was typed, and with an owner. Requirement: PRO-1, ALL-1
#[test]
fn a_product_is_created_with_an_owner_and_normalised_values() {
    check(
        &[],
        &create(json!({
            "sku": " dr-1/b ", "name": "  Drill ", "kind": "goods", "unit": "piece", "family": "Tools", "description": "x",
            "tags": ["Key", "key"]
        })),
        expect![[r#"
            ProductCreated {"product_id":"PRODUCT","owner_id":"user_01h2xcejqtf2nbrexx3vqjhp41","tags":["key"],"sku":"DR-1/B","name":"Drill","kind":"goods","unit":"piece","family":"Tools","description":"x"}
        "#]],
    );
    check(
        &[],
        &create(json!({"sku": "1", "name": "Support", "kind": "subscription", "unit": "month"})),
        expect![[r#"
            ProductCreated {"product_id":"PRODUCT","owner_id":"user_01h2xcejqtf2nbrexx3vqjhp41","tags":[],"sku":"1","name":"Support","kind":"subscription","unit":"month"}
        "#]],
    );
    assert_eq!(state(&[drill()]).status, ProductStatus::Draft);
}

/// A record that a service makes would have no owner, and nobody would care for it. Requirement: ALL-1
#[test]
fn a_service_cannot_create_without_an_owner() {
    let inputs = Inputs { actor: Actor::Service(ServiceName::new("import")), ..inputs() };
    let no = Product::decide(None, &drill(), &inputs).expect_err("a rejection");
    assert_eq!(no.code, "owner_required");
}

/// `ProductUpdated` for everything forces every subscriber to compare. Requirement: ALL-3
#[test]
fn a_patch_gives_one_event_per_meaning() {
    check(
        &[drill()],
        &patch(json!({
            "sku": "dr-2", "name": "Hammer drill", "kind": "service", "unit": "hour", "family": "Tools", "description": "d",
            "tags": []
        })),
        expect![[r#"
            ProductSkuChanged {"product_id":"PRODUCT","from":"DR-1","to":"DR-2"}
            ProductRenamed {"product_id":"PRODUCT","name":"Hammer drill"}
            ProductKindChanged {"product_id":"PRODUCT","from":"goods","to":"service"}
            ProductUnitChanged {"product_id":"PRODUCT","unit":"hour"}
            ProductFamilyChanged {"product_id":"PRODUCT","family":"Tools"}
            ProductDescriptionChanged {"product_id":"PRODUCT","description":"d"}
            ProductTagsChanged {"product_id":"PRODUCT","tags":[]}
        "#]],
    );
}

/// A repeated patch that writes again fills the stream and wakes every subscriber for nothing. Requirement: ALL-3
#[test]
fn a_patch_that_changes_nothing_gives_no_event() {
    check(&[drill()], &patch(json!({})), expect![""]);
    let same = json!({
        "sku": "Dr-1", "name": " Drill ", "kind": "goods", "unit": "piece", "family": null, "description": null,
        "tags": ["tools"]
    });
    check(&[drill()], &patch(same.clone()), expect![""]);
    // A SKU that is final may be named all the same, as a form does that sends everything.
    check(&[drill(), ProductCommand::Activate], &patch(same), expect![""]);
}

/// `null` removes in a merge patch; what every product has cannot go. Requirement: ALL-3
#[test]
fn null_removes_what_can_be_removed() {
    check(
        &[drill(), patch(json!({"family": "Tools", "description": "d"}))],
        &patch(json!({"family": null, "description": null, "tags": null})),
        expect![[r#"
            ProductFamilyChanged {"product_id":"PRODUCT","family":null}
            ProductDescriptionChanged {"product_id":"PRODUCT","description":null}
            ProductTagsChanged {"product_id":"PRODUCT","tags":[]}
        "#]],
    );
    for field in ["sku", "name", "kind", "unit"] {
        let no = refused(&[drill()], &patch(json!({ field: null })));
        assert_eq!((no.code, no.pointer), ("field_required", Some(format!("/{field}"))));
    }
}

/// Orders that are out name a product by its SKU: under another one nobody finds it. Requirement: PRO-1
#[test]
fn the_sku_is_final_once_a_product_was_activated() {
    let sku = patch(json!({"sku": "dr-2"}));
    check(
        &[drill()],
        &sku,
        expect![[r#"
        ProductSkuChanged {"product_id":"PRODUCT","from":"DR-1","to":"DR-2"}
    "#]],
    );
    let (active, retired) =
        ([drill(), ProductCommand::Activate], [drill(), ProductCommand::Activate, ProductCommand::Retire]);
    for given in [&active[..], &retired] {
        check(
            given,
            &sku,
            expect![[r#"
            Unprocessable sku_frozen /sku: the SKU is final since the product was activated; enter another product for another SKU
        "#]],
        );
        check(
            given,
            &patch(json!({"name": "Other"})),
            expect![[r#"
            ProductRenamed {"product_id":"PRODUCT","name":"Other"}
        "#]],
        );
    }
}

/// A product that is sold although it was given up, or sold before it is ready, ends in a complaint. Requirement: PRO-1
#[test]
fn a_product_goes_from_draft_to_active_to_retired_and_back() {
    use ProductCommand::{Activate, Reinstate, Retire};
    let statuses = [vec![drill()], vec![drill(), Activate], vec![drill(), Activate, Retire]];
    let mut lines = String::new();
    for given in &statuses {
        for when in [Activate, Retire, Reinstate] {
            let then = match given::decided::<Product>(&inputs(), given, &when) {
                Ok(events) => events.first().map_or("no event", DomainEvent::event_type).to_owned(),
                Err(no) => format!("{:?} {}: {}", no.refusal, no.code, no.detail),
            };
            lines += &format!("{} {when:?}: {then}\n", state(given).status.as_str());
        }
    }
    expect![[r#"
        draft Activate: ProductActivated
        draft Retire: Unprocessable illegal_move: the record is `draft`, which only allows `activate`
        draft Reinstate: Unprocessable illegal_move: the record is `draft`, which only allows `activate`
        active Activate: no event
        active Retire: ProductRetired
        active Reinstate: no event
        retired Activate: Unprocessable illegal_move: the record is `retired`, which only allows `reinstate`
        retired Retire: no event
        retired Reinstate: ProductReinstated
    "#]]
    .assert_eq(&lines);
}

/// Who owned a record before must stay visible. Requirement: ALL-5
#[test]
fn an_assignment_names_both_owners() {
    check(
        &[drill()],
        &assign('2'),
        expect![[r#"
        ProductOwnerAssigned {"product_id":"PRODUCT","from":"user_01h2xcejqtf2nbrexx3vqjhp41","to":"user_01h2xcejqtf2nbrexx3vqjhp42","reason":"moved"}
    "#]],
    );
    check(&[drill()], &assign('1'), expect![""]);
}

/// An archived record that still changes would surprise whoever restores it. Requirement: ALL-4
#[test]
fn an_archived_product_takes_nothing_but_restore() {
    check(
        &[drill()],
        &ProductCommand::Archive,
        expect![[r#"
        ProductArchived {"product_id":"PRODUCT","archived_at":"2025-11-20T22:00:00.123Z"}
    "#]],
    );
    let archived = [drill(), ProductCommand::Archive];
    for refused in one_of_each() {
        check(
            &archived,
            &refused,
            expect![[r#"
            Unprocessable product_archived : the product is archived; restore it first
        "#]],
        );
    }
    check(&archived, &ProductCommand::Archive, expect![""]);
    check(
        &archived,
        &ProductCommand::Restore(None),
        expect![[r#"
        ProductRestored {"product_id":"PRODUCT"}
    "#]],
    );
    check(&[drill()], &ProductCommand::Restore(None), expect![""]);
}

/// A full record must go away and come back. Requirement: ALL-4, PRO-1
#[test]
fn a_full_product_can_still_be_put_away() {
    let mut given = vec![drill()];
    for command in [
        ProductCommand::Activate,
        ProductCommand::Retire,
        ProductCommand::Reinstate,
        assign('2'),
        ProductCommand::Archive,
        ProductCommand::Restore(None),
    ] {
        let events = given::commit::<Product>(&inputs(), &given, &command).events;
        assert!(events.iter().all(|event| Product::is_essential(&event.data)), "{command:?}");
        given.push(command);
    }
    for change in [patch(json!({"family": "x"})), set_price(json!({"price": {"amount": "1", "currency": "EUR"}}))] {
        let events = given::commit::<Product>(&inputs(), &given, &change).events;
        assert!(!events.iter().any(|event| Product::is_essential(&event.data)), "{change:?}");
    }
}

/// A SKU may be taken by now: without changes the product could never come back. Requirement: ALL-4, PRO-1
#[test]
fn an_archived_product_comes_back_with_changes() {
    let archived = [drill(), ProductCommand::Archive];
    check(
        &archived,
        &restore(json!({"sku": "dr-2", "family": "Tools"})),
        expect![[r#"
        ProductRestored {"product_id":"PRODUCT"}
        ProductSkuChanged {"product_id":"PRODUCT","from":"DR-1","to":"DR-2"}
        ProductFamilyChanged {"product_id":"PRODUCT","family":"Tools"}
    "#]],
    );
    check(
        &archived,
        &restore(json!({"name": null})),
        expect![[r#"
        Unprocessable field_required /name: the field cannot be removed
    "#]],
    );
    let sold = [drill(), ProductCommand::Activate, ProductCommand::Archive];
    check(
        &sold,
        &restore(json!({"sku": "dr-2"})),
        expect![[r#"
        Unprocessable sku_frozen /sku: the SKU is final since the product was activated; enter another product for another SKU
    "#]],
    );
    check(
        &[drill()],
        &restore(json!({"family": "Tools"})),
        expect![[r#"
        Unprocessable not_archived : the record is in use; it can only be changed here while it comes back from the archive
    "#]],
    );
    check(&[drill()], &restore(json!({})), expect![""]);
}

/// A command on a product that is not there must not make one. Requirement: ALL-7
#[test]
fn only_creation_begins_a_product() {
    for command in one_of_each().into_iter().chain([ProductCommand::Archive, ProductCommand::Restore(None)]) {
        assert_eq!(refused(&[], &command), Rejection::not_found());
    }
    check(
        &[drill()],
        &drill(),
        expect![[r#"
        Conflict product_exists : a product with this id exists
    "#]],
    );
}

/// An archived product must give its SKU back and leave its list; a restored one must take both again. Requirement: ALL-4, PRO-1
#[test]
fn an_archived_product_holds_no_sku_and_leaves_the_list() {
    let seen = |commands: &[ProductCommand]| {
        let state = state(commands);
        let claims = Product::claims(&state).into_iter().map(|claim| format!("{}={}", claim.name, claim.value));
        (claims.collect::<Vec<_>>(), Product::list(&state))
    };
    let held = vec!["SKU=DR-1".to_owned()];
    assert_eq!(seen(&[drill()]), (held.clone(), LIST));
    assert_eq!(seen(&[drill(), ProductCommand::Archive]), (vec![], ARCHIVED_LIST));
    assert_eq!(seen(&[drill(), ProductCommand::Archive, ProductCommand::Restore(None)]), (held, LIST));
}

/// A line of a deal that sees another price, status or name than the product has is a promise that nobody made. Requirement: PRO-2
#[test]
fn others_see_the_offer_and_whether_it_is_archived() {
    let price = set_price(json!({"price": {"amount": "9.5", "currency": "EUR"}, "effective_from": "2026-01-01"}));
    let offer = |given: &[ProductCommand]| Product::published(&state(given)).expect("published");
    let attributes = json!({
        "sku": "DR-1", "name": "Drill", "status": "active",
        "prices": [{"price": {"amount": "9.50", "currency": "EUR"}, "effective_from": "2026-01-01"}]
    });
    let given = [drill(), price, ProductCommand::Activate];
    assert_eq!(offer(&given), Published { archived: false, attributes: attributes.clone() });
    let archived = [&given[..], &[ProductCommand::Archive]].concat();
    assert_eq!(offer(&archived), Published { archived: true, attributes });
}

/// Who looks for a product by the beginning of its name must find it under the one that it has now. Requirement: ALL-6
#[test]
fn a_product_is_listed_by_its_name() {
    let renamed = [drill(), patch(json!({"name": "Ädelstein"}))];
    assert_eq!(Product::sort_name(&state(&renamed)), SortName::of("äDELSTEIN"));
}

/// A type without a schema would pass the bus unchecked, and two types of one name could not be told apart.
#[test]
fn every_event_type_is_named_after_its_entity_and_registered_once() {
    let mut names: Vec<_> = ProductEvent::schemas().iter().map(|schema| schema.event_type).collect();
    assert_eq!(names.len(), 15);
    assert!(names.iter().all(|name| name.starts_with("Product")));
    assert!(ProductEvent::schemas().iter().all(|schema| schema.aggregate_type == ProductId::PREFIX));
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 15);
}

/// What each limit allows, and all together does not fit, is refused where nobody expects it. Requirement: PRO-1, PRO-2
#[test]
fn a_product_that_is_full_in_every_field_can_be_stored() {
    let text = |length: usize| "ä".repeat(length);
    let full = create(json!({
        "sku": "A".repeat(limits::SKU), "name": text(limits::SHORT_TEXT), "kind": "subscription", "unit": text(limits::SHORT_TEXT),
        "family": text(limits::SHORT_TEXT), "description": text(limits::LONG_TEXT),
        "tags": (0..limits::TAGS).map(|n| format!("{n:02}{}", text(limits::TAG - 2))).collect::<Vec<_>>()
    }));
    let mut given = vec![full];
    given.extend((0..limits::PRICES).map(|n| {
        let day = format!("{}-01-01", 2000 + n);
        let price = json!({"amount": format!("{}.99", 999_999_999_999_999_000_u64 + n as u64), "currency": "EUR"});
        set_price(json!({"price": price, "effective_from": day, "effective_until": day}))
    }));
    let stored = serde_json::to_string(&state(&given)).expect("JSON");
    assert_eq!(state(&given).prices.len(), limits::PRICES);
    assert!(stored.len() < MAX_STATE_BYTES, "{}", stored.len());
}

proptest! {
    /// The state that is stored must be the fold of the stream, and a repeated command must do nothing, whatever came before.
    /// Requirement: PLT-1, ALL-3
    #[test]
    fn any_commands_keep_the_laws(commands in prop::collection::vec(any_command(), 1..20)) {
        let mut last = None;
        given::check_laws::<Product>(&inputs(), &[&[drill()][..], &commands].concat(), |state| {
            let sold = state.status != ProductStatus::Draft;
            if let Some((was_sold, sku)) = last.replace((sold, state.sku.clone())) {
                assert!(!was_sold || (sold && sku == state.sku), "what was sold is no draft again and keeps its SKU");
            }
        });
    }
}

fn any_command() -> impl Strategy<Value = ProductCommand> {
    prop_oneof![
        4 => any_patch().prop_map(patch),
        2 => select(vec![
            set_price(json!({"price": {"amount": "1", "currency": "EUR"}})),
            set_price(json!({"price": {"amount": "2", "currency": "EUR"}, "effective_from": "2025-11-22"})),
            set_price(json!({"price": {"amount": "3", "currency": "JPY"}, "effective_until": "2025-12-24"})),
        ]),
        3 => select(vec![
            drill(), ProductCommand::Activate, ProductCommand::Retire, ProductCommand::Reinstate, ProductCommand::Archive,
            ProductCommand::Restore(None), restore(json!({"sku": "dr-3"})), assign('1'), assign('2'),
        ]),
    ]
}

fn any_patch() -> impl Strategy<Value = Value> {
    let fields = vec![
        json!({"sku": "DR-1"}),
        json!({"sku": "dr-2"}),
        json!({"name": "Drill"}),
        json!({"name": "Other"}),
        json!({"kind": "service"}),
        json!({"unit": "hour"}),
        json!({"family": null}),
        json!({"family": "x"}),
        json!({"description": "d"}),
        json!({"tags": ["B", "a"]}),
    ];
    given::patches(fields)
}
