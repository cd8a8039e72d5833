//! What the events of each type have: which places, in which forms, and on which lines something else stood.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::{
    class::{Class, Form, JsonType, TYPES},
    few,
    flatten::Leaf,
    lines::Lines,
    paths::PathId,
};

/// A type with more places is not looked at there.
const MAX_SLOTS: usize = 512;
/// Nor are those of any type, once so many places are looked at in all.
pub(crate) const MAX_ALL_SLOTS: usize = 1 << 18;
/// A place with more forms has none.
const MAX_GROUPS: usize = 16;
/// More lengths of an id are not told apart.
const MAX_LENGTHS: usize = 6;
/// Lines are kept of what stays rarer than one in so many, or is rare at all.
const RARE_SHARE: u64 = 4;
const RARE_COUNT: u64 = 256;
/// Types that are told apart; the events of more are one.
pub(crate) const MAX_VARIANTS: usize = 8_192;

/// All types, each version apart.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Profile {
    pub(crate) variants: Vec<Variant>,
    /// How many places are looked at, over all variants.
    slots: usize,
    index: FxHashMap<(u64, u64), u32>,
    /// By type, the version seen last.
    versions: FxHashMap<u64, u64>,
}

/// The events of one version of a type.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Variant {
    /// The key of the type, 0 for events that name none.
    pub(crate) key: u64,
    /// The version's value, 0 for none.
    pub(crate) version: u64,
    /// The name of the type.
    pub(crate) name: Box<str>,
    /// The kind of record that it is about, as far as the name says it.
    pub(crate) entity: Option<u64>,
    pub(crate) events: u64,
    pub(crate) lines: Lines,
    pub(crate) slots: Vec<Slot>,
    by_path: FxHashMap<PathId, u32>,
    first: u32,
}

/// A place in the events of a type.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Slot {
    pub(crate) path: PathId,
    /// The slot that followed the last time.
    next: u32,
    /// The event it was seen in last.
    seen: u64,
    /// How many events have it.
    pub(crate) events: u64,
    /// The first and the last line with it.
    pub(crate) first_line: u64,
    pub(crate) last_line: u64,
    /// The lines with it, while they are few.
    pub(crate) present: Lines,
    /// The lines without it, while they are few.
    pub(crate) absent: Lines,
    /// The forms of its values.
    pub(crate) groups: Vec<Group>,
    /// The values of each JSON type.
    pub(crate) types: [Lines; TYPES],
    /// There are more forms than are told apart.
    pub(crate) free: bool,
    /// By bit of [`crate::class::letters`], the ids with such a letter; of common ones, the first only.
    pub(crate) letters: Vec<Lines>,
    /// The common ones.
    common_letters: u8,
}

/// The values of one form at a place.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Group {
    pub(crate) form: Form,
    pub(crate) prefix: u16,
    pub(crate) lines: Lines,
    pub(crate) first_line: u64,
    pub(crate) lengths: Vec<(u8, Lines)>,
    /// Ids of further lengths.
    pub(crate) other_lengths: Lines,
}

impl Profile {
    /// The version of an event: where it names none, that of the last one of its type.
    pub(crate) fn version(&mut self, key: u64, version: u64) -> u64 {
        if version == 0 {
            return self.versions.get(&key).copied().unwrap_or(0);
        }
        if self.versions.len() < MAX_VARIANTS || self.versions.contains_key(&key) {
            self.versions.insert(key, version);
        }
        version
    }

    /// The variant of a type and a version; what it is called and about is asked for the first time only.
    pub(crate) fn variant(&mut self, key: u64, version: u64, name: impl FnOnce() -> (Box<str>, Option<u64>)) -> u32 {
        let full = self.variants.len() >= MAX_VARIANTS;
        let key = if full && !self.index.contains_key(&(key, version)) { (0, 0) } else { (key, version) };
        if let Some(&at) = self.index.get(&key) {
            return at;
        }
        let at = self.variants.len() as u32;
        self.index.insert(key, at);
        let (name, entity) = if full { ("(other types)".into(), None) } else { name() };
        self.variants.push(Variant {
            key: key.0,
            version: key.1,
            name,
            entity,
            events: 0,
            lines: Lines::default(),
            slots: Vec::new(),
            by_path: FxHashMap::default(),
            first: 0,
        });
        at
    }

    /// Counts an event of a variant.
    pub(crate) fn add(&mut self, variant: u32, line: u64, leaves: &[Leaf]) {
        if let Some(variant) = self.variants.get_mut(variant as usize) {
            variant.add(line, leaves, &mut self.slots);
        }
    }

