use serde_json::json;

use super::Compiler;
use crate::table::Form;

/// A keyword that is skipped is a rule that nobody keeps; whoever writes one must hear of it.
#[test]
fn what_is_not_known_is_refused_with_its_place() {
    let cases = [
        (json!({ "properties": { "a": { "patternProperties": {} } } }), "/properties/a", "patternProperties"),
        (json!({ "items": { "uniqueItems": true } }), "/items", "uniqueItems"),
        (json!({ "not": {} }), "", "not"),
        (json!({ "multipleOf": 2 }), "", "multipleOf"),
        (json!({ "format": "email" }), "", "format"),
        (json!({ "enum": [[1]] }), "", "simple"),
        (json!({ "pattern": "(?=a)" }), "", "cannot be compiled"),
        (json!({ "pattern": "[" }), "", "no regular expression"),
        (json!({ "$ref": "other.json" }), "/$ref", "same file"),
        (json!({ "$ref": "#/$defs/X" }), "/$ref", "there is no"),
        (
            json!({ "$ref": "#/$defs/X", "$defs": { "X": { "anyOf": [{ "$ref": "#/$defs/X" }] } } }),
            "/$defs/X/anyOf/0/$ref",
            "itself",
        ),
        (json!({ "type": "text" }), "", "type"),
        (json!([]), "", "object or a boolean"),
    ];
    for (schema, path, reason) in cases {
        let error = Compiler::new().add(&schema, &[]).expect_err("not known");
        assert_eq!(error.path, path, "{error}");
        assert!(error.reason.contains(reason), "{error}");
    }
}

/// Ninety files that repeat their envelope must not be ninety envelopes in the binary.
#[test]
fn what_schemas_share_is_there_once() {
    let schema =
        json!({ "properties": { "id": { "type": "string", "pattern": "^a_[0-7]$" }, "name": { "maxLength": 9 } } });
    let mut compiler = Compiler::new();
    let first = compiler.add(&schema, &[]).expect("a schema");
    let second = compiler.add(&schema, &[]).expect("a schema");
    assert_eq!(first, second);
    let program = compiler.finish();
    assert_eq!((program.objects.len(), program.fields.len(), program.texts.len()), (1, 2, 2));
}

/// Ids, times and codes are most of an event: each byte of theirs must cost one look and not a walk.
#[test]
fn patterns_of_fixed_length_are_no_automata() {
    let is_fixed = |pattern: &str| {
        let mut compiler = Compiler::new();
        compiler.add(&json!({ "pattern": pattern }), &[]).expect("a schema");
        matches!(compiler.finish().texts[0].form, Form::Fixed { .. })
    };
    assert!(is_fixed("^account_[0-7][0-9a-hjkmnp-tv-z]{25}$") && is_fixed("^[0-9]{4}-[0-9]{2}$") && is_fixed("^abc$"));
    assert!(!is_fixed("^a") && !is_fixed("a$") && !is_fixed("^a?b$") && !is_fixed("^(ab|cd)$"));
}

/// The build writes the program down, and the process reads it: what is lost in between is a rule that is not checked.
#[test]
fn a_program_is_written_as_source() {
    let mut compiler = Compiler::new();
    compiler.add(&json!({ "enum": ["a\"b", 1, null, true, 1.5] }), &[]).expect("a schema");
    let code = compiler.finish().to_rust();
    for part in [
        "Text(Span { start: 0, len: 3 })",
        "Number(Int(1))",
        "Null",
        "Bool(true)",
        "Number(Float(1.5))",
        r#"Borrowed("a\"b")"#,
    ] {
        assert!(code.contains(part), "{part}: {code}");
    }
}
