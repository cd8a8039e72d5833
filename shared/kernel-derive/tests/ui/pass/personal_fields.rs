//! Every place that a personal value may stand in; the names of the generated code are not taken.

use kernel::{FieldPath, PersonalData, PersonalDataError, PersonalValue, PersonalVisitor, Pii};

#[derive(PersonalData)]
struct Email {
    #[pii]
    address: Pii<String>,
    kind: u8,
}

#[derive(PersonalData)]
struct Nothing;

#[derive(PersonalData)]
struct NoPersonalField {
    at: u8,
    visitor: u8,
    visit: Vec<String>,
}

#[derive(PersonalData)]
struct Person {
    #[pii]
    at: Option<Pii<String>>,
    #[pii]
    visitor: Box<Pii<u8>>,
    #[pii]
    r#type: Vec<Email>,
    #[pii(name = "type.address")]
    primary: Option<Pii<String>>,
    title: Option<String>,
}

struct Names(Vec<String>);

impl PersonalVisitor for Names {
    fn visit(&mut self, field: &FieldPath<'_>, _: &mut dyn PersonalValue) -> Result<(), PersonalDataError> {
        self.0.push(field.to_string());
        Ok(())
    }
}

fn main() {
    assert!(Person::PERSONAL && Email::PERSONAL && !Nothing::PERSONAL && !NoPersonalField::PERSONAL);
    let name = || Pii::new("Ada".to_owned());
    let mut person = Person {
        at: Some(name()),
        visitor: Box::new(Pii::new(1)),
        r#type: vec![Email { address: name(), kind: 1 }],
        primary: Some(name()),
        title: None,
    };
    let mut names = Names(Vec::new());
    person.visit_personal(&FieldPath::ROOT, &mut names).unwrap();
    assert_eq!(names.0, ["at", "visitor", "type.address", "type.address"]);
    let _ = (person.title, person.r#type[0].kind, NoPersonalField { at: 1, visitor: 2, visit: Vec::new() });
}
