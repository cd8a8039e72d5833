use expect_test::expect;

use crate::valid::{
    Piece,
    tests::{PLATFORM, VALID, check, faults, with},
};

/// The valid entity with a personal field.
fn personal(field: &str) -> String {
    with("body: String", field)
}

/// Guards against rules that refuse what is right.
#[test]
fn personal_fields_of_an_isolated_entity_pass() {
    for field in [
        "#[pii] name: Pii<Name>",
        "#[pii] names: Vec<Pii<Name>>",
        "#[pii(name = \"emails.address\")] primary_email: Option<Pii<Email>>",
        "#[pii] #[serde(default, rename = \"n\")] name: Option<Pii<Name>>",
    ] {
        assert_eq!(faults(&personal(field)), "", "{field}");
    }
}

/// Guards against personal data where it is read in clear text, or where nobody can erase it.
#[test]
fn personal_data_stands_in_no_key_and_belongs_to_a_capsule() {
    for field in ["account_id: AccountId", "sequence: u64", "list: Option<ListName>"] {
        let told = faults(&with(field, &format!("#[pii] {field}")));
        assert_eq!(told, "`#[pii]` on a field of a key, which stands in clear text where everybody looks\n", "{field}");
    }
    for field in ["tenant_id: TenantId", "capsule_id: CapsuleId"] {
        let told = faults(&with(field, &format!("#[pii] {field}")));
        assert_eq!(
            told, "`#[pii]` on an isolation field, which stands in clear text where everybody looks\n",
            "{field}"
        );
    }
    check(
        &PLATFORM.replace("timer_id: TimerId", "timer_id: TimerId, #[pii] name: Pii<Name>, #[pii] phone: Pii<Phone>"),
        expect![[r#"
            `#[pii]` on a platform-level entity: no tenant's key encrypts it, and no tenant can have it erased
            `#[pii]` on a platform-level entity: no tenant's key encrypts it, and no tenant can have it erased
        "#]],
    );
    // Whether it is one is not known then, and told once.
    let undecided = personal("#[pii] name: Pii<Name>").replace("#[capsule_isolated]", "");
    assert_eq!(faults(&undecided), "`Item` does not say who may share its rows\n");
}

/// Guards against a value that something else than its type writes.
#[test]
fn a_personal_field_has_one_mark_and_no_form_of_its_own() {
    assert_eq!(faults(&personal("#[pii] #[pii] name: Pii<Name>")), "`#[pii]` is given twice\n");
    assert_eq!(faults(&personal("#[pii(key)] name: Pii<Name>")), "`#[pii]` has arguments of another form\n");
    for word in ["with", "serialize_with", "deserialize_with"] {
        let told = faults(&personal(&format!("#[pii] #[serde({word} = \"form\")] name: Pii<Name>")));
        assert_eq!(told, format!("`#[serde({word})]` on a personal field\n"));
        assert_eq!(faults(&personal(&format!("#[serde({word} = \"form\")] name: Name"))), "");
    }
}

/// Guards against values of two records that are encrypted for one: then the one is erased with the other, or opens as it.
#[test]
fn the_record_is_what_the_partition_key_says_behind_its_owner() {
    let subject = |key: &str| {
        let source = VALID
            .replace("#ACCOUNT#{account_id}\"]", &format!("#{key}\"]"))
            .replace("body: String", "#[pii] name: Pii<Name>, kind: Kind");
        let input = syn::parse_str(&source).unwrap();
        let entity = match crate::check(&input) {
            Ok(entity) => entity,
            Err(errors) => return errors.to_string().lines().next().unwrap_or_default().to_owned(),
        };
        let Some(subject) = entity.personal.subject else { panic!("no subject for `{key}`") };
        let text: String = subject
            .entity
            .iter()
            .map(|piece| match piece {
                Piece::Literal(text) => text.clone(),
                Piece::Segment(segment) => format!("{{{}}}", segment.field.name),
                Piece::Tenant | Piece::Capsule => "owner".to_owned(),
            })
            .collect();
        format!("{text} / {}", subject.id.field.name)
    };
    assert_eq!(subject("ACCOUNT#{account_id}"), "ACCOUNT / account_id");
    assert_eq!(subject("{kind}#{account_id}"), "{kind} / account_id");
    assert_eq!(subject("ENTITY#{kind}#{account_id}#NAMES"), "ENTITY#{kind} / account_id");
    assert_eq!(subject("ACCOUNT.{account_id}"), "ACCOUNT. / account_id");
    for nameless in ["{account_id}", "SETTINGS"] {
        assert_eq!(subject(nameless), "the partition key does not name the record whose personal data this is");
    }
    assert!(crate::check(&syn::parse_str(VALID).unwrap()).is_ok_and(|entity| entity.personal.subject.is_none()));
}
