use serde_json::{Value, json};

use super::Captured;
use crate::{Capture, Compiler, Program};

fn compile(schema: &Value, captures: &[Capture]) -> (Program, u32) {
    let mut compiler = Compiler::new();
    let start = compiler.add(schema, captures).expect("a schema that can be compiled");
    (compiler.finish(), start)
}

/// The texts that a schema accepts and those that it refuses; `jsonschema` must agree about each of them.
fn check(schema: &Value, accepted: &[&str], refused: &[&str]) {
    let (program, start) = compile(schema, &[]);
    let options = jsonschema::draft202012::options().should_validate_formats(true);
    let validator = options.build(schema).expect("a schema");
    for (texts, expected) in [(accepted, true), (refused, false)] {
        for text in texts {
            let document: Value = serde_json::from_str(text).expect("JSON");
            assert_eq!(validator.is_valid(&document), expected, "jsonschema: {schema} {text}");
            assert_eq!(program.check(start, text, &mut []), expected, "while it is read: {schema} {text}");
            assert_eq!(program.check_document(start, &document), expected, "the document: {schema} {text}");
        }
    }
}

/// Each keyword by itself, at its edges: the schemas of the events use few of them together and leave some out.
#[test]
fn keywords_mean_what_they_mean_to_jsonschema() {
    check(&json!(true), &["1", "{}", "[[]]"], &[]);
    check(&json!(false), &[], &["1", "{}", "null"]);
    check(&json!({ "type": "integer" }), &["1", "1.0", "1e2", "-0", "1e300"], &["1.5", "\"1\"", "null"]);
    check(&json!({ "type": ["number", "null"] }), &["1", "1.5", "null"], &["true", "{}"]);
    check(&json!({ "minimum": 1, "maximum": 3.5 }), &["1", "3.5", "1.0", "\"x\""], &["0", "0.99", "3.51", "-1"]);
    check(&json!({ "exclusiveMinimum": 1, "exclusiveMaximum": 3 }), &["2", "1.01"], &["1", "1.0", "3", "3e0"]);
    check(
        &json!({ "minimum": 18_446_744_073_709_551_615_u64 }),
        &["18446744073709551615", "1e30"],
        &["18446744073709551614"],
    );
    check(
        &json!({ "minLength": 2, "maxLength": 3 }),
        &["\"ab\"", "\"äöü\"", "\"😀😀\"", "7"],
        &["\"a\"", "\"😀\"", "\"abcd\""],
    );
    check(&json!({ "const": 1 }), &["1", "1.0", "1e0"], &["2", "\"1\"", "true"]);
    check(&json!({ "const": null }), &["null"], &["0", "{}", "[]"]);
    check(&json!({ "enum": ["a", 1, null, true] }), &["\"a\"", "1.0", "null", "true"], &["\"b\"", "false", "{}"]);
    check(
        &json!({ "items": { "type": "string" }, "maxItems": 2 }),
        &["[]", "[\"a\",\"b\"]", "{}"],
        &["[1]", "[\"\",\"\",\"\"]"],
    );
    check(&json!({ "minItems": 1 }), &["[1]", "{}"], &["[]"]);
    check(
        &json!({ "minProperties": 1, "maxProperties": 2 }),
        &["{\"a\":1}", "[]"],
        &["{}", "{\"a\":1,\"b\":1,\"c\":1}"],
    );
    check(&json!({ "required": ["a"] }), &["{\"a\":1}", "7"], &["{}", "{\"b\":1}"]);
    check(&json!({ "additionalProperties": { "type": "integer" } }), &["{\"x\":1,\"y\":2}"], &["{\"x\":\"1\"}"]);
    let closed = json!({ "properties": { "a": true }, "required": ["b"], "additionalProperties": false });
    check(&closed, &["7"], &["{\"a\":1}", "{\"b\":1}", "{\"a\":1,\"b\":1}"]);
}

/// Alternatives are judged while they are read where only one can fit, and as a whole where several can: both must come to the same.
#[test]
fn alternatives_of_objects_are_told_apart() {
    let object = |name: &str| json!({ "type": "object", "properties": { name: { "type": "integer" } }, "required": [name], "additionalProperties": false });
    let nullable = json!({ "anyOf": [object("a"), { "type": "null" }] });
    check(&nullable, &["null", "{\"a\":1}"], &["{}", "{\"a\":null}", "1", "[]"]);
    let either = json!({ "oneOf": [object("a"), object("b")] });
    check(&either, &["{\"a\":1}", "{\"b\":2}"], &["{}", "{\"a\":1,\"b\":1}", "{\"c\":1}", "null"]);
    let open = json!({ "oneOf": [{ "required": ["a"] }, { "required": ["b"] }] });
    check(&open, &["{\"a\":1}", "{\"b\":2}"], &["{}", "{\"a\":1,\"b\":1}", "null"]);
    let all = json!({ "allOf": [{ "required": ["a"] }, { "properties": { "a": { "type": "integer" } } }], "minProperties": 2 });
    check(&all, &["{\"a\":1,\"b\":1}", "7"], &["{\"a\":1}", "{\"a\":\"1\",\"b\":1}"]);
    let named = json!({ "oneOf": [{ "const": "a", "description": "A." }, { "const": "b", "type": "string" }] });
    check(&named, &["\"a\"", "\"b\""], &["\"c\"", "1", "{}"]);
    let both = json!({ "allOf": [{ "const": "a" }, { "const": "b" }] });
    check(&both, &[], &["\"a\"", "\"b\""]);
    let same = json!({ "oneOf": [{ "const": "a" }, { "const": "a" }] });
    check(&same, &[], &["\"a\"", "\"b\""]);
}

