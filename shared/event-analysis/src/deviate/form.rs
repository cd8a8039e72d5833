//! Values of another JSON type or another form than the same place has elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use super::{View, dominant, once, share};
use crate::{
    class::{Form, JsonType, letters},
    paths::PathId,
    profile::{Group, Slot, Variant},
    rare::{is_choice, is_concentrated, is_exception, is_slip},
    report::{Kind, Severity, Support},
};

/// Fewer values show no rule.
const MIN_VALUES: u64 = 8;

/// So many ids with a prefix make it one of a kind of record.
const KNOWN: u64 = 20;

/// The JSON types of single values. An empty array or object may be a list without elements, and null is looked at elsewhere.
const SCALARS: [JsonType; 3] = [JsonType::Boolean, JsonType::Number, JsonType::String];

/// The values of a form at a place, over some variants.
type Counts = BTreeMap<(Form, u16), u64>;

pub(super) fn check(view: &mut View<'_>) {
    let mut by_path: BTreeMap<PathId, Vec<usize>> = BTreeMap::new();
    for (number, variant) in view.variants().iter().enumerate() {
        for slot in &variant.slots {
            if view.is_comparable(slot.path) && !view.layout.types.contains(&slot.path) {
                by_path.entry(slot.path).or_default().push(number);
            }
        }
    }
    let known = known(view);
    for (path, numbers) in by_path {
        types(view, path, &numbers);
        let all = counts(view, path, &numbers);
        if is_uniform(&all) && !has_numbers(view, path, &numbers, &all) {
            place(view, path, &numbers, &all, &Counts::new());
            continue;
        }
        // `id` is another thing in each type; but what is common in all of them is an exception in none.
        let total: u64 = all.values().sum();
        // Nor is the id of a kind of record that is known from elsewhere, where ids are of several kinds.
        let elsewhere = |key, count| known.get(&key).copied().unwrap_or(0) >= count + KNOWN;
        let is_common = |&(key, count): &((Form, u16), u64)| count * 22 > total || elsewhere(key, count);
        let common: Counts = all.into_iter().filter(is_common).collect();
        for number in numbers {
            let own = counts(view, path, &[number]);
            place(view, path, &[number], &own, &common);
        }
    }
}

/// By prefix, the ids at all places.
fn known(view: &View<'_>) -> Counts {
    let mut known = Counts::new();
    let slots = view.variants().iter().flat_map(|variant| &variant.slots).filter(|slot| view.is_comparable(slot.path));
    for group in slots.flat_map(|slot| &slot.groups).filter(|group| group.form == Form::Prefixed) {
        *known.entry(key(group)).or_default() += group.lines.count;
    }
    known
}

fn counts(view: &View<'_>, path: PathId, numbers: &[usize]) -> Counts {
    let mut counts = Counts::new();
    for slot in slots(view.variants(), path, numbers).map(|(_, slot)| slot) {
        for group in slot.groups.iter().filter(|group| is_text(group.form)) {
            *counts.entry(key(group)).or_default() += group.lines.count;
        }
        if slot.free {
            *counts.entry((Form::Text, 0)).or_default() += slot.events;
        }
    }
    counts
}

fn slots<'a>(
    variants: &'a [Variant],
    path: PathId,
    numbers: &[usize],
) -> impl Iterator<Item = (&'a Variant, &'a Slot)> {
    numbers.iter().filter_map(move |&number| {
        let variant = variants.get(number)?;
        Some((variant, variant.at(path)?))
    })
}

/// Only texts have forms.
const fn is_text(form: Form) -> bool {
    matches!(form.json_type(), JsonType::String)
}

const fn key(group: &Group) -> (Form, u16) {
    (group.form, group.prefix)
}

fn top(counts: &Counts) -> Option<((Form, u16), u64)> {
    counts.iter().max_by_key(|(_, count)| **count).map(|(key, count)| (*key, *count))
}

/// Whether numbers are as usual as texts: then ids of several kinds of record stand there.
fn has_numbers(view: &View<'_>, path: PathId, numbers: &[usize], texts: &Counts) -> bool {
    let texts: u64 = texts.values().sum();
    let numbers: u64 =
        slots(view.variants(), path, numbers).map(|(_, slot)| slot.of_type(JsonType::Number).count).sum();
    is_choice(numbers, numbers + texts)
}

fn is_uniform(counts: &Counts) -> bool {
    let all: u64 = counts.values().sum();
    top(counts).is_some_and(|(_, count)| count * 10 >= all * 9)
}

