//! What looks like a mistake and was chosen.

use event_analysis::{Kind, Severity, Violation};

use super::{analysed, boundaries, id, serious};

/// The events of a shard are about the boundary that all others lie in: they name it as their own id, and need not twice. To ask each
/// of them for a shard beside would be an alarm for a type that is right.
#[test]
fn a_type_about_the_boundary_itself_does_not_lack_it() {
    let lines = (0..2_400_u64).map(|n| {
        // Forty records at a time are made, named, paid and sent.
        let (block, verb) = (n / 160, ["made", "named", "paid", "sent"][(n % 160 / 40) as usize]);
        let shard = id("shard", n % 40);
        let (noun, own, inside) = match block {
            0 => ("shard", shard, String::new()),
            _ if block % 2 == 0 => ("order", id("order", block * 40 + n % 40), format!(r#""shard_code":"{shard}","#)),
            _ => ("ticket", id("ticket", block * 40 + n % 40), format!(r#""shard_code":"{shard}","#)),
        };
        let tenant = id("tenant", n % 8);
        format!(r#"{{"type":"{noun}.{verb}","stream":"{own}","tenant_id":"{tenant}",{inside}"data":{{"n":{n}}}}}"#)
    });
    let report = analysed(lines);
    let has_boundary = report.patterns.iter().any(|one| one.kind == "boundary" && one.path == "/shard_code");
    assert!(has_boundary, "{report}");
    assert!(report.violations.iter().all(|one| one.path != "/shard_code" || one.severity == Severity::Low), "{report}");
}

/// A note is about an order or about a ticket, and tickets have numbers. That notes of the other kinds are never about tickets makes
/// no mistake of it; a number where all of the same type have texts is one.
#[test]
fn an_id_of_two_kinds_of_record_has_two_types_where_both_are_usual() {
    let lines: Vec<String> = (0..1_260_u64)
        .map(|n| {
            let kind = ["CallLogged", "TaskMade", "VisitPlanned", "MailSent", "ChatHeld", "NoteMade"][(n % 6) as usize];
            let is_ticket = (kind == "NoteMade" && n % 5 == 0) || n == 600;
            let related = if is_ticket { n.to_string() } else { format!(r#""{}""#, id("order", n)) };
            let tenant = id("tenant", n % 7);
            format!(r#"{{"type":"{kind}","tenant_id":"{tenant}","data":{{"related":{{"id":{related}}}}}}}"#)
        })
        .collect();
    let report = analysed(&lines);
    let found: Vec<_> = report.violations.iter().filter(|one| one.kind == Kind::Type).collect();
    assert_eq!(found.iter().flat_map(|one| one.lines.clone()).collect::<Vec<u64>>(), [601], "{report}");
}

/// Orders, tickets and plans are numbered from 1 each; orders and tickets have a key that ends with the number. The number is decided by
/// the key as the tenant is, and taken for a boundary it made the plans, which all tenants share, lack the tenant inside of it.
#[test]
fn a_number_at_the_end_of_the_key_is_no_boundary() {
    let lines = (0..2_400_u64).map(|n| {
        let (block, number, verb) = (n / 160, n % 40, ["made", "named", "paid", "sent"][(n % 160 / 40) as usize]);
        let (noun, number) = match block {
            0 => return format!(r#"{{"type":"plan.{verb}","stream":{number},"data":{{"n":{n}}}}}"#),
            _ if block % 2 == 0 => ("order", block * 20 + number),
            _ => ("ticket", (block - 1) * 20 + number),
        };
        let tenant = id("tenant", number % 8);
        let key = format!("/tenants/{tenant}/{noun}s/{number}");
        format!(
            r#"{{"type":"{noun}.{verb}","stream":{number},"tenant_id":"{tenant}","data":{{"key":"{key}","n":{n}}}}}"#
        )
    });
    let report = analysed(lines);
    assert_eq!(boundaries(&report), ["/tenant_id"], "{report}");
    assert_eq!(serious(&report), Vec::<&Violation>::new(), "{report}");
}

/// The events of a company name the company where all others name theirs, and no stream beside: they are about the company, whatever
/// the type is called, and lack no unit inside of it.
#[test]
fn a_type_without_a_stream_is_about_the_boundary_that_it_names() {
    let lines = (0..2_400_u64).map(|n| {
        let (block, verb) = (n / 160, ["made", "named", "paid", "sent"][(n % 160 / 40) as usize]);
        let company = id("company", n % 8);
        if block == 0 {
            return format!(r#"{{"type":"firm.{verb}","cmpn_id":"{company}","data":{{"n":{n}}}}}"#);
        }
        let (noun, unit) = (if block % 2 == 0 { "order" } else { "ticket" }, id("unit", n % 40));
        let stream = id(noun, block * 40 + n % 40);
        format!(
            r#"{{"type":"{noun}.{verb}","cmpn_id":"{company}","unit_id":"{unit}","stream":"{stream}","data":{{"n":{n}}}}}"#
        )
    });
    let report = analysed(lines);
    assert_eq!(boundaries(&report), ["/cmpn_id", "/unit_id"], "{report}");
    assert_eq!(serious(&report), Vec::<&Violation>::new(), "{report}");
}

/// What an event is about stands in its header, and what happened beside the header. With the one alone as the type, the fields of
/// each action looked like ones that the others forgot.
#[test]
fn an_action_further_out_than_its_entity_is_a_part_of_the_type() {
    let lines: Vec<String> = (0..3_000_u64)
        .map(|n| {
            let (entity, verb) = (["order", "ticket", "note"][(n % 3) as usize], n / 3 % 20);
            let (op, rest) = match verb {
                0 => ("retired", r#""reason":"late""#.to_owned()),
                1..=9 => ("created", format!(r#""{entity}_amount":1,"{entity}_label":"a b""#)),
                _ => ("changed", format!(r#""{entity}_amount":1,"{entity}_label":"a b","score":2.5"#)),
            };
            let (stream, tenant) = (id(entity, n / 60 * 3 + n % 3), id("tenant", n % 7));
            format!(
                r#"{{"op":"{op}","header":{{"about":"{entity}","stream":"{stream}","tenant":"{tenant}"}},"data":{{"{entity}":1,{rest}}}}}"#
            )
        })
        .collect();
    let report = analysed(&lines);
    let types: Vec<_> = report.patterns.iter().filter(|one| one.kind == "type").map(|one| one.path.as_str()).collect();
    assert!(types.contains(&"/op") && types.contains(&"/header/about"), "{report}");
    let missing = report.violations.iter().filter(|one| one.kind == Kind::Missing && one.severity > Severity::Low);
    assert_eq!(missing.count(), 0, "{report}");
}

/// An id whose random part has only letters by chance, and one of another kind of record with letters of its own, are no ids of
/// another alphabet.
#[test]
fn ids_of_few_values_and_of_two_kinds_have_no_alphabet() {
    let lines: Vec<String> = (0..1_200_u64)
        .map(|n| {
            let voucher = if n % 200 == 7 { "vou_HUyAdy2MEyiVonES" } else { "vou_acIiWDsLIkFhDhFV" };
            let (kind, subject) = match n % 120 {
                5 => ("GroupMade", format!("cli_{:016x}", n.wrapping_mul(0x9e37_79b9_7f4a_7c15))),
                _ => ("OrderMade", format!("{:026}", n.wrapping_mul(0x9e37_79b9_7f4a_7c15)).replace("00", "0Z")),
            };
            let tenant = id("tenant", n % 7);
            format!(
                r#"{{"type":"{kind}","tenant_id":"{tenant}","subject":"{subject}","data":{{"voucher":"{voucher}"}}}}"#
            )
        })
        .collect();
    let report = analysed(&lines);
    let formats: Vec<_> = serious(&report).into_iter().filter(|one| one.kind == Kind::Format).collect();
    assert!(formats.is_empty(), "{report}");
}

/// A site has two drivers or three: the one that drives and the one that helps are the same one mostly, and now and then they are not.
/// What a type repeats of another field by such a chance is no copy of it.
#[test]
fn two_references_that_mostly_meet_are_no_copies() {
    let lines: Vec<String> = (0..1_800_u64)
        .map(|n| {
            let (kind, site) = (["TourPlanned", "TourDriven", "TourBilled"][(n % 3) as usize], n % 31);
            let (driver, helper) = (id("driver", site), id("driver", if n % 90 == 0 { site + 31 } else { site }));
            let extra = if n % 3 == 0 { format!(r#","driver":"{driver}","helper":"{helper}""#) } else { String::new() };
            let (stream, tenant) = (id("tour", n / 3), id("tenant", site));
            format!(r#"{{"type":"{kind}","tour":"{stream}","tenant_id":"{tenant}"{extra}}}"#)
        })
        .collect();
    let report = analysed(&lines);
    let values: Vec<_> = report.violations.iter().filter(|one| one.kind == Kind::Value).collect();
    assert!(!values.is_empty() && values.iter().all(|one| one.severity == Severity::Low), "{report}");
}

/// A quantity is there in one tenant only until another orders as many. It is no id that the second one took from the first.
#[test]
fn a_quantity_that_comes_again_in_another_tenant_is_no_reference() {
    let lines: Vec<String> = (0..2_000_u64)
        .map(|n| {
            let (order, verb) = (n / 2, ["Made", "Paid"][(n % 2) as usize]);
            let tenant = order % 9;
            // Each tenant has a usual quantity; twice one orders what is usual at another.
            let usual = if matches!(order, 305 | 610) { (tenant + 3) % 9 } else { tenant };
            let extra = if n % 10 == 0 { format!(r#","quantity":{}"#, 700 + usual) } else { String::new() };
            let (stream, tenant) = (id("order", order), id("tenant", tenant));
            format!(r#"{{"type":"Order{verb}","order":"{stream}","tenant_id":"{tenant}","data":{{"n":{n}{extra}}}}}"#)
        })
        .collect();
    let report = analysed(&lines);
    assert_eq!(serious(&report), Vec::<&Violation>::new(), "{report}");
}

/// Invoices, orders and tickets are numbered from 1 each, and have their number in one place. So has a kind with two events, which show
/// no place of their own: its number 7 is no reference to the order 7 of another tenant.
#[test]
fn a_kind_of_few_events_has_its_id_where_the_others_have_theirs() {
    let lines: Vec<String> = (0..2_402_u64)
        .map(|n| {
            let (block, verb) = (n / 150, ["Made", "Named", "Paid", "Sent", "Filed"][(n % 150 / 30) as usize]);
            let (noun, number) = match n {
                1_205 | 1_711 => ("Waiver", n % 5 + 60),
                _ => (["Invoice", "Order", "Ticket"][(block % 3) as usize], block / 3 * 30 + n % 30),
            };
            let tenant = id("tenant", if noun == "Waiver" { 77 + n % 3 } else { number % 9 });
            format!(r#"{{"type":"{noun}{verb}","tenant_id":"{tenant}","number":{number},"data":{{"n":{n}}}}}"#)
        })
        .collect();
    let report = analysed(&lines);
    assert_eq!(serious(&report), Vec::<&Violation>::new(), "{report}");
}

/// An event's data repeat its own number, which other kinds of record have too: in the header it is known whose it is, and so it is in
/// the data. It is no other record with the same number in another tenant.
#[test]
fn an_own_number_that_is_repeated_is_no_other_record() {
    let lines: Vec<String> = (0..2_400_u64)
        .map(|n| {
            let (block, verb) = (n / 160, ["Made", "Named", "Paid", "Sent"][(n % 160 / 40) as usize]);
            let (noun, number, tenant) = match (block, block * 40 + n % 40) {
                (7, _) => ("Label", 100 + n % 40, (n % 40) % 7),
                (_, number) => ("Order", number, number % 9),
            };
            let tenant = id("tenant", tenant);
            format!(
                r#"{{"type":"{noun}{verb}","tenant_id":"{tenant}","number":{number},"data":{{"id":{number},"n":{n}}}}}"#
            )
        })
        .collect();
    let report = analysed(&lines);
    assert_eq!(serious(&report), Vec::<&Violation>::new(), "{report}");
}

/// Where all events are of one type, whose they are must not be taken for what they are: then no boundary is left, and tenants become the names of
/// types in reports and drafts.
#[test]
fn whose_events_of_one_type_are_is_not_what_they_are() {
    for (name, tenants) in [("kind", 3), ("name", 12), ("kind", 40), ("t", 40)] {
        let lines = (0..600_u64).map(|n| {
            let patient = n.wrapping_mul(0x9e37_79b9_7f4a_7c15) % (tenants * 8);
            let clinic = match n {
                300 | 450 => "null".to_owned(),
                _ => format!(r#""CLN-{:X}""#, 4_096 + patient % tenants * 37),
            };
            let id = id("visit", n);
            format!(
                r#"{{"id":"{id}","{name}":"visitBooked","meta":{{"clinicCode":{clinic}}},"patient":{patient},"slot":{}}}"#,
                n % 40
            )
        });
        let report = analysed(lines);
        let types = || report.patterns.iter().filter(|one| one.kind == "type").map(|one| one.path.as_str());
        assert!(!types().any(|path| path == "/meta/clinicCode"), "{name}, {tenants}: {report}");
        assert_eq!(report.types, 1, "{name}, {tenants}: {report}");
        let found = serious(&report);
        assert_eq!(found.len(), 1, "{name}, {tenants}: {report}");
        assert_eq!((found[0].path.as_str(), &found[0].lines[..]), ("/meta/clinicCode", &[301, 451][..]));
        if tenants == 40 {
            assert_eq!(boundaries(&report), ["/meta/clinicCode"]);
        }
    }
}
