use expect_test::{Expect, expect};

fn check(source: &str, expected: Expect) {
    let input = syn::parse_str(source).unwrap();
    let shown = match super::check(&input) {
        Ok(view) => view.fields.join(" "),
        Err(errors) => {
            errors.into_iter().map(|error| error.to_string().lines().next().unwrap_or_default().to_owned()).collect()
        }
    };
    expected.assert_eq(&shown);
}

/// Guards against a view that is compared with its index by other names than it is read by.
#[test]
fn a_view_shows_its_fields_by_name() {
    check("struct View { id: Id, r#type: Kind }", expect!["id type"]);
    check("struct View { #[serde(default)] id: Id, #[serde(with = \"form\")] at: Time }", expect!["id at"]);
    check("#[serde(deny_unknown_fields, rename = \"Row\")] struct View {}", expect![""]);
}

/// Guards against words of serde with which a view reads what its index was not asked for.
#[test]
fn serde_cannot_change_what_a_view_shows() {
    for word in ["rename = \"x\"", "alias = \"x\"", "skip", "skip_deserializing", "flatten"] {
        let source = format!("struct View {{ #[serde({word})] id: Id }}");
        assert!(super::check(&syn::parse_str(&source).unwrap()).is_err(), "{word}");
    }
    check(
        "#[serde(rename_all = \"camelCase\")] struct View { id: Id }",
        expect!["`#[serde(rename_all)]` on a view changes which attributes it shows"],
    );
}

/// Guards against shapes whose attributes have no names.
#[test]
fn only_a_plain_struct_with_named_fields_is_a_view() {
    for source in ["enum View { A }", "struct View;", "struct View(Id);", "union View { a: u8 }"] {
        check(source, expect!["a view is a struct with named fields: they are the attributes that it shows"]);
    }
    check("struct View<T> { id: T }", expect!["a view cannot be generic"]);
}
