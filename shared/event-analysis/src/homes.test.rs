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

/// A plan that all tenants may name is in the own place of some of their events too; that makes no stream of one tenant of it, and the
/// events that make the plan lack no tenant.
#[test]
fn what_is_everywhere_is_no_stream_of_a_scope() {
    let mut homes = Homes::default();
    for scope in [1, 2, 3, 4, 5, 6] {
        homes.add(7, &[scope, 0, 0], 1, 3);
        homes.add(8, &[1, 0, 0], 1, 3);
    }
    assert!(!homes.is_scoped(7, 0));
    assert!(homes.is_scoped(8, 0));
}
