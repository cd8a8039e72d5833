//! What the places mean: which one names the type, which ones partition the events. Learned from the first window.

mod entity;
mod scope;

use std::{cmp::Ordering, hash::Hash};

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

pub(crate) use entity::Naming;

use crate::{
    class::Form,
    flatten::Reader,
    paths::{PathId, plain_name},
    window::{Event, Window},
};

/// Longer names of types are cut off.
const MAX_NAME: usize = 120;
/// So many events are enough to see what a place means.
const SAMPLE: usize = 16_384;
/// In so many runs, where there are more.
const RUNS: usize = 16;

/// What the places mean.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Layout {
    /// What names the type: one place, or two as in `entity` and `action`.
    pub(crate) types: Vec<PathId>,
    /// The version of the type's shape.
    pub(crate) version: Option<PathId>,
    /// The stream that an event is of, if the envelope says it.
    pub(crate) stream: Option<PathId>,
    /// By kind of record, the place of its own id in the data, where the envelope does not say it.
    pub(crate) own: FxHashMap<u64, PathId>,
    /// What partitions the events, the outermost first: tenant, capsule.
    pub(crate) boundaries: Vec<PathId>,
    /// Ids that are never there twice.
    pub(crate) unique: Vec<PathId>,
    /// Places that hold the same value; the first one is the shorter.
    pub(crate) pairs: Vec<(PathId, PathId)>,
    /// What the names of types say about the kind of record.
    pub(crate) naming: Naming,
    /// By place, the kind of record that its ids name.
    pub(crate) targets: FxHashMap<PathId, u64>,
}

/// One place over all events of the sample.
#[derive(Default)]
struct Column {
    events: usize,
    /// How often once more in one event: an array, or a name that is there twice.
    again: usize,
    values: FxHashMap<u64, u32>,
    forms: FxHashMap<Form, usize>,
    last_event: usize,
}

impl Column {
    fn form(&self) -> Option<Form> {
        self.forms.iter().max_by_key(|&(form, count)| (*count, *form)).map(|(form, _)| *form)
    }

    /// Whether an event has several values there, as a rule.
    fn repeats(&self) -> bool {
        self.again * 20 > self.events
    }

    fn distinct(&self) -> usize {
        self.values.len()
    }

    /// How probable it is that two events have the same value by chance.
    fn by_chance(&self) -> f64 {
        let all: f64 = self.values.values().map(|&count| f64::from(count)).sum();
        self.values.values().map(|&count| (f64::from(count) / all).powi(2)).sum()
    }
}

/// Events that belong together, by their numbers.
type Groups = Vec<Vec<u32>>;

/// The sample, by place.
struct Sample<'a> {
    events: Vec<Event<'a>>,
    columns: FxHashMap<PathId, Column>,
}

/// Events of all parts of a window, in runs: streams show in a run, and all tenants in the parts, also of a sorted corpus.
fn spread(window: &Window) -> Vec<Event<'_>> {
    let all = window.len();
    if all <= SAMPLE {
        return window.events().collect();
    }
    let part = all / RUNS;
    window.events().enumerate().filter(|(at, _)| at % part < SAMPLE / RUNS).map(|(_, event)| event).collect()
}

impl<'a> Sample<'a> {
    fn of(window: &'a Window) -> Self {
        let events = spread(window);
        let mut columns: FxHashMap<PathId, Column> = FxHashMap::default();
        for (number, event) in events.iter().enumerate() {
            for leaf in event.leaves {
                let column = columns.entry(leaf.path).or_default();
                if column.last_event == number + 1 {
                    column.again += 1;
                    continue;
                }
                column.last_event = number + 1;
                column.events += 1;
                if leaf.hash != 0 {
                    *column.values.entry(leaf.hash).or_default() += 1;
                }
                if leaf.class.form != Form::Null {
                    *column.forms.entry(leaf.class.form).or_default() += 1;
                }
            }
        }
        Self { events, columns }
    }

    /// The numbers of the events with each key, of keys that several events have.
    fn grouped<K: Eq + Hash>(&self, key: impl Fn(usize, &Event<'_>) -> Option<K>) -> Groups {
        let mut groups: FxHashMap<K, Vec<u32>> = FxHashMap::default();
        for (number, event) in self.events.iter().enumerate() {
            if let Some(key) = key(number, event) {
                groups.entry(key).or_default().push(number as u32);
            }
        }
        groups.into_values().filter(|group| group.len() >= 2).collect()
    }

    /// The events with each value of a place.
    fn by_value(&self, path: PathId) -> Groups {
        self.grouped(|_, event| Some(Self::value(event, path)).filter(|&value| value != 0))
    }

    /// The types whose events have a place.
    fn types_with(&self, path: PathId, names: &[u64]) -> FxHashSet<u64> {
        let with = self.events.iter().zip(names).filter(|(event, _)| Self::value(event, path) != 0);
        with.map(|(_, &name)| name).collect()
    }

    /// The value of an event at a place, 0 for none.
    fn value(event: &Event<'_>, path: PathId) -> u64 {
        event.leaves.iter().find(|leaf| leaf.path == path).map_or(0, |leaf| leaf.hash)
    }
}

impl Layout {
    /// What the events of a window show.
    pub(crate) fn learn(window: &Window, reader: &Reader) -> Self {
        let sample = Sample::of(window);
        let types = type_places(&sample, reader);
        let names: Vec<u64> = sample.events.iter().map(|event| type_key(event, &types)).collect();
        let version = version_place(&sample, reader, &names, &types);
        let mut layout = Self { types, version, ..Self::default() };
        scope::learn(&sample, reader, &names, &mut layout);
        layout
    }
}

impl Layout {
    /// Where events about a kind of record have its id.
    pub(crate) fn own_id(&self, entity: Option<u64>) -> Option<PathId> {
        self.stream.or_else(|| self.own.get(&entity?).copied())
    }

