#![deny(warnings)]
#![allow(dead_code)]

use kernel::{PersonalData, Pii};

#[derive(PersonalData)]
struct Email {
    #[pii]
    address: Pii<String>,
    primary: bool,
}

#[derive(PersonalData)]
struct Contact {
    id: u8,
    #[pii]
    name: Pii<String>,
    #[pii]
    emails: Vec<Email>,
    #[pii(name = "emails.address")]
    primary_email: Option<Pii<String>>,
}

#[derive(PersonalData)]
struct Nothing;

fn main() {
    assert!(Contact::PERSONAL && !Nothing::PERSONAL);
}
