//! What partitions the events: the boundaries, and the streams inside them.

mod pairs;
mod records;

use rustc_hash::{FxHashMap, FxHashSet};

use self::{
    pairs::{Pairs, pairs},
    records::{entities_of, naming, own, stream, targets},
};
use super::{Column, Groups, Layout, Sample};
use crate::{class::Form, flatten::Reader, paths::PathId, window::Event};

/// More boundaries than these nobody nests.
const MAX_BOUNDARIES: usize = 3;
pub(super) fn learn(sample: &Sample<'_>, reader: &Reader, names: &[u64], layout: &mut Layout) {
    let types: FxHashSet<u64> = names.iter().copied().collect();
    let anchors = anchors(sample, reader, names, layout);
    layout.stream = stream(sample, reader, &anchors, names);
    layout.unique = unique(sample, reader);
    layout.naming = naming(sample, reader, names, layout, &anchors);
    let entities = entities_of(sample, reader, names, layout);
    layout.own = own(sample, reader, &anchors, names, &entities);
    layout.targets = targets(sample, reader, names, &entities, layout);
    let Pairs { pairs, twins } = pairs(sample, reader, names, layout);
    layout.pairs = pairs;
    let anchors = by_kind(sample, anchors, names, &entities, layout);

    let candidates = candidates(sample, reader, names, layout, types.len());
    let anchors = telling(sample, anchors, &candidates);
    let mut held: Vec<PathId> = Vec::new();
    let ends = layout.stream.map(|stream| key_ends(sample, reader, stream)).unwrap_or_default();
    for candidate in candidates {
        if is_key_end(sample, &ends, candidate) {
            continue;
        }
        // What repeats the stream's id partitions nothing more.
        if layout.stream.is_some_and(|stream| twins.contains(&(stream, candidate))) {
            continue;
        }
        if is_boundary(sample, &anchors, layout.stream, candidate) {
            held.push(candidate);
        }
    }
    layout.boundaries = nested(sample, reader, names, &held, &twins);
}

/// A place whose values are there several times and may name what events are about.
struct Anchor {
    path: PathId,
    events: usize,
    distinct: usize,
    /// How well the first event with a value can be told from the later ones by its type: streams begin with a creation.
    purity: f64,
    /// Whether the same value is the same record, wherever it is.
    unique: bool,
    /// Whether events with one of its values agree in any place that may be a boundary. An amount, a zip code or an article comes again, too, and
    /// knows nothing of whose an event is.
    telling: bool,
    /// By value, the numbers of its events.
    groups: Groups,
}

/// The same, with what each of them tells of the candidates.
fn telling(sample: &Sample<'_>, mut anchors: Vec<Anchor>, candidates: &[PathId]) -> Vec<Anchor> {
    for anchor in &mut anchors {
        let (own, groups) = (anchor.path, &anchor.groups);
        let holds = |&path: &PathId| {
            let column = sample.columns.get(&path).filter(|_| path != own);
            column.is_some_and(|column| agreement(sample, groups, path, column) >= 0.75)
        };
        anchor.telling = candidates.iter().any(holds);
    }
    anchors
}

fn anchors(sample: &Sample<'_>, reader: &Reader, names: &[u64], layout: &Layout) -> Vec<Anchor> {
    let total = sample.events.len();
    let mut anchors = Vec::new();
    for (&path, column) in &sample.columns {
        let form = column.form();
        let names_something = form.is_some_and(|form| form.is_id() || matches!(form, Form::Word | Form::Composite));
        let special = layout.types.contains(&path) || layout.version == Some(path);
        let repeated = column.events > column.distinct() + column.distinct() / 10;
        if !names_something || special || column.repeats() || column.distinct() < 3 || !repeated {
            continue;
        }
        if column.events * 100 < total || reader.paths.is_part(path) || reader.paths.is_bus(path) {
            continue;
        }
        // Where some ids are numbers that begin anew everywhere, only the others are the same record.
        let unique: usize = column.forms.iter().filter(|(form, _)| form.is_unique()).map(|(_, count)| count).sum();
        let only_unique = unique * 10 >= column.events * 3;
        let groups = sample.grouped(|_, event| {
            let leaf = event.leaves.iter().find(|leaf| leaf.path == path && leaf.hash != 0)?;
            (!only_unique || leaf.class.form.is_unique()).then_some(leaf.hash)
        });
        let purity = purity(&groups, names);
        anchors.push(Anchor {
            path,
            events: column.events,
            distinct: column.distinct(),
            purity,
            unique: only_unique,
            telling: true,
            groups,
        });
    }
    anchors.sort_by_key(|anchor| anchor.path);
    anchors
}

