//! What the events share, in words.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::{View, dominant, share};
use crate::{
    class::Form,
    homes::LEVELS,
    paths::PathId,
    report::{Pattern, Support},
};

pub(super) fn patterns(view: &View<'_>) -> Vec<Pattern> {
    let mut patterns = Vec::new();
    let all = view.learned.events;
    let mut say = |kind: &str, path: String, other: Option<String>, support: Support, explain: String| {
        patterns.push(Pattern { kind: kind.to_owned(), path, other, form: None, types: Vec::new(), support, explain });
    };
    let named =
        all - view.variants().iter().filter(|variant| variant.key == 0).map(|variant| variant.events).sum::<u64>();
    for &path in &view.layout.types {
        let pointer = view.pointer(path);
        let support = Support { agree: named, of: all };
        say("type", pointer.clone(), None, support, format!("`{pointer}` names the type"));
    }
    if let Some(path) = view.layout.version {
        let pointer = view.pointer(path);
        let support = carried(view, path);
        say("version", pointer.clone(), None, support, format!("`{pointer}` is the version of the type"));
    }
    if let Some(path) = view.layout.stream {
        let pointer = view.pointer(path);
        let support = carried(view, path);
        let explain = format!("`{pointer}` names the stream: {} events have it", share(support));
        say("stream", pointer, None, support, explain);
    }
    if view.layout.boundaries.is_empty() {
        let support = Support { agree: 0, of: all };
        let explain = "no field partitions the events: isolation was not looked at".to_owned();
        say("unpartitioned", String::new(), None, support, explain);
    }
    let mut outer: Option<String> = None;
    for (level, &path) in view.layout.boundaries.iter().enumerate() {
        let pointer = view.pointer(path);
        let support = within(view, path, level);
        let inside = outer.as_ref().map_or(String::new(), |outer| format!(" inside `{outer}`"));
        let explain = format!("`{pointer}` partitions the events{inside}: {} have it", share(support));
        say("boundary", pointer.clone(), outer.clone(), support, explain);
        outer = Some(pointer);
    }
    for (number, &(left, right)) in view.layout.pairs.iter().enumerate() {
        let (mut same, mut different) = (0, 0);
        for variant in 0..view.variants().len() as u32 {
            if let Some(equality) = view.learned.scopes.equal.get(&(number as u32, variant)) {
                same += equality.same;
                different += equality.different.count;
            }
        }
        let support = Support { agree: same, of: same + different };
        let (is_part, kind) =
            if view.reader.paths.is_part(right) { ("contains", "embedded") } else { ("repeats", "equal") };
        let (one, other) = (view.pointer(right), view.pointer(left));
        let explain = format!("`{one}` {is_part} `{other}` in {} events", share(support));
        say(kind, one, Some(other), support, explain);
    }
    scoped(view, &mut patterns);
    platform(view, &mut patterns);
    shared(view, &mut patterns);
    patterns
}

fn carried(view: &View<'_>, path: PathId) -> Support {
    let agree = view
        .variants()
        .iter()
        .filter_map(|variant| variant.at(path))
        .map(|slot| slot.events - slot.nulls().min(slot.events))
        .sum();
    Support { agree, of: view.learned.events }
}

/// How many events have a boundary, of those that are not above it.
fn within(view: &View<'_>, path: PathId, level: usize) -> Support {
    let above = view.platform.get(level);
    let mut support = Support { agree: 0, of: 0 };
    for (number, variant) in view.variants().iter().enumerate() {
        if above.is_none_or(|above| !above.contains(&number)) {
            support.of += variant.events;
            support.agree += variant.at(path).map_or(0, |slot| slot.events - slot.nulls().min(slot.events));
        }
    }
    support
}