fn place(view: &mut View<'_>, path: PathId, numbers: &[usize], counts: &Counts, common: &Counts) {
    let all: u64 = counts.values().sum();
    let Some((usual, count)) = top(counts) else { return };
    if all < MIN_VALUES {
        return;
    }
    let severity = severity(view, path, usual.0.is_unique());
    // Types that have a form of their own here have it on purpose.
    let own = apart(view.variants(), path, numbers, |slot| others(slot, usual));
    by_type(view, path, numbers, &own, among);
    let rest = all - count;
    let rest = rest - of_types(view.variants(), path, numbers, &own, |slot| others(slot, usual));
    if is_rare(view, path, rest, all) {
        for (variant, slot) in slots(view.variants(), path, numbers) {
            if own.contains(&variant.key) {
                continue;
            }
            for group in slot.groups.iter().filter(|group| is_text(group.form) && key(group) != usual) {
                if common.contains_key(&key(group)) {
                    continue;
                }
                deviant(view, variant, slot, group, usual, count, all, severity);
            }
        }
    }
    if matches!(usual.0, Form::Prefixed | Form::Token) {
        lengths(view, path, numbers, usual, severity);
        alphabets(view, path, numbers, usual, severity);
    }
}

/// Values of another JSON type.
fn types(view: &mut View<'_>, path: PathId, numbers: &[usize]) {
    let count = |slot: &Slot, json: JsonType| slot.of_type(json).count;
    let variants = view.variants();
    let total = |json| slots(variants, path, numbers).map(|(_, slot)| count(slot, json)).sum::<u64>();
    let counts = SCALARS.map(|json| (total(json), json));
    let all: u64 = counts.iter().map(|(count, _)| count).sum();
    let Some(&(agree, usual)) = counts.iter().max() else { return };
    if all < MIN_VALUES {
        return;
    }
    let other =
        |slot: &Slot| SCALARS.into_iter().filter(|json| *json != usual).map(|json| count(slot, json)).sum::<u64>();
    let own = apart(view.variants(), path, numbers, other);
    by_type(view, path, numbers, &own, types);
    let rare: Vec<JsonType> = SCALARS
        .into_iter()
        .filter(|&json| json != usual)
        .filter(|&json| {
            let apart = of_types(view.variants(), path, numbers, &own, |slot| count(slot, json));
            is_rare(view, path, total(json) - apart, all)
        })
        .collect();
    if rare.is_empty() {
        return;
    }
    let is_id = slots(view.variants(), path, numbers)
        .filter_map(|(_, slot)| dominant(slot))
        .any(|group| group.form.is_unique());
    let severity = severity(view, path, is_id);
    let pointer = view.pointer(path);
    let support = Support { agree, of: all };
    let mixed: Vec<BTreeSet<u64>> =
        rare.iter().map(|&json| mixed(view.variants(), path, numbers, &own, |slot| count(slot, json))).collect();
    for (variant, slot) in slots(view.variants(), path, numbers) {
        if own.contains(&variant.key) {
            continue;
        }
        for (&json, mixed) in rare.iter().zip(&mixed) {
            if mixed.contains(&variant.key) {
                continue;
            }
            let lines = once(slot.of_type(json));
            let explain = format!("`{pointer}` is {} here; it is {} in {}", json.name(), usual.name(), share(support));
            let number = lines.len() as u64;
            view.add(Kind::Type, variant, pointer.clone(), lines, number, support, severity, explain);
        }
    }
}

