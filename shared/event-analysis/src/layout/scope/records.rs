//! The records that events are about: streams, kinds of record, and where the ids of each stand.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    super::{Column, Layout, Naming, Sample, type_name},
    Anchor, purity,
};
use crate::{
    class::Form,
    flatten::Reader,
    paths::{PathId, plain_name},
};

/// The place of the stream's id in the envelope: nearly everywhere, and its groups begin with a creation.
pub(super) fn stream(sample: &Sample<'_>, reader: &Reader, anchors: &[Anchor], names: &[u64]) -> Option<PathId> {
    let total = sample.events.len();
    let likely = anchors.iter().filter(|anchor| {
        let grouped: usize = anchor.groups.iter().map(Vec::len).sum();
        anchor.events * 10 >= total * 7
            && anchor.distinct * 25 >= anchor.events
            && grouped * 5 >= total
            && anchor.purity >= 0.8
    });
    let likely: Vec<&Anchor> = likely.filter(|anchor| is_of_one_kind(&anchor.groups, names)).collect();
    let best = likely.iter().map(|anchor| anchor.purity).fold(0.0, f64::max);
    // A key that is put together names the stream too, but an id can be found elsewhere.
    let composed = |path: PathId| sample.columns.get(&path).and_then(Column::form) == Some(Form::Composite);
    let alike = likely.into_iter().filter(|anchor| anchor.purity >= best - 0.05).map(|anchor| anchor.path);
    let alike: Vec<PathId> = alike.collect();
    let distinct = |path: PathId| sample.columns.get(&path).map_or(0, Column::distinct);
    // A boundary's groups begin with a creation too, but there are far fewer of them.
    let most = alike.iter().map(|&path| distinct(path)).max().unwrap_or(0);
    let fine = alike.into_iter().filter(|&path| distinct(path) * 3 >= most);
    fine.min_by_key(|&path| (composed(path), reader.paths.segments(path).len(), path))
}

/// Whether the groups are about one kind of record each: then the types fall apart into kinds, by the groups that they share.
fn is_of_one_kind(groups: &[Vec<u32>], names: &[u64]) -> bool {
    let mut counts: FxHashMap<u64, u32> = FxHashMap::default();
    let mut together: FxHashMap<(u64, u64), u32> = FxHashMap::default();
    for group in groups {
        let mut types: Vec<u64> = group.iter().filter_map(|&number| names.get(number as usize)).copied().collect();
        types.sort_unstable();
        types.dedup();
        types.truncate(32);
        for (at, &one) in types.iter().enumerate() {
            *counts.entry(one).or_default() += 1;
            for &other in types.iter().skip(at + 1) {
                *together.entry((one, other)).or_default() += 1;
            }
        }
    }
    if counts.len() < 8 {
        return true;
    }
    // Types that share a good part of their groups are of one kind.
    let mut kind: FxHashMap<u64, u64> = counts.keys().map(|&name| (name, name)).collect();
    let root = |kind: &FxHashMap<u64, u64>, name: u64| {
        let mut at = name;
        while let Some(&next) = kind.get(&at).filter(|&&next| next != at) {
            at = next;
        }
        at
    };
    for (&(one, other), &shared) in &together {
        let rarer = counts.get(&one).copied().unwrap_or(0).min(counts.get(&other).copied().unwrap_or(0));
        if shared * 4 >= rarer {
            let (one, other) = (root(&kind, one), root(&kind, other));
            kind.insert(one, other);
        }
    }
    let mut sizes: FxHashMap<u64, usize> = FxHashMap::default();
    for &name in counts.keys() {
        *sizes.entry(root(&kind, name)).or_default() += 1;
    }
    sizes.values().max().is_none_or(|&largest| largest * 10 <= counts.len() * 7)
}

/// The names of the types, and the types of each stream's events.
pub(super) fn naming(
    sample: &Sample<'_>,
    reader: &Reader,
    names: &[u64],
    layout: &Layout,
    anchors: &[Anchor],
) -> Naming {
    let mut texts: FxHashMap<u64, String> = FxHashMap::default();
    for (event, &name) in sample.events.iter().zip(names) {
        if name != 0 {
            texts.entry(name).or_insert_with(|| type_name(event, &layout.types, reader));
        }
    }
    let types_of = |group: &Vec<u32>| -> FxHashSet<u64> {
        group.iter().filter_map(|&number| names.get(number as usize)).copied().filter(|&name| name != 0).collect()
    };
    // Without a stream in the envelope, the ids in the data are as good.
    let is_stream = |anchor: &&Anchor| match layout.stream {
        Some(stream) => anchor.path == stream,
        None => anchor.purity >= 0.6,
    };
    let judges = anchors.iter().filter(|anchor| is_stream(anchor) || anchor.purity >= 0.8);
    let streams: Vec<_> = judges.flat_map(|anchor| &anchor.groups).map(types_of).collect();
    Naming::learn(&texts, &streams)
}

/// By type, the kind of record that it is about.
pub(super) fn entities_of(sample: &Sample<'_>, reader: &Reader, names: &[u64], layout: &Layout) -> FxHashMap<u64, u64> {
    let mut known: FxHashMap<u64, Option<u64>> = FxHashMap::default();
    for (event, &name) in sample.events.iter().zip(names) {
        known.entry(name).or_insert_with(|| layout.naming.entity(&type_name(event, &layout.types, reader)));
    }
    known.into_iter().filter_map(|(name, entity)| Some((name, entity?))).collect()
}

