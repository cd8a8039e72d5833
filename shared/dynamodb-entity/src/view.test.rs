use super::*;

const fn missing(shown: &'static [&'static str], included: &'static [&'static str]) -> Missing {
    Missing { view: "Listed", shown, index: "gsi1", carried: included, included }
}

/// Guards against a view that is told to be complete and is not, and against a text that is cut: it is built byte by byte in the compiler.
#[test]
fn what_an_index_does_not_carry_is_named_with_a_projection_that_would() {
    const NOTHING: Missing = missing(&["a", "b"], &["b", "a", "c"]);
    assert_eq!(NOTHING.length(), 0);
    const TWO: Missing = missing(&["name", "a", "status"], &["a", "nam"]);
    const TEXT: [u8; TWO.length()] = TWO.text();
    assert_eq!(
        str::from_utf8(&TEXT),
        Ok("`Listed` shows what the index `gsi1` does not carry: `name`, `status`\
            \n  mend: add it to the projection of the index, or take it out of the view\
            \n  correct: projection = include(a, nam, name, status)")
    );
    const ALL: Missing = missing(&["a"], &[]);
    const ALL_TEXT: [u8; ALL.length()] = ALL.text();
    assert!(ALL_TEXT.ends_with(b"include(a)"));
}
