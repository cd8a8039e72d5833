//! Ids that are compared with others than those of their own kind.

use event_analysis::{Kind, Severity, Violation};

use super::{analysed, boundaries, id, serious};

const VERBS: [&str; 4] = ["made", "named", "paid", "sent"];

/// Each flow of a small shop is one person's, and there are more persons than records. Persons partition nothing, and what nobody did
/// lacks no person: the streams say so, though the flows keep to one.
#[test]
fn whoever_did_it_is_no_boundary_though_there_are_more_of_them_than_streams() {
    let lines = (0..1_200_u64).map(|n| {
        let (record, verb) = (n / 160 * 40 + n % 40, VERBS[(n % 160 / 40) as usize]);
        let noun = ["order", "ticket"][(n / 160 % 2) as usize];
        let (stream, flow) = (id(noun, record), id("flow", n / 2));
        let by = if verb == "sent" { String::new() } else { format!(r#""by":"{}","#, id("person", n / 2)) };
        let tenant = id("tenant", record % 8);
        format!(r#"{{"type":"{noun}.{verb}","stream":"{stream}",{by}"tenant":"{tenant}","flow":"{flow}","data":{{"n":{n}}}}}"#)
    });
    let report = analysed(lines);
    assert_eq!(boundaries(&report), ["/tenant"], "{report}");
    assert_eq!(serious(&report), Vec::<&Violation>::new(), "{report}");
}

/// A site has one form, and sometimes two. What orders say of forms in two places is the same mostly, in all types of orders: because
/// there is no other form, and not because one place copies the other.
#[test]
fn two_references_to_another_kind_of_record_are_no_copies_in_any_type() {
    let lines = (0..4_800_u64).map(|n| {
        let (block, verb, site) = (n / 160, VERBS[(n % 160 / 40) as usize], n % 40);
        let tenant = id("site", site);
        if block % 6 == 0 {
            let form = id("form", site + if block == 6 { 40 } else { 0 });
            return format!(r#"{{"type":"form.{verb}","stream":"{form}","site":"{tenant}","data":{{"n":{n}}}}}"#);
        }
        let stream = id("order", block * 40 + site);
        if block % 6 < 4 {
            return format!(r#"{{"type":"ticket.{verb}","stream":"{stream}","site":"{tenant}","data":{{"n":{n}}}}}"#);
        }
        let form = id("form", site);
        let other = id("form", if n % 97 == 0 { site + 40 } else { site });
        format!(
            r#"{{"type":"order.{verb}","stream":"{stream}","site":"{tenant}","data":{{"form":"{form}","draft":"{other}"}}}}"#
        )
    });
    let report = analysed(lines);
    let values: Vec<_> = report.violations.iter().filter(|one| one.kind == Kind::Value).collect();
    assert!(!values.is_empty() && values.iter().all(|one| one.severity == Severity::Low), "{report}");
}

/// Each kind of record has an object of its own, in which the network is repeated. That nobody else has that object makes no id of what
/// it repeats: without a region, the type is inside a network and not about it.
#[test]
fn what_is_repeated_in_an_object_of_the_kind_is_not_what_it_is_about() {
    let lines = (0..3_200_u64).map(|n| {
        let (block, verb) = (n / 160, VERBS[(n % 160 / 40) as usize]);
        let noun = if n % 160 == 33 { "waiver" } else { ["order", "ticket", "route"][(block % 3) as usize] };
        let (network, record) = (id("network", n % 8), id(noun, block * 40 + n % 40));
        let region = if noun == "waiver" { String::new() } else { format!(r#","region":"{}""#, id("region", n % 40)) };
        format!(
            r#"{{"type":"{noun}.{verb}","head":{{"network":"{network}"{region}}},"{noun}":{{"id":"{record}","network_code":"{network}"}}}}"#
        )
    });
    let report = analysed(lines);
    let found: Vec<_> = serious(&report).into_iter().map(|one| (one.kind, one.path.as_str(), one.count)).collect();
    assert_eq!(found, [(Kind::Missing, "/head/region", 20)], "{report}");
}

/// A note is about a form, an order or a ticket, and orders have numbers. That few are about tickets, whose ids have a prefix and are known
/// from elsewhere, makes no other format of it; a prefix that nobody knows is one.
#[test]
fn an_id_of_a_known_kind_is_no_other_format_among_ids_of_several_kinds() {
    let lines = (0..4_000_u64).map(|n| {
        let (stream, tenant) = (id("ticket", n / 4), id("tenant", n / 4 % 7));
        let uuid = format!("01890a5d-ac96-774b-bcce-{:012x}", n.wrapping_mul(0x9e37_79b9) & 0xffff_ffff_ffff);
        let about = match n {
            2_001 => format!(r#""{}""#, id("zebra", n)),
            _ if n % 100 == 50 => format!(r#""{stream}""#),
            _ if n % 3 == 0 => n.to_string(),
            _ => format!(r#""{uuid}""#),
        };
        let verb = VERBS[(n % 4) as usize];
        format!(
            r#"{{"type":"ticket.{verb}","stream":"{stream}","tenant":"{tenant}","data":{{"related":{{"id":{about}}}}}}}"#
        )
    });
    let report = analysed(lines);
    let formats = report.violations.iter().filter(|one| one.kind == Kind::Format && one.severity > Severity::Low);
    assert_eq!(formats.flat_map(|one| one.lines.clone()).collect::<Vec<u64>>(), [2_002], "{report}");
}

/// A day's extract, or what waits in a queue, holds streams that began before it. Then an amount, which comes again here and there, must not have a say in
/// whose the events are: no boundary would be left to lack, and the report would call that clean.
#[test]
fn what_comes_again_by_chance_judges_no_boundary() {
    let random = |n: u64, salt: u64| n.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29).wrapping_mul(salt | 1) >> 33;
    let lines = (0..6_000_u64).map(|n| {
        let stream = random(n, 3) % 900;
        let (kind, tenant) = (["order", "basket", "parcel", "refund"][(stream % 4) as usize], stream % 31);
        let verb = ["changed", "closed", "moved"][(random(n, 5) % 3) as usize];
        let inner = if kind == "parcel" { String::new() } else { format!(r#""workspace":"ws-{:05}","#, stream % 93 + 100) };
        let amount = random(n, 7) % 2_500;
        format!(
            r#"{{"messageId":"m-{n:08}","topic":"{kind}.{verb}","orgRef":"org-{:05}",{inner}"entityRef":"{}-{stream:08}","body":{{"amount":{amount}}}}}"#,
            tenant + 500,
            &kind[..3],
        )
    });
    let report = analysed(lines);
    let boundaries: Vec<_> = report.patterns.iter().filter(|one| one.kind == "boundary").collect();
    assert_eq!(
        boundaries.iter().map(|one| one.path.as_str()).collect::<Vec<_>>(),
        ["/orgRef", "/workspace"],
        "{report}"
    );
    let lacking =
        report.violations.iter().filter(|one| one.path == "/workspace" && one.event_type.starts_with("parcel."));
    assert_eq!(lacking.count(), 3, "{report}");
}

/// People make ids of people's names. What such ids begin with is nobody's to read in a report that goes around.
#[test]
fn a_report_tells_no_beginning_that_is_no_word_of_the_events() {
    let lines = (0..400_u64).map(|n| {
        let payer = ["jane_miller", "jane.doe"][(n % 2) as usize];
        let verb = VERBS[(n % 4) as usize];
        format!(
            r#"{{"type":"order.{verb}","order_id":"order_{:016x}","payer":"{payer}-{:05}","at":"2026-11-20T22:00:00.123Z"}}"#,
            n.wrapping_mul(0x9e37_79b9_7f4a_7c15),
            n % 3,
        )
    });
    let report = analysed(lines);
    let text = format!("{report} {}", serde_json::to_string(&report).expect("JSON"));
    assert!(!text.contains("jane"), "{text}");
    assert!(text.contains("starts with `order_`"), "{text}");
}
