//! A corpus in parts: saved and resumed, or read side by side and merged.

use event_analysis::{Analyser, MergeError, Report};
use event_corpus::{Corpus, Plan};

fn corpus() -> Corpus {
    Corpus::generate(&Plan { events: 12_000, rate: 0.02, ..Plan::draw(7) })
}

/// The violations, without their rank.
fn found(report: &Report) -> Vec<(String, String, String, Vec<u64>)> {
    let mut found: Vec<_> = report
        .violations
        .iter()
        .map(|one| (one.kind.as_str().to_owned(), one.event_type.clone(), one.path.clone(), one.lines.clone()))
        .collect();
    found.sort();
    found
}

/// Somebody analyses a day, and goes on the next day: the answer must be that of both days.
#[test]
fn a_saved_state_goes_on_where_it_stopped() {
    let corpus = corpus();
    let mut first = Analyser::new();
    let (before, after) = corpus.lines.split_at(5_000);
    before.iter().for_each(|line| first.line(line.as_bytes()));
    let mut whole = first.clone();
    whole.settle();
    after.iter().for_each(|line| whole.line(line.as_bytes()));
    let bytes = first.save().expect("a state");
    let mut second = Analyser::resume(&bytes).expect("an analyser");
    assert_eq!(second.lines(), 5_000);
    after.iter().for_each(|line| second.line(line.as_bytes()));
    assert_eq!(second.report(), whole.report());
}

/// What people typed must not lie in a file beside the corpus.
#[test]
fn a_state_holds_no_values() {
    let secret = "Ada.Lovelace@secret.example";
    let mut analyser = Analyser::new();
    for n in 0..300 {
        let line = format!(
            r#"{{"type":"ContactCreated","tenant_id":"tenant_{:03}","email":"{secret}","note":"call Lovelace","by":{{"{secret}":1}}}}"#,
            n % 7
        );
        analyser.line(line.as_bytes());
    }
    let bytes = analyser.save().expect("a state");
    let text = String::from_utf8_lossy(&bytes);
    assert!(text.contains("ContactCreated"), "the name of a type is kept");
    assert!(!text.contains("Lovelace") && !text.contains("secret"), "a value is not");
}

/// Two threads must find what one finds: the same lines, under the same numbers.
#[test]
fn parts_that_are_merged_give_what_the_whole_gives() {
    let corpus = corpus();
    let mut whole = Analyser::new();
    let (head, rest) = corpus.lines.split_at(6_000);
    head.iter().for_each(|line| whole.line(line.as_bytes()));
    whole.settle();
    let begun = whole.part();
    let mut merged = whole.clone();
    rest.iter().for_each(|line| whole.line(line.as_bytes()));
    whole.settle();

    let (left, right) = rest.split_at(2_500);
    for lines in [left, right] {
        let mut part = begun.clone();
        lines.iter().for_each(|line| part.line(line.as_bytes()));
        merged.merge(part).expect("parts of one corpus");
    }
    assert_eq!(merged.lines(), whole.lines());
    let (ours, theirs) = (merged.report(), whole.report());
    assert_eq!((ours.events, ours.types), (theirs.events, theirs.types));
    // What lies between two parts is known by its summary only: a few lines may differ, no more.
    let (ours, theirs) = (found(&ours), found(&theirs));
    let lines = |found: &[(String, String, String, Vec<u64>)]| -> std::collections::BTreeSet<u64> {
        found.iter().flat_map(|one| one.3.iter().copied()).collect()
    };
    let (ours, theirs) = (lines(&ours), lines(&theirs));
    let differing = ours.symmetric_difference(&theirs).count();
    assert!(differing * 25 <= theirs.len(), "{differing} of {} lines differ", theirs.len());
}