    /// Both profiles. `paths` and `prefixes` are where those of the other stand here. Answers where its variants do.
    pub(crate) fn merge(&mut self, other: &Self, offset: u64, paths: &[PathId], prefixes: &[u16]) -> Vec<u32> {
        let mut moved = Vec::with_capacity(other.variants.len());
        for theirs in &other.variants {
            let at = self.variant(theirs.key, theirs.version, || (theirs.name.clone(), theirs.entity));
            if let Some(ours) = self.variants.get_mut(at as usize) {
                ours.merge(theirs, offset, paths, prefixes, &mut self.slots);
            }
            moved.push(at);
        }
        moved
    }
}

impl Variant {
    /// Counts an event. `slots` is how many there are in all variants.
    fn add(&mut self, line: u64, leaves: &[Leaf], slots: &mut usize) {
        self.events += 1;
        self.lines.push(line);
        let mut guess = self.first;
        let mut previous: Option<u32> = None;
        for leaf in leaves {
            let at = match self.slots.get(guess as usize) {
                Some(slot) if slot.path == leaf.path => guess,
                _ => match self.slot(leaf.path, slots) {
                    Some(at) => at,
                    None => continue,
                },
            };
            match previous {
                None => self.first = at,
                Some(previous) => {
                    if let Some(slot) = self.slots.get_mut(previous as usize) {
                        slot.next = at;
                    }
                }
            }
            previous = Some(at);
            let number = self.events;
            if let Some(slot) = self.slots.get_mut(at as usize) {
                slot.add(line, number, leaf.class);
                guess = slot.next;
            }
        }
        for slot in &mut self.slots {
            if slot.seen != self.events {
                slot.absent.push(line);
                forget_common(&mut slot.absent, self.events);
            }
        }
    }

    pub(crate) fn at(&self, path: PathId) -> Option<&Slot> {
        self.slots.get(*self.by_path.get(&path)? as usize)
    }

    fn slot(&mut self, path: PathId, slots: &mut usize) -> Option<u32> {
        if let Some(&at) = self.by_path.get(&path) {
            return Some(at);
        }
        if self.slots.len() >= MAX_SLOTS || *slots >= MAX_ALL_SLOTS {
            return None;
        }
        *slots += 1;
        let at = self.slots.len() as u32;
        // All events before this one did without it.
        let mut absent = Lines::default();
        if self.events > 1 {
            self.lines.iter().take(self.events as usize - 1).for_each(|line| absent.push(line));
            absent.count = self.events - 1;
        }
        self.slots.push(Slot::new(path, absent));
        self.by_path.insert(path, at);
        Some(at)
    }

    fn merge(&mut self, other: &Self, offset: u64, paths: &[PathId], prefixes: &[u16], slots: &mut usize) {
        let before = self.lines.clone();
        for theirs in &other.slots {
            let path = paths.get(theirs.path as usize).copied().unwrap_or(theirs.path);
            let known = self.by_path.contains_key(&path);
            if !known && (self.slots.len() >= MAX_SLOTS || *slots >= MAX_ALL_SLOTS) {
                continue;
            }
            *slots += usize::from(!known);
            let at = if known {
                self.by_path.get(&path).copied().unwrap_or(0)
            } else {
                let at = self.slots.len() as u32;
                self.slots.push(Slot::new(path, before.clone()));
                self.by_path.insert(path, at);
                at
            };
            if let Some(ours) = self.slots.get_mut(at as usize) {
                ours.merge(theirs, offset, prefixes, self.events + other.events);
                ours.seen = u64::MAX;
            }
        }
        for ours in &mut self.slots {
            if ours.seen != u64::MAX {
                ours.absent.merge(&other.lines, offset);
            }
            ours.seen = 0;
        }
        self.lines.merge(&other.lines, offset);
        self.events += other.events;
        let events = self.events;
        for ours in &mut self.slots {
            forget_common(&mut ours.absent, events);
        }
    }
}

impl Slot {
    fn new(path: PathId, absent: Lines) -> Self {
        Self {
            path,
            next: 0,
            seen: 0,
            events: 0,
            first_line: u64::MAX,
            last_line: 0,
            present: Lines::default(),
            absent,
            groups: Vec::new(),
            types: Default::default(),
            free: false,
            letters: Vec::new(),
            common_letters: 0,
        }
    }

    fn add(&mut self, line: u64, number: u64, class: Class) {
        if self.seen != number {
            self.seen = number;
            self.events += 1;
            self.first_line = self.first_line.min(line);
            self.last_line = line;
            self.present.push(line);
            forget_common(&mut self.present, number);
        }
        let all = self.events;
        if let Some(lines) = self.types.get_mut(class.form.json_type() as usize) {
            lines.push(line);
            forget_common(lines, all);
        }
        let known = self.groups.iter().position(|group| group.form == class.form && group.prefix == class.prefix);
        let at = match known {
            Some(at) => at,
            None if self.groups.len() < MAX_GROUPS => {
                self.groups.push(Group::new(class, line));
                self.groups.len() - 1
            }
            None => {
                self.free = true;
                return;
            }
        };
        let Some(group) = self.groups.get_mut(at) else { return };
        group.lines.push(line);
        forget_common(&mut group.lines, all);
        if class.length > 0 {
            group.add_length(class.length, line);
        }
        let rare = if class.form == Form::Digits { 0 } else { class.letters & !self.common_letters };
        if rare != 0 {
            if self.letters.is_empty() {
                self.letters.resize_with(6, Lines::default);
            }
            for (bit, lines) in self.letters.iter_mut().enumerate() {
                if rare & (1 << bit) != 0 {
                    lines.push(line);
                    forget_common(lines, all);
                    self.common_letters |= u8::from(lines.is_forgotten()) << bit;
                }
            }
        }
        // The most common group comes first, where it is found at once.
        if at > 0 {
            let count = |at: usize, groups: &[Group]| groups.get(at).map_or(0, |group| group.lines.count);
            if count(at, &self.groups) > count(at - 1, &self.groups) {
                self.groups.swap(at, at - 1);
            }
        }
    }

