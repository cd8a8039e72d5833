use kernel::PersonalData;

#[derive(PersonalData)]
struct State {
    #[pii]
    name: String,
}

fn main() {}
