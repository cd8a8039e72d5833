use kernel::PersonalData;

#[derive(PersonalData)]
enum State {
    Active,
}

fn main() {}