    /// How many values there are.
    pub(crate) fn values(&self) -> u64 {
        self.types.iter().map(|lines| lines.count).sum()
    }

    /// The values of a JSON type.
    pub(crate) fn of_type(&self, json: JsonType) -> &Lines {
        const NONE: &Lines = &Lines::new();
        self.types.get(json as usize).unwrap_or(NONE)
    }

    /// How many values are null.
    pub(crate) fn nulls(&self) -> u64 {
        self.of_type(JsonType::Null).count
    }

    fn merge(&mut self, other: &Self, offset: u64, prefixes: &[u16], of_variant: u64) {
        self.events += other.events;
        let all = self.events;
        self.first_line = self.first_line.min(other.first_line.saturating_add(offset));
        self.last_line = self.last_line.max(other.last_line + offset);
        self.present.merge(&other.present, offset);
        forget_common(&mut self.present, of_variant);
        self.absent.merge(&other.absent, offset);
        self.free |= other.free;
        for (ours, theirs) in self.types.iter_mut().zip(&other.types) {
            ours.merge(theirs, offset);
            forget_common(ours, all);
        }
        for theirs in &other.groups {
            let prefix = prefixes.get(usize::from(theirs.prefix)).copied().unwrap_or(0);
            let same = |ours: &Group| ours.form == theirs.form && ours.prefix == prefix;
            match self.groups.iter().position(same) {
                Some(at) => {
                    if let Some(ours) = self.groups.get_mut(at) {
                        ours.merge(theirs, offset);
                    }
                }
                None if self.groups.len() < MAX_GROUPS => {
                    let class = Class { form: theirs.form, prefix, letters: 0, length: 0 };
                    let mut group = Group::new(class, theirs.first_line + offset);
                    group.merge(theirs, offset);
                    self.groups.push(group);
                }
                None => self.free = true,
            }
        }
        if self.letters.is_empty() {
            self.letters.resize_with(other.letters.len(), Lines::default);
        }
        self.common_letters |= other.common_letters;
        for (bit, (ours, theirs)) in self.letters.iter_mut().zip(&other.letters).enumerate() {
            ours.merge(theirs, offset);
            forget_common(ours, all);
            self.common_letters |= u8::from(ours.is_forgotten()) << bit;
        }
        for group in &mut self.groups {
            group.forget_common(all);
        }
        self.groups.sort_by_key(|group| std::cmp::Reverse(group.lines.count));
    }
}

impl Group {
    const fn new(class: Class, line: u64) -> Self {
        Self {
            form: class.form,
            prefix: class.prefix,
            lines: Lines::new(),
            first_line: line,
            lengths: Vec::new(),
            other_lengths: Lines::new(),
        }
    }

    fn add_length(&mut self, length: u8, line: u64) {
        let all = self.lines.count;
        let lines = few::entry(&mut self.lengths, length, MAX_LENGTHS).unwrap_or(&mut self.other_lengths);
        lines.push(line);
        forget_common(lines, all);
    }

    fn merge(&mut self, other: &Self, offset: u64) {
        self.lines.merge(&other.lines, offset);
        self.first_line = self.first_line.min(other.first_line + offset);
        self.other_lengths.merge(&other.other_lengths, offset);
        for (length, theirs) in &other.lengths {
            let ours = few::entry(&mut self.lengths, *length, MAX_LENGTHS).unwrap_or(&mut self.other_lengths);
            ours.merge(theirs, offset);
        }
    }

    fn forget_common(&mut self, all: u64) {
        forget_common(&mut self.lines, all);
        let all = self.lines.count;
        let lengths = self.lengths.iter_mut().map(|(_, lines)| lines);
        lengths.chain([&mut self.other_lengths]).for_each(|lines| forget_common(lines, all));
    }
}

/// What is common is no deviation: its lines are not needed.
fn forget_common(lines: &mut Lines, all: u64) {
    if lines.count > RARE_COUNT && lines.count * RARE_SHARE > all && !lines.is_forgotten() {
        lines.forget();
    }
}
