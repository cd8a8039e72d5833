//! Events and types without a boundary that their relatives have.

use rustc_hash::FxHashSet;

use super::{View, once, share};
use crate::{
    class::JsonType,
    lines::Lines,
    paths::{PathId, plain_name},
    profile::Variant,
    report::{Kind, Severity, Support},
};

/// How a variant stands to a boundary.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// It has it, as a rule.
    Carries,
    /// It is about the boundary itself, or about what lies outside of it.
    Above,
    /// It has none, and should.
    Deviates,
}

/// Checks each boundary. Answers, by level, the variants that are above it.
pub(super) fn check(view: &mut View<'_>) -> Vec<FxHashSet<usize>> {
    let boundaries = view.layout.boundaries.clone();
    let mut above = Vec::new();
    for (level, &path) in boundaries.iter().enumerate() {
        let standings: Vec<Standing> =
            (0..view.variants().len()).map(|number| standing(view, number, level, path)).collect();
        above.push(standings.iter().enumerate().filter(|(_, s)| **s == Standing::Above).map(|(at, _)| at).collect());
        report(view, level, path, &standings);
    }
    above
}

fn carried(variant: &Variant, path: PathId) -> u64 {
    variant.at(path).map_or(0, |slot| slot.events.saturating_sub(slot.nulls()))
}

fn standing(view: &View<'_>, number: usize, level: usize, path: PathId) -> Standing {
    let Some(variant) = view.variants().get(number) else { return Standing::Carries };
    if carried(variant, path) * 2 >= variant.events {
        return Standing::Carries;
    }
    let Some(lacking) = view.learned.scopes.lacking.get(&(number as u32, level as u8)) else {
        return Standing::Carries;
    };
    // Where the own id is a value of the boundary, the event is about the boundary itself: `TenantCreated`.
    let own = view.layout.own_id(variant.entity);
    let names_itself = |(place, lines): &(PathId, Lines)| Some(*place) == own && lines.count * 5 >= lacking.events * 4;
    if lacking.strays.iter().any(names_itself) {
        return Standing::Above;
    }
    let others = view.layout.boundaries.iter().filter(|&&other| other != path);
    let has_another = others.into_iter().any(|&other| carried(variant, other) * 2 >= variant.events);
    if !has_another {
        let in_streams = lacking.in_scoped_streams.count * 2 >= lacking.events && lacking.events > 0;
        return if in_streams { Standing::Deviates } else { Standing::Above };
    }
    let carriers = || view.variants().iter().filter(|other| carried(other, path) * 2 >= other.events);
    // A type that is called like another boundary is about it: `TenantRenamed`.
    let stem = view.layout.naming.stem(&variant.name).unwrap_or_default();
    let is_called = |other: &PathId| *other != path && boundary_noun(view.reader.paths.name(*other)) == stem;
    if !stem.is_empty() && view.layout.boundaries.iter().any(is_called) {
        return Standing::Above;
    }
    let in_envelope = own.filter(|&stream| carried(variant, stream) * 2 >= variant.events);
    let own_id = |place: PathId| match in_envelope {
        // A key that is put together ends with the own id.
        Some(stream) if view.layout.stream.is_some() && !view.is_composed(stream) => stream == place,
        _ => {
            let paths = &view.reader.paths;
            let is_new = |place: PathId| carriers().all(|carrier| carrier.at(place).is_none());
            // Where each kind of record has an object of its own, what others repeat of the outer boundary in theirs is repeated here.
            let pairs = || view.layout.pairs.iter().flat_map(|&(left, right)| [(left, right), (right, left)]);
            let mut copies = pairs().filter(|(base, _)| view.layout.boundaries.contains(base)).map(|(_, copy)| copy);
            let is_copy = copies.any(|copy| paths.name(copy) == paths.name(place) && !is_new(copy));
            !paths.is_part(place) && is_new(place) && !is_copy
        }
    };
    // One without a stream, where the others have theirs, is about what it does name: the boundary.
    if names_no_stream(view, variant) {
        return Standing::Above;
    }
    let is_outer = lacking.outer_at.iter().any(|&(place, count)| count * 5 >= lacking.events * 4 && own_id(place));
    if is_outer { Standing::Above } else { Standing::Deviates }
}

/// Whether a type has no stream although most events have one.
fn names_no_stream(view: &View<'_>, variant: &Variant) -> bool {
    let Some(stream) = view.layout.stream else { return false };
    let with: u64 = view.variants().iter().map(|other| carried(other, stream)).sum();
    carried(variant, stream) == 0 && with * 10 >= view.learned.events * 8
}

/// `tenant` of `tenant_id`.
fn boundary_noun(name: &str) -> String {
    let name = plain_name(name);
    let suffix = ["id", "key", "ref", "code", "uid", "number"].into_iter().find(|suffix| name.ends_with(suffix));
    suffix.and_then(|suffix| name.strip_suffix(suffix)).filter(|noun| !noun.is_empty()).unwrap_or(&name).to_owned()
}

fn report(view: &mut View<'_>, level: usize, path: PathId, standings: &[Standing]) {
    let variants = view.variants();
    let mut agree = 0;
    let mut of = 0;
    let (mut carrying, mut deviating) = (FxHashSet::default(), FxHashSet::default());
    for (variant, standing) in variants.iter().zip(standings) {
        if *standing == Standing::Above {
            continue;
        }
        agree += carried(variant, path);
        of += variant.events;
        (if *standing == Standing::Carries { &mut carrying } else { &mut deviating }).insert(variant.key);
    }
    let support = Support { agree, of };
    // Where most types do without, it is no boundary of them.
    let is_rule = carrying.len() * 10 >= (carrying.len() + deviating.len()) * 6;
    for (number, (variant, standing)) in variants.iter().zip(standings).enumerate() {
        match standing {
            Standing::Above => {}
            Standing::Carries => events(view, number, variant, level, path, support),
            Standing::Deviates => whole_type(view, number, variant, level, path, support, is_rule, carrying.len()),
        }
    }
}

