use serde_json::{Map, json};

use super::*;
use crate::SCHEMA_FOLDER;

fn file(event_type: &str, version: u64, document: &Value) -> SchemaFile {
    SchemaFile { path: format!("{SCHEMA_FOLDER}/{event_type}/{version}.json"), text: document.to_string() }
}

/// A schema as the generator writes them, with these fields of the data.
fn schema(version: u64, fields: Value, required: &[&str]) -> Value {
    json!({
        "$defs": {
            "TenantId": { "type": "string", "pattern": "^tenant_x$" },
            "Kind": { "oneOf": [{ "const": "a", "type": "string" }, { "const": "b", "type": "string" }] },
            "NoteOpened": {
                "type": "object", "additionalProperties": false, "description": "A note.",
                "properties": fields, "required": required,
            },
        },
        "type": "object", "additionalProperties": false, "title": "NoteOpened", "x-eva-isolation": "capsule",
        "properties": {
            "tenant_id": { "$ref": "#/$defs/TenantId", "description": "The tenant." },
            "capsule_id": { "type": "string", "pattern": "^capsule_x$" },
            "aggregate_type": { "const": "note" },
            "aggregate_id": { "type": "string", "pattern": "^note_x$" },
            "schema_version": { "const": version },
            "data": { "$ref": "#/$defs/NoteOpened" },
        },
        "required": ["tenant_id", "capsule_id", "aggregate_type", "aggregate_id", "schema_version", "data"],
    })
}

fn plain(version: u64) -> Value {
    let fields = json!({
        "note_id": { "type": "string", "pattern": "^note_x$" },
        "text": { "type": "string", "minLength": 1, "maxLength": 10 },
        "kind": { "$ref": "#/$defs/Kind" },
        "size": { "type": ["integer", "null"], "minimum": 0 },
    });
    schema(version, fields, &["note_id", "text"])
}

fn with(mut document: Value, change: impl FnOnce(&mut Value)) -> Value {
    change(&mut document);
    document
}

fn data(document: &mut Value) -> &mut Value {
    &mut document["$defs"]["NoteOpened"]
}

/// What a second version says of the first one, as `pointer: first words`.
fn next(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let (old, new) = (file("NoteOpened", 1, &plain(1)), file("NoteOpened", 2, &with(plain(2), change)));
    said(incompatibilities(std::slice::from_ref(&old), &[old.clone(), new], &[]))
}

/// What is said of a published version that changed.
fn same(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let (old, new) = (file("NoteOpened", 1, &plain(1)), file("NoteOpened", 1, &with(plain(1), change)));
    said(incompatibilities(&[old], &[new], &[]))
}

fn said(found: Vec<Incompatibility>) -> Vec<String> {
    let first = |reason: &str| reason.split([';', ':']).next().unwrap_or_default().to_owned();
    found.into_iter().map(|one| format!("{} {}", one.pointer, first(&one.reason))).collect()
}

/// Guards against events on record that no schema describes any more.
#[test]
fn a_published_version_does_not_vanish() {
    let old = file("NoteOpened", 1, &plain(1));
    assert_eq!(said(incompatibilities(&[old], &[], &[])), [" is gone"]);
    assert!(same(|_| {}).is_empty());
}

/// Guards against a shape that changes under its old number; and against a rule that forbids to mend a sentence.
#[test]
fn a_published_version_changes_in_words_only() {
    let words = same(|document| {
        document["title"] = json!("Another");
        document["properties"]["tenant_id"]["description"] = json!("Whose it is.");
        document["$defs"]["TenantId"]["examples"] = json!(["tenant_x"]);
        document["required"] =
            json!(["data", "tenant_id", "capsule_id", "aggregate_type", "aggregate_id", "schema_version"]);
    });
    assert_eq!(words, [""; 0]);
    let changed = same(|document| data(document)["properties"]["text"]["maxLength"] = json!(11));
    assert_eq!(changed, ["/$defs/NoteOpened/properties/text/maxLength changed"]);
    let added = same(|document| data(document)["properties"]["more"] = json!({ "type": "string" }));
    assert_eq!(added, ["/$defs/NoteOpened/properties/more was added"]);
    let default = same(|document| data(document)["properties"]["text"]["default"] = json!("x"));
    assert_eq!(default, ["/$defs/NoteOpened/properties/text/default was added"]);
}

