//! The mark alone encrypts nothing: the value has to be a `Pii`.

use kernel::PersonalData;

#[derive(PersonalData)]
struct Person {
    #[pii]
    given_name: String,
}

fn main() {}
