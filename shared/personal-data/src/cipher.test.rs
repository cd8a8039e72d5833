use std::sync::atomic::{AtomicUsize, Ordering};

use kernel::{FieldPath, Pii, in_clear};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};

use super::*;
use crate::{LocalKeys, keys::tests::subject, local_keys};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, PersonalData)]
struct Address {
    #[pii]
    address: Pii<String>,
    kind: u8,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, PersonalData)]
struct Person {
    #[pii]
    given_name: Option<Pii<String>>,
    #[pii]
    emails: Vec<Address>,
    #[pii(name = "emails.address")]
    primary: Option<Box<Pii<String>>>,
    title: String,
}

/// The keys of the tests, counted.
#[derive(Debug)]
struct Counted(LocalKeys, AtomicUsize);

impl KeyProvider for Counted {
    async fn keys(&self, subjects: &[DataSubject]) -> Result<Vec<DataKey>, PersonalDataError> {
        self.1.fetch_add(subjects.len(), Ordering::Relaxed);
        self.0.keys(subjects).await
    }
}

fn counted() -> Counted {
    Counted(local_keys(), AtomicUsize::new(0))
}

fn ada() -> Person {
    let address = |address: &str| Address { address: Pii::new(address.to_owned()), kind: 1 };
    Person {
        given_name: Some(Pii::new("Ada".to_owned())),
        emails: vec![address("ada@example.com"), address("ada@home.example")],
        primary: None,
        title: "Countess".to_owned(),
    }
}

/// As a store keeps it.
fn stored(person: &Person) -> String {
    serde_json::to_string(person).expect("sealed")
}

fn read(text: &str) -> Person {
    serde_json::from_str(text).expect("what was stored")
}

async fn sealed(person: &Person) -> Person {
    let mut person = person.clone();
    seal(&local_keys(), &subject("a"), &mut person).await.expect("sealed");
    person
}

async fn opened(id: &str, text: &str) -> Result<Person, PersonalDataError> {
    let mut person = read(text);
    open(&local_keys(), vec![(subject(id), &mut person)]).await.map(|()| person)
}

/// What is stored must be unreadable, and readable again. Requirement: CON-1, CON-2
#[tokio::test]
async fn what_is_sealed_is_unreadable_and_opens_again() {
    let person = sealed(&ada()).await;
    assert_eq!(person, ada(), "who sealed it still sees it");
    let text = stored(&person);
    for clear in ["Ada", "ada@", "home.example"] {
        assert!(!text.contains(clear), "{text}");
    }
    assert!(text.contains("Countess"));
    assert_eq!(opened("a", &text).await, Ok(ada()));
}

/// The same text in two fields, or written twice, must not be seen to be the same.
#[tokio::test]
async fn every_value_has_a_nonce_of_its_own() {
    let (first, second) = (sealed(&ada()).await, sealed(&ada()).await);
    let nonce = |person: &Person| person.given_name.as_ref().and_then(|name| name.sealed()).map(|sealed| sealed.nonce);
    assert_ne!(nonce(&first), nonce(&second));
}

/// Cipher text that is moved to another record or field, or changed, must not pass for data. Requirement: CON-1
#[tokio::test]
async fn what_was_moved_or_changed_does_not_open() {
    let person = sealed(&ada()).await;
    let field = |field: &str| Err(PersonalDataError::Open { field: field.to_owned() });
    assert_eq!(opened("b", &stored(&person)).await, field("given_name"));

    let moved = Person { given_name: Some(person.emails[0].address.clone()), ..person.clone() };
    assert_eq!(opened("a", &stored(&moved)).await, field("given_name"));

    let mut changed: serde_json::Value = serde_json::from_str(&stored(&person)).expect("JSON");
    let cipher_text = changed["emails"][1]["address"]["$enc"]["ct"].as_str().expect("a text").to_owned();
    let other = if cipher_text.starts_with('A') { "B" } else { "A" };
    changed["emails"][1]["address"]["$enc"]["ct"] = format!("{other}{}", &cipher_text[1..]).into();
    assert_eq!(opened("a", &changed.to_string()).await, field("emails.address"));

    let mut foreign: serde_json::Value = serde_json::from_str(&stored(&person)).expect("JSON");
    foreign["given_name"]["$enc"]["kid"] = "other".into();
    let unknown = Err(PersonalDataError::UnknownKey { field: "given_name".to_owned() });
    assert_eq!(opened("a", &foreign.to_string()).await, unknown);
}

