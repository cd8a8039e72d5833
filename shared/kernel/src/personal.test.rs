use serde_json::json;

use super::*;
use crate::Scope;

fn sealed(first: u8) -> Sealed {
    Sealed { key_id: KeyId::new("k1"), nonce: [first; Sealed::NONCE_BYTES], cipher_text: vec![7; 17] }
}

fn wire(first: &str) -> serde_json::Value {
    json!({"$enc": {"v": 1, "kid": "k1", "iv": first.repeat(4), "ct": "BwcHBwcHBwcHBwcHBwcHBwc"}})
}

fn subject(id: &str) -> DataSubject {
    DataSubject {
        tenant_id: "tenant_01h2xcejqtf2nbrexx3vqjhp41".parse().expect("an id"),
        capsule_id: "capsule_01h2xcejqtf2nbrexx3vqjhp41".parse().expect("an id"),
        entity: "contact".to_owned(),
        id: id.to_owned(),
    }
}

/// A value that was never encrypted must not reach a store, a log or the bus, whoever forgot to. Requirement: CON-1
#[test]
fn clear_text_is_not_serialised_unless_somebody_says_so() {
    let value = Pii::new("Ada".to_owned());
    let error = serde_json::to_string(&value).expect_err("clear text");
    assert_eq!(error.to_string(), "a personal value is in clear text: seal it first");
    assert_eq!(in_clear(|| serde_json::to_string(&value)).expect("JSON"), r#""Ada""#);
    assert!(serde_json::to_string(&value).is_err(), "it counts no longer than the work");
}

/// Clear text in a store or on the bus would be taken for data that is protected. Requirement: CON-1
#[test]
fn clear_text_is_not_read_in_place_of_a_sealed_value() {
    assert!(serde_json::from_value::<Pii<String>>(json!("Ada")).is_err());
    let read: Pii<String> = serde_json::from_value(wire("AQEB")).expect("sealed");
    assert_eq!((read.value(), read.sealed()), (None, Some(&sealed(1))));
    assert_eq!(serde_json::to_value(&read).expect("JSON"), wire("AQEB"));
}

/// A client that sends somebody's cipher text must not get it stored under a record of its own. Requirement: CON-1
#[test]
fn a_sealed_value_is_not_read_in_place_of_clear_text() {
    assert!(in_clear(|| serde_json::from_value::<Pii<String>>(wire("AQEB"))).is_err());
    let read: Pii<String> = serde_json::from_value(wire("AQEB")).expect("sealed");
    assert!(in_clear(|| serde_json::to_string(&read)).is_err(), "what is not opened is not shown");
}

/// A panic in a handler must not leave the thread in the state in which clear text is written.
#[test]
fn a_panic_does_not_leave_clear_text_allowed() {
    let outcome = std::panic::catch_unwind(|| in_clear(|| std::panic::resume_unwind(Box::new(()))));
    assert!(outcome.is_err());
    assert!(serde_json::to_string(&Pii::new(1)).is_err());
    in_clear(|| {
        in_clear(|| ());
        assert!(serde_json::to_string(&Pii::new(1)).is_ok(), "the inner one gives back what was before");
    });
}

/// A form that is read in two ways, or that later code cannot tell apart, is a hole.
#[test]
fn a_sealed_value_has_one_form() {
    let read = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut value = wire("AQEB");
        change(&mut value);
        serde_json::from_value::<Sealed>(value)
    };
    assert_eq!(read(&|_| ()).ok(), Some(sealed(1)));
    for (field, wrong) in [
        ("v", json!(2)),
        ("kid", json!("")),
        ("kid", json!("a b")),
        ("kid", json!("k".repeat(65))),
        ("iv", json!("AQEBAQEBAQEBAQE")),
        ("iv", json!("AQEBAQEBAQEBAQE=")),
        ("iv", json!("AQEBAQEBAQEBAQEBAQEB")),
        ("ct", json!("BwcHBwcHBwcHBwcHBwcHBw")),
        ("ct", json!("not base64url!")),
        ("alg", json!("none")),
    ] {
        assert!(read(&|value| value["$enc"][field] = wrong.clone()).is_err(), "{field} {wrong}");
    }
    assert!(read(&|value| value["more"] = json!(1)).is_err());
    assert_eq!(KeyId::new("a-b_c.9").to_string(), "a-b_c.9");
    assert_eq!(KeyId::new("a-b_c.9").as_str(), "a-b_c.9");
}

/// A debug line is the most common leak.
#[test]
fn debug_shows_nothing() {
    let read: Pii<String> = serde_json::from_value(wire("AQEB")).expect("sealed");
    assert_eq!(format!("{:?} {read:?}", Pii::new("Ada")), "Pii(..) Pii(..)");
}