/// Guards against a field that is called like a keyword and so escapes the comparison.
#[test]
fn a_field_called_description_is_a_field() {
    let fields = |form: Value| schema(1, json!({ "description": form }), &["description"]);
    let (old, new) = (fields(json!({ "type": "string" })), fields(json!({ "type": "integer" })));
    let found = incompatibilities(&[file("NoteOpened", 1, &old)], &[file("NoteOpened", 1, &new)], &[]);
    assert_eq!(said(found), ["/$defs/NoteOpened/properties/description/type changed"]);
}

/// Guards against a new version that readers cannot use for what is on record; and against one that they could being refused.
#[test]
fn a_new_version_takes_every_event_of_the_last_one() {
    assert_eq!(next(|_| {}), [""; 0]);
    assert_eq!(next(|document| data(document)["properties"]["more"] = json!({ "type": "string" })), [""; 0]);
    assert_eq!(next(|document| data(document)["properties"]["text"]["maxLength"] = json!(20)), [""; 0]);
    assert_eq!(next(|document| data(document)["properties"]["size"] = json!({ "type": ["number", "null"] })), [""; 0]);
    assert_eq!(next(|document| data(document)["required"] = json!(["note_id"])), [""; 0]);
    let wider = |document: &mut Value| {
        document["$defs"]["Kind"]["oneOf"].as_array_mut().unwrap().push(json!({ "const": "c", "type": "string" }));
    };
    assert_eq!(next(wider), [""; 0]);

    let at = "/properties/data/properties";
    let removed = next(|document| {
        data(document)["properties"].as_object_mut().unwrap().remove("kind");
    });
    assert_eq!(removed, [format!("{at}/kind was removed")]);
    let required = next(|document| {
        data(document)["properties"]["more"] = json!({ "type": "string" });
        data(document)["required"] = json!(["note_id", "text", "more"]);
    });
    assert_eq!(required, [format!("{at}/more is required, and was not")]);
    let shorter = next(|document| data(document)["properties"]["text"]["maxLength"] = json!(9));
    assert_eq!(shorter, [format!("{at}/text/maxLength leaves less room than before")]);
    let pattern = next(|document| data(document)["properties"]["text"]["pattern"] = json!("^x$"));
    assert_eq!(pattern, [format!("{at}/text/pattern asks for another form")]);
    let kind = next(|document| data(document)["properties"]["text"]["type"] = json!("integer"));
    assert_eq!(kind, [format!("{at}/text takes less types than before")]);
    let null = next(|document| data(document)["properties"]["size"]["type"] = json!("integer"));
    assert_eq!(null, [format!("{at}/size takes less types than before")]);
    let fewer = next(|document| {
        document["$defs"]["Kind"]["oneOf"].as_array_mut().unwrap().pop();
    });
    assert_eq!(fewer, [format!("{at}/kind takes less than before")]);
    let beside = next(|document| data(document)["properties"]["kind"]["pattern"] = json!("^a$"));
    assert_eq!(beside, [format!("{at}/kind/pattern asks for another form")]);
}

/// Guards against an upcaster that is there for nothing, and against one that excuses the loss of the boundary.
#[test]
fn an_upcaster_makes_good_what_is_not_the_boundary() {
    let old = file("NoteOpened", 1, &plain(1));
    let new = file(
        "NoteOpened",
        2,
        &with(plain(2), |document| {
            data(document)["properties"].as_object_mut().unwrap().remove("kind");
            document["properties"].as_object_mut().unwrap().remove("capsule_id");
        }),
    );
    let upcast = Upcast { event_type: "NoteOpened".to_owned(), from: 1 };
    let found = incompatibilities(std::slice::from_ref(&old), &[old.clone(), new], &[upcast]);
    assert_eq!(said(found), ["/properties/capsule_id was removed"]);
}

