//! What is encrypted is bound to the name of its field.

use kernel::{PersonalData, Pii};

#[derive(PersonalData)]
struct Person(#[pii] Pii<String>);

fn main() {}
