use rustc_hash::FxHashSet;

use super::Analyser;
use crate::{
    Kind, Report, Severity,
    analyser::MAX_UNREADABLE,
    flatten::{MAX_PREFIXES, MAX_TEXTS},
    homes::{GENERATION, Homes},
    paths::MAX_PATHS,
    profile::{MAX_ALL_SLOTS, MAX_VARIANTS},
    scopes::{
        MAX_EQUAL, MAX_SUSPECTS, MAX_VALUES,
        pending::{MAX_PENDING, Pending},
    },
    window::WINDOW,
};

const WINDOWS: usize = 5;
const LINES: usize = WINDOWS * WINDOW;
const TENANTS: usize = 40;
/// Lines of the last window with a violation each, and what it is.
const PLANTED: [(usize, Kind, &str); 3] = [
    (LINES - 3_001, Kind::Missing, "/tenant_id"),
    (LINES - 2_003, Kind::Reference, "/data/account_id"),
    (LINES - 1_001, Kind::Type, "/data/amount"),
];

/// A number that looks like the random part of an id.
const fn mixed(number: usize) -> u64 {
    (number as u64)
        .wrapping_add(1)
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .rotate_left(29)
        .wrapping_mul(0xbf58_476d_1ce4_e5b9)
}

/// The line of a corpus of accounts, and of their orders that are made, paid and sent. From the second window on, one of four lines
/// invents a type, a tenant, fields, keys of a map, prefixes and ids.
fn line(number: usize) -> String {
    if number.is_multiple_of(4) {
        return if number < WINDOW { account(number) } else { invented(number) };
    }
    let usual = number - number / 4 - 1;
    let (order, action) = (usual / 3, ["Created", "Paid", "Sent"][usual % 3]);
    let planted = PLANTED.iter().find(|(line, ..)| *line == number).map(|(_, kind, _)| *kind);
    let tenant = match planted {
        Some(Kind::Missing) => String::new(),
        _ => format!(r#""tenant_id":"{}","#, tenant_of(order)),
    };
    let account = match (action, planted) {
        ("Created", Some(Kind::Reference)) => format!(r#""account_id":"{}","#, account_of(order + 1)),
        ("Created", _) => format!(r#""account_id":"{}","#, account_of(order)),
        _ => String::new(),
    };
    let amount = mixed(number) % 97;
    let amount = if planted == Some(Kind::Type) { format!("\"{amount}\"") } else { amount.to_string() };
    format!(
        r#"{{"event_id":"event_{:016x}","event_type":"Order{action}",{tenant}"data":{{"order_id":"order_{:016x}",{account}"amount":{amount}}}}}"#,
        mixed(LINES * 5 + number),
        mixed(LINES * 3 + order),
    )
}

fn tenant_of(number: usize) -> String {
    format!("tenant_{:016x}", mixed(LINES + number % TENANTS))
}

/// One of the accounts of the tenant of this number.
fn account_of(number: usize) -> String {
    format!("account_{:016x}", mixed(LINES * 2 + number % (TENANTS * 7)))
}

fn account(number: usize) -> String {
    let nth = number / 4;
    let action = if nth < TENANTS * 7 { "Created" } else { "Renamed" };
    format!(
        r#"{{"event_id":"event_{:016x}","event_type":"Account{action}","tenant_id":"{}","data":{{"account_id":"{}","name":"n{}"}}}}"#,
        mixed(LINES * 5 + number),
        tenant_of(nth),
        account_of(nth),
        mixed(number) % 89
    )
}

fn invented(number: usize) -> String {
    if number.is_multiple_of(128) {
        return format!(r#"{{"event_type":"Broken{number}"#);
    }
    let letters: String = format!("{number:06}").bytes().map(|digit| char::from(digit - b'0' + b'g')).collect();
    let id = |nth: usize| format!("{:016x}", mixed(LINES * (6 + nth) + number));
    format!(
        r#"{{"event_id":"event_{}","event_type":"{letters}Made","tenant_id":"tenant_{}","data":{{"id":"{letters}_{}","field_{letters}":"{}","group_{}":{{"key_{letters}":["{letters}"]}},"path":"a/{}/b/{}","ids":["{}","{}"]}}}}"#,
        id(0),
        id(1),
        id(2),
        id(3),
        number % 97,
        id(4),
        id(5),
        id(6),
        id(7),
    )
}

/// What is held, beside how much of it may be.
fn held(analyser: &Analyser) -> Vec<(&'static str, usize, usize)> {
    let (reader, learned) = (&analyser.reader, &analyser.learned);
    let scopes = &learned.scopes;
    let (homes, values) = (scopes.homes.len(), scopes.values.iter().map(FxHashSet::len).max());
    vec![
        ("paths", reader.paths.len(), MAX_PATHS),
        ("prefixes", reader.prefixes().count(), MAX_PREFIXES),
        ("texts", reader.texts.len(), MAX_TEXTS),
        ("variants", learned.profile.variants.len(), MAX_VARIANTS + 1),
        ("slots", learned.profile.variants.iter().map(|variant| variant.slots.len()).sum(), MAX_ALL_SLOTS),
        ("homes", homes, 2 * GENERATION),
        ("values of a boundary", values.unwrap_or(0), MAX_VALUES),
        ("suspects", scopes.suspects.len(), MAX_SUSPECTS),
        ("pairs by type", scopes.equal.len(), MAX_EQUAL),
        ("open events", scopes.pending.as_ref().map_or(0, Pending::len), MAX_PENDING),
        ("unreadable lines", analyser.unreadable.len(), MAX_UNREADABLE),
    ]
}

#[track_caller]
fn assert_bounded(analyser: &Analyser) {
    for (what, count, most) in held(analyser) {
        assert!(count <= most, "{count} {what}, {most} at most");
    }
}

/// Once everything is full, what a window adds are the names of types, the values of boundaries and the numbers of lines,
/// which have bounds that are further away: a few bytes for each event.
#[track_caller]
fn assert_no_growth(sizes: &[usize]) {
    let [.., before, last] = sizes else { unreachable!("several windows") };
    assert!(last - before < 12 * WINDOW, "{sizes:?}");
}

#[track_caller]
fn assert_planted_is_found(report: &Report) {
    for (number, kind, path) in PLANTED {
        let line = number as u64 + 1;
        let found = report.violations.iter().find(|one| one.lines.contains(&line) && one.kind == kind);
        assert!(found.is_some_and(|one| one.path == path && one.severity > Severity::Low), "{kind:?} in line {line}");
    }
}

/// The bytes of a state, which is all that is kept between windows; without the homes, whose number is bounded.
fn size(analyser: &Analyser) -> usize {
    let mut kept = analyser.clone();
    kept.learned.scopes.homes = Homes::default();
    kept.save().expect("a state").len()
}

/// A feed never ends, and somebody invents something in each line: what is kept must not grow with it, and what is wrong in the
/// last window must be seen like in the first.
#[test]
fn windows_of_inventions_leave_a_bounded_state_and_hide_nothing() {
    let mut analyser = Analyser::new();
    let mut sizes = Vec::new();
    for number in 0..LINES {
        analyser.line(line(number).as_bytes());
        if (number + 1).is_multiple_of(WINDOW) {
            analyser.settle();
            assert_bounded(&analyser);
            sizes.push(size(&analyser));
        }
    }
    assert_no_growth(&sizes);
    assert_planted_is_found(&analyser.report());
}

/// Several threads read blocks side by side: a part starts with nothing, but all that it brings is added to the whole.
#[test]
fn parts_of_inventions_leave_a_bounded_state_and_hide_nothing() {
    let mut whole = Analyser::new();
    (0..WINDOW).for_each(|number| whole.line(line(number).as_bytes()));
    whole.settle();
    let begun = whole.part();
    let mut sizes = Vec::new();
    for first in (WINDOW..LINES).step_by(WINDOW / 2) {
        let mut part = begun.clone();
        (first..first + WINDOW / 2).for_each(|number| part.line(line(number).as_bytes()));
        part.settle();
        assert_bounded(&part);
        whole.merge(part).expect("parts of one corpus");
        assert_bounded(&whole);
        sizes.push(size(&whole));
    }
    assert_no_growth(&sizes);
    assert_planted_is_found(&whole.report());
}