/// Places whose ids belong to one scope.
fn scoped(view: &View<'_>, patterns: &mut Vec<Pattern>) {
    let mut reach: BTreeMap<PathId, [(u64, u64); LEVELS]> = BTreeMap::new();
    for ((path, _), levels) in &view.learned.scopes.reach {
        let all = reach.entry(*path).or_default();
        for (all, one) in all.iter_mut().zip(levels) {
            all.0 += one.0;
            all.1 += one.1;
        }
    }
    for (path, levels) in reach {
        let deepest = view.layout.boundaries.iter().enumerate().rev().find_map(|(level, &boundary)| {
            let &(at_home, abroad) = levels.get(level)?;
            (at_home >= 10 && abroad * 100 <= (at_home + abroad) * 15 && path != boundary)
                .then_some((boundary, at_home, abroad))
        });
        let Some((boundary, at_home, abroad)) = deepest else { continue };
        let (pointer, boundary) = (view.pointer(path), view.pointer(boundary));
        let support = Support { agree: at_home, of: at_home + abroad };
        let explain = format!("`{pointer}` names records of the event's own `{boundary}`: {}", share(support));
        let other = Some(boundary);
        patterns.push(Pattern {
            kind: "scoped".to_owned(),
            path: pointer,
            other,
            form: None,
            types: Vec::new(),
            support,
            explain,
        });
    }
}

/// Types that are above a boundary.
fn platform(view: &View<'_>, patterns: &mut Vec<Pattern>) {
    for (&path, above) in view.layout.boundaries.iter().zip(&view.platform) {
        let mut types: Vec<String> = above
            .iter()
            .filter_map(|&number| view.variants().get(number))
            .map(|variant| variant.name.to_string())
            .collect();
        types.sort();
        types.dedup();
        if types.is_empty() {
            continue;
        }
        let pointer = view.pointer(path);
        let count = types.len() as u64;
        let explain =
            format!("{} above `{pointer}`: {}", if count == 1 { "one type is" } else { "types are" }, types.join(", "));
        let support = Support { agree: count, of: count };
        patterns.push(Pattern {
            kind: "platform".to_owned(),
            path: pointer,
            other: None,
            form: None,
            types,
            support,
            explain,
        });
    }
}

/// Fields that most types have, and the form of their values.
fn shared(view: &View<'_>, patterns: &mut Vec<Pattern>) {
    struct Place {
        types: FxHashSet<u64>,
        names: Vec<String>,
        agree: u64,
        of: u64,
        forms: BTreeMap<(Form, u16), u64>,
    }
    let mut places: BTreeMap<PathId, Place> = BTreeMap::new();
    for variant in view.variants() {
        for slot in variant.slots.iter().filter(|slot| view.is_comparable(slot.path)) {
            if slot.events * 10 < variant.events * 9 {
                continue;
            }
            let place = places.entry(slot.path).or_insert_with(|| Place {
                types: FxHashSet::default(),
                names: Vec::new(),
                agree: 0,
                of: 0,
                forms: BTreeMap::new(),
            });
            place.types.insert(variant.key);
            place.names.push(variant.name.to_string());
            place.agree += slot.events;
            place.of += variant.events;
            if let Some(group) = dominant(slot) {
                *place.forms.entry((group.form, group.prefix)).or_default() += group.lines.count;
            }
        }
    }
    for (path, mut place) in places {
        if place.types.len() < 2 {
            continue;
        }
        place.names.sort();
        place.names.dedup();
        let form = place
            .forms
            .iter()
            .max_by_key(|(_, count)| **count)
            .map(|((form, prefix), _)| view.form_name(*form, *prefix));
        let pointer = view.pointer(path);
        let count = place.types.len();
        let what = form.clone().unwrap_or_else(|| "anything".to_owned());
        patterns.push(Pattern {
            kind: "shared".to_owned(),
            path: pointer.clone(),
            other: None,
            form,
            types: place.names,
            support: Support { agree: place.agree, of: place.of },
            explain: format!("{count} types have `{pointer}`: {what}"),
        });
    }
}
