use super::*;

/// Guards against patterns that are cut or run together: they are built byte by byte in the compiler.
#[test]
fn the_parts_of_a_pattern_are_joined_completely() {
    const PARTS: &[KeyPart] = &[
        KeyPart::Literal("A#"),
        KeyPart::Placeholder { name: "id", pattern: "a_??" },
        KeyPart::Literal("#B#"),
        KeyPart::Placeholder { name: "n", pattern: "*" },
    ];
    const BYTES: [u8; pattern_length(PARTS)] = pattern_bytes(PARTS);
    assert_eq!(pattern_text(&BYTES), "A#a_??#B#*");
    assert_eq!(pattern_length(&[]), 0);
}

/// Guards against a pattern that is wider than its keys when the bytes are no text.
#[test]
fn bytes_that_are_no_text_match_nothing() {
    assert_eq!(pattern_text(b"\xff*"), "");
}
