use std::sync::LazyLock;

use kernel::{DomainEvent as _, TypedId as _, contract::LedgerId};
use proptest::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{BusContext, Rejected};
use crate::{Registry, SchemaFile, ViolationKind, generate};
use ViolationKind::{
    DuplicateField, IsolationForm, IsolationMismatch, IsolationMissing, IsolationNull, KeyMismatch, Malformed,
    MissingField, NullField, ReferencePrefix, Schema, SourceMismatch, TypeMismatch, UnknownField, UnknownType,
    UnknownVersion, WrongForm,
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, kernel::PersonalData)]
struct LedgerCreated {
    ledger_id: LedgerId,
    #[schemars(length(max = 20))]
    name: String,
    owner: Option<Owner>,
    lines: Vec<Line>,
    kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Kind {
    /// Of goods.
    Goods,
    /// Of money.
    Money,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Owner {
    email: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Line {
    amount: u32,
}

kernel::domain_events! {
    /// What can happen to a ledger.
    enum LedgerEvent of LedgerId { Created(LedgerCreated, 1) }
}

/// A platform-level type, as the access domain will generate one.
const TENANT_CREATED: &str = r#"{"x-eva-isolation":"platform","type":"object","required":["event_id"]}"#;

static REGISTRY: LazyLock<Registry> = LazyLock::new(|| {
    let mut files = generate(&LedgerEvent::schemas(), &[]).expect("schemas");
    let path = "events/schemas/TenantCreated/1.json".to_owned();
    files.push(SchemaFile { path, text: TENANT_CREATED.to_owned() });
    Registry::of(&files).expect("a registry")
});

const BUS: BusContext<'_> = BusContext { source: "eva.crm", detail_type: "LedgerCreated" };
const LEDGER: &str = "ledger_01h2xcejqtf2nbrexx3vqjhp41";
const OTHER_LEDGER: &str = "ledger_01h2xcejqtf2nbrexx3vqjhp42";
const TENANT: &str = "tenant_01h2xcejqtf2nbrexx3vqjhp41";
const OTHER_TENANT: &str = "tenant_01h2xcejqtf2nbrexx3vqjhp42";
const CAPSULE: &str = "capsule_01h2xcejqtf2nbrexx3vqjhp41";

fn event() -> Value {
    json!({
        "event_id": "0188bac7-4afa-78aa-bc3b-bd1eef28d881",
        "event_type": "LedgerCreated",
        "schema_version": 1,
        "tenant_id": TENANT,
        "capsule_id": CAPSULE,
        "aggregate_type": "ledger",
        "aggregate_id": LEDGER,
        "sequence": 1,
        "occurred_at": "2026-11-20T22:00:00.123Z",
        "actor": "user_01h2xcejqtf2nbrexx3vqjhp41",
        "correlation_id": "5759e988bd862e3fe1be46a994272793",
        "causation_id": "0188bac7-4afa-78aa-bc3b-bd1eef28d882",
        "data": { "ledger_id": LEDGER, "name": "main", "owner": null, "lines": [{ "amount": 1 }, { "amount": 2 }], "kind": "goods" },
    })
}

fn set(path: &str, value: Value) -> Value {
    let mut event = event();
    let (parent, field) = path.rsplit_once('/').expect("a path");
    event.pointer_mut(parent).expect("a parent")[field] = value;
    event
}

fn without(path: &str) -> Value {
    let mut event = event();
    let (parent, field) = path.rsplit_once('/').expect("a path");
    event.pointer_mut(parent).and_then(Value::as_object_mut).expect("a parent").remove(field).expect("a field");
    event
}

fn rejected(detail: &str, context: BusContext<'_>) -> Rejected {
    REGISTRY.validate(detail, context).expect_err("a violation")
}

/// The event has exactly these violations, in this order.
fn check(event: &Value, expected: &[(ViolationKind, &str)]) {
    check_on(BUS, event, expected);
}

fn check_on(context: BusContext<'_>, event: &Value, expected: &[(ViolationKind, &str)]) {
    let rejected = rejected(&event.to_string(), context);
    let found: Vec<_> = rejected.violations.iter().map(|found| (found.kind, found.path.as_str())).collect();
    assert_eq!(found, expected, "{:#?}", rejected.violations);
}

/// A validator that cries wolf is switched off.
#[test]
fn an_event_as_the_code_writes_it_is_valid() {
    let valid = REGISTRY.validate(&event().to_string(), BUS).expect("valid");
    assert_eq!((valid.event_type.as_str(), valid.tenant_id.to_string().as_str()), ("LedgerCreated", TENANT));
    assert_eq!(valid.event_id.to_string(), "0188bac7-4afa-78aa-bc3b-bd1eef28d881");
}

/// An event that nobody owns, or that two own, reaches the wrong customer: the founding reason for the validator.
#[test]
fn an_isolation_field_that_is_missing_null_or_malformed_is_named() {
    check(&without("/tenant_id"), &[(IsolationMissing, "/tenant_id")]);
    check(&without("/capsule_id"), &[(IsolationMissing, "/capsule_id")]);
    check(&set("/tenant_id", Value::Null), &[(IsolationNull, "/tenant_id")]);
    check(&set("/capsule_id", Value::Null), &[(IsolationNull, "/capsule_id")]);
    for wrong in [json!(""), json!(7), json!("acme"), json!(CAPSULE), json!([TENANT]), json!(format!("{TENANT} "))] {
        check(&set("/tenant_id", wrong), &[(IsolationForm, "/tenant_id")]);
    }
    check(&set("/capsule_id", json!(TENANT)), &[(IsolationForm, "/capsule_id")]);
}

/// A service that never registered its events is just the one that forgets its tenant.
#[test]
fn isolation_is_checked_for_types_that_nobody_registered() {
    let mut contact = json!({ "event_type": "ContactCreated", "data": { "id": 1 } });
    let expected = [(IsolationMissing, "/tenant_id"), (IsolationMissing, "/capsule_id"), (UnknownType, "/event_type")];
    let bus = BusContext { source: "acme.crm", detail_type: "ContactCreated" };
    check_on(bus, &contact, &expected);
    contact["tenant_id"] = json!(TENANT);
    contact["capsule_id"] = Value::Null;
    check_on(bus, &contact, &[(IsolationNull, "/capsule_id"), (UnknownType, "/event_type")]);
    let bare = BusContext { source: "acme.crm", detail_type: "OrderCreated" };
    check_on(
        bare,
        &json!({}),
        &[expected[0], expected[1], (MissingField, "/event_type"), (UnknownType, "/event_type")],
    );
}

/// An event of AWS itself that strays onto the bus has no tenant and breaks no isolation; it is still not ours.
#[test]
fn an_event_about_no_record_is_only_of_an_unknown_type() {
    let bus = BusContext { source: "aws.ec2", detail_type: "EC2 Instance State-change Notification" };
    check_on(bus, &json!({ "state": "running" }), &[(MissingField, "/event_type"), (UnknownType, "/event_type")]);
}

/// Data of one tenant in the envelope of another: the classic leak, invisible to a schema.
#[test]
fn data_that_names_another_scope_is_an_isolation_violation() {
    let mut event = set("/data/tenant_id", json!(OTHER_TENANT));
    check(&event, &[(IsolationMismatch, "/data/tenant_id"), (UnknownField, "/data/tenant_id")]);
    event["data"]["tenant_id"] = json!(TENANT);
    check(&event, &[(UnknownField, "/data/tenant_id")]);
}

/// The tenant's own events have no capsule; a rule that asks for one would flag each of them.
#[test]
fn a_platform_level_event_needs_no_capsule() {
    let bus = BusContext { source: "eva.access", detail_type: "TenantCreated" };
    let mut event = event();
    event["event_type"] = json!("TenantCreated");
    event["aggregate_type"] = json!("tenant");
    event["aggregate_id"] = json!(TENANT);
    event.as_object_mut().expect("an object").remove("capsule_id");
    assert!(REGISTRY.validate(&event.to_string(), bus).is_ok());
    event["tenant_id"] = json!(OTHER_TENANT);
    check_on(bus, &event, &[(KeyMismatch, "/tenant_id")]);
    event["tenant_id"] = Value::Null;
    check_on(bus, &event, &[(IsolationNull, "/tenant_id"), (KeyMismatch, "/tenant_id")]);
}

/// Ids that disagree make a consumer change another record than the event is about.
#[test]
fn ids_that_disagree_are_found() {
    check(&set("/data/ledger_id", json!(OTHER_LEDGER)), &[(KeyMismatch, "/data/ledger_id")]);
    check(
        &set("/aggregate_id", json!("account_01h2xcejqtf2nbrexx3vqjhp41")),
        &[(KeyMismatch, "/aggregate_id"), (KeyMismatch, "/data/ledger_id")],
    );
    check(&set("/aggregate_id", json!("ledger_1")), &[(WrongForm, "/aggregate_id")]);
}

/// The bus routes by source and detail-type: an event that claims others is delivered to the wrong consumers.
#[test]
fn what_the_bus_says_must_agree_with_the_event() {
    check_on(BusContext { detail_type: "LedgerClosed", ..BUS }, &event(), &[(TypeMismatch, "/event_type")]);
    check_on(BusContext { source: "eva.access", ..BUS }, &event(), &[(SourceMismatch, "/aggregate_type")]);
    check_on(BusContext { source: "acme.crm", ..BUS }, &event(), &[(SourceMismatch, "/aggregate_type")]);
}

/// A reference that leads to a record of another kind: only the prefix tells, and consumers look it up in the wrong place.
#[test]
fn a_reference_to_another_kind_of_record_is_told_from_no_reference() {
    check(&set("/data/ledger_id", json!("account_01h2xcejqtf2nbrexx3vqjhp41")), &[(KeyMismatch, "/data/ledger_id")]);
    let event = |owner: &str| set("/data/parent_id", json!(owner));
    let registry = Registry::of(&[reference_schema()]).expect("a registry");
    let said = |owner: &str| {
        let rejected = registry.validate(&event(owner).to_string(), BUS).expect_err("a violation");
        rejected.violations.into_iter().map(|found| (found.kind, found.path, found.expected)).collect::<Vec<_>>()
    };
    let path = "/data/parent_id".to_owned();
    let expected = "an id that starts with `sales_ledger_`".to_owned();
    assert_eq!(said("account_01h2xcejqtf2nbrexx3vqjhp41"), [(ReferencePrefix, path.clone(), expected.clone())]);
    assert_eq!(said(LEDGER), [(ReferencePrefix, path, expected)]);
    // No UUIDv7, no prefix, one character too many.
    for wrong in ["account_00000000000000000000000000", "01h2xcejqtf2nbrexx3vqjhp41", &format!("{LEDGER}0")] {
        assert_eq!(said(wrong).first().map(|(kind, ..)| *kind), Some(WrongForm), "{wrong}");
    }
    assert!(registry.validate(&event("sales_ledger_01h2xcejqtf2nbrexx3vqjhp41").to_string(), BUS).is_ok());
}

/// An event with a reference that may be null.
fn reference_schema() -> SchemaFile {
    let id = <kernel::TenantId as JsonSchema>::json_schema(&mut schemars::SchemaGenerator::default()).to_value();
    let pattern = id["pattern"].as_str().expect("a pattern").replace("tenant", "sales_ledger");
    let schema = json!({
        "x-eva-isolation": "capsule",
        "type": "object",
        "properties": {
            "aggregate_type": { "const": "ledger" },
            "data": { "type": "object", "properties": { "parent_id": { "anyOf": [{ "type": "string", "pattern": pattern }, { "type": "null" }] } } },
        },
    });
    SchemaFile { path: "events/schemas/LedgerCreated/1.json".to_owned(), text: schema.to_string() }
}

/// A service that registers its own events says where they come from; with our source they would all be forged, and its own would be.
#[test]
fn a_file_of_another_service_names_its_source() {
    let file = |version: u32, source: &str| {
        let text = format!(
            r#"{{"x-eva-isolation":"capsule","x-eva-owner":"billing","x-eva-source":"{source}","properties":{{"aggregate_type":{{"const":"ledger"}}}}}}"#
        );
        SchemaFile { path: format!("events/schemas/LedgerCreated/{version}.json"), text }
    };
    let registry = Registry::of(&[file(1, "acme.billing")]).expect("a registry");
    let text = event().to_string();
    assert!(registry.validate(&text, BusContext { source: "acme.billing", ..BUS }).is_ok());
    let rejected = registry.validate(&text, BUS).expect_err("a violation");
    assert_eq!(rejected.violations[0].kind, SourceMismatch);
    assert!(rejected.violations[0].expected.contains("acme.billing"));
    let twice = Registry::of(&[file(1, "acme.billing"), file(2, "acme.crm")]).err().expect("an error");
    assert!(matches!(twice, crate::RegistryError::Source { .. }), "{twice}");
}

/// A schema that the tables cannot hold must not turn its events into unknown ones, nor into valid ones.
#[test]
fn a_schema_that_cannot_be_compiled_is_still_checked() {
    let text = r#"{"x-eva-isolation":"capsule","properties":{"aggregate_type":{"const":"ledger"},"data":{"patternProperties":{"^n":{"type":"string"}}}}}"#;
    let path = "events/schemas/LedgerCreated/1.json".to_owned();
    let registry = Registry::of(&[SchemaFile { path, text: text.to_owned() }]).expect("a registry");
    assert!(registry.validate(&event().to_string(), BUS).is_ok());
    let rejected = registry.validate(&set("/data/name", json!(7)).to_string(), BUS).expect_err("a violation");
    assert_eq!(rejected.violations[0].kind, WrongForm);
}

/// The version that an event names is the one it is checked by, whatever stands in the text before it.
#[test]
fn of_several_versions_the_one_that_is_named_counts() {
    let file = |version: u32, field: &str| {
        SchemaFile {
        path: format!("events/schemas/LedgerCreated/{version}.json"),
        text: json!({ "x-eva-isolation": "capsule", "properties": { "aggregate_type": { "const": "ledger" }, "data": { "required": [field] } } })
            .to_string(),
    }
    };
    let registry = Registry::of(&[file(1, "name"), file(2, "title")]).expect("a registry");
    assert!(registry.validate(&event().to_string(), BUS).is_ok());
    assert!(registry.validate(&set("/schema_version", json!(2)).to_string(), BUS).is_err());
    // The name stands in a value first.
    let misleading = set("/actor", json!("\"schema_version\":2")).to_string();
    assert!(registry.validate(&misleading, BUS).is_ok());
    let inner = set("/a", json!({ "schema_version": 2 })).to_string();
    assert!(registry.validate(&inner, BUS).is_ok());
}

/// A service that forgot to register its events is held against its relatives: what all of them have, and it has not, is what its consumers miss.
#[test]
fn an_unknown_type_is_held_against_its_relatives() {
    let registry = Registry::embedded().expect("the committed schemas");
    let bus = BusContext { detail_type: "RoleAssignmentCreated", ..BUS };
    let mut event = event();
    event["event_type"] = json!("RoleAssignmentCreated");
    let found = |event: &Value| {
        let rejected = registry.validate(&event.to_string(), bus).expect_err("a violation");
        rejected.violations.into_iter().map(|found| (found.kind, found.path, found.expected)).collect::<Vec<_>>()
    };
    let kinds = |event: &Value| found(event).into_iter().map(|(kind, path, _)| (kind, path)).collect::<Vec<_>>();
    let unknown = (UnknownType, "/event_type".to_owned());
    assert_eq!(kinds(&event), std::slice::from_ref(&unknown));

    event.as_object_mut().expect("an object").remove("correlation_id");
    event["sequence"] = Value::Null;
    event["actor"] = json!("ada");
    event["capsule_id"] = Value::Null;
    let expected = [
        (IsolationNull, "/capsule_id"),
        (UnknownType, "/event_type"),
        (MissingField, "/correlation_id"),
        (WrongForm, "/actor"),
        (NullField, "/sequence"),
    ];
    let mut found_kinds = kinds(&event);
    found_kinds[2..].sort();
    let mut expected: Vec<_> = expected.map(|(kind, path)| (kind, path.to_owned())).to_vec();
    expected[2..].sort();
    assert_eq!(found_kinds, expected);
    for (kind, _, expected) in found(&event) {
        assert!(kind == UnknownType || expected.ends_with("related types have it"), "{expected}");
    }

    // Of an aggregate that is known, its data too.
    event["aggregate_type"] = json!("account");
    event["aggregate_id"] = json!("account_01h2xcejqtf2nbrexx3vqjhp41");
    assert!(kinds(&event).contains(&(MissingField, "/data/account_id".to_owned())));
}

/// A type or version that was deployed before its schema, or never registered.
#[test]
fn an_unknown_type_or_version_is_found() {
    let bus = BusContext { detail_type: "LedgerExploded", ..BUS };
    check_on(bus, &set("/event_type", json!("LedgerExploded")), &[(UnknownType, "/event_type")]);
    check(&set("/schema_version", json!(2)), &[(UnknownVersion, "/schema_version")]);
    check(&set("/schema_version", json!("1")), &[(UnknownVersion, "/schema_version")]);
    check(&without("/schema_version"), &[(MissingField, "/schema_version")]);
    check(&set("/event_type", json!(1)), &[(WrongForm, "/event_type")]);
}

/// Each rule of the closed schema, with its place.
#[test]
fn what_breaks_the_schema_is_found_where_it_stands() {
    check(&without("/sequence"), &[(MissingField, "/sequence")]);
    check(&without("/data"), &[(MissingField, "/data")]);
    check(&set("/sequence", json!(0)), &[(Schema, "/sequence")]);
    check(&set("/sequence", json!("1")), &[(WrongForm, "/sequence")]);
    check(&set("/actor", json!("ada")), &[(WrongForm, "/actor")]);
    check(&set("/occurred_at", json!("yesterday")), &[(WrongForm, "/occurred_at")]);
    check(&set("/event_id", json!("0188bac7-4afa-48aa-bc3b-bd1eef28d881")), &[(WrongForm, "/event_id")]);
    check(&set("/data/name", Value::Null), &[(NullField, "/data/name")]);
    check(&set("/data/name", json!("x".repeat(21))), &[(Schema, "/data/name")]);
    check(&set("/data/owner", json!({ "email": 7 })), &[(WrongForm, "/data/owner/email")]);
    check(&set("/data/owner", json!({})), &[(MissingField, "/data/owner/email")]);
    check(&set("/data/kind", json!("time")), &[(WrongForm, "/data/kind")]);
    check(&set("/data/kind", json!(7)), &[(WrongForm, "/data/kind")]);
    check(&set("/data/owner", json!(7)), &[(Schema, "/data/owner")]);
    check(&set("/data/nickname", json!("x")), &[(UnknownField, "/data/nickname")]);
    check(&set("/extra", json!(1)), &[(UnknownField, "/extra")]);
    check(&set("/data/ada@example.com", json!(1)), &[(UnknownField, "/data/*")]);
}

/// One mistake in every element of a list is one finding, and a broken event cannot bury the store under findings.
#[test]
fn a_mistake_that_repeats_is_found_once() {
    let lines: Vec<_> = (0..200).map(|_| json!({ "amount": "x" })).collect();
    check(&set("/data/lines", json!(lines)), &[(WrongForm, "/data/lines/0/amount")]);
    let mut event = event();
    for number in 0..100 {
        event["data"][format!("field{number}")] = json!(1);
    }
    event.as_object_mut().expect("an object").remove("tenant_id");
    let rejected = rejected(&event.to_string(), BUS);
    assert_eq!(rejected.violations.len(), 20);
    assert_eq!(rejected.violations[0].kind, IsolationMissing);
}

/// Text that is no object has no fields to blame, and still needs an answer.
#[test]
fn what_is_no_object_is_malformed() {
    for text in ["", "{", "null", "[]", "7", "\"x\"", "{}{}"] {
        let rejected = rejected(text, BUS);
        assert_eq!(rejected.violations[0].kind, Malformed, "{text}");
        assert_eq!(rejected.subject.event_type.as_deref(), Some("LedgerCreated"), "the bus says what it should be");
    }
}

/// Two values under one name: one consumer obeys the first, another the second.
#[test]
fn a_name_twice_is_a_violation() {
    let text = event().to_string().replacen("\"sequence\":1", "\"sequence\":1,\"sequence\":1", 1);
    let rejected = rejected(&text, BUS);
    assert_eq!(rejected.violations[0].kind, DuplicateField);
    assert_eq!(rejected.violations[0].path, "/sequence");
}

/// What is said about a violation goes to logs, records and the bus: a value in it would be a leak.
#[test]
fn no_value_appears_in_what_is_said() {
    const SECRET: &str = "Ada.Lovelace@secret.example";
    let text = event().to_string();
    let paths =
        ["event_id", "event_type", "tenant_id", "capsule_id", "aggregate_type", "aggregate_id", "sequence", "actor"];
    let mut broken: Vec<Value> = paths.iter().map(|field| set(&format!("/{field}"), json!(SECRET))).collect();
    broken.push(set("/data", json!(SECRET)));
    broken.push(set("/data/owner", json!({ "email": [SECRET] })));
    broken.push(set("/data/owner", json!({ SECRET: SECRET })));
    broken.push(set("/data/lines", json!([{ "amount": SECRET }])));
    broken.push(set(&format!("/{SECRET}"), json!(SECRET)));
    let texts = broken.iter().map(Value::to_string).chain([text.replace("main", SECRET).replace("}}", "}")]);
    for text in texts {
        let rejected = rejected(&text, BusContext { source: SECRET, detail_type: SECRET });
        let said =
            format!("{rejected:?} {}", rejected.violations.iter().map(super::Violation::issue).collect::<String>());
        assert!(!said.contains("secret") && !said.contains("Lovelace"), "{said}");
    }
}

proptest! {
    /// Whatever somebody puts on the bus, the validator answers.
    #[test]
    fn no_text_makes_it_fail(text in ".{0,200}", source in ".{0,20}", detail_type in ".{0,20}") {
        let context = BusContext { source: &source, detail_type: &detail_type };
        prop_assert!(REGISTRY.validate(&text, context).is_err());
    }

    /// An event with any one byte changed is either still an event or a violation, and never a crash.
    #[test]
    fn a_changed_byte_never_makes_it_fail(at in 0usize..600, byte in 32u8..127) {
        let mut text = event().to_string().into_bytes();
        let at = at % text.len();
        text[at] = byte;
        let text = String::from_utf8(text).expect("ASCII");
        let _ = REGISTRY.validate(&text, BUS);
    }
}

/// The prefix in the schemas is the one of the typed ids.
#[test]
fn the_toy_event_is_a_real_one() {
    assert_eq!(LedgerId::PREFIX, "ledger");
    let data = event()["data"].clone();
    serde_json::from_value::<LedgerCreated>(data).expect("the data of the event");
}
