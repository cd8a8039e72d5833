use expect_test::{Expect, expect};

use crate::valid::{
    Projection,
    tests::{check, faults, with},
};

/// The valid entity whose index has other arguments behind its keys.
fn index(arguments: &str) -> String {
    with("projection = keys_only", arguments)
}

/// Guards against an index that carries other attributes than it says.
#[test]
fn a_projection_names_the_attributes_of_its_fields() {
    fn carried(source: &str, expected: Expect) {
        let input = syn::parse_str(source).unwrap();
        let entity = crate::check(&input).unwrap_or_else(|error| panic!("{error}"));
        let [index] = entity.indexes.as_slice() else { panic!("one index") };
        let projected = match &index.projection {
            Projection::KeysOnly => "keys_only".to_owned(),
            Projection::Include(attributes) => attributes.join(" "),
            Projection::All => "all".to_owned(),
        };
        expected.assert_eq(&format!("{projected}: {}", index.carried.join(" ")));
    }
    carried(&index("projection = keys_only"), expect!["keys_only: pk sk gsi1pk gsi1sk"]);
    carried(
        &index("projection = include(tenant_id, body)"),
        expect!["tenant_id body: pk sk gsi1pk gsi1sk tenant_id body"],
    );
    carried(
        &index("projection = all"),
        expect!["all: pk sk gsi1pk gsi1sk tenant_id capsule_id account_id sequence list body"],
    );
    let renamed = |word: &str| {
        index("projection = include(body)").replace("body: String", &format!("#[serde({word})] body: String"))
    };
    carried(&renamed("rename = \"text\""), expect!["text: pk sk gsi1pk gsi1sk text"]);
    carried(&renamed("rename(deserialize = \"a\", serialize = \"b\")"), expect!["b: pk sk gsi1pk gsi1sk b"]);
    carried(&renamed("rename(deserialize = \"a\")"), expect!["body: pk sk gsi1pk gsi1sk body"]);
    let skipped = index("projection = all").replace("body: String", "#[serde(skip)] body: String");
    carried(&skipped, expect!["all: pk sk gsi1pk gsi1sk tenant_id capsule_id account_id sequence list"]);
    let raw = index("projection = include(r#type)").replace("body: String", "r#type: String");
    carried(&raw, expect!["type: pk sk gsi1pk gsi1sk type"]);
}

/// Guards against a projection that the table would refuse, or that lacks what was meant.
#[test]
fn a_projection_names_stored_fields_once() {
    for (fields, what) in [
        ("", "the index `gsi1` includes no field"),
        ("body, body", "`body` is included twice"),
        ("bdy", "`bdy` names no field"),
        ("gsi2pk", "`gsi2pk` names no field"),
    ] {
        assert_eq!(faults(&index(&format!("projection = include({fields})"))), format!("{what}\n"));
    }
    for key in ["pk", "sk", "gsi1pk", "gsi1sk"] {
        let told = faults(&index(&format!("projection = include({key})")));
        assert_eq!(told, format!("`{key}` is the attribute of a key, which every index carries anyway\n"));
    }
    for word in ["skip", "skip_serializing"] {
        let source =
            index("projection = include(body)").replace("body: String", &format!("#[serde({word})] body: String"));
        assert_eq!(faults(&source), "`body` is included, but it is never stored\n");
    }
}

/// Guards against a projection or a view that is misread or forgotten.
#[test]
fn a_projection_has_one_of_three_forms() {
    for form in [
        "some",
        "include",
        "keys_only()",
        "all(body)",
        "\"all\"",
        "include(\"body\")",
        "include(a.b)",
        "exclude(body)",
        "a::all",
    ] {
        assert_eq!(faults(&index(&format!("projection = {form}"))), "`projection` has another form\n", "{form}");
    }
    assert_eq!(faults(&index("projection")), "`projection` has another form\n");
    assert_eq!(faults(&index("projection(all)")), "`projection` has another form\n");
    check(
        &with(", projection = keys_only", ""),
        expect![[r#"
        `#[gsi]` has no `projection`
    "#]],
    );
    for form in ["returns = \"Listed\"", "returns", "returns(Listed)", "returns = 1"] {
        assert_eq!(faults(&index(&format!("projection = all, {form}"))), "`returns` has another form\n", "{form}");
    }
    for twice in ["projection = all, projection = all", "projection = all, returns = A, returns = B"] {
        assert!(faults(&index(twice)).ends_with("is given twice\n"), "{twice}");
    }
    assert_eq!(faults(&index("returns = lists::Listed, projection = all")), "");
}

/// Guards against an index whose constant hides one that every entity has.
#[test]
fn an_index_is_not_called_like_what_every_entity_has() {
    for name in [
        "name",
        "table_name",
        "isolation",
        "indexes",
        "reason",
        "tenant_path",
        "capsule_path",
        "a",
        "Gsi",
        "1gsi",
        "g-1",
    ] {
        let source = with("name = \"gsi1\"", &format!("name = \"{name}\""));
        assert_eq!(faults(&source), format!("`{name}` is not a name of an index\n"));
    }
    for name in ["gsi", "by_owner", "g2_"] {
        assert_eq!(faults(&with("name = \"gsi1\"", &format!("name = \"{name}\""))), "");
    }
}