/// Guards against an event that nobody can tell the owner of, whatever else is allowed to a new version.
#[test]
fn a_boundary_field_stays_as_it_is() {
    for field in ["tenant_id", "capsule_id", "aggregate_id"] {
        let at = format!("/properties/{field}");
        let optional = |document: &mut Value| {
            document["required"].as_array_mut().unwrap().retain(|name| name != field);
        };
        let nullable = |document: &mut Value| {
            document["properties"][field] = json!({ "type": ["string", "null"], "pattern": "^x$" });
        };
        let removed = |document: &mut Value| {
            document["properties"].as_object_mut().unwrap().remove(field);
            optional(document);
        };
        let wider = |document: &mut Value| document["properties"][field] = json!({ "type": "string" });
        assert_eq!(next(removed), [format!("{at} was removed")]);
        assert_eq!(same(removed)[0], format!("{at} was removed"));
        assert_eq!(next(optional), [format!("{at} may be missing now")]);
        assert_eq!(next(nullable)[0], format!("{at} may be null now"));
        assert_eq!(next(wider), [format!("{at} takes more than before")]);
    }
    let own = next(|document| data(document)["required"] = json!(["text"]));
    assert_eq!(own, ["/properties/data/properties/note_id may be missing now"]);
}

/// Guards against events of one capsule that everybody in the tenant gets.
#[test]
fn what_belongs_to_a_capsule_does_so_for_ever() {
    let platform = |document: &mut Value| document["x-eva-isolation"] = json!("platform");
    let silent = |document: &mut Value| drop(document.as_object_mut().unwrap().remove("x-eva-isolation"));
    for found in [next(platform), same(platform), next(silent), same(silent)] {
        assert_eq!(found, ["/x-eva-isolation was `capsule`"]);
    }
}

/// Guards against a version between two that consumers know already.
#[test]
fn a_new_version_comes_last() {
    let (one, two) = (file("NoteOpened", 1, &plain(1)), file("NoteOpened", 2, &plain(2)));
    let found = incompatibilities(std::slice::from_ref(&two), &[one, two.clone()], &[]);
    assert_eq!(said(found), [" comes after version 2, which is published"]);
}

/// Guards against a comparison that takes what it cannot read for nothing at all.
#[test]
fn a_file_that_is_no_json_is_told() {
    let broken = SchemaFile { path: format!("{SCHEMA_FOLDER}/NoteOpened/1.json"), text: "{".to_owned() };
    assert_eq!(said(incompatibilities(&[], std::slice::from_ref(&broken), &[])), [" is no JSON"]);
    let old = file("NoteOpened", 1, &plain(1));
    assert_eq!(said(incompatibilities(&[old], &[broken], &[])), [" is no JSON"]);
}

/// Guards against a comparison that never ends, on a schema that refers to itself.
#[test]
fn a_schema_that_refers_to_itself_is_compared_once() {
    let tree = |document: &mut Value| {
        document["$defs"]["Tree"] = json!({
            "type": "object", "additionalProperties": false,
            "properties": { "left": { "$ref": "#/$defs/Tree" }, "loop": { "$ref": "#/$defs/Loop" } },
        });
        document["$defs"]["Loop"] = json!({ "$ref": "#/$defs/Loop" });
        data(document)["properties"]["tree"] = json!({ "$ref": "#/$defs/Tree" });
    };
    let (old, new) = (file("NoteOpened", 1, &with(plain(1), tree)), file("NoteOpened", 2, &with(plain(2), tree)));
    assert_eq!(incompatibilities(std::slice::from_ref(&old), &[old.clone(), new], &[]), []);
}

