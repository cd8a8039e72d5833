//! Events whose scope is not that of their stream, ids of another scope, and places that should hold the same.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{View, dominant, once, share};
use crate::{
    class::Form,
    layout::Layout,
    paths::PathId,
    rare::is_slip,
    report::{Kind, Severity, Support},
    scopes::{Evidence, Suspect},
};

/// Ids that may be others' by chance say nothing before they were so often at home.
const THIN: u64 = 300;

pub(super) fn check(view: &mut View<'_>) {
    suspects(view);
    pairs(view);
}

/// At which levels the ids of a place have one home, one bit each.
fn homes(view: &View<'_>) -> FxHashMap<(PathId, u64), u8> {
    let mut homes = FxHashMap::default();
    let evidence = view.learned.scopes.suspects.iter().flat_map(|suspect| &suspect.evidence);
    let weak: FxHashSet<PathId> = evidence.filter(|one| !one.is_unique).map(|one| one.path).collect();
    for (&(path, kind), levels) in &view.learned.scopes.reach {
        let mut bits = 0;
        // A number may be another one's by chance: then its events agree by chance too.
        let most = if weak.contains(&path) { 4 } else { 15 };
        for (level, &(at_home, abroad)) in levels.iter().enumerate() {
            if at_home >= 3 && abroad * 100 <= (at_home + abroad) * most {
                bits |= 1 << level;
            }
        }
        homes.insert((path, kind), bits);
    }
    homes
}

fn suspects(view: &mut View<'_>) {
    let homes = homes(view);
    let scopes = &view.learned.scopes;
    let mut found: FxHashMap<(Kind, u32, PathId, PathId, bool), Vec<u64>> = FxHashMap::default();
    for suspect in &scopes.suspects {
        for (kind, path, evidence, thin) in verdicts(view, suspect, &homes) {
            found.entry((kind, suspect.variant, path, evidence, thin)).or_default().push(suspect.line);
        }
    }
    let mut found: Vec<_> = found.into_iter().collect();
    found.sort();
    for ((kind, variant, path, evidence, thin), lines) in found {
        let Some(variant) = view.variants().get(variant as usize) else { continue };
        let of_place = scopes.reach.iter().filter(|((path, _), _)| *path == evidence);
        let agree = of_place.filter_map(|(_, levels)| levels.first()).map(|(at_home, _)| at_home).sum();
        let support = Support { agree, of: agree + lines.len() as u64 };
        let (pointer, by) = (view.pointer(path), view.pointer(evidence));
        let (severity, explain) = match kind {
            Kind::Value => (
                Severity::Critical,
                format!("`{pointer}` is not that of the other events with the same `{by}`; {} agree", share(support)),
            ),
            _ => (
                if thin { Severity::Low } else { Severity::High },
                format!(
                    "`{pointer}` names a record that belongs to another scope; {} are of the event's own",
                    share(support)
                ),
            ),
        };
        let count = lines.len() as u64;
        view.add(kind, variant, pointer, lines, count, support, severity, explain);
    }
}

/// Whether an id that is no known record's, and may be another one's by chance, was at home too seldom to be one: a quantity or a rank
/// is there in one tenant only until it comes again.
fn is_thin(view: &View<'_>, one: &Evidence, level: usize) -> bool {
    if one.is_unique {
        return false;
    }
    let reach = view.learned.scopes.reach.get(&(one.path, one.kind)).and_then(|levels| levels.get(level));
    reach.is_none_or(|&(at_home, abroad)| at_home < THIN || abroad * 100 > (at_home + abroad) * 3)
}

