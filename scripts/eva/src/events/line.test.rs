use expect_test::{Expect, expect};
use serde_json::json;

use super::*;

fn created() -> BusEvent {
    event(
        "eva.crm",
        "AccountCreated",
        json!({
            "event_type": "AccountCreated", "tenant_id": "tenant_01h2xcejqtf2nbrexx3vqjhp41", "aggregate_id": "account_01h2xcejqtf2nbrexx3vqjhp45",
            "sequence": 1, "occurred_at": "2026-11-20T22:00:00.123Z", "correlation_id": "0193-c0", "data": { "name": "A secret customer" },
        }),
    )
}

fn event(source: &str, detail_type: &str, detail: Value) -> BusEvent {
    serde_json::from_value(json!({ "version": "0", "source": source, "detail-type": detail_type, "detail": detail }))
        .unwrap()
}

fn check(event: &BusEvent, style: Style, expected: Expect) {
    expected.assert_eq(&render(event, style).replace('\u{1b}', "<esc>"));
}

/// Guards against a line without what one looks for, and against one that shows what customers wrote.
#[test]
fn an_event_is_one_line_without_its_data() {
    check(
        &created(),
        Style::Plain,
        expect![
            "2026-11-20T22:00:00.123Z  AccountCreated                account_01h2xcejqtf2nbrexx3vqjhp45 #1    tenant_01h2xcejqtf2nbrexx3vqjhp41  0193-c0"
        ],
    );
    check(
        &created(),
        Style::Coloured,
        expect![
            "2026-11-20T22:00:00.123Z  <esc>[32mAccountCreated              <esc>[0m  account_01h2xcejqtf2nbrexx3vqjhp45 #1    <esc>[2mtenant_01h2xcejqtf2nbrexx3vqjhp41  0193-c0<esc>[0m"
        ],
    );
}

/// Guards against a violation that goes by unseen among hundreds of events.
#[test]
fn a_violation_stands_out_and_says_what_was_violated() {
    let violation = event(
        "eva.governance",
        "EventSchemaViolationDetected",
        json!({
            "tenant_id": "tenant_01h2xcejqtf2nbrexx3vqjhp41", "occurred_at": "2026-11-20T22:00:00.123Z",
            "data": { "event_type": "AccountCreated", "issue": "missing", "path": "/capsule_id" },
        }),
    );
    check(
        &violation,
        Style::Coloured,
        expect![
            "<esc>[1;31m2026-11-20T22:00:00.123Z  EventSchemaViolationDetected  AccountCreated missing at /capsule_id  tenant_01h2xcejqtf2nbrexx3vqjhp41<esc>[0m"
        ],
    );
}

/// Guards against an end of the tail because one event is not like the others.
#[test]
fn an_event_without_an_envelope_is_shown_as_far_as_it_goes() {
    check(
        &event("eva.crm", "X", json!([])),
        Style::Plain,
        expect!["-  X                             - #-    no tenant  -"],
    );
}

/// Guards against an event that moves the cursor, changes the colours or the title of the terminal.
#[test]
fn control_characters_do_not_reach_the_terminal() {
    let line = render(&event("eva.crm", "X\u{1b}[2J", json!({ "tenant_id": "a\nb\u{9b}c" })), Style::Plain);
    assert!(!line.chars().any(char::is_control), "{line:?}");
}

/// Guards against escape sequences in files and pipes, and against ignoring the user's wish.
#[test]
fn colours_are_for_terminals_whose_user_wants_them() {
    assert_eq!(Style::detect(true, false), Style::Coloured);
    assert_eq!(Style::detect(true, true), Style::Plain);
    assert_eq!(Style::detect(false, false), Style::Plain);
}
