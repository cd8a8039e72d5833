use super::{Homes, Verdict};

fn verdict(homes: &Homes, id: u64, scope: u32, weight: u16) -> Verdict {
    homes.get(id).map_or(Verdict::Unknown, |home| home.verdict(0, scope, weight))
}

/// One foreign event must not make the others of a stream look foreign.
#[test]
fn the_majority_is_at_home() {
    let mut homes = Homes::default();
    for scope in [1, 2, 2, 2] {
        homes.add(7, &[scope, 0, 0], 1, 1);
    }
    assert_eq!(verdict(&homes, 7, 2, 1), Verdict::Agrees);
    assert_eq!(verdict(&homes, 7, 1, 1), Verdict::Conflicts);
    assert_eq!(verdict(&homes, 8, 1, 1), Verdict::Unknown);
}

/// With one event on each side nobody can say which is wrong, unless one of them is the id's own.
#[test]
fn a_tie_says_nothing() {
    let mut homes = Homes::default();
    homes.add(7, &[1, 0, 0], 1, 1);
    homes.add(7, &[2, 0, 0], 1, 1);
    assert_eq!(verdict(&homes, 7, 1, 1), Verdict::Unknown);
    homes.add(8, &[1, 0, 0], 1, 1);
    homes.add(8, &[2, 0, 0], 1, 3);
    assert_eq!(verdict(&homes, 8, 1, 1), Verdict::Conflicts);
}

/// A catalogue that all tenants use is no leak.
#[test]
fn what_is_everywhere_is_shared() {
    let mut homes = Homes::default();
    for scope in 1..20 {
        homes.add(7, &[scope, 0, 0], 1, 1);
    }
    assert_eq!(verdict(&homes, 7, 5, 1), Verdict::Shared);
}

/// The memory must not grow with the corpus.
#[test]
fn old_ids_are_forgotten() {
    let mut homes = Homes::default();
    for id in 0..(super::GENERATION as u64 * 3) {
        homes.add(id, &[1, 0, 0], 1, 1);
    }
    assert!(homes.len() <= super::GENERATION * 2);
}
