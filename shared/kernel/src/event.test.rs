use expect_test::expect;
use serde_json::json;

use super::*;
use crate::contract::{AmountAdded, Ledger, LedgerEvent, LedgerOpened, commit, ledger, scope};

/// The wire form is a contract with every subscriber: a field that changes its name or place breaks them all.
#[test]
fn the_wire_form_is_that_of_the_contract() {
    let event = commit::<Ledger>(scope(1, 1), ledger(1), None, vec![LedgerOpened { name: "a".to_owned() }.into()]);
    let mut event = event.events.into_iter().next().unwrap();
    event.event_id = crate::contract::uuid(3);
    let wire = serde_json::to_string_pretty(&event.encode().unwrap()).unwrap();
    expect![[r#"
        {
          "event_id": "019aa348-0f03-7000-8000-000000000003",
          "event_type": "LedgerOpened",
          "schema_version": 1,
          "tenant_id": "tenant_01kahmg3r1e008000000000001",
          "capsule_id": "capsule_01kahmg3r1e008000000000001",
          "aggregate_type": "ledger",
          "aggregate_id": "ledger_01kahmg3r1e008000000000001",
          "sequence": 1,
          "occurred_at": "2025-11-20T22:00:00.000Z",
          "actor": "service:contract",
          "correlation_id": "019aa3480f0170008000000000000001",
          "causation_id": "019aa348-0f02-7000-8000-000000000002",
          "data": {"name":"a"}
        }"#]]
    .assert_eq(&wire);
}

/// An event of a version that this code does not know must stop the fold, not be skipped: the state would be wrong.
#[test]
fn an_unknown_type_or_version_is_an_error() {
    let data = serde_json::value::to_raw_value(&json!({"name": "a"})).unwrap();
    assert!(LedgerEvent::decode("LedgerOpened", 1, &data).is_ok());
    for (event_type, version) in [("LedgerOpened", 2), ("LedgerShredded", 1), ("ledgeropened", 1)] {
        let decoded = LedgerEvent::decode(event_type, version, &data);
        assert!(matches!(decoded, Err(EventDecodeError::UnknownType { .. })), "{event_type} {version}");
    }
}

/// The text of an error ends in logs: it may name types, never values.
#[test]
fn a_decode_error_names_no_value() {
    let data = serde_json::value::to_raw_value(&json!({"amount": "secret"})).unwrap();
    let error = LedgerEvent::decode("AmountAdded", 1, &data).unwrap_err();
    assert_eq!(error.to_string(), "data of event type `AmountAdded` does not fit its schema");
}

/// A second correlation id in the same request would cut its trace in two. Requirement: PLT-8
#[test]
fn the_events_of_one_command_share_time_actor_and_correlation() {
    let added = |amount| AmountAdded { amount, note: String::new() }.into();
    let opened = LedgerOpened { name: "a".to_owned() }.into();
    let events = commit::<Ledger>(scope(1, 1), ledger(1), None, vec![opened, added(1), added(2)]).events;
    assert_eq!(events.iter().map(|event| event.sequence).collect::<Vec<_>>(), [1, 2, 3]);
    let first = &events[0];
    assert!(events.iter().all(|event| event.correlation_id == first.correlation_id
        && event.causation_id == first.causation_id
        && event.occurred_at == first.occurred_at
        && event.actor == first.actor));
    assert_ne!(events[1].event_id, first.event_id);
}

/// X-Ray's header is the only link between the gateway's trace and the events. Requirement: PLT-8
#[test]
fn the_correlation_id_is_the_root_of_the_xray_header() {
    let header = "Parent=53995c3f42cd8ad8;Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1";
    let id = CorrelationId::from_xray_header(header).unwrap();
    assert_eq!(id.to_string(), "5759e988bd862e3fe1be46a994272793");
    for broken in [
        "",
        "Root=",
        "Root=1-5759e988",
        "Root=2-5759e988-bd862e3fe1be46a994272793",
        "Root=1-5759e98-bd862e3fe1be46a9942727931",
    ] {
        assert_eq!(CorrelationId::from_xray_header(broken), None, "`{broken}`");
    }
}

/// An actor that is neither a member nor a named service cannot be audited. Requirement: ALL-11
#[test]
fn an_actor_is_a_member_or_a_named_service() {
    for text in ["user_01h2xcejqtf2nbrexx3vqjhp41", "service:stream-publisher"] {
        assert_eq!(text.parse::<Actor>().unwrap().to_string(), text);
    }
    for refused in ["", "service:", "service:A", "service:a b", "tenant_01h2xcejqtf2nbrexx3vqjhp41", "root"] {
        assert!(refused.parse::<Actor>().is_err(), "`{refused}`");
    }
}

mod upcast {
    use serde_json::{Value, json, value::to_raw_value};

    use crate::{DomainEvent as _, EventDecodeError, PersonalData};

    crate::typed_id! {
        /// The id of a note.
        pub struct NoteId = "note";
    }

    /// The third shape: the text was called `words` at first, and its author is known since the second.
    #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema, PersonalData)]
    #[serde(deny_unknown_fields)]
    pub struct NoteRewritten {
        pub note_id: NoteId,
        pub text: String,
        pub author: String,
    }

    /// Never had another shape.
    #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema, PersonalData)]
    #[serde(deny_unknown_fields)]
    pub struct NoteShredded {
        pub note_id: NoteId,
    }

    crate::domain_events! {
        /// What can happen to a note.
        pub enum NoteEvent of NoteId {
            Rewritten(NoteRewritten, 3, upcast { 1 => name_an_author, 2 => call_it_text }),
            Shredded(NoteShredded, 2),
        }
    }

    fn name_an_author(mut data: Value) -> Value {
        data["author"] = json!("nobody");
        data
    }

    fn call_it_text(mut data: Value) -> Value {
        data["text"] = data["words"].take();
        data.as_object_mut().map(|fields| fields.remove("words"));
        data
    }

    fn decode(event_type: &str, version: u32, data: Value) -> Result<NoteEvent, EventDecodeError> {
        NoteEvent::decode(event_type, version, &to_raw_value(&data).unwrap())
    }

    const ID: &str = "note_01h2xcejqtf2nbrexx3vqjhp41";

    /// Guards against events on record that no code reads any more once their type has another shape.
    #[test]
    fn old_versions_are_read_as_the_current_one() {
        let current = |author: &str| {
            NoteEvent::from(NoteRewritten { note_id: ID.parse().unwrap(), text: "done".into(), author: author.into() })
        };
        assert_eq!(decode("NoteRewritten", 1, json!({ "note_id": ID, "words": "done" })).unwrap(), current("nobody"));
        let second = json!({ "note_id": ID, "words": "done", "author": "Ada" });
        assert_eq!(decode("NoteRewritten", 2, second).unwrap(), current("Ada"));
        let third = json!({ "note_id": ID, "text": "done", "author": "Ada" });
        assert_eq!(decode("NoteRewritten", 3, third).unwrap(), current("Ada"));
        assert_eq!(current("Ada").schema_version(), 3);
    }

    /// Guards against a guess: what nobody wrote an upcaster for is an error, and so is what does not fit after it.
    #[test]
    fn what_no_upcaster_turns_into_the_current_version_is_refused() {
        let unknown = |event_type, version| {
            let decoded = decode(event_type, version, json!({ "note_id": ID }));
            assert!(
                matches!(decoded, Err(EventDecodeError::UnknownType { .. })),
                "{event_type} {version}: {decoded:?}"
            );
        };
        unknown("NoteRewritten", 0);
        unknown("NoteRewritten", 4);
        unknown("NoteShredded", 1);
        let decoded = decode("NoteRewritten", 1, json!({ "note_id": ID }));
        assert!(matches!(decoded, Err(EventDecodeError::Decode { .. })), "{decoded:?}");
        let gap: Result<NoteRewritten, _> = crate::event::upcast_data(
            ("NoteRewritten", 1),
            3,
            &to_raw_value(&json!({})).unwrap(),
            &[(1, name_an_author)],
        );
        assert!(matches!(gap, Err(EventDecodeError::UnknownType { .. })), "{gap:?}");
    }

    /// Guards against a check of schemas that knows nothing of the upcasters, or believes in one that is not there.
    #[test]
    fn the_schemas_say_which_versions_are_turned_into_them() {
        let upcasts: Vec<_> = NoteEvent::schemas().iter().map(|schema| (schema.event_type, schema.upcasts)).collect();
        assert_eq!(upcasts, [("NoteRewritten", &[1_u32, 2][..]), ("NoteShredded", &[])]);
    }
}
