//! From what was seen to what deviates: each check looks at one way in which an event can differ from its relatives.

mod boundary;
mod form;
mod pattern;
mod presence;
mod scope;

use std::cmp::Reverse;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    analyser::Learned,
    class::Form,
    flatten::Reader,
    layout::Layout,
    lines::Lines,
    paths::{PathId, plain_name},
    profile::{Group, Slot, Variant},
    rare::surprise,
    report::{Kind, Pattern, Severity, Support, Violation},
};

/// Everything that deviates, the worst and most surprising first, and what it deviates from.
pub(crate) fn deviations(learned: &Learned, reader: &Reader) -> (Vec<Violation>, Vec<Pattern>) {
    let Some(layout) = &learned.layout else { return (Vec::new(), Vec::new()) };
    let mut view = View { learned, reader, layout, found: Vec::new(), platform: Vec::new() };
    let platform = boundary::check(&mut view);
    view.platform = platform;
    presence::check(&mut view);
    form::check(&mut view);
    scope::check(&mut view);
    let patterns = pattern::patterns(&view);
    (ranked(said_once(view.found)), patterns)
}

/// Without the lines of values that disagree at a place where they have another form already: an id that was cut off is no other one.
fn said_once(mut found: Vec<Found>) -> Vec<Found> {
    let mut malformed: FxHashMap<String, FxHashSet<u64>> = FxHashMap::default();
    for one in found.iter().filter(|one| matches!(one.kind, Kind::Format | Kind::Type)) {
        malformed.entry(one.path.clone()).or_default().extend(&one.lines);
    }
    for one in found.iter_mut().filter(|one| one.kind == Kind::Value) {
        let Some(malformed) = malformed.get(&one.path) else { continue };
        let before = one.lines.len();
        one.lines.retain(|line| !malformed.contains(line));
        one.count -= (before - one.lines.len()) as u64;
    }
    found.retain(|one| one.count > 0);
    found
}

/// A deviation before it is ranked.
struct Found {
    kind: Kind,
    event_type: Box<str>,
    path: String,
    lines: Vec<u64>,
    /// More than the lines, where some are not kept.
    count: u64,
    support: Support,
    severity: Severity,
    explain: String,
}

/// What the checks look at, and where they put what they find.
struct View<'a> {
    learned: &'a Learned,
    reader: &'a Reader,
    layout: &'a Layout,
    found: Vec<Found>,
    /// Per level of the boundaries, the variants above it.
    platform: Vec<FxHashSet<usize>>,
}

