use expect_test::{Expect, expect, expect_file};

use super::*;

/// What each variant writes, or what each fault says is wrong.
fn check(source: &str, expected: Expect) {
    let input = syn::parse_str(source).unwrap();
    let shown = match super::check(&input) {
        Ok(Segment::Texts(texts)) => texts.into_iter().map(|(_, text)| text).collect::<Vec<_>>().join(" "),
        Ok(Segment::Wrapped(_)) => "what it wraps".to_owned(),
        Err(errors) => {
            let first_line = |error: syn::Error| error.to_string().lines().next().unwrap_or_default().to_owned();
            errors.into_iter().map(first_line).collect::<Vec<_>>().join("\n")
        }
    };
    expected.assert_eq(&shown);
}

/// Guards against keys that change when nobody meant them to: the text of a variant is a promise.
#[test]
fn a_variant_writes_its_name_or_what_it_is_told() {
    check("enum Kind { Account, #[key_segment = \"ORG\"] Organisation }", expect!["ACCOUNT ORG"]);
    check(
        "enum Kind { SalesOrder, HTTPServer, V2, V2Beta, Api, r#Type }",
        expect!["SALES_ORDER HTTP_SERVER V2 V2_BETA API TYPE"],
    );
    check("enum Kind { A = 1, #[key_segment = \"b-1.x_y\"] B = 2 }", expect!["A b-1.x_y"]);
    check("struct ParentId(AccountId);", expect!["what it wraps"]);
}

/// Guards against a segment that is none: one that ends early, matches more in a policy, or is not there.
#[test]
fn a_segment_has_the_alphabet_of_templates() {
    for odd in ["#", "*", "?", "$", " ", "/", "é", "{"] {
        let input = syn::parse_str(&format!("enum Kind {{ #[key_segment = \"A{odd}B\"] A }}")).unwrap();
        assert!(super::check(&input).is_err(), "{odd}");
    }
    check("enum Kind { #[key_segment = \"\"] A }", expect!["the segment of `A` is empty"]);
    check("enum Kind { Größe }", expect!["`Ö` cannot stand in the segment of `Größe`"]);
}

/// Guards against two values that meet in one key.
#[test]
fn two_variants_never_write_the_same() {
    check("enum Kind { Ab, #[key_segment = \"AB\"] B }", expect!["`B` writes the segment `AB`, as `Ab` does"]);
    check("enum Kind { AB, Ab }", expect!["`Ab` writes the segment `AB`, as `AB` does"]);
    check(
        "enum Kind { A(u8), B { b: u8 } }",
        expect![[r#"
        the variant `A` holds data, which its segment would not show
        the variant `B` holds data, which its segment would not show"#]],
    );
}

/// Guards against shapes that cannot say what they write.
#[test]
fn only_enums_and_newtypes_are_segments() {
    check("enum Kind {}", expect!["an enum without variants has nothing to write into a key"]);
    check("union Kind { a: u8 }", expect!["a union cannot be a segment of a key: what it holds is not known"]);
    for source in ["struct Kind;", "struct Kind();", "struct Kind(A, B);", "struct Kind { a: A }"] {
        check(
            source,
            expect!["a struct is a segment of a key only as a tuple of one field: several values would run together"],
        );
    }
    check("struct Kind<T>(T);", expect!["a segment of a key cannot be generic"]);
}

/// Guards against an attribute that is misread or ignored.
#[test]
fn the_attribute_is_a_text_on_a_variant() {
    for form in ["#[key_segment]", "#[key_segment(\"A\")]", "#[key_segment = A]", "#[key_segment = 1]"] {
        check(&format!("enum Kind {{ {form} A }}"), expect!["`#[key_segment]` has another form"]);
    }
    check("enum Kind { #[key_segment = \"A\"] #[key_segment = \"B\"] A }", expect!["`#[key_segment]` is given twice"]);
    for source in [
        "#[key_segment = \"A\"] enum Kind { A }",
        "#[key_segment = \"A\"] struct Kind(Id);",
        "struct Kind(#[key_segment = \"A\"] Id);",
    ] {
        check(source, expect!["`#[key_segment]` belongs to a variant of an enum"]);
    }
}

/// Guards against a change of what the macro writes that nobody looked at. Update with `UPDATE_EXPECT=1`.
#[test]
fn the_expansions_are_the_reviewed_ones() {
    for (source, file) in [
        ("enum Kind { Account, Contact }", expect_file!["../tests/golden/key_segment_of_one_width.rs"]),
        (
            "enum Kind { Account, #[key_segment = \"ORG\"] Organisation }",
            expect_file!["../tests/golden/key_segment_of_an_enum.rs"],
        ),
        ("struct ParentId(AccountId);", expect_file!["../tests/golden/key_segment_of_a_newtype.rs"]),
        ("enum Kind {}", expect_file!["../tests/golden/key_segment_refused.rs"]),
    ] {
        let tokens = derive(&syn::parse_str(source).unwrap());
        file.assert_eq(&prettyplease::unparse(&syn::parse2(tokens).unwrap()));
    }
}