/// Looks at each of these types for itself.
fn by_type(
    view: &mut View<'_>,
    path: PathId,
    numbers: &[usize],
    apart: &BTreeSet<u64>,
    look: fn(&mut View<'_>, PathId, &[usize]),
) {
    for key in apart {
        let of_type = |number: &usize| view.variants().get(*number).is_some_and(|variant| variant.key == *key);
        let own: Vec<usize> = numbers.iter().copied().filter(of_type).collect();
        if own.len() < numbers.len() {
            look(view, path, &own);
        }
    }
}

/// The forms of some variants, against each other.
fn among(view: &mut View<'_>, path: PathId, numbers: &[usize]) {
    let own = counts(view, path, numbers);
    place(view, path, numbers, &own, &Counts::new());
}

fn severity(view: &View<'_>, path: PathId, is_id: bool) -> Severity {
    if view.layout.boundaries.contains(&path) {
        Severity::Critical
    } else if view.layout.stream == Some(path) || is_id {
        Severity::High
    } else {
        Severity::Medium
    }
}

/// Whether so few deviate that nobody can have meant it.
fn is_rare(view: &View<'_>, path: PathId, rest: u64, all: u64) -> bool {
    let boundary = view.layout.boundaries.contains(&path);
    let rare = if boundary { is_exception(rest, all) } else { is_slip(rest, all) };
    rest > 0 && (rare || (all < 60 && rest * 20 <= all * 3 && (boundary || rest == 1)))
}

/// How many texts of a slot have another form.
fn others(slot: &Slot, usual: (Form, u16)) -> u64 {
    slot.groups.iter().filter(|group| is_text(group.form) && key(group) != usual).map(|group| group.lines.count).sum()
}

/// The types most of whose values are others than those of the rest.
fn apart(variants: &[Variant], path: PathId, numbers: &[usize], others: impl Fn(&Slot) -> u64) -> BTreeSet<u64> {
    let mut counts: BTreeMap<u64, (u64, u64)> = BTreeMap::new();
    for (variant, slot) in slots(variants, path, numbers) {
        let (other, all) = counts.entry(variant.key).or_default();
        *other += others(slot);
        *all += slot.values() - slot.nulls();
    }
    counts.into_iter().filter(|(_, (other, all))| *other * 2 > *all).map(|(key, _)| key).collect()
}

/// The types in which the exceptions are so many that both are right there: an id whose record may be of a kind with numbers or with
/// texts.
fn mixed(
    variants: &[Variant],
    path: PathId,
    numbers: &[usize],
    own: &BTreeSet<u64>,
    count: impl Fn(&Slot) -> u64,
) -> BTreeSet<u64> {
    let mut counts: BTreeMap<u64, (u64, u64)> = BTreeMap::new();
    for (variant, slot) in slots(variants, path, numbers).filter(|(variant, _)| !own.contains(&variant.key)) {
        let (rare, all) = counts.entry(variant.key).or_default();
        *rare += count(slot);
        *all += slot.values() - slot.nulls();
    }
    let (rare, all) = counts.values().fold((0, 0), |sum, count| (sum.0 + count.0, sum.1 + count.1));
    counts.retain(|_, (of_type, values)| is_concentrated(*of_type, *values, rare, all));
    counts.into_keys().collect()
}

fn of_types(
    variants: &[Variant],
    path: PathId,
    numbers: &[usize],
    types: &BTreeSet<u64>,
    count: impl Fn(&Slot) -> u64,
) -> u64 {
    slots(variants, path, numbers)
        .filter(|(variant, _)| types.contains(&variant.key))
        .map(|(_, slot)| count(slot))
        .sum()
}

#[allow(clippy::too_many_arguments, reason = "a form, and what it deviates from")]
fn deviant(
    view: &mut View<'_>,
    variant: &Variant,
    slot: &Slot,
    group: &Group,
    usual: (Form, u16),
    count: u64,
    all: u64,
    severity: Severity,
) {
    if !is_wrong_text(slot, group, usual, count, all) {
        return;
    }
    let pointer = view.pointer(slot.path);
    let lines = once(&group.lines);
    let support = Support { agree: count, of: all };
    let explain = format!(
        "`{pointer}` is {} here; it is {} in {}",
        other_form(group.form),
        view.form_name(usual.0, usual.1),
        share(support)
    );
    let number = lines.len() as u64;
    view.add(Kind::Format, variant, pointer, lines, number, support, severity, explain);
}

/// A form that is an exception: its prefix may be somebody's name.
const fn other_form(form: Form) -> &'static str {
    match form {
        Form::Prefixed => "an id with another prefix",
        form => form.name(),
    }
}

/// Whether a text of another form is a mistake: only where the usual form is no accident.
fn is_wrong_text(slot: &Slot, group: &Group, usual: (Form, u16), count: u64, all: u64) -> bool {
    let numeric = |form| matches!(form, Form::Digits | Form::Decimal);
    if !usual.0.is_strong() || (numeric(usual.0) && numeric(group.form)) {
        return false;
    }
    let of_usual = slot.groups.iter().find(|other| key(other) == usual);
    match usual.0 {
        Form::Prefixed | Form::Uuid | Form::Timestamp => {
            // Before the first id with a digit, one without looks like a word.
            let by_chance = usual.0 == Form::Prefixed
                && matches!(group.form, Form::Word | Form::Composite)
                && of_usual.is_some_and(|usual| group.lines.iter().all(|line| line <= usual.first_line));
            !by_chance
        }
        Form::Token => {
            // A short token may have no digit, or nothing else.
            let fixed = of_usual.and_then(usual_length).is_some_and(|(length, _)| length >= 16);
            let same_length = |digits: &Group| {
                of_usual.and_then(usual_length).map(|(length, _)| length)
                    == usual_length(digits).map(|(length, _)| length)
            };
            let by_chance = match group.form {
                Form::Word => !fixed,
                Form::Digits => !fixed || same_length(group),
                _ => false,
            };
            count * 100 >= all * 97 && !by_chance
        }
        Form::Date | Form::Email => count * 100 >= all * 97,
        _ => count * 100 >= all * 98 && all >= 50 && matches!(group.form, Form::Uuid | Form::Prefixed | Form::Empty),
    }
}

