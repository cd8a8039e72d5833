use proptest::prelude::*;

use super::Lines;

proptest! {
    /// A finding that names other lines than those it is about sends people to innocent events.
    #[test]
    fn lines_come_back_as_they_went_in(mut lines in prop::collection::vec(1_u64..10_000_000, 0..200), offset in 0_u64..1_000) {
        lines.sort_unstable();
        let (mut list, mut other) = (Lines::default(), Lines::default());
        for line in &lines {
            list.push(*line);
            other.push(*line);
        }
        prop_assert_eq!(list.iter().collect::<Vec<_>>(), lines.clone());
        list.merge(&other, offset);
        let mut both: Vec<u64> = lines.iter().copied().chain(lines.iter().map(|line| line + offset)).collect();
        both.sort_unstable();
        prop_assert_eq!(list.iter().collect::<Vec<_>>(), both);
        prop_assert_eq!(list.count, 2 * lines.len() as u64);
    }
}

/// A list of a billion lines must not need a gigabyte.
#[test]
fn a_long_list_stays_small() {
    let mut list = Lines::default();
    (1..=1_000_000).for_each(|line| list.push(line));
    assert_eq!((list.count, list.iter().count()), (1_000_000, 200_000));
    list.forget();
    assert_eq!((list.count, list.iter().count()), (1_000_000, 0));
}
