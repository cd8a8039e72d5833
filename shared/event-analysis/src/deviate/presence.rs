//! Fields that events of a type, or of nearly all types, have: and the few events where they are missing or null.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::{View, once, share};
use crate::{
    class::JsonType,
    paths::PathId,
    profile::{Slot, Variant},
    rare::{is_choice, is_concentrated, is_exception, is_slip},
    report::{Kind, Severity, Support},
};

/// A place over all variants that have it as a rule.
#[derive(Default)]
struct Place {
    events: u64,
    absent: u64,
    values: u64,
    nulls: u64,
    types: FxHashSet<u64>,
    /// Variants where it is optional.
    optional: u64,
    carriers: Vec<usize>,
}

pub(super) fn check(view: &mut View<'_>) {
    without_type(view);
    let types: FxHashSet<u64> = view.variants().iter().map(|variant| variant.key).collect();
    for (path, place) in places(view) {
        let shared = place.types.len() * 10 >= types.len() * 8 && types.len() >= 3;
        let severity = if shared { Severity::High } else { Severity::Medium };
        let absent_rarely = place.absent > 0 && is_slip(place.absent, place.events);
        let null_rarely = place.nulls > 0 && is_slip(place.nulls, place.values);
        for &number in &place.carriers {
            let Some(variant) = view.variants().get(number) else { continue };
            let Some(slot) = variant.at(path) else { continue };
            if absent_rarely {
                absent(view, variant, slot, &place, severity, shared);
            }
            if null_rarely {
                null(view, variant, slot, &place, severity);
            }
        }
    }
}

/// The places that are no boundary, and how the variants that have them as a rule keep to it.
fn places(view: &View<'_>) -> BTreeMap<PathId, Place> {
    let mut places: BTreeMap<PathId, Place> = BTreeMap::new();
    for (number, variant) in view.variants().iter().enumerate() {
        for slot in &variant.slots {
            let path = slot.path;
            let special = view.layout.boundaries.contains(&path) || view.layout.types.contains(&path);
            if special || !view.is_comparable(path) || view.reader.paths.repeats(path) {
                continue;
            }
            let place = places.entry(path).or_default();
            if is_choice(variant.events - slot.events, variant.events) {
                place.optional += 1;
                continue;
            }
            place.events += variant.events;
            place.absent += variant.events - slot.events;
            place.values += slot.values();
            place.types.insert(variant.key);
            place.carriers.push(number);
            let nulls = slot.nulls();
            if is_choice(nulls, slot.values()) {
                place.values -= slot.values();
            } else {
                place.nulls += nulls;
            }
        }
    }
    places
}

fn absent(view: &mut View<'_>, variant: &Variant, slot: &Slot, place: &Place, severity: Severity, shared: bool) {
    let mut rest: FxHashSet<u64> = once(&slot.absent).into_iter().collect();
    if rest.is_empty() || (!shared && is_evolution(slot, &rest)) {
        return;
    }
    let missing = variant.events - slot.events;
    let concentrated = is_concentrated(missing, variant.events, place.absent, place.events);
    if concentrated || is_open(missing, variant.events, shared) {
        return;
    }
    // Where it is a matter of choice in other types, it may be one here.
    if place.optional * 2 > place.carriers.len() as u64 && !is_slip(variant.events - slot.events, variant.events) {
        return;
    }
    let path = slot.path;
    let pointer = view.pointer(path);
    let support = Support { agree: place.events - place.absent, of: place.events };
    for (other, kind, lines) in view.aliases(variant, path, &rest) {
        let lines: Vec<u64> = lines.into_iter().filter(|line| rest.remove(line)).collect();
        if lines.is_empty() {
            continue;
        }
        let verb = match kind {
            Kind::Moved => "moved to",
            Kind::Type => "no single value but",
            _ => "called",
        };
        let explain = format!(
            "`{pointer}` is {verb} `{}` here; {} events have it in its place",
            view.pointer(other),
            share(support)
        );
        let count = lines.len() as u64;
        view.add(kind, variant, pointer.clone(), lines, count, support, severity, explain);
    }
    let explain = format!("`{pointer}` is missing here; {} events that have it as a rule do", share(support));
    let count = rest.len() as u64;
    view.add(Kind::Missing, variant, pointer, rest.into_iter().collect(), count, support, severity, explain);
}

fn null(view: &mut View<'_>, variant: &Variant, slot: &Slot, place: &Place, severity: Severity) {
    let of_slot = slot.nulls();
    let concentrated = is_concentrated(of_slot, slot.values(), place.nulls, place.values);
    let open = is_open(of_slot, slot.values(), severity == Severity::High);
    if of_slot == 0 || concentrated || open || is_choice(of_slot, slot.values()) {
        return;
    }
    let lines = once(slot.of_type(JsonType::Null));
    let pointer = view.pointer(slot.path);
    let support = Support { agree: place.values - place.nulls, of: place.values };
    let explain = format!("`{pointer}` is null here; {} have a value", share(support));
    let count = lines.len() as u64;
    view.add(Kind::Null, variant, pointer, lines, count, support, severity, explain);
}

/// Whether a type has too few events to say what its rule is; where nearly all other types have the field, it takes fewer.
const fn is_open(exceptions: u64, all: u64, shared: bool) -> bool {
    exceptions * if shared { 2 } else { 5 } >= all
}

/// A field that came or went at some time is a new version of the type, not a mistake.
fn is_evolution(slot: &Slot, absent: &FxHashSet<u64>) -> bool {
    let before = absent.iter().all(|&line| line < slot.first_line);
    let after = absent.iter().all(|&line| line > slot.last_line);
    before || after
}

/// Events that do not name their type.
fn without_type(view: &mut View<'_>) {
    let Some(&path) = view.layout.types.first() else { return };
    let nameless: Vec<&Variant> = view.variants().iter().filter(|variant| variant.key == 0).collect();
    let count: u64 = nameless.iter().map(|variant| variant.events).sum();
    let all = view.learned.events;
    if count == 0 || !is_exception(count, all) {
        return;
    }
    let pointer = view.pointer(path);
    let support = Support { agree: all - count, of: all };
    for variant in nameless {
        let lines = once(&variant.lines);
        let explain = format!("`{pointer}` names the type of {} events and of none here", share(support));
        view.add(Kind::Missing, variant, pointer.clone(), lines, variant.events, support, Severity::High, explain);
    }
}