/// Single events of a type that has the boundary.
fn events(view: &mut View<'_>, number: usize, variant: &Variant, level: usize, path: PathId, support: Support) {
    let Some(slot) = variant.at(path) else { return };
    let pointer = view.pointer(path);
    let nulls = once(slot.of_type(JsonType::Null));
    let of_type = variant.events - carried(variant, path);
    // Where it is a matter of course that it is absent, it says nothing.
    let severity =
        if variant.events >= 20 && of_type * 10 >= variant.events * 3 { Severity::Low } else { Severity::Critical };
    if !nulls.is_empty() {
        let explain = format!("`{pointer}` partitions the events and is null here; {} events have it", share(support));
        view.add(Kind::Null, variant, pointer.clone(), nulls.clone(), nulls.len() as u64, support, severity, explain);
    }
    let mut rest: FxHashSet<u64> = once(&slot.absent).into_iter().collect();
    let absent = slot.absent.count.max(rest.len() as u64);
    let unknown = absent - rest.len() as u64;
    // Where a value of the boundary stands instead, or a field of its form.
    let strays =
        view.learned.scopes.lacking.get(&(number as u32, level as u8)).map_or(&[][..], |lacking| &lacking.strays);
    let mut elsewhere: Vec<(PathId, Vec<u64>)> = Vec::new();
    for (place, lines) in strays {
        let is_rare = variant.at(*place).is_some_and(|other| other.events <= 2 * lines.count);
        if is_rare && view.is_comparable(*place) {
            elsewhere.push((*place, once(lines)));
        }
    }
    elsewhere.extend(view.aliases(variant, path, &rest).into_iter().map(|(place, _, lines)| (place, lines)));
    for (place, lines) in elsewhere {
        let lines: Vec<u64> = lines.into_iter().filter(|line| rest.remove(line)).collect();
        if lines.is_empty() {
            continue;
        }
        let (kind, verb) = moved_or_renamed(view, path, place);
        let explain = format!(
            "`{pointer}` is {verb} `{}` here; {} events have it in its place",
            view.pointer(place),
            share(support)
        );
        let count = lines.len() as u64;
        view.add(kind, variant, pointer.clone(), lines, count, support, severity, explain);
    }
    let count = rest.len() as u64 + unknown;
    let explain = format!("`{pointer}` partitions the events and is missing here; {} events have it", share(support));
    view.add(Kind::Missing, variant, pointer, rest.into_iter().collect(), count, support, severity, explain);
}

/// A type none of whose events have the boundary.
#[allow(clippy::too_many_arguments, reason = "what was found about one variant")]
fn whole_type(
    view: &mut View<'_>,
    number: usize,
    variant: &Variant,
    level: usize,
    path: PathId,
    support: Support,
    is_rule: bool,
    carrying: usize,
) {
    let pointer = view.pointer(path);
    let severity = if is_rule { Severity::Critical } else { Severity::Low };
    let with: FxHashSet<u64> = variant.at(path).map_or_else(FxHashSet::default, |slot| {
        let nulls: FxHashSet<u64> = slot.of_type(JsonType::Null).iter().collect();
        slot.present.iter().filter(|line| !nulls.contains(line)).collect()
    });
    let lines: Vec<u64> = once(&variant.lines).into_iter().filter(|line| !with.contains(line)).collect();
    let count = (variant.events - carried(variant, path)).max(lines.len() as u64);
    let nulls = variant.at(path).map_or(0, crate::profile::Slot::nulls);
    let strays =
        view.learned.scopes.lacking.get(&(number as u32, level as u8)).map_or(&[][..], |lacking| &lacking.strays);
    let mut stray = None;
    for (place, there) in strays {
        // What relatives repeat beside the boundary is no other place for it.
        let repeated = view.variants().iter().any(|other| {
            carried(other, path) * 2 >= other.events
                && other.at(*place).is_some_and(|slot| slot.events * 10 >= other.events)
        });
        if !repeated && view.is_comparable(*place) && there.count * 2 >= count {
            stray = Some(*place);
        }
    }
    let (kind, what) = match stray {
        Some(place) => {
            let (kind, verb) = moved_or_renamed(view, path, place);
            (kind, format!("is {verb} `{}`", view.pointer(place)))
        }
        None if nulls * 2 > count => (Kind::Null, "is null".to_owned()),
        None => (Kind::Missing, "is missing".to_owned()),
    };
    let explain = format!(
        "`{pointer}` {what} in every event of this type, though they are inside the outer boundary; {carrying} types have it, {} events",
        share(support)
    );
    view.add(kind, variant, pointer, lines, count, support, severity, explain);
}

fn moved_or_renamed(view: &View<'_>, path: PathId, place: PathId) -> (Kind, &'static str) {
    let paths = &view.reader.paths;
    if paths.is_below(place, path) {
        return (Kind::Type, "no single value but");
    }
    let same_parent = paths.parent(path) == paths.parent(place);
    if same_parent || plain_name(paths.name(path)) != plain_name(paths.name(place)) {
        (Kind::Renamed, "called")
    } else {
        (Kind::Moved, "moved to")
    }
}
