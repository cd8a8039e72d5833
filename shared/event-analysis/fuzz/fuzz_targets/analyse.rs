//! Whatever somebody calls a corpus, the analyser answers: each line is an event or named, and a saved state goes on where it stopped.
//!
//! `cargo +nightly fuzz run analyse -- -max_total_time=600` in `shared/event-analysis`.
#![no_main]
#![allow(clippy::expect_used, reason = "a fuzz target that ends when an answer is wrong")]

use event_analysis::Analyser;
use libfuzzer_sys::fuzz_target;

/// Events around the fuzzed ones, so that there is something to deviate from.
const USUAL: &str = r#"{"type":"OrderCreated","tenant_id":"tenant_a1","capsule_id":"capsule_b1","id":"order_c1","pk":"T#tenant_a1#order_c1"}"#;

fuzz_target!(|data: &[u8]| {
    let mut analyser = Analyser::new();
    for _ in 0..12 {
        analyser.line(USUAL.as_bytes());
    }
    let mut texts = 12;
    for line in data.split(|byte| *byte == b'\n') {
        texts += u64::from(!line.iter().all(u8::is_ascii_whitespace));
        analyser.line(line);
    }
    let report = analyser.report();
    assert_eq!(report.events + report.unreadable_count, texts);
    for violation in &report.violations {
        assert!(violation.count >= violation.lines.len() as u64 && violation.support.agree <= violation.support.of);
        assert!(violation.lines.iter().all(|line| (1..=analyser.lines()).contains(line)));
    }
    assert!(!report.to_string().is_empty());

    let resumed = Analyser::resume(&analyser.save().expect("a state")).expect("an analyser");
    assert_eq!(resumed.report(), analyser.report());
    let mut merged = analyser.clone();
    merged.settle();
    let mut part = merged.part();
    data.split(|byte| *byte == b'\n').for_each(|line| part.line(line));
    merged.merge(part).expect("a part of the same");
    assert!(merged.report().events >= report.events);
    // And bytes that are no state.
    assert!(Analyser::resume(data).is_err() || data.starts_with(b"eva-analysis"));
});