/// What is wrong with an event: its own scope, or an id that it names. With the place that shows it, and whether that is thin evidence.
fn verdicts(
    view: &View<'_>,
    suspect: &Suspect,
    homes: &FxHashMap<(PathId, u64), u8>,
) -> Vec<(Kind, PathId, PathId, bool)> {
    let known: Vec<Evidence> = suspect
        .evidence
        .iter()
        .map(|one| {
            let bits = homes.get(&(one.path, one.kind)).copied().unwrap_or(0);
            Evidence { agrees: one.agrees & bits, conflicts: one.conflicts & bits, ..*one }
        })
        .filter(|one| one.agrees | one.conflicts != 0)
        .collect();
    let boundaries = &view.layout.boundaries;
    for (level, &boundary) in boundaries.iter().enumerate() {
        let bit = 1_u8 << level;
        let against: Vec<&Evidence> = known.iter().filter(|one| one.conflicts & bit != 0).collect();
        let Some(first) = against.first() else { continue };
        let own = known.iter().find(|one| one.own && (one.agrees | one.conflicts) & bit != 0);
        if let Some(own) = own.filter(|own| own.conflicts & bit != 0) {
            return vec![(Kind::Value, boundary, own.path, false)];
        }
        // The inner boundary lies in another outer one: one of the two is wrong.
        let inner = against.iter().find(|one| boundaries.contains(&one.path));
        if let (Some(inner), None) = (inner, own) {
            return vec![(Kind::Value, boundary, inner.path, false)];
        }
        if let Some(inner) = inner {
            return vec![(Kind::Value, inner.path, own.map_or(inner.path, |own| own.path), false)];
        }
        let agreeing = known.iter().filter(|one| one.agrees & bit != 0).count();
        if own.is_none() && against.len() > agreeing {
            return vec![(Kind::Value, boundary, first.path, false)];
        }
        // A key that is put together is compared part by part.
        let variant = view.variants().get(suspect.variant as usize);
        let own = variant.and_then(|variant| view.layout.own_id(variant.entity));
        // And a number in it says which record of those that the parts before it name: elsewhere it is another one.
        let is_counted = |path: PathId| {
            let form = variant.and_then(|variant| variant.at(path)).and_then(dominant).map(|group| group.form);
            view.reader.paths.is_part(path) && form == Some(Form::Digits)
        };
        let names = |one: &&&Evidence| own != Some(one.path) && !view.is_composed(one.path) && !is_counted(one.path);
        let named = against.iter().filter(names);
        return named.map(|one| (Kind::Reference, one.path, one.path, is_thin(view, one, level))).collect();
    }
    Vec::new()
}

/// A pair in the order in which the first place says whose or which record it is, and whether it does.
fn based(layout: &Layout, left: PathId, right: PathId) -> (PathId, PathId, bool) {
    let is_base = |path| {
        layout.boundaries.contains(&path) || layout.stream == Some(path) || layout.own.values().any(|own| *own == path)
    };
    match (is_base(left), is_base(right)) {
        (true, _) => (left, right, true),
        (false, true) => (right, left, true),
        (false, false) => (left, right, false),
    }
}

/// Places that hold the same value in nearly all events.
fn pairs(view: &mut View<'_>) {
    let layout = view.layout;
    for (number, &(left, right)) in layout.pairs.iter().enumerate() {
        let (left, right, is_base) = based(layout, left, right);
        let is_boundary = layout.boundaries.contains(&left);
        let mut kept = Vec::new();
        let (mut same, mut different) = (0, 0);
        for variant in 0..view.variants().len() as u32 {
            let Some(equality) = view.learned.scopes.equal.get(&(number as u32, variant)) else { continue };
            let all = equality.same + equality.different.count;
            // In some types the two places are about different things.
            if equality.same * 2 >= all {
                kept.push(variant);
                same += equality.same;
                different += equality.different.count;
            }
        }
        // What repeats whose or which record it is does so on purpose; of others it has to be seen.
        let all = same + different;
        let rare = if is_base { different * 12 <= all && same >= 8 } else { is_slip(different, all) };
        let parts = view.reader.paths.is_part(left) || view.reader.paths.is_part(right);
        if different == 0 || !rare || (parts && !is_base) {
            continue;
        }
        let support = Support { agree: same, of: same + different };
        let target = layout.targets.get(&left).filter(|target| layout.targets.get(&right) == Some(target)).copied();
        let is_other = |variant: &u32| {
            let entity = view.variants().get(*variant as usize).and_then(|variant| variant.entity);
            target.is_some() && entity != target
        };
        let severity = match (is_boundary, is_base) {
            (true, _) => Severity::Critical,
            (false, true) => Severity::High,
            // Two references to the few records of a scope are often to the same one by chance, but not in type after type.
            (false, false) if kept.len() < 3 || kept.iter().all(is_other) => Severity::Low,
            (false, false) => Severity::High,
        };
        let (pointer, other) = (view.pointer(right), view.pointer(left));
        let verb = if view.reader.paths.is_part(right) { "contains" } else { "repeats" };
        for variant in kept {
            let Some(equality) = view.learned.scopes.equal.get(&(number as u32, variant)) else { continue };
            let Some(variant) = view.variants().get(variant as usize) else { continue };
            let lines = once(&equality.different);
            let explain = format!("`{pointer}` {verb} `{other}` in {} events, and another value here", share(support));
            let count = lines.len() as u64;
            view.add(Kind::Value, variant, pointer.clone(), lines, count, support, severity, explain);
        }
    }
}