impl<'a> View<'a> {
    fn variants(&self) -> &'a [Variant] {
        &self.learned.profile.variants
    }

    fn pointer(&self, path: PathId) -> String {
        self.reader.paths.pointer(path)
    }

    fn form_name(&self, form: Form, prefix: u16) -> String {
        match form {
            Form::Prefixed => {
                let text = self.reader.prefix(prefix);
                if self.is_vocabulary(text) {
                    format!("an id that starts with `{text}`")
                } else {
                    format!("an id with a prefix of {} characters", text.chars().count())
                }
            }
            form => form.name().to_owned(),
        }
    }

    /// Whether what ids begin with is a word of the events' own names, as `account_` of `/account_id`. People make ids of people's names, and those
    /// are nobody's to report.
    fn is_vocabulary(&self, prefix: &str) -> bool {
        let word = plain_name(prefix);
        let has_word = |name: &str| plain_name(name).contains(&word);
        word.len() >= 2
            && (self.reader.paths.names().any(has_word)
                || self.variants().iter().any(|variant| has_word(&variant.name)))
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one record, named at every call by what they are")]
    fn add(
        &mut self,
        kind: Kind,
        variant: &Variant,
        path: String,
        lines: Vec<u64>,
        count: u64,
        support: Support,
        severity: Severity,
        explain: String,
    ) {
        if count > 0 {
            let event_type = variant.name.clone();
            self.found.push(Found { kind, event_type, path, lines, count, support, severity, explain });
        }
    }

    /// Whether a place is one of the event's own that can be compared: no part of a text, nothing of the bus, not the type itself.
    fn is_comparable(&self, path: PathId) -> bool {
        let paths = &self.reader.paths;
        !paths.is_part(path) && !paths.is_bus(path)
    }

    /// Whether the texts of a place have parts.
    fn is_composed(&self, path: PathId) -> bool {
        let slots = self.variants().iter().filter_map(|variant| variant.at(path));
        slots.filter_map(dominant).any(|group| group.form == Form::Composite)
    }

    /// Where the value of a place went, on lines that lack it: to another place that is there on just those lines.
    fn aliases(&self, variant: &Variant, path: PathId, lines: &FxHashSet<u64>) -> Vec<(PathId, Kind, Vec<u64>)> {
        let paths = &self.reader.paths;
        let Some(slot) = variant.at(path) else { return Vec::new() };
        let Some(usual) = dominant(slot) else { return Vec::new() };
        let (name, parent) = (plain_name(paths.name(path)), paths.parent(path));
        let mut found: Vec<(u32, PathId, Kind, Vec<u64>)> = Vec::new();
        for other in &variant.slots {
            if other.path == path || other.present.is_forgotten() || !self.is_comparable(other.path) {
                continue;
            }
            let there: Vec<u64> = other.present.iter().collect();
            let shared: Vec<u64> = there.iter().copied().filter(|line| lines.contains(line)).collect();
            if shared.is_empty() || shared.len() * 10 < there.len() * 7 {
                continue;
            }
            let same_name = plain_name(paths.name(other.path)) == name;
            let same_parent = paths.parent(other.path) == parent;
            let same_form = dominant(other).is_some_and(|group| {
                group.form == usual.form && (group.form != Form::Prefixed || group.prefix == usual.prefix)
            });
            // An object or an array in place of a value.
            let inside = paths.is_below(other.path, path);
            let (likelihood, kind) = match (same_name, same_parent, same_form) {
                _ if inside => (4, Kind::Type),
                (true, false, _) => (3, Kind::Moved),
                (true, true, _) => (3, Kind::Renamed),
                (false, true, true) => (2, Kind::Renamed),
                (false, false, true) if usual.form.is_unique() => (1, Kind::Renamed),
                _ => continue,
            };
            found.push((likelihood, other.path, kind, shared));
        }
        found.sort_by_key(|(likelihood, path, _, lines)| (Reverse(*likelihood), Reverse(lines.len()), *path));
        found.into_iter().map(|(_, path, kind, lines)| (path, kind, lines)).collect()
    }
}

/// The most common form at a place, null aside.
fn dominant(slot: &Slot) -> Option<&Group> {
    slot.groups.iter().filter(|group| group.form != Form::Null).max_by_key(|group| group.lines.count)
}

/// The lines of a list, each once.
fn once(lines: &Lines) -> Vec<u64> {
    let mut lines: Vec<u64> = lines.iter().collect();
    lines.dedup();
    lines
}

/// A share in words: `2841 of 2847`.
fn share(support: Support) -> String {
    format!("{} of {}", support.agree, support.of)
}

/// One violation for each kind, type and place, ranked.
fn ranked(found: Vec<Found>) -> Vec<Violation> {
    let mut merged: Vec<Found> = Vec::new();
    let mut known: FxHashMap<(Kind, Box<str>, String, Severity), usize> = FxHashMap::default();
    for mut one in found {
        let key = (one.kind, one.event_type.clone(), one.path.clone(), one.severity);
        match known.get(&key).and_then(|&at| merged.get_mut(at)) {
            Some(other) => {
                other.lines.append(&mut one.lines);
                other.count += one.count;
            }
            None => {
                known.insert(key, merged.len());
                merged.push(one);
            }
        }
    }
    for one in &mut merged {
        one.lines.sort_unstable();
        let dropped = one.count.saturating_sub(one.lines.len() as u64);
        one.lines.dedup();
        one.count = one.lines.len() as u64 + dropped.min(if one.lines.len() >= 200_000 { dropped } else { 0 });
    }
    let bits = |one: &Found| surprise(one.support.of.saturating_sub(one.support.agree), one.support.of);
    merged.sort_by(|left, right| {
        (right.severity.cmp(&left.severity))
            .then(bits(right).total_cmp(&bits(left)))
            .then(right.count.cmp(&left.count))
            .then(left.event_type.cmp(&right.event_type))
            .then(left.path.cmp(&right.path))
            .then(left.kind.cmp(&right.kind))
    });
    let numbered = merged.into_iter().zip(1..);
    numbered
        .map(|(one, rank)| Violation {
            rank,
            kind: one.kind,
            event_type: one.event_type.into(),
            path: one.path,
            lines: one.lines,
            count: one.count,
            support: one.support,
            severity: one.severity,
            explain: one.explain,
        })
        .collect()
}