/// A record of a tenant that is made in the first block and named by another tenant in the third is a leak that each block alone
/// takes for a matter of course. So is the last event of a stream that names the wrong tenant.
#[test]
fn a_reference_across_is_found_when_the_record_was_made_in_an_earlier_part() {
    let id = |kind: &str, number: u64| format!("{kind}_{:016x}", (number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let event = |kind: &str, tenant: u64, own: u64, account: Option<u64>| {
        let account = account.map_or(String::new(), |account| format!(r#""account_id":"{}""#, id("account", account)));
        let noun = if kind.starts_with("Order") { "order" } else { "account" };
        format!(
            r#"{{"type":"{kind}","tenant_id":"{}","stream":"{}","data":{{{account}}}}}"#,
            id("tenant", tenant % 7),
            id(noun, own)
        )
    };
    let accounts = (0..3_000)
        .flat_map(|n| ["Created", "Renamed", "Closed"].map(|verb| event(&format!("Account{verb}"), n, n, None)));
    let orders = |range: std::ops::Range<u64>| -> Vec<String> {
        let order = |n| [event("OrderCreated", n, n, Some(n)), event("OrderSent", n, n, None)];
        range.flat_map(order).collect()
    };
    let head: Vec<String> = accounts.chain(orders(0..1_000)).collect();
    let mut second = orders(1_000..2_000);
    let mut third = orders(2_000..2_500);
    // Of the accounts of tenants 4 and 5, which nobody else names there; and an account of the first part.
    third[400] = event("OrderCreated", 2_200, 2_200, Some(2_703));
    third.push(event("AccountRenamed", 0, 2_901, None));
    // And of a record of the second part.
    second.push(event("AccountCreated", 3, 5_000, None));
    second.push(event("AccountRenamed", 3, 5_000, None));
    third[600] = event("OrderCreated", 2_300, 2_300, Some(5_000));

    let mut whole = Analyser::new();
    head.iter().for_each(|line| whole.line(line.as_bytes()));
    whole.settle();
    let begun = whole.part();
    let [second, third] = [&second, &third].map(|lines| {
        let mut part = begun.clone();
        lines.iter().for_each(|line| part.line(line.as_bytes()));
        part
    });
    let first_line = whole.lines() + second.lines() + 1;
    let planted = [
        ("reference", "OrderCreated", "/data/account_id", vec![first_line + 400, first_line + 600]),
        ("value", "AccountRenamed", "/tenant_id", vec![first_line + 1_000]),
    ];
    let planted = planted.map(|(kind, of, path, lines)| (kind.to_owned(), of.to_owned(), path.to_owned(), lines));
    assert_eq!(found(&third.report()), [], "nothing that this part says alone");

    // One after the other, or first those beside each other.
    let mut one_by_one = whole.clone();
    for part in [&second, &third] {
        one_by_one.merge(part.clone()).expect("parts of one corpus");
    }
    assert_eq!(found(&one_by_one.report()), planted);
    let mut both = Analyser::resume(&second.clone().save().expect("a state")).expect("a part");
    both.merge(third).expect("parts of one corpus");
    whole.merge(both).expect("parts of one corpus");
    assert_eq!(found(&whole.report()), planted);
}

/// Two states that take different fields for the tenant cannot be added up.
#[test]
fn states_of_different_corpora_are_not_merged() {
    let mut one = Analyser::new();
    let mut other = Analyser::new();
    Corpus::generate(&Plan { events: 500, ..Plan::draw(1) }).lines.iter().for_each(|line| one.line(line.as_bytes()));
    Corpus::generate(&Plan { events: 500, ..Plan::draw(2) }).lines.iter().for_each(|line| other.line(line.as_bytes()));
    assert_eq!(one.merge(other), Err(MergeError));
}

/// Bytes that are no state are refused, and so is a state that was cut off.
#[test]
fn a_damaged_state_is_refused() {
    let mut analyser = Analyser::new();
    analyser.line(br#"{"type":"A"}"#);
    let bytes = analyser.save().expect("a state");
    assert!(Analyser::resume(b"").is_err());
    assert!(Analyser::resume(b"{}").is_err());
    for length in [1, 12, 20, bytes.len() - 1] {
        assert!(Analyser::resume(&bytes[..length.min(bytes.len() - 1)]).is_err(), "{length}");
    }
}
