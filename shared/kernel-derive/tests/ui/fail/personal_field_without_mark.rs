//! A field that holds personal data and does not say so would stay in clear text.

use kernel::{PersonalData, Pii};

type Name = Option<Pii<String>>;

#[derive(PersonalData)]
struct Person {
    given_name: Name,
    #[pii]
    family_name: Name,
}

fn main() {}
