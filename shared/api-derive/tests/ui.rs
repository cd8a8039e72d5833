//! What the compiler says: the messages are part of the macro.

/// Guards against mistakes that compile, and against messages that do not help or do not point at the culprit.
/// Requirement: ALL-2.
#[test]
fn mistakes_do_not_compile_and_right_endpoints_do() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/fail/*.rs");
    cases.pass("tests/ui/pass/*.rs");
}
