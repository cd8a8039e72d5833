//! Two variants would share the name of a field.

use kernel::{PersonalData, Pii};

#[derive(PersonalData)]
enum Person {
    Named {
        #[pii]
        given_name: Pii<String>,
    },
}

fn main() {}
