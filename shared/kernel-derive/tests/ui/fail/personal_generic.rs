//! What a parameter holds is not known where the struct is written.

use kernel::PersonalData;

#[derive(PersonalData)]
struct Person<T> {
    #[pii]
    given_name: T,
}

fn main() {}
