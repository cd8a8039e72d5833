use kernel::{PersonalData, Pii};

#[derive(PersonalData)]
struct State {
    name: Option<Pii<String>>,
}

fn main() {}
