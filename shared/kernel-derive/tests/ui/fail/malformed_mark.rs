//! Four forms that are none; each is told, in one pass.

use kernel::{PersonalData, Pii};

#[derive(PersonalData)]
struct Person {
    #[pii = "given_name"]
    a: Pii<String>,
    #[pii(name = NAME)]
    b: Pii<String>,
    #[pii(name = "emails..address")]
    c: Pii<String>,
    #[pii]
    #[pii]
    d: Pii<String>,
}

fn main() {}
