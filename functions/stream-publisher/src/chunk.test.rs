use kernel::EncodedEvent;

use super::{Chunk, Entry, MAX_BYTES, MAX_ENTRIES};
use crate::{quarantine::Reason, tests::event};

fn entry(bytes: usize) -> Entry {
    let entry = Entry::new(&event(1, ""), crate::quarantine::Position::default()).expect("an entry");
    let padding = bytes - entry.size();
    Entry { detail: entry.detail + &" ".repeat(padding), ..entry }
}

/// What consumers route and deduplicate by must be that of the event, and its data exactly what was recorded.
#[test]
fn an_entry_is_the_event_in_its_wire_form() {
    let event = event(7, "1.10");
    let entry = Entry::new(&event, crate::quarantine::Position::default()).expect("an entry");
    assert_eq!((entry.source, entry.detail_type.as_str(), entry.time), ("eva.crm", "LedgerOpened", event.occurred_at));
    assert_eq!(entry.trace_header, "Root=1-5759e988-bd862e3fe1be46a994272793");
    let wire: EncodedEvent = serde_json::from_str(&entry.detail).expect("the wire form");
    assert_eq!(wire.data.get(), event.data.get());
    assert_eq!((wire.event_id, wire.sequence), (event.event_id, 7));
}

/// An eleventh entry makes AWS refuse the whole call.
#[test]
fn a_chunk_has_at_most_ten_entries() {
    let mut chunk = Chunk::default();
    for _ in 0..MAX_ENTRIES {
        chunk.push(entry(1_000)).expect("room");
    }
    assert!(chunk.push(entry(1_000)).is_err());
    assert_eq!(chunk.into_entries().len(), MAX_ENTRIES);
}

/// A byte too many makes AWS refuse the whole call.
#[test]
fn a_chunk_has_at_most_256_kib_in_all() {
    let mut chunk = Chunk::default();
    chunk.push(entry(MAX_BYTES / 2)).expect("room");
    chunk.push(entry(MAX_BYTES / 2)).expect("exactly full");
    let over = chunk.push(entry(1_000)).expect_err("no room");
    Chunk::default().push(over).expect("an empty chunk takes every entry");
}

/// An entry that never fits must not be sent for ever.
#[test]
fn an_event_larger_than_a_call_is_for_the_quarantine() {
    let huge = event(1, &"x".repeat(MAX_BYTES));
    let notice = Entry::new(&huge, crate::quarantine::Position::default()).expect_err("too large");
    assert_eq!(notice.reason, Reason::EventTooLarge);
}
