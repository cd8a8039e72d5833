//! A struct may hold others of its kind.

use kernel::{PersonalData, Pii};

#[derive(PersonalData)]
struct Person {
    #[pii]
    name: Pii<String>,
    titles: Vec<Option<Title>>,
}

#[derive(PersonalData)]
struct Title {
    text: String,
    before: Option<Box<Self>>,
}

fn main() {
    assert!(Person::PERSONAL && !Title::PERSONAL);
    let _ = |person: Person| (person.name, person.titles);
    let _ = |title: Title| (title.text, title.before);
}