/// By kind of record, the place of its own id: all its events have it, and the first one with an id is a creation.
pub(super) fn own(
    sample: &Sample<'_>,
    reader: &Reader,
    anchors: &[Anchor],
    names: &[u64],
    entities: &FxHashMap<u64, u64>,
) -> FxHashMap<u64, PathId> {
    let entity_of = |number: u32| names.get(number as usize).and_then(|name| entities.get(name)).copied();
    let mut totals: FxHashMap<u64, u32> = FxHashMap::default();
    for number in 0..sample.events.len() as u32 {
        if let Some(entity) = entity_of(number) {
            *totals.entry(entity).or_default() += 1;
        }
    }
    let mut best: FxHashMap<u64, (bool, usize, PathId)> = FxHashMap::default();
    for anchor in anchors {
        let mut of_entity: FxHashMap<u64, FxHashMap<u64, Vec<u32>>> = FxHashMap::default();
        for (number, event) in (0_u32..).zip(&sample.events) {
            let value = Sample::value(event, anchor.path);
            if let (Some(entity), true) = (entity_of(number), value != 0) {
                of_entity.entry(entity).or_default().entry(value).or_default().push(number);
            }
        }
        for (entity, groups) in of_entity {
            let events: usize = groups.values().map(Vec::len).sum();
            let total = totals.get(&entity).copied().unwrap_or(0) as usize;
            // Several events each, but not as many as a boundary has.
            let everywhere = events * 10 >= total * 9;
            let fine = groups.len() * 33 >= events && groups.len() >= 2;
            let several: Vec<Vec<u32>> = groups.into_values().filter(|group| group.len() >= 2).collect();
            if !everywhere || !fine || several.is_empty() || purity(&several, names) < 0.9 {
                continue;
            }
            let composed = sample.columns.get(&anchor.path).and_then(Column::form) == Some(Form::Composite);
            let place = (composed, reader.paths.segments(anchor.path).len(), anchor.path);
            best.entry(entity).and_modify(|best| *best = (*best).min(place)).or_insert(place);
        }
    }
    let mut own: FxHashMap<u64, PathId> = best.into_iter().map(|(entity, (_, _, path))| (entity, path)).collect();
    // Where several kinds have theirs in one place, so have those of too few events to show it.
    let kinds = |path: PathId| own.values().filter(|&&other| other == path).count();
    let usual = own.values().copied().max_by_key(|&path| (kinds(path), path));
    if let Some(usual) = usual.filter(|&path| kinds(path) >= 3 && kinds(path) * 2 >= own.len()) {
        let mut with: FxHashMap<u64, u32> = FxHashMap::default();
        for (number, event) in (0_u32..).zip(&sample.events) {
            if let (Some(entity), true) = (entity_of(number), Sample::value(event, usual) != 0) {
                *with.entry(entity).or_default() += 1;
            }
        }
        for (entity, with) in with {
            if with * 10 >= totals.get(&entity).copied().unwrap_or(0) * 9 {
                own.entry(entity).or_insert(usual);
            }
        }
    }
    own
}

/// By place, the kind of record that its ids name: that whose own ids most of them are.
pub(super) fn targets(
    sample: &Sample<'_>,
    reader: &Reader,
    names: &[u64],
    entities: &FxHashMap<u64, u64>,
    layout: &Layout,
) -> FxHashMap<PathId, u64> {
    let mut streams: FxHashMap<u64, FxHashSet<u64>> = FxHashMap::default();
    for (event, name) in sample.events.iter().zip(names) {
        let Some(&entity) = entities.get(name) else { continue };
        let value = layout.own_id(Some(entity)).map_or(0, |path| Sample::value(event, path));
        if value != 0 {
            streams.entry(value).or_default().insert(entity);
        }
    }
    // Where several kinds have the same numbers, the name of the place says which it is.
    let mut stems: FxHashMap<u64, String> = FxHashMap::default();
    for (event, name) in sample.events.iter().zip(names) {
        if let Some(&entity) = entities.get(name) {
            stems
                .entry(entity)
                .or_insert_with(|| layout.naming.stem(&type_name(event, &layout.types, reader)).unwrap_or_default());
        }
    }
    let mut targets = FxHashMap::default();
    for (&path, column) in &sample.columns {
        let place = plain_name(reader.paths.name(path));
        let named = |entity: u64| {
            stems.get(&entity).filter(|stem| !stem.is_empty() && place.contains(stem.as_str())).map_or(0, String::len)
        };
        let is_id = column.form().is_some_and(Form::is_id);
        if layout.stream == Some(path) || !is_id || layout.unique.contains(&path) {
            continue;
        }
        let mut hits: FxHashMap<u64, usize> = FxHashMap::default();
        for value in column.values.keys() {
            for &entity in streams.get(value).into_iter().flatten() {
                *hits.entry(entity).or_default() += 1;
            }
        }
        let likely = hits.into_iter().filter(|&(_, count)| count * 2 >= column.distinct() && count >= 3);
        if let Some((entity, _)) = likely.max_by_key(|&(entity, count)| (named(entity), count, entity)) {
            targets.insert(path, entity);
        }
    }
    targets
}
