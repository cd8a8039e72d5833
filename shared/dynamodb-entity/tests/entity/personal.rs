//! Personal fields: an item holds them encrypted, or is none.

use std::error::Error as _;

use dynamodb_entity::{
    CapsuleIsolated as _, DataSubject, DynamoDbEntity, EntityError, FieldPath, PersonalData, PersonalVisitor, Pii,
    Sealed,
};
use kernel::{
    AggregateType, CapsuleId, KeyId, PersonalDataError, PersonalValue, Scope, TenantId, TypedId as _, in_clear,
};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use serde_dynamo::AttributeValue;

use crate::sample::{AccountId, StateItem, scope, uuid};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DynamoDbEntity)]
#[table_name = "platform_data"]
#[capsule_isolated]
#[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#{kind}#{id}#CARD"]
#[sk = "CARD"]
struct CardItem {
    tenant_id: TenantId,
    capsule_id: CapsuleId,
    kind: AggregateType,
    id: AccountId,
    city: String,
    #[pii]
    name: Pii<String>,
    #[pii]
    phones: Vec<Pii<String>>,
    #[pii(name = "emails.address")]
    primary_email: Option<Pii<String>>,
}

fn card(scope: &Scope, name: &str) -> CardItem {
    CardItem {
        tenant_id: scope.tenant_id(),
        capsule_id: scope.capsule_id(),
        kind: AggregateType::of::<AccountId>(),
        id: AccountId::from_uuid(uuid(3)),
        city: "Aachen".to_owned(),
        name: Pii::new(name.to_owned()),
        phones: vec![Pii::new(format!("{name} at home")), Pii::new(format!("{name} at work"))],
        primary_email: Some(Pii::new(format!("{name}@example.com"))),
    }
}

/// Seals and opens with no more than a turn of the bytes, bound to record and field; notes where it was.
struct Turner {
    subject: DataSubject,
    seen: Vec<String>,
}

impl Turner {
    fn walk(card: &mut CardItem) -> Vec<String> {
        let mut turner = Self { subject: card.data_subject(), seen: Vec::new() };
        assert_eq!(card.visit_personal(&FieldPath::ROOT, &mut turner), Ok(()));
        turner.seen
    }
}

impl PersonalVisitor for Turner {
    fn visit(&mut self, field: &FieldPath<'_>, value: &mut dyn PersonalValue) -> Result<(), PersonalDataError> {
        let binding = self.subject.binding(field);
        self.seen.push(field.to_string());
        let turn = |bytes: &[u8]| bytes.iter().map(|byte| byte ^ 0x55).collect::<Vec<_>>();
        let undecodable = |_| PersonalDataError::Decode { field: field.to_string() };
        if let Some(sealed) = value.to_open() {
            let (text, _tag) = sealed.cipher_text.split_at(sealed.cipher_text.len() - Sealed::TAG_BYTES);
            let clear = turn(text);
            value.open(&clear, binding).map_err(undecodable)?;
        } else if let Some(clear) = value.to_seal(&binding).map_err(undecodable)? {
            let cipher_text = [turn(&clear), vec![0; Sealed::TAG_BYTES]].concat();
            value.seal(Sealed { key_id: KeyId::new("test"), nonce: [7; Sealed::NONCE_BYTES], cipher_text }, binding);
        }
        Ok(())
    }
}

/// Guards against personal data in clear text in the table, its backups and its stream. Requirement: CON-2
#[test]
fn what_is_not_sealed_does_not_become_an_item() {
    let error = card(&scope(1, 2), "Ada").to_item().unwrap_err();
    assert!(matches!(error, EntityError::Encode { entity: "CardItem", .. }));
    assert!(
        error.source().is_some_and(|source| source.to_string().contains("in clear text: seal it first")),
        "{error:?}"
    );
    let mut sealed = card(&scope(1, 2), "Ada");
    Turner::walk(&mut sealed);
    // Where a response is written, everything is in clear text; an item is none.
    let error = in_clear(|| sealed.to_item()).unwrap_err();
    assert_eq!(error, EntityError::InClear { entity: "CardItem" });
    assert!(error.to_string().contains("outside of `in_clear`"));
    assert!(sealed.to_item().is_ok());
}

/// Guards against a name in a log. Requirement: CON-2
#[test]
fn debug_shows_nothing_of_a_person() {
    let mut card = card(&scope(1, 2), "Ada");
    for _ in 0..2 {
        let shown = format!("{card:?}");
        assert!(!shown.contains("Ada") && shown.contains("Aachen"), "{shown}");
        Turner::walk(&mut card);
    }
}

/// Guards against values that are encrypted for nobody, or under another name than the record's.
#[test]
fn each_value_belongs_to_its_record_and_field() {
    let scope = scope(1, 2);
    let mut card = card(&scope, "Ada");
    let subject = card.data_subject();
    assert_eq!(
        subject,
        DataSubject::of_aggregate(&scope, &card.id.erase()),
        "a row of an account has the account's key"
    );
    assert_eq!(Turner::walk(&mut card), ["name", "phones", "phones", "emails.address"]);
}

/// Guards against keys that are asked for in vain, and personal data that nobody asks a key for.
#[test]
fn an_entity_knows_whether_it_holds_personal_data() {
    assert_eq!((CardItem::PERSONAL, StateItem::PERSONAL), (true, false));
}

proptest! {
    /// Guards against a sealed value that does not come back as it was written.
    #[test]
    fn what_is_sealed_reads_back_and_opens(name in ".*", with_email: bool) {
        let scope = scope(1, 2);
        let mut original = card(&scope, &name);
        if !with_email {
            original.primary_email = None;
        }
        let mut sealed = original.clone();
        Turner::walk(&mut sealed);
        let item = sealed.to_item().unwrap();
        let is_sealed = matches!(item.get("name"), Some(AttributeValue::M(name)) if name.contains_key("$enc"));
        prop_assert!(is_sealed, "{item:?}");
        let mut read = CardItem::from_item(&scope, item.clone()).unwrap();
        prop_assert_eq!(read.name.value(), None);
        prop_assert_eq!(read.to_item().unwrap(), item);
        Turner::walk(&mut read);
        prop_assert_eq!(read, original);
    }
}
