use proptest::prelude::*;

use super::*;

#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Deserialize)]
struct Entry(u8, bool);

impl Primary for Entry {
    fn is_primary(&self) -> bool {
        self.1
    }
    fn make_primary(&mut self) {
        self.1 = true;
    }
}

fn list(entries: &[Entry]) -> Capped<Entry, 4> {
    let entries: Vec<_> = entries.iter().map(|entry| (entry.0, entry.1)).collect();
    serde_json::from_value(serde_json::json!(entries)).expect("a list")
}

fn pointer(no: Rejection) -> String {
    assert_eq!(no.code, "invalid_field");
    no.pointer.expect("a field")
}

/// Whoever writes to the primary address of two, or of none, picks one by chance. Requirement: CON-2, CON-3
#[test]
fn one_of_several_is_primary_and_the_only_one_always_is() {
    let check =
        |entries: &[Entry]| with_one_primary(list(entries), "/emails").map(|list| list.to_vec()).map_err(pointer);
    assert_eq!(check(&[]), Ok(vec![]));
    assert_eq!(check(&[Entry(1, false)]), Ok(vec![Entry(1, true)]));
    assert_eq!(check(&[Entry(1, false), Entry(2, true)]), Ok(vec![Entry(1, false), Entry(2, true)]));
    assert_eq!(check(&[Entry(1, false), Entry(2, false)]), Err("/emails".to_owned()));
    assert_eq!(check(&[Entry(1, true), Entry(2, false), Entry(3, true)]), Err("/emails/2/is_primary".to_owned()));
}

/// The same address twice, once primary and once not, is no set. Requirement: CON-2, CON-3
#[test]
fn the_second_of_two_that_say_the_same_is_named() {
    let check =
        |entries: &[Entry]| check_distinct(entries, |entry| entry.0, |index| format!("/{index}")).map_err(pointer);
    assert_eq!(check(&[Entry(1, true), Entry(2, false)]), Ok(()));
    assert_eq!(check(&[Entry(1, true), Entry(2, false), Entry(1, false)]), Err("/2".to_owned()));
}

/// A list of today that refuses what was written years ago would hold up every change of the rest. Requirement: ADR-4
#[test]
fn only_new_elements_are_asked_for() {
    let odd = |entry: &Entry| if entry.0 % 2 == 1 { Ok(()) } else { Err(ValueError::new("must be odd")) };
    let check = |wanted: &[Entry]| {
        check_new(wanted, &[Entry(2, false)], odd, |index| format!("/{index}/number")).map_err(pointer)
    };
    assert_eq!(check(&[Entry(1, false), Entry(2, false)]), Ok(()));
    assert_eq!(check(&[Entry(2, false), Entry(4, false)]), Err("/1/number".to_owned()));
}

proptest! {
    /// Whatever is sent, a list that is taken has exactly one primary element or is empty, and is taken again as it is.
    /// Requirement: CON-2, CON-3
    #[test]
    fn a_list_that_is_taken_has_exactly_one_primary(entries in prop::collection::vec((any::<u8>(), any::<bool>()), 0..4)) {
        let entries: Vec<_> = entries.into_iter().map(|(number, primary)| Entry(number, primary)).collect();
        if let Ok(taken) = with_one_primary(list(&entries), "/emails") {
            let marked = taken.iter().filter(|entry| entry.is_primary()).count();
            prop_assert_eq!(marked, usize::from(!taken.is_empty()));
            prop_assert_eq!(with_one_primary(taken.clone(), "/emails"), Ok(taken));
        }
    }
}