/// The most common length of a form, and how often it is there.
fn usual_length(group: &Group) -> Option<(u8, u64)> {
    group.lengths.iter().map(|(length, lines)| (*length, lines.count)).max_by_key(|(_, count)| *count)
}

/// Ids of a fixed length that are longer or shorter.
fn lengths(view: &mut View<'_>, path: PathId, numbers: &[usize], usual: (Form, u16), severity: Severity) {
    let mut counts: BTreeMap<u8, u64> = BTreeMap::new();
    let (mut all, mut digits_only) = (0, true);
    for (_, slot) in slots(view.variants(), path, numbers) {
        digits_only &= !slot.letters.iter().skip(1).any(|lines| lines.count > 0);
        for group in slot.groups.iter().filter(|group| key(group) == usual) {
            for (length, lines) in &group.lengths {
                *counts.entry(*length).or_default() += lines.count;
                all += lines.count;
            }
            all += group.other_lengths.count;
        }
    }
    let Some((&length, &count)) = counts.iter().max_by_key(|(_, count)| **count) else { return };
    // Numbers grow.
    if digits_only || all < 20 || count * 100 < all * 93 || count == all || !is_slip(all - count, all) {
        return;
    }
    let pointer = view.pointer(path);
    let support = Support { agree: count, of: all };
    // Types with ids of another length have them on purpose.
    let mut by_type: BTreeMap<u64, (u64, u64)> = BTreeMap::new();
    for (variant, slot) in slots(view.variants(), path, numbers) {
        for group in slot.groups.iter().filter(|group| key(group) == usual) {
            let (same, all) = by_type.entry(variant.key).or_default();
            *same += group.lengths.iter().find(|(other, _)| *other == length).map_or(0, |(_, lines)| lines.count);
            *all += group.lines.count;
        }
    }
    by_type.retain(|_, (same, all)| *same * 2 < *all);
    for (variant, slot) in slots(view.variants(), path, numbers) {
        if by_type.contains_key(&variant.key) {
            continue;
        }
        for group in slot.groups.iter().filter(|group| key(group) == usual) {
            let others = group.lengths.iter().filter(|(other, _)| *other != length).map(|(_, lines)| lines);
            let lines: Vec<u64> = others.chain([&group.other_lengths]).flat_map(once).collect();
            let explain = format!("`{pointer}` has another length here; {} are {length} bytes long", share(support));
            let number = lines.len() as u64;
            view.add(Kind::Format, variant, pointer.clone(), lines, number, support, severity, explain);
        }
    }
}

/// Ids with letters that the others do not have.
fn alphabets(view: &mut View<'_>, path: PathId, numbers: &[usize], usual: (Form, u16), severity: Severity) {
    let mut with = [0_u64; 6];
    let (mut all, mut fixed) = (0, 0);
    for (_, slot) in slots(view.variants(), path, numbers) {
        for (count, lines) in with.iter_mut().zip(&slot.letters) {
            // What is common here is common everywhere.
            *count += if lines.is_forgotten() { slot.values() } else { lines.count };
        }
        for group in slot.groups.iter().filter(|group| key(group) == usual) {
            all += group.lines.count;
            fixed += usual_length(group).map_or(0, |(_, count)| count);
        }
    }
    if all < 100 || fixed * 100 < all * 95 {
        return;
    }
    let pointer = view.pointer(path);
    let mut blamed = BTreeSet::new();
    for (bit, &count) in with.iter().enumerate() {
        // Where nearly all ids are without a digit, they are a few that have none by chance.
        if count == 0 || count * 50 > all || 1 << bit == letters::DIGIT {
            continue;
        }
        let support = Support { agree: all - count, of: all };
        let name = letters::name(1 << bit);
        for (variant, slot) in slots(view.variants(), path, numbers) {
            let Some(lines) = slot.letters.get(bit) else { continue };
            if lines.count * 2 > slot.events {
                continue;
            }
            // An id of another form has letters of its own, and is looked at for its form.
            let others = slot.groups.iter().filter(|group| key(group) != usual);
            let others: BTreeSet<u64> = others.flat_map(|group| once(&group.lines)).collect();
            let lines = once(lines).into_iter().filter(|line| !others.contains(line) && blamed.insert(*line));
            let lines: Vec<u64> = lines.collect();
            let explain = format!("`{pointer}` has {name} here; {} do without", share(support));
            let number = lines.len() as u64;
            view.add(Kind::Format, variant, pointer.clone(), lines, number, support, severity, explain);
        }
    }
}