/// The same anchors, where numbers that several kinds of record have as their own ids are told apart by the kind.
fn by_kind(
    sample: &Sample<'_>,
    mut anchors: Vec<Anchor>,
    names: &[u64],
    entities: &FxHashMap<u64, u64>,
    layout: &Layout,
) -> Vec<Anchor> {
    for anchor in &mut anchors {
        let is_own = layout.stream == Some(anchor.path) || layout.own.values().any(|&own| own == anchor.path);
        let is_unique = sample.columns.get(&anchor.path).and_then(Column::form).is_some_and(Form::is_unique);
        if !is_own || is_unique {
            continue;
        }
        anchor.unique = false;
        anchor.groups = sample.grouped(|number, event| {
            let value = Sample::value(event, anchor.path);
            let entity = *entities.get(names.get(number)?)?;
            (value != 0).then_some((value, entity))
        });
    }
    anchors
}

/// From 0.5 (the type of the first event of a group says nothing) to 1 (it is a type that only begins).
fn purity(groups: &[Vec<u32>], names: &[u64]) -> f64 {
    let mut by_type: FxHashMap<u64, (u32, u32)> = FxHashMap::default();
    for group in groups {
        for (place, &number) in group.iter().enumerate() {
            let name = names.get(number as usize).copied().unwrap_or(0);
            let (first, later) = by_type.entry(name).or_default();
            *(if place == 0 { first } else { later }) += 1;
        }
    }
    // Each side has the same weight, however long the groups are.
    let (firsts, laters) = by_type.values().fold((0_u32, 0_u32), |sum, count| (sum.0 + count.0, sum.1 + count.1));
    if firsts == 0 || laters == 0 {
        return 0.5;
    }
    let share = |(first, later): &(u32, u32)| {
        (f64::from(*first) / f64::from(firsts)).max(f64::from(*later) / f64::from(laters))
    };
    by_type.values().map(share).sum::<f64>() / 2.0
}

fn unique(sample: &Sample<'_>, reader: &Reader) -> Vec<PathId> {
    let total = sample.events.len();
    let mut unique: Vec<PathId> = Vec::new();
    for (&path, column) in &sample.columns {
        let is_id = column.form().is_some_and(Form::is_id);
        if is_id
            && total >= 50
            && !column.repeats()
            && column.distinct() * 50 >= column.events * 49
            && !reader.paths.is_part(path)
        {
            unique.push(path);
        }
    }
    // What another place repeats is a reference, and says something.
    let mut values: FxHashMap<u64, PathId> = FxHashMap::default();
    let mut referenced: FxHashSet<PathId> = FxHashSet::default();
    for event in &sample.events {
        for leaf in event.leaves.iter().filter(|leaf| leaf.hash != 0 && leaf.class.form.is_id()) {
            match values.get(&leaf.hash) {
                Some(&other) if other != leaf.path => {
                    referenced.insert(other);
                    referenced.insert(leaf.path);
                }
                Some(_) => {}
                None => {
                    values.insert(leaf.hash, leaf.path);
                }
            }
        }
    }
    unique.retain(|path| !referenced.contains(path));
    unique.sort_unstable();
    unique
}

