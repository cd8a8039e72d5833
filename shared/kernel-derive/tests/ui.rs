//! What the compiler says about a segment of a key or personal data that breaks a rule, and that it says nothing about what keeps them.

/// Guards against a key that two values meet in or personal data in clear text that compile, and against a message that does not help. Review a
/// changed `.stderr` and accept it with `TRYBUILD=overwrite`.
#[test]
fn mistakes_do_not_compile_and_are_explained() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/fail/*.rs");
    cases.pass("tests/ui/pass/*.rs");
}