/// What a comparison does not understand it must not call compatible: a boundary was widened behind an `allOf`, and events on record became unreadable
/// behind an anchor.
#[test]
fn what_cannot_be_seen_counts_as_broken() {
    let field = |schema: Value| move |document: &mut Value| data(document)["properties"]["text"] = schema;
    for schema in [
        json!({ "oneOf": [{ "type": "string" }, { "type": "string", "maxLength": 5 }] }),
        json!({ "anyOf": [{ "type": "string" }], "oneOf": [{ "type": "string", "maxLength": 5 }] }),
        json!({ "$ref": "#/$defs/Kind", "anyOf": [{ "maxLength": 2 }] }),
        json!({ "$ref": "#nowhere" }),
        json!({ "type": "string", "minLength": 1, "maxLength": 10, "not": { "const": "x" } }),
    ] {
        assert_ne!(next(field(schema.clone())), [""; 0], "{schema}");
    }
    // The same words in both versions, and another meaning of what they refer to.
    let both = |inner: Value, before: Value, now: Value| {
        let version = |number: u64, definition: &Value| {
            let document = with(plain(number), |document| {
                data(document)["properties"]["text"] = inner.clone();
                document["$defs"]["Other"] = definition.clone();
            });
            file("NoteOpened", number, &document)
        };
        let (old, new) = (version(1, &before), version(2, &now));
        incompatibilities(std::slice::from_ref(&old), &[old.clone(), new], &[]).len()
    };
    let wide = || json!({ "$anchor": "other", "type": "string" });
    let narrow = || json!({ "$anchor": "other", "type": "string", "maxLength": 3 });
    for inner in [
        json!({ "allOf": [{ "$ref": "#/$defs/Other" }] }),
        json!({ "$ref": "#other" }),
        json!({ "$ref": "#/$defs/Other" }),
        json!({ "type": "array", "prefixItems": [{ "$ref": "#/$defs/Other" }] }),
    ] {
        assert_ne!(both(inner.clone(), wide(), narrow()), 0, "{inner}");
    }
    let chain = json!({ "$ref": "#/$defs/Kind" });
    assert_ne!(both(json!({ "$ref": "#/$defs/Other" }), chain, json!({ "$ref": "#/$defs/Kind", "maxLength": 0 })), 0);
    // What is the same, and refers to the same, is compatible whatever it says.
    for inner in [
        json!({ "allOf": [{ "$ref": "#/$defs/Kind" }] }),
        json!({ "type": "object", "properties": { "a": { "type": "string" } }, "anyOf": [{ "required": ["a"] }, { "minProperties": 2 }] }),
    ] {
        assert_eq!(both(inner.clone(), json!({ "type": "string" }), json!({ "type": "string" })), 0, "{inner}");
    }
}

/// A tree whose branches ask for more than the tree was refused only at its root.
#[test]
fn what_stands_beside_a_reference_to_itself_is_compared() {
    let tree = |beside: Value| {
        let mut child = json!({ "$ref": "#/$defs/Tree" });
        child.as_object_mut().expect("an object").extend(beside.as_object().expect("an object").clone());
        json!({ "type": "object", "properties": { "child": child, "x": { "type": "string" } } })
    };
    let version = |number: u64, beside: Value| {
        let document = with(plain(number), |document| {
            document["$defs"]["Tree"] = tree(beside);
            data(document)["properties"]["text"] = json!({ "$ref": "#/$defs/Tree" });
        });
        file("NoteOpened", number, &document)
    };
    for (beside, is_fine) in [(json!({}), true), (json!({ "required": ["x"] }), false), (json!({ "not": {} }), false)] {
        let (old, new) = (version(1, json!({})), version(2, beside.clone()));
        let found = incompatibilities(std::slice::from_ref(&old), &[old.clone(), new], &[]);
        assert_eq!(found.is_empty(), is_fine, "{beside}: {found:?}");
    }
}

/// A schema that refers to itself in every way must not take the check down, or for ever.
#[test]
fn what_refers_to_itself_ends() {
    let loops = json!({ "anyOf": [{ "$ref": "#/$defs/Loop" }, { "type": "string" }] });
    let fan = |levels: usize| -> Vec<(String, Value)> {
        let level = |n: usize| {
            let next = format!("#/$defs/Fan{}", n + 1);
            let fields: Map<_, _> =
                ["a", "b", "c", "d"].iter().map(|name| ((*name).to_owned(), json!({ "$ref": next }))).collect();
            (format!("Fan{n}"), json!({ "type": "object", "properties": fields }))
        };
        (0..levels).map(level).chain([(format!("Fan{levels}"), json!({ "type": "string" }))]).collect()
    };
    let found = next(|document| {
        document["$defs"]["Loop"] = loops;
        for (name, definition) in fan(12) {
            document["$defs"][name] = definition;
        }
        data(document)["properties"]["text"] =
            json!({ "anyOf": [{ "$ref": "#/$defs/Loop" }, { "$ref": "#/$defs/Fan0" }] });
        data(document)["properties"]["size"] = json!({ "$ref": "#/$defs/Loop" });
    });
    assert!(!found.is_empty());
}
