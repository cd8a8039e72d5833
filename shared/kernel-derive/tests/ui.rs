//! What the compiler says about a type that breaks a rule, and that it says nothing about one that keeps them.

/// Guards against a mistake that compiles, and against a message that does not help. Review a changed `.stderr` and accept it with
/// `TRYBUILD=overwrite`.
#[test]
fn mistakes_do_not_compile_and_are_explained() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/fail/*.rs");
    cases.pass("tests/ui/pass/*.rs");
}