/// A tree is as deep as its data, and no deeper.
#[test]
fn a_schema_may_contain_itself() {
    let tree = json!({
        "$ref": "#/$defs/Tree",
        "$defs": { "Tree": { "type": "object", "properties": { "name": { "type": "string" }, "children": { "type": "array", "items": { "$ref": "#/$defs/Tree" } } }, "required": ["name"] } },
    });
    check(
        &tree,
        &[r#"{"name":"a"}"#, r#"{"name":"a","children":[{"name":"b","children":[]}]}"#],
        &[r#"{"name":"a","children":[{}]}"#, r#"{"name":"a","children":[{"name":"b","children":[{"name":1}]}]}"#],
    );
}

/// A pattern is found anywhere in a text unless it says otherwise, by ECMAScript's rules, and in texts of any alphabet.
#[test]
fn patterns_mean_what_they_mean_to_jsonschema() {
    let pattern = |pattern: &str| json!({ "pattern": pattern });
    check(&pattern("b"), &["\"abc\"", "\"b\"", "7"], &["\"\"", "\"ac\""]);
    check(&pattern("^a"), &["\"abc\"", "\"a\""], &["\"ba\"", "\"\""]);
    check(&pattern("c$"), &["\"abc\""], &["\"c\\n\"", "\"cb\""]);
    check(&pattern("^[0-9]{2}-ü$"), &["\"12-ü\""], &["\"12-u\"", "\"1-ü\"", "\"12-ü \""]);
    check(&pattern("^\\d+$"), &["\"12\""], &["\"١٢\"", "\"1 2\""]);
    check(&pattern("^.{2}$"), &["\"😀ü\""], &["\"😀\"", "\"a\\nb\""]);
    check(&pattern("^(a|bc)*$"), &["\"\"", "\"abca\""], &["\"b\"", "\"ac\""]);
    check(&pattern("^$"), &["\"\""], &["\"a\""]);
    check(&pattern(""), &["\"\"", "\"a\""], &[]);
    check(
        &pattern("^id_[0-7][0-9a-z]{3}$"),
        &["\"id_0abc\""],
        &["\"id_8abc\"", "\"id_0ab\"", "\"id_0abcd\"", "\"ID_0abc\"", "\"id_0abü\""],
    );
}

/// A name twice is one value to one reader and another to the next: it must not pass, however it is written.
#[test]
fn a_name_twice_is_refused() {
    let schemas = [
        json!({ "properties": { "a": true }, "additionalProperties": false }),
        json!({ "properties": { "a": true } }),
        json!({ "additionalProperties": true }),
        json!(true),
        json!({ "oneOf": [{ "required": ["a"] }, { "required": ["b"] }] }),
    ];
    for schema in schemas {
        let (program, start) = compile(&schema, &[]);
        assert!(program.check(start, r#"{"a":1}"#, &mut []), "{schema}");
        for text in [r#"{"a":1,"a":1}"#, r#"{"a":1,"\u0061":2}"#, r#"{"\u0061":{},"a":[]}"#] {
            assert!(!program.check(start, text, &mut []), "{schema} {text}");
        }
    }
    let (program, start) = compile(&json!({ "items": true }), &[]);
    assert!(!program.check(start, r#"[{"x":[{"y":1,"y":1}]}]"#, &mut []));
}

/// What is not JSON to everybody else must not be an event to us.
#[test]
fn what_is_not_json_is_refused() {
    let (program, start) = compile(&json!(true), &[]);
    let deep = "[".repeat(200) + &"]".repeat(200);
    for text in ["", "{", "{} {}", "nul", "\u{feff}{}", "1e999", "\"\\ud800\"", "[1,]", deep.as_str()] {
        assert!(!program.check(start, text, &mut []), "{text}");
    }
}

/// What the caller relies on after the check must be what stands in the text: in every spelling, in fields that no schema names, and in alternatives.
#[test]
fn values_are_captured_wherever_they_may_stand() {
    let captures: Vec<_> = ["/id", "/n", "/data/id", "/data/other"]
        .iter()
        .zip(0..)
        .map(|(pointer, slot)| Capture { pointer: (*pointer).to_owned(), slot })
        .collect();
    let closed = json!({ "properties": { "id": { "type": "string" }, "n": true, "data": { "$ref": "#/$defs/Data", "description": "It." } }, "$defs": { "Data": { "properties": { "id": true, "other": true }, "additionalProperties": false } } });
    let open = json!({});
    let either = json!({ "properties": { "data": { "oneOf": [{ "required": ["id"], "properties": { "x": true } }, { "required": ["y"] }] } } });
    let nullable = json!({ "properties": { "data": { "anyOf": [{ "type": "null" }, { "type": "object" }] } } });
    for schema in [closed, open, either, nullable] {
        let (program, start) = compile(&schema, &captures);
        let mut captured: [Captured<'_>; 4] = Default::default();
        let text = r#"{"n":7,"\u0069d":"a\u0062","data":{"id":"x","other":[]}}"#;
        assert!(program.check(start, text, &mut captured), "{schema}");
        let [id, n, inner, other] = captured;
        assert_eq!((id, n), (Captured::Text("ab".into()), Captured::Number(7)), "{schema}");
        assert_eq!((inner, other), (Captured::Text("x".into()), Captured::Other), "{schema}");
    }
}
