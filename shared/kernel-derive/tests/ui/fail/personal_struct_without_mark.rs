//! Personal data one level down is personal data too.

use kernel::{PersonalData, Pii};

#[derive(PersonalData)]
struct Email {
    #[pii]
    address: Pii<String>,
    kind: u8,
}

#[derive(PersonalData)]
struct Person {
    emails: Vec<Email>,
}

fn main() {}