/// Places that may be a boundary: most events have them, with a few values each, and the type does not say which.
fn candidates(sample: &Sample<'_>, reader: &Reader, names: &[u64], layout: &Layout, types: usize) -> Vec<PathId> {
    let total = sample.events.len();
    let mut found = Vec::new();
    for (&path, column) in &sample.columns {
        let form = column.form();
        let names_something = form.is_some_and(|form| form.is_id() || form == Form::Word);
        let special = layout.types.contains(&path) || layout.version == Some(path) || layout.stream == Some(path);
        if !names_something || special || column.repeats() || reader.paths.is_part(path) || reader.paths.is_bus(path) {
            continue;
        }
        if column.distinct() < 2 || column.distinct() * 3 > column.events * 2 || column.events * 2 < total {
            continue;
        }
        let with = sample.types_with(path, names);
        let groups =
            sample.grouped(|number, event| names.get(number).copied().filter(|_| Sample::value(event, path) != 0));
        let by_type = agreement(sample, &groups, path, column);
        // Every type is in several tenants; a version is in few types another one.
        let values = |group: &Vec<u32>| {
            let of_group = group.iter().filter_map(|&number| sample.events.get(number as usize));
            of_group.map(|event| Sample::value(event, path)).collect::<FxHashSet<u64>>().len()
        };
        let large: Vec<usize> = groups.iter().filter(|group| group.len() >= 10).map(values).collect();
        // A value that is there once or twice may be a mistake.
        let common = column.values.values().filter(|&&count| count as usize * 100 >= column.events).count();
        let several = if column.distinct() > 20 { 3 } else { common.clamp(2, 3) };
        let spread = large.iter().filter(|&&values| values >= several).count();
        if by_type < 0.6 && with.len() * 2 >= types && spread * 2 >= large.len() {
            found.push(path);
        }
    }
    found.sort_unstable();
    found
}

/// How much more often two events of one group have the same value than any two events: from 0 (by chance) to 1 (always).
fn agreement(sample: &Sample<'_>, groups: &[Vec<u32>], path: PathId, column: &Column) -> f64 {
    let (mut same, mut all) = (0.0, 0.0);
    let mut counts: FxHashMap<u64, u32> = FxHashMap::default();
    for group in groups {
        counts.clear();
        for &number in group {
            let value = sample.events.get(number as usize).map_or(0, |event| Sample::value(event, path));
            if value != 0 {
                *counts.entry(value).or_default() += 1;
            }
        }
        let size: u32 = counts.values().sum();
        if size < 2 {
            continue;
        }
        let pairs = f64::from(size) * f64::from(size - 1);
        let equal: f64 = counts.values().map(|&count| f64::from(count) * f64::from(count.saturating_sub(1))).sum();
        same += f64::from(size) * equal / pairs;
        all += f64::from(size);
    }
    if all == 0.0 {
        return 0.0;
    }
    let chance = column.by_chance();
    ((same / all - chance) / (1.0 - chance).max(1e-9)).max(0.0)
}

/// By event, the last part of a stream's key that is put together; 0 where there is none.
fn key_ends(sample: &Sample<'_>, reader: &Reader, stream: PathId) -> Vec<u64> {
    let is_part = |path: PathId| reader.paths.is_part(path) && reader.paths.parent(path) == stream;
    let end = |event: &Event<'_>| event.leaves.iter().rfind(|leaf| is_part(leaf.path)).map_or(0, |leaf| leaf.hash);
    sample.events.iter().map(end).collect()
}

/// Whether a place says what stands at the end of the stream's key, though maybe as a number: that is the record's own id there. It is
/// decided by the stream as a boundary is, but where numbers begin anew for each kind of record they partition nothing.
fn is_key_end(sample: &Sample<'_>, ends: &[u64], path: PathId) -> bool {
    let mut end_of: FxHashMap<u64, u64> = FxHashMap::default();
    let mut value_of: FxHashMap<u64, u64> = FxHashMap::default();
    let (mut same, mut all) = (0, 0);
    for (event, &end) in sample.events.iter().zip(ends).filter(|(_, end)| **end != 0) {
        let value = Sample::value(event, path);
        if value != 0 {
            all += 1;
            same += usize::from(
                *end_of.entry(value).or_insert(end) == end && *value_of.entry(end).or_insert(value) == value,
            );
        }
    }
    all >= 20 && same * 100 >= all * 95
}

