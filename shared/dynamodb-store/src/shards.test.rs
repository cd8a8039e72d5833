use kernel::{TypedId as _, contract::ledger};

use super::*;

/// A shard of three digits, or a number that nobody can read back, would be a list that is never found.
#[test]
fn the_number_of_shards_has_limits() {
    for (text, expected) in [("1", true), ("32", true), ("0", false), ("33", false), ("256", false), ("x", false)] {
        assert_eq!(text.parse::<ListShards>().is_ok(), expected, "{text}");
    }
    let mut key = String::new();
    Shard(7).write_segment(&mut key);
    assert_eq!((key.as_str(), key.len()), ("07", Shard::PATTERN.len()));
}

/// Records that all land in one shard make the others useless.
#[test]
fn records_are_spread_over_all_shards() {
    let shards = ListShards::new(4).unwrap();
    let mut seen = [0; 4];
    for number in 0..400 {
        seen[usize::from(shards.of(&ledger(number).erase()).0)] += 1;
    }
    assert!(seen.iter().all(|count| *count > 50), "{seen:?}");
}
