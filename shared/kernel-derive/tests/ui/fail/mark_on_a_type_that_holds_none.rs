use kernel::PersonalData;

#[derive(PersonalData)]
struct Address {
    city: String,
}

#[derive(PersonalData)]
struct State {
    #[pii]
    address: Address,
}

fn main() {}
