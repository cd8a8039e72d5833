use serde_json::json;

use super::*;

fn of(values: &[Value]) -> Shape {
    let mut shape = Shape::default();
    values.iter().for_each(|value| shape.add(value));
    shape
}

fn forms(texts: &[&str]) -> Vec<Form> {
    of(&texts.iter().map(|text| json!(text)).collect::<Vec<_>>()).forms.unwrap_or_default()
}

/// Guards against a form that a value of the corpus does not have.
#[test]
fn texts_have_the_form_that_all_of_them_have() {
    let typed = || Form::TypedId("account".to_owned());
    assert_eq!(forms(&["account_01h2xcejqtf2nbrexx3vqjhp41"]), [typed()]);
    assert_eq!(forms(&["0190a1b2-c3d4-7000-8000-000000000000"]), [Form::Uuid { v7: true }]);
    assert_eq!(
        forms(&["0190a1b2-c3d4-7000-8000-000000000000", "965020c6-0c4c-47ce-aabb-a19d1c74557b"]),
        [Form::Uuid { v7: false }]
    );
    assert_eq!(forms(&["2026-11-20T22:00:00.123Z"]), [Form::Timestamp { exact: true }]);
    assert_eq!(forms(&["2026-11-20T22:00:00.123Z", "2026-11-20T22:00:00+02:00"]), [Form::Timestamp { exact: false }]);
    assert_eq!(forms(&["2026-11-20"]), [Form::Date]);
    assert_eq!(forms(&["ORD-1029", "ORD-7"]), []);
    assert_eq!(forms(&["ORD-1029", "ORD-70"]), [Form::Prefixed { prefix: "ORD-".to_owned(), digits: true }]);
    assert_eq!(forms(&["5759e988bd862e3fe1be46a994272793"]), [Form::Hex(32)]);
    assert_eq!(forms(&["account_01h2xcejqtf2nbrexx3vqjhp41", "anything"]), []);
    assert_eq!(forms(&["anything", "account_01h2xcejqtf2nbrexx3vqjhp41"]), []);
    for text in
        ["", "2026-11-20T22", "2026-11-20Tüber", "é2026-11-2", "_", "-", "a_", "ünï_12345", "2026-11-20T22:00:00.123"]
    {
        assert_eq!(forms(&[text]), [], "{text}");
    }
}

/// Guards against a value of an event, which may be personal, in a draft.
#[test]
fn a_word_is_kept_only_while_all_are_one() {
    assert_eq!(of(&[json!("plan"), json!("plan")]).word.as_deref(), Some("plan"));
    assert_eq!(of(&[json!("plan"), json!("Ada")]).word, None);
    assert_eq!(of(&[json!("plan"), json!("Ada"), json!("plan")]).word, None);
    assert_eq!(of(&[json!("Ada Lovelace")]).word, None);
}

/// Guards against ids of records as the names of fields, and against an object that grows with the corpus.
#[test]
fn an_object_with_ids_for_names_is_a_map() {
    let shape =
        of(&[json!({ "account_01h2xcejqtf2nbrexx3vqjhp41": 1 }), json!({ "account_01h2xcejqtf2nbrexx3vqjhp42": 2 })]);
    assert!(shape.fields.is_empty());
    assert_eq!(shape.values.unwrap().integers, 2);
    let many: Value =
        (0..1_000).map(|number| (format!("name{number}"), json!(1))).collect::<serde_json::Map<_, _>>().into();
    assert_eq!(of(&[many]).fields.len(), MAX_FIELDS);
}
