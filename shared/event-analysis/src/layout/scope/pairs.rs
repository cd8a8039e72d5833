//! Places that hold the same value.

use rustc_hash::{FxHashMap, FxHashSet};

use super::super::{Column, Layout, Sample};
use crate::{class::Form, flatten::Reader, paths::PathId};

/// A value at more places of one event is no copy of another.
const MAX_PLACES: usize = 12;
/// More pairs than these are not looked for.
const MAX_CANDIDATES: usize = 20_000;
/// More places that hold the same value are not compared.
const MAX_PAIRS: usize = 1_024;

/// Places that hold the same value.
pub(super) struct Pairs {
    pub(super) pairs: Vec<(PathId, PathId)>,
    /// Those that do so in all types alike, both ways round.
    pub(super) twins: FxHashSet<(PathId, PathId)>,
}

/// Places with the same value in one event: in most events that have both, or in those of one type. `/order_id` is the own id of an
/// order, and names one elsewhere.
pub(super) fn pairs(sample: &Sample<'_>, reader: &Reader, names: &[u64], layout: &Layout) -> Pairs {
    let mut equal: FxHashMap<(PathId, PathId), FxHashMap<u64, usize>> = FxHashMap::default();
    let comparable = |path: PathId, form: Form| {
        (form.is_id() || matches!(form, Form::Word | Form::Composite)) && !layout.types.contains(&path)
    };
    let mut values: Vec<(u64, PathId)> = Vec::new();
    for (event, &name) in sample.events.iter().zip(names) {
        values.clear();
        for leaf in event.leaves {
            if leaf.hash != 0 && comparable(leaf.path, leaf.class.form) {
                values.push((leaf.hash, leaf.path));
            }
        }
        values.sort_unstable();
        values.dedup();
        for group in values.chunk_by(|left, right| left.0 == right.0) {
            // A flag that is on in a thousand places makes no pairs.
            if group.len() > MAX_PLACES || equal.len() > MAX_CANDIDATES {
                continue;
            }
            for (path, other) in pairs_of(group) {
                let pair = (path.min(other), path.max(other));
                *equal.entry(pair).or_default().entry(name).or_default() += 1;
            }
        }
    }
    let column = |path: PathId| sample.columns.get(&path);
    equal.retain(|&(left, right), counts| {
        let varied = |path| column(path).is_some_and(|column: &Column| column.distinct() >= 2 && !column.repeats());
        // Two parts of one text are equal in ways of their own.
        let of_one_text = reader.paths.is_part(left) && reader.paths.is_part(right);
        counts.values().sum::<usize>() >= 5 && !of_one_text && varied(left) && varied(right)
    });
    // By pair and type, the events that have both.
    let mut by_left: FxHashMap<PathId, Vec<PathId>> = FxHashMap::default();
    for &(left, right) in equal.keys() {
        by_left.entry(left).or_default().push(right);
    }
    let mut both: FxHashMap<(PathId, PathId), FxHashMap<u64, usize>> = FxHashMap::default();
    for (event, &name) in sample.events.iter().zip(names) {
        let there: FxHashSet<PathId> =
            event.leaves.iter().filter(|leaf| leaf.hash != 0).map(|leaf| leaf.path).collect();
        for &left in &there {
            for &right in by_left.get(&left).into_iter().flatten().filter(|right| there.contains(right)) {
                *both.entry((left, right)).or_default().entry(name).or_default() += 1;
            }
        }
    }
    let mut pairs = Vec::new();
    let mut twins = FxHashSet::default();
    for (&(left, right), counts) in &equal {
        let Some(both) = both.get(&(left, right)) else { continue };
        let (same, all): (usize, usize) = (counts.values().sum(), both.values().sum());
        // Two values are often the same by chance.
        let few = |path| column(path).is_none_or(|column: &Column| column.distinct() < 3);
        let least = if few(left) || few(right) { 90 } else { 60 };
        let of_a_type = counts.iter().any(|(name, &same)| {
            let all = both.get(name).copied().unwrap_or(0);
            same >= 8 && same * 10 >= all * 9
        });
        let everywhere = same * 100 >= all * least;
        if everywhere {
            twins.insert((left, right));
            twins.insert((right, left));
        }
        if everywhere || (least == 60 && of_a_type) {
            let depth = |path: PathId| (reader.paths.is_part(path), reader.paths.segments(path).len(), path);
            pairs.push(if depth(left) <= depth(right) { (left, right) } else { (right, left) });
        }
    }
    pairs.sort_unstable();
    pairs.truncate(MAX_PAIRS);
    Pairs { pairs, twins }
}

/// Each two places of a group.
fn pairs_of(group: &[(u64, PathId)]) -> impl Iterator<Item = (PathId, PathId)> + '_ {
    let later = |at: usize| group.iter().skip(at + 1);
    group.iter().enumerate().flat_map(move |(at, &(_, path))| later(at).map(move |&(_, other)| (path, other)))
}
