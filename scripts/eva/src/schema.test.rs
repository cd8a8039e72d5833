use super::*;

const GOOD: &str = r#"{ "x-eva-isolation": "capsule", "type": "object" }"#;

fn refused(event_type: &str, text: &str, owner: &str, source: &str) -> String {
    item(event_type, 1, text, owner, source).unwrap_err().to_string()
}

/// Guards against a schema that is registered and cannot be used, or is used for events that may reach another tenant.
#[test]
fn only_a_schema_with_the_boundary_is_registered() {
    let item = item("InvoiceIssued", 1, GOOD, "billing", "acme.billing").unwrap();
    assert_eq!(item.text, r#"{"type":"object","x-eva-isolation":"capsule","x-eva-source":"acme.billing"}"#);
    assert!(refused("InvoiceIssued", r#"{"type":"object"}"#, "billing", "acme.billing").contains("x-eva-isolation"));
    assert!(refused("InvoiceIssued", "[]", "billing", "acme.billing").contains("no object of JSON"));
    let broken = r#"{"x-eva-isolation":"capsule","type":"objct"}"#;
    assert!(refused("InvoiceIssued", broken, "billing", "acme.billing").contains("no JSON Schema"));
}

/// Guards against a row in a table that relaxes what the code says of its own events, or lets another service speak for ours.
#[test]
fn our_own_types_and_sources_are_not_for_registration() {
    assert!(refused("AccountCreated", GOOD, "billing", "acme.billing").contains("comes with the code"));
    for source in ["eva.crm", "eva.governance", "aws.s3", "", "Acme", "acme billing"] {
        assert!(
            refused("InvoiceIssued", GOOD, "billing", source).contains("no name of an owner or a source"),
            "{source}"
        );
    }
    assert!(refused("InvoiceIssued", GOOD, "", "acme.billing").contains("no name"));
}

/// Guards against a file that says one source and a command that says another: one of them is a mistake.
#[test]
fn the_file_and_the_command_name_one_source() {
    let text = r#"{ "x-eva-isolation": "capsule", "x-eva-source": "acme.sales" }"#;
    assert!(refused("InvoiceIssued", text, "billing", "acme.billing").contains("make them the same"));
    assert!(item("InvoiceIssued", 1, text, "sales", "acme.sales").is_ok());
}

/// Guards against a version that is read from somewhere else in the name.
#[test]
fn type_and_version_are_the_file_s_name() {
    assert_eq!(name_of(Path::new("a/b/InvoiceIssued/12.json")).unwrap(), ("InvoiceIssued".to_owned(), 12));
    for path in [
        "1.json",
        "/1.json",
        "invoice/1.json",
        "Invoice/1",
        "Invoice/0.json",
        "Invoice/-1.json",
        "Invoice/x.json",
        "In voice/1.json",
        "Invoice/1.json/",
    ] {
        assert!(name_of(Path::new(path)).is_err() || path.ends_with('/'), "{path}");
    }
}