    /// The same meaning, where the places have other numbers.
    pub(crate) fn moved(self, to: impl Fn(PathId) -> PathId) -> Self {
        let all = |paths: Vec<PathId>| paths.into_iter().map(&to).collect::<Vec<_>>();
        Self {
            types: all(self.types),
            version: self.version.map(&to),
            stream: self.stream.map(&to),
            own: self.own.into_iter().map(|(entity, path)| (entity, to(path))).collect(),
            boundaries: all(self.boundaries),
            unique: all(self.unique),
            pairs: self.pairs.into_iter().map(|(left, right)| (to(left), to(right))).collect(),
            naming: self.naming,
            targets: self.targets.into_iter().map(|(path, entity)| (to(path), entity)).collect(),
        }
    }
}

/// The type of an event, as a key; 0 if it names none.
pub(crate) fn type_key(event: &Event<'_>, types: &[PathId]) -> u64 {
    let mut key = 0_u64;
    for &path in types {
        let value = Sample::value(event, path);
        if value == 0 {
            return 0;
        }
        key = key.rotate_left(17) ^ value;
    }
    key
}

/// The name of an event's type, while the texts are known.
pub(crate) fn type_name(event: &Event<'_>, types: &[PathId], reader: &Reader) -> String {
    let part = |path: &PathId| {
        let leaf = event.leaves.iter().find(|leaf| leaf.path == *path)?;
        let printable = |c: char| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c };
        reader.texts.get(&leaf.hash).map(|text| text.chars().map(printable).take(MAX_NAME).collect::<String>())
    };
    let parts: Vec<String> = types.iter().filter_map(part).collect();
    parts.join(".")
}

/// Names that a type often has. They only decide between places that the events leave equal.
fn type_name_hint(name: &str) -> f64 {
    match plain_name(name).as_str() {
        "eventtype" | "detailtype" | "eventname" | "messagetype" => 1.0,
        "type" | "event" => 0.8,
        "name" | "kind" | "action" | "topic" | "what" => 0.4,
        name if name.ends_with("type") || name.ends_with("event") || name.ends_with("kind") => 0.5,
        _ => 0.0,
    }
}

/// A place that names the type says by so much more what else an event has than no place does.
const MIN_TELLING: f64 = 0.005;

/// The place whose value says best what else an event has: events of one type look alike.
fn type_places(sample: &Sample<'_>, reader: &Reader) -> Vec<PathId> {
    let total = sample.events.len();
    let mut candidates: Vec<(f64, PathId)> = Vec::new();
    for (&path, column) in &sample.columns {
        let is_name =
            matches!(column.form(), Some(Form::Word | Form::Prefixed | Form::Token | Form::Text | Form::Composite));
        let hint = type_name_hint(reader.paths.name(path));
        // All of one type may be all there is.
        let varied = column.distinct() >= 2 || total < 20 || hint > 0.0;
        let few = total < 20 || column.distinct() * 2 <= total;
        let everywhere = column.events * 10 >= total * 7;
        // Of what the bus says, only the detail-type is about the event.
        let aside =
            reader.paths.is_part(path) || (reader.paths.is_bus(path) && reader.paths.name(path) != "detail-type");
        if !is_name || column.repeats() || !varied || !few || !everywhere || aside {
            continue;
        }
        candidates.push((hint, path));
    }
    let shapes = shapes(sample);
    // A handful of events says less than a name does.
    let weight = 0.12 + 12.0 / (20.0 + total as f64);
    let mut likeness = Likeness::default();
    // How alike events are whatever they are called. A place that says no more, and is not called like one that does, names no type but
    // something else: whose the event is, where all are of one type.
    let anyway = likeness.of(sample.events.iter().map(|_| 1), &shapes);
    let mut scored: Vec<(f64, PathId)> = Vec::new();
    for &(hint, path) in &candidates {
        let keys = sample.events.iter().map(|event| Sample::value(event, path));
        let alike = likeness.of(keys, &shapes);
        let is_constant = sample.columns.get(&path).is_some_and(|column| column.distinct() < 2);
        if total >= 20 && hint == 0.0 && !is_constant && alike < anyway + MIN_TELLING {
            continue;
        }
        // What the envelope says is the event's own name again, or less.
        let depth = reader.paths.segments(path).len() as f64;
        scored.push((alike + weight * hint - 0.005 * depth, path));
    }
    scored.sort_by(|left, right| right.0.partial_cmp(&left.0).unwrap_or(Ordering::Equal).then(left.1.cmp(&right.1)));
    let Some(&(best, first)) = scored.first() else { return Vec::new() };
    let best = best - weight * type_name_hint(reader.paths.name(first));
    // An entity and an action apart from each other say more together than each of them.
    let mut together: Option<(f64, PathId)> = None;
    for &(_, path) in scored.iter().skip(1).take(12) {
        // One of them may stand further out.
        let (one, other) = (reader.paths.parent(path), reader.paths.parent(first));
        if one != other && !reader.paths.is_below(one, other) && !reader.paths.is_below(other, one) {
            continue;
        }
        let keys = sample.events.iter().map(|event| match Sample::value(event, path) {
            0 => 0,
            value => Sample::value(event, first).rotate_left(17) ^ value,
        });
        let alike = likeness.of(keys, &shapes);
        if alike > best + 0.04 && together.is_none_or(|(most, _)| alike > most) {
            together = Some((alike, path));
        }
    }
    match together {
        Some((_, second)) => vec![first, second],
        None => vec![first],
    }
}

