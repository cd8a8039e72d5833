use expect_test::{Expect, expect, expect_file};

/// What each fault says is wrong, one per line.
fn check(source: &str, expected: Expect) {
    let errors = super::check(&syn::parse_str(source).unwrap()).err().into_iter().flatten();
    let lines = errors.map(|error| error.to_string().lines().next().unwrap_or_default().to_owned() + "\n");
    expected.assert_eq(&lines.collect::<String>());
}

/// Guards against rules that refuse what is right, and against a mark that is read as something else.
#[test]
fn marks_are_read_or_refused() {
    check("struct Person { #[pii] a: Pii<u8>, b: u8 }", expect![""]);
    check("struct Person;", expect![""]);
    check(r#"struct Person { #[pii(name = "a.b")] a: Pii<u8> }"#, expect![""]);
    for malformed in [
        "= \"a\"",
        "(name)",
        "(name = a)",
        "(name = \"\")",
        "(name = \"a b\")",
        "(name = \"a.\")",
        "(named = \"a\")",
        "()",
    ] {
        check(
            &format!("struct Person {{ #[pii {malformed}] a: Pii<u8> }}"),
            expect![[r#"
                `#[pii]` has arguments of another form
            "#]],
        );
    }
    check(
        "struct Person { #[pii] #[pii] a: Pii<u8> }",
        expect![[r#"
        `#[pii]` is given twice
    "#]],
    );
}

/// Guards against shapes whose fields have no name to be bound to, and against one mistake that hides another.
#[test]
fn only_structs_with_named_fields_have_personal_data() {
    for source in ["struct Person(u8);", "enum Person { A }", "union Person { a: u8 }"] {
        check(
            source,
            expect![[r#"
            `PersonalData` is derived for structs with named fields: what is encrypted is bound to the name of its field
        "#]],
        );
    }
    check(
        "struct Person<T>(T);",
        expect![[r#"
            `PersonalData` cannot be derived for a generic struct
            `PersonalData` is derived for structs with named fields: what is encrypted is bound to the name of its field
        "#]],
    );
}

/// Guards against a change of what the macro writes that nobody looked at. Update with `UPDATE_EXPECT=1`.
#[test]
fn the_expansion_is_the_reviewed_one() {
    let written = |source| {
        let tokens = super::derive(&syn::parse_str(source).unwrap());
        prettyplease::unparse(&syn::parse2(tokens).unwrap())
    };
    let person = written(
        r#"struct Person { #[pii] given_name: Option<Pii<ShortText>>, #[pii(name = "a.b")] copy: Pii<u8>, title: String }"#,
    );
    expect_file!["../tests/golden/personal.rs"].assert_eq(&person);
    expect_file!["../tests/golden/personal_refused.rs"].assert_eq(&written("struct Person<T> { title: T }"));
}