/// A copy under another name, such as the primary address in a list, must open too. Requirement: CON-2
#[tokio::test]
async fn a_copy_names_the_field_that_it_was_copied_from() {
    let person = sealed(&ada()).await;
    let copy = Person { primary: Some(Box::new(person.emails[0].address.clone())), ..person };
    let read = opened("a", &stored(&copy)).await.expect("opened");
    assert_eq!(read.primary.as_ref().and_then(|value| value.value()).map(String::as_str), Some("ada@example.com"));
}

/// What was opened for one person and is given to another is encrypted anew: with the first one's cipher text nobody could read it.
#[tokio::test]
async fn a_value_that_goes_to_another_record_is_sealed_for_it() {
    let mut person = sealed(&ada()).await;
    seal(&local_keys(), &subject("b"), &mut person).await.expect("sealed");
    assert_eq!(opened("b", &stored(&person)).await, Ok(ada()));
}

/// A key may cost a call to another service: none is made where there is nothing to encrypt, and one for a whole page.
#[tokio::test]
async fn a_key_is_asked_for_only_when_it_is_needed() {
    let keys = counted();
    let mut nothing = Person { given_name: None, emails: Vec::new(), primary: None, title: "x".to_owned() };
    seal(&keys, &subject("a"), &mut nothing).await.expect("sealed");
    open(&keys, vec![(subject("a"), &mut nothing)]).await.expect("opened");
    let mut person = ada();
    seal(&keys, &subject("a"), &mut person).await.expect("sealed");
    seal(&keys, &subject("a"), &mut person).await.expect("sealed already");
    open(&keys, vec![(subject("a"), &mut person)]).await.expect("open already");
    assert_eq!(keys.1.load(Ordering::Relaxed), 1);
    let text = stored(&person);
    let (mut first, mut second) = (read(&text), read(&text));
    let page = vec![(subject("a"), &mut first), (subject("b"), &mut nothing), (subject("a"), &mut second)];
    open(&keys, page).await.expect("opened");
    assert_eq!((keys.1.load(Ordering::Relaxed), first, second), (3, ada(), ada()));
}

/// Keys that are fewer than the records would leave some sealed without a word.
#[tokio::test]
async fn a_provider_that_gives_fewer_keys_is_an_error() {
    #[derive(Debug)]
    struct None;
    impl KeyProvider for None {
        async fn keys(&self, _: &[DataSubject]) -> Result<Vec<DataKey>, PersonalDataError> {
            Ok(Vec::new())
        }
    }
    assert!(seal(&None, &subject("a"), &mut ada()).await.is_err());
    let mut person = read(&stored(&sealed(&ada()).await));
    assert!(open(&None, vec![(subject("a"), &mut person)]).await.is_err());
}

/// An event of one size less or more than another tells what was in it: that is known and written down, but not more than the length.
#[tokio::test]
async fn the_cipher_text_is_as_long_as_the_json_text_and_the_tag() {
    let person = sealed(&ada()).await;
    let name = person.given_name.as_ref().and_then(|name| name.sealed()).expect("sealed");
    assert_eq!(name.cipher_text.len(), r#""Ada""#.len() + Sealed::TAG_BYTES);
}

proptest! {
    /// Any text comes back as it was, also what JSON escapes.
    #[test]
    fn any_text_comes_back(name in ".*", address in ".*") {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let mut person = ada();
        person.given_name = Some(Pii::new(name));
        person.emails[0].address = Pii::new(address);
        let text = stored(&runtime.block_on(sealed(&person)));
        let read = runtime.block_on(opened("a", &text)).expect("opened");
        prop_assert_eq!(in_clear(|| serde_json::to_string(&read)).expect("JSON"), in_clear(|| serde_json::to_string(&person)).expect("JSON"));
        prop_assert_eq!(read, person);
    }
}

/// The path of a field is written into the cipher text: whoever renames a personal field must see that here.
#[test]
fn the_fields_of_a_struct_are_visited_under_their_names() {
    struct Names(Vec<String>);
    impl PersonalVisitor for Names {
        fn visit(&mut self, field: &FieldPath<'_>, _: &mut dyn PersonalValue) -> Result<(), PersonalDataError> {
            self.0.push(field.to_string());
            Ok(())
        }
    }
    let (mut names, mut person) =
        (Names(Vec::new()), Person { primary: Some(Box::new(Pii::new(String::new()))), ..ada() });
    person.visit_personal(&FieldPath::ROOT, &mut names).expect("visited");
    assert_eq!(names.0, ["given_name", "emails.address", "emails.address", "emails.address"]);
}