/// The set of places of each event, without the elements of arrays.
fn shapes(sample: &Sample<'_>) -> Vec<Vec<PathId>> {
    let shape = |event: &Event<'_>| {
        let mut places: Vec<PathId> = event.leaves.iter().map(|leaf| leaf.path).collect();
        places.sort_unstable();
        places.dedup();
        places
    };
    sample.events.iter().map(shape).collect()
}

/// How alike events are that have the same key.
#[derive(Default)]
struct Likeness {
    known: FxHashMap<(usize, usize), f64>,
}

impl Likeness {
    /// The mean likeness of an event to the one before it with the same key; the first one of a key is like none. So a key that is
    /// there once says nothing, and one that all share says little.
    fn of(&mut self, keys: impl Iterator<Item = u64>, shapes: &[Vec<PathId>]) -> f64 {
        let mut last: FxHashMap<u64, usize> = FxHashMap::default();
        let (mut sum, mut count) = (0.0, 0.0);
        for (number, (key, shape)) in keys.zip(shapes).enumerate() {
            count += 1.0;
            if key == 0 {
                continue;
            }
            if let Some(before) = last.insert(key, number) {
                let other = shapes.get(before).map_or(&[][..], Vec::as_slice);
                sum += *self.known.entry((before, number)).or_insert_with(|| jaccard(other, shape));
            }
        }
        if count == 0.0 { 0.0 } else { sum / count }
    }
}

/// The share of places that two events have in common.
fn jaccard(left: &[PathId], right: &[PathId]) -> f64 {
    let (mut at, mut both) = (0, 0_u32);
    for path in right {
        while left.get(at).is_some_and(|other| other < path) {
            at += 1;
        }
        if left.get(at) == Some(path) {
            both += 1;
        }
    }
    let all = left.len() + right.len() - both as usize;
    if all == 0 { 1.0 } else { f64::from(both) / all as f64 }
}

/// A place that is called like a version, and is the same for most types.
fn version_place(sample: &Sample<'_>, reader: &Reader, names: &[u64], types: &[PathId]) -> Option<PathId> {
    let mut best: Option<(usize, PathId)> = None;
    for (&path, column) in &sample.columns {
        let name = plain_name(reader.paths.name(path));
        let called = name.contains("version") || ["v", "ver", "rev", "schema", "revision"].contains(&name.as_str());
        // A small number that each type has one or two of is a version, whatever it is called.
        let looks =
            column.form() == Some(Form::Int) && (2..=5).contains(&column.distinct()) && !reader.paths.repeats(path);
        let called = called || looks;
        let few = column.distinct() <= 12;
        let is_bus = reader.paths.is_bus(path);
        if !called
            || !few
            || is_bus
            || column.repeats()
            || types.contains(&path)
            || column.events * 2 < sample.events.len()
        {
            continue;
        }
        let mut versions: FxHashMap<u64, FxHashSet<u64>> = FxHashMap::default();
        for (event, &name) in sample.events.iter().zip(names) {
            versions.entry(name).or_default().insert(Sample::value(event, path));
        }
        let settled = versions.values().filter(|versions| versions.len() <= 2).count();
        let single = versions.values().filter(|versions| versions.len() == 1).count();
        if settled * 10 >= versions.len() * 8
            && single * 2 >= versions.len()
            && best.is_none_or(|(most, _)| column.events > most)
        {
            best = Some((column.events, path));
        }
    }
    best.map(|(_, path)| path)
}
