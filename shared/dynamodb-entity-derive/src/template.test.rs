use expect_test::{Expect, expect};

use super::*;

fn check(text: &str, expected: Expect) {
    let shown = match parse(text) {
        Ok(parts) => parts
            .iter()
            .map(|part| match part {
                Part::Literal(text) => format!("`{text}` "),
                Part::Placeholder { field, width: None } => format!("{field} "),
                Part::Placeholder { field, width: Some(width) } => format!("{field}:{width} "),
            })
            .collect(),
        Err((what, _)) => format!("refused: {what}"),
    };
    expected.assert_eq(shown.trim_end());
}

/// Guards against a key that is read as other parts than it was written in.
#[test]
fn a_template_is_read_into_literals_and_placeholders() {
    check("STATE", expect!["`STATE`"]);
    check("{account_id}", expect!["account_id"]);
    check("A#{a}#B#{b}", expect!["`A#` a `#B#` b"]);
    check("METADATA#v{version}", expect!["`METADATA#v` version"]);
    check("EVENT#{sequence:020}", expect!["`EVENT#` sequence:20"]);
    check("E#{n:01}#{m:011}", expect!["`E#` n:1 `#` m:11"]);
    check("{type}#x", expect!["type `#x`"]);
}

/// Guards against braces that are taken for text, and text for braces.
#[test]
fn a_placeholder_is_a_name_between_braces() {
    check("A#{b", expect!["refused: `{b` has no closing `}`"]);
    check("A#b}", expect!["refused: `A#b}` closes a placeholder that was not opened"]);
    check("A#{}", expect!["refused: `{}` names no field"]);
    check("A#{{a}}", expect!["refused: `{{a}` names no field"]);
    check("A#{ a }", expect!["refused: `{ a }` names no field"]);
    check("A#{a.b}", expect!["refused: `{a.b}` names no field"]);
    check("A#{1}", expect!["refused: `{1}` names no field"]);
}

/// Guards against formats that other macros have and this one would ignore.
#[test]
fn the_only_format_is_padding_with_zeros() {
    for format in ["20", "0", "00", "021", "0x", "?", ">20", "", "0-1", "0+5"] {
        assert!(parse(&format!("E#{{n:{format}}}")).is_err(), "{format}");
    }
    check("E#{n:20}", expect!["refused: `{n:20}` has a width of another form"]);
}

/// Guards against two rows with one key: values without a `#` between them can be cut in two ways.
#[test]
fn placeholders_are_kept_apart() {
    check("{a}{b}", expect!["refused: `{b}` is not separated from the placeholder before it"]);
    check("A#{a}-{b}", expect!["refused: `{b}` is not separated from the placeholder before it"]);
    check("A{a}#{b}", expect!["`A` a `#` b"]);
    check("A#{a}#B#{a}", expect!["refused: `{a}` stands twice in one key"]);
}

/// Guards against keys with empty segments, and characters that mean something to IAM.
#[test]
fn the_text_of_a_key_is_plain() {
    for text in ["", "#A", "A#", "A##B", "A#{a}##{b}"] {
        assert!(parse(text).is_err(), "{text}");
    }
    for odd in ["*", "?", "$", " ", "/", "é", "\\", "\"", "\n"] {
        assert!(parse(&format!("A{odd}B")).is_err(), "{odd}");
    }
    check("", expect!["refused: the key is empty"]);
    check("A##B", expect!["refused: the key has an empty segment"]);
    check("A*", expect!["refused: `*` cannot stand in a key"]);
}

/// Guards against a prefix query that runs into another kind of row.
#[test]
fn the_prefix_is_the_text_before_the_first_placeholder() {
    for (text, prefix) in [("EVENT#{n}", "EVENT#"), ("{n}#A", ""), ("STATE", "STATE")] {
        let literal = LitStr::new(text, proc_macro2::Span::call_site());
        let template = Template { literal, parts: parse(text).unwrap_or_default() };
        assert_eq!(template.prefix(), prefix);
    }
}