/// A comparison that saw the nonce would record a change for every repetition of a value. Requirement: ALL-3
#[test]
fn values_are_equal_by_their_clear_text_and_else_by_their_form() {
    let read = |first: &str| serde_json::from_value::<Pii<String>>(wire(first)).expect("sealed");
    let opened = |first: &str, text: &str| {
        let mut value = read(first);
        let clear = serde_json::to_vec(text).expect("JSON");
        PersonalValue::open(&mut value, &clear, Digest::of(&[])).expect("a text");
        value
    };
    assert_eq!(opened("AQEB", "Ada"), Pii::new("Ada".to_owned()));
    assert_eq!(opened("AQEB", "Ada"), opened("AgIC", "Ada"));
    assert_ne!(opened("AQEB", "Ada"), opened("AQEB", "Eve"));
    assert_eq!(read("AQEB"), read("AQEB"));
    assert_ne!(read("AQEB"), read("AgIC"));
    assert_ne!(read("AQEB"), opened("AQEB", "Ada"));
    let all = [opened("AQEB", "Ada"), opened("AgIC", "Ada"), read("AQEB"), read("AQEB"), read("AgIC")];
    assert_eq!(all.into_iter().collect::<std::collections::HashSet<_>>().len(), 3);
}

/// What is sealed for one field or record must not be taken over as it stands by another: it would never open again.
#[test]
fn a_value_is_sealed_anew_for_another_place() {
    let (here, there) = (Digest::of(&[b"here"]), Digest::of(&[b"there"]));
    let mut value = Pii::new("Ada".to_owned());
    assert_eq!(value.to_seal(&here).expect("JSON"), Some(br#""Ada""#.to_vec()));
    PersonalValue::seal(&mut value, sealed(1), here);
    assert_eq!(value.to_seal(&here).expect("JSON"), None);
    assert_eq!(value.to_seal(&there).expect("JSON"), Some(br#""Ada""#.to_vec()));
    assert_eq!((value.value().map(String::as_str), value.sealed()), (Some("Ada"), Some(&sealed(1))));
    let read: Pii<String> = serde_json::from_value(wire("AQEB")).expect("sealed");
    assert_eq!(read.to_seal(&there).expect("JSON"), None, "what is not opened cannot be sealed anew");
}

/// Two fields, records, capsules or tenants with one binding could exchange their values.
#[test]
fn a_binding_tells_every_part_apart() {
    let emails = FieldPath::ROOT.field("emails");
    let (name, address) = (FieldPath::ROOT.field("given_name"), emails.field("address"));
    assert_eq!((name.to_string(), address.to_string()), ("given_name".to_owned(), "emails.address".to_owned()));
    let mut bindings = vec![subject("a").binding(&name), subject("a").binding(&address), subject("b").binding(&name)];
    let elsewhere = "tenant_01h2xcejqtf2nbrexx3vqjhp42".parse().expect("an id");
    bindings.push(DataSubject { tenant_id: elsewhere, ..subject("a") }.binding(&name));
    let elsewhere = "capsule_01h2xcejqtf2nbrexx3vqjhp42".parse().expect("an id");
    bindings.push(DataSubject { capsule_id: elsewhere, ..subject("a") }.binding(&name));
    // The same letters, cut elsewhere.
    bindings.push(DataSubject { entity: "contacta".to_owned(), ..subject("") }.binding(&name));
    bindings.sort_unstable();
    bindings.dedup();
    assert_eq!(bindings.len(), 6);
}

/// A subscriber reads in the schema of an event that a value is encrypted, a client in that of the API that it is a text.
#[test]
fn the_schema_is_the_sealed_form_but_for_clients() {
    let of = || SchemaGenerator::default().into_root_schema_for::<Pii<String>>().to_value();
    assert_eq!(of()["$ref"], "#/$defs/Encrypted");
    let checked = jsonschema::validator_for(&of()).expect("a schema");
    assert!(checked.is_valid(&wire("AQEB")));
    assert!(!checked.is_valid(&json!("Ada")));
    assert_eq!(in_clear(of)["type"], "string");
}

/// A row of a contact beside its stream is of the same person: one key, and one that is destroyed.
#[test]
fn a_row_of_an_aggregate_has_the_aggregates_subject() {
    let DataSubject { tenant_id, capsule_id, .. } = subject("");
    let id = "contact_01h2xcejqtf2nbrexx3vqjhp41";
    let of_aggregate = DataSubject::of_aggregate(&Scope::establish(tenant_id, capsule_id), &id.parse().expect("an id"));
    assert_eq!(DataSubject::of_row(tenant_id, capsule_id, "CONTACT", id.to_owned()), of_aggregate);
    let of_row = DataSubject::of_row(tenant_id, capsule_id, "ENTITY#USER", "7".to_owned());
    assert_eq!((of_row.entity.as_str(), of_row.id.as_str()), ("ENTITY#USER", "7"));
}

/// A container that is not looked into would keep its values in clear text.
#[test]
fn values_are_found_in_every_container() {
    struct Count(usize);
    impl PersonalVisitor for Count {
        fn visit(&mut self, _: &FieldPath<'_>, _: &mut dyn PersonalValue) -> Result<(), PersonalDataError> {
            self.0 += 1;
            Ok(())
        }
    }
    fn count<D: PersonalData>(mut data: D) -> usize {
        let mut count = Count(0);
        data.visit_personal(&FieldPath::ROOT, &mut count).expect("counted");
        assert!(D::PERSONAL);
        count.0
    }
    assert_eq!(count([Pii::new(1), Pii::new(2)]), 2);
    assert_eq!(count(BTreeMap::from([(1, Some(Pii::new(1))), (2, None)])), 1);
    assert_eq!(count(HashMap::from([(1, vec![Pii::new(1)]), (2, Vec::new())])), 1);
    assert_eq!(count(Box::new(Pii::new(1))), 1);
}