/// Whether the streams have one value each.
fn is_boundary(sample: &Sample<'_>, anchors: &[Anchor], stream: Option<PathId>, path: PathId) -> bool {
    let Some(column) = sample.columns.get(&path) else { return false };
    let holds = |anchor: &Anchor| agreement(sample, &anchor.groups, path, column) >= 0.75;
    // Who did it is another one in each event of a stream, and there may be more of them than streams.
    let parts = |anchor: &Anchor| agreement(sample, &anchor.groups, path, column) < 0.5;
    if anchors.iter().any(|anchor| stream == Some(anchor.path) && anchor.path != path && anchor.unique && parts(anchor))
    {
        return false;
    }
    // What is there in many events each is a partition itself, or describes.
    let fits = |anchor: &&Anchor| {
        anchor.path != path && anchor.distinct * 20 >= column.distinct() * 21 && anchor.distinct * 33 >= anchor.events
    };
    if stream.is_some_and(|stream| anchors.iter().filter(fits).any(|anchor| anchor.path == stream && holds(anchor))) {
        return true;
    }
    // Numbers may begin anew in each tenant; then that they disagree says nothing.
    let strong = |anchor: &&Anchor| {
        let form = sample.columns.get(&anchor.path).and_then(Column::form);
        form.is_some_and(|form| form.is_unique() || form == Form::Composite)
    };
    let all: Vec<&Anchor> = anchors.iter().filter(fits).collect();
    let pure = |anchor: &&&Anchor| anchor.purity >= 0.7;
    let best: [Vec<&Anchor>; 3] = [
        all.iter().filter(pure).filter(|anchor| strong(anchor)).copied().collect(),
        all.iter().filter(pure).copied().collect(),
        all.into_iter().filter(|anchor| anchor.telling).collect(),
    ];
    let judges = best.into_iter().find(|judges| !judges.is_empty()).unwrap_or_default();
    let agreeing = judges.iter().filter(|anchor| holds(anchor)).count();
    !judges.is_empty() && agreeing * 10 >= judges.len() * 6
}

/// The boundaries, outermost first, without those that only repeat another.
fn nested(
    sample: &Sample<'_>,
    reader: &Reader,
    names: &[u64],
    held: &[PathId],
    twins: &FxHashSet<(PathId, PathId)>,
) -> Vec<PathId> {
    let depth = |path: PathId| (reader.paths.segments(path).len(), path);
    let repeats = |path: PathId| held.iter().any(|&other| depth(other) < depth(path) && twins.contains(&(other, path)));
    let own: Vec<PathId> = held.iter().copied().filter(|&path| !repeats(path)).collect();
    let by_value: FxHashMap<PathId, Groups> = own.iter().map(|&path| (path, sample.by_value(path))).collect();
    let determines = |inner: PathId, outer: PathId| {
        let (Some(groups), Some(column)) = (by_value.get(&inner), sample.columns.get(&outer)) else { return false };
        agreement(sample, groups, outer, column) >= 0.75
    };
    // What says less than another one, and stands where all others are absent, describes the event and isolates nothing.
    let describes = |path: PathId| {
        let Some(column) = sample.columns.get(&path) else { return true };
        if column.form() != Some(Form::Word) || column.distinct() > 12 {
            return false;
        }
        let others: FxHashSet<u64> =
            own.iter().filter(|&&other| other != path).flat_map(|&other| sample.types_with(other, names)).collect();
        let alone = sample.types_with(path, names).difference(&others).count();
        alone > 0 && own.iter().any(|&other| other != path && determines(other, path))
    };
    let mut own: Vec<PathId> = own.iter().copied().filter(|&path| !describes(path)).collect();
    let distinct = |path: PathId| sample.columns.get(&path).map_or(0, Column::distinct);
    let depth_of = |path: PathId, own: &[PathId]| {
        own.iter().filter(|&&other| other != path && determines(path, other) && !determines(other, path)).count()
    };
    let all = own.clone();
    own.sort_by_cached_key(|&path| {
        // Names that repeat under each outer value determine nothing, and are fewer.
        let determined = all.iter().any(|&other| other != path && determines(other, path));
        let depth = depth_of(path, &all);
        (
            depth,
            usize::from(
                depth == 0
                    && !determined
                    && all.len() > 1
                    && distinct(path) < all.iter().map(|&other| distinct(other)).max().unwrap_or(0),
            ),
            distinct(path),
            reader.paths.segments(path).len(),
        )
    });
    own.truncate(MAX_BOUNDARIES);
    own
}
