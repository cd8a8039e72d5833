use expect_test::{Expect, expect, expect_file};

use super::*;

/// What each fault says is wrong, one per line.
fn check(source: &str, expected: Expect) {
    let input = syn::parse_str(source).unwrap();
    let errors = super::check(&input).err().into_iter().flatten();
    let faults: Vec<_> = errors.map(|error| error.to_string().lines().next().unwrap_or_default().to_owned()).collect();
    expected.assert_eq(&faults.join("\n"));
}

fn expansion(source: &str) -> String {
    let tokens = derive(&syn::parse_str(source).unwrap());
    prettyplease::unparse(&syn::parse2(tokens).unwrap())
}

/// Guards against rules that refuse what is right.
#[test]
fn structs_that_keep_the_rules_pass() {
    for source in [
        "struct State;",
        "struct State { name: Name }",
        "struct State { #[pii] name: Pii<Name>, #[pii(name = \"emails.address\")] primary: Pii<Email> }",
    ] {
        check(source, expect![""]);
    }
}

/// Guards against a mark that is misread: what it is on would be stored in clear text, or under a name that does not open.
#[test]
fn a_mark_has_one_form_and_stands_once() {
    for form in [
        "#[pii = \"a\"]",
        "#[pii()]",
        "#[pii(a)]",
        "#[pii(name = a)]",
        "#[pii(name = \"a b\")]",
        "#[pii(path = \"a\")]",
    ] {
        check(&format!("struct State {{ {form} name: Pii<Name> }}"), expect!["`#[pii]` has arguments of another form"]);
    }
    check("struct State { #[pii] #[pii] name: Pii<Name> }", expect!["`#[pii]` is given twice"]);
}

/// Guards against shapes whose values have no name to be bound to.
#[test]
fn only_structs_with_names_hold_personal_data() {
    for source in ["enum State { A }", "union State { a: u8 }", "struct State(u8);"] {
        check(
            source,
            expect![
                "`PersonalData` is derived for structs with named fields: what is encrypted is bound to the name of its field"
            ],
        );
    }
    check("struct State<T> { t: T }", expect!["`PersonalData` cannot be derived for a generic struct"]);
}

/// Guards against a second implementation beside that of `DynamoDbEntity`, which the compiler refuses.
#[test]
fn an_entity_has_its_implementation_already() {
    for attribute in ["#[capsule_isolated]", "#[platform_level(reason = \"..\")]"] {
        assert_eq!(expansion(&format!("{attribute} struct Item {{ #[pii] name: Pii<Name> }}")), "");
    }
}

/// Guards against a change of what the macro writes that nobody looked at. Update with `UPDATE_EXPECT=1`.
#[test]
fn the_expansions_are_the_reviewed_ones() {
    let source =
        "struct State { id: Id, #[pii] name: Pii<Name>, #[pii(name = \"emails.address\")] primary: Pii<Email> }";
    expect_file!["../tests/golden/personal_data.rs"].assert_eq(&expansion(source));
    expect_file!["../tests/golden/personal_data_refused.rs"].assert_eq(&expansion("struct State(u8);"));
}
