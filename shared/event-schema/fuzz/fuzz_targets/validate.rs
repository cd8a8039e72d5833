//! Whatever stands on the bus, the check answers, and its two ways answer the same.
//!
//! `cargo +nightly fuzz run validate -- -max_total_time=600` in `shared/event-schema`.
#![no_main]
#![allow(clippy::expect_used, reason = "a fuzz target that ends when it cannot begin")]

#[path = "../../tests/differential/instance.rs"]
mod instance;

use std::sync::LazyLock;

use event_schema::{BusContext, Registry};
use fastrand::Rng;
use instance::Generator;
use libfuzzer_sys::fuzz_target;

static REGISTRY: LazyLock<Registry> = LazyLock::new(|| Registry::embedded().expect("the committed schemas"));
static TYPES: LazyLock<Vec<(String, Generator)>> = LazyLock::new(|| {
    let generator = |name: &str| {
        let path = format!("{}/../../../events/schemas/{name}/1.json", env!("CARGO_MANIFEST_DIR"));
        let schema = std::fs::read_to_string(path).expect("a file");
        (name.to_owned(), Generator::new(serde_json::from_str(&schema).expect("a schema")))
    };
    REGISTRY.event_types().map(generator).collect()
});

fn check(text: &str, context: BusContext<'_>) {
    assert_eq!(REGISTRY.validate(text, context), REGISTRY.explain(text, context));
}

fuzz_target!(|data: &[u8]| {
    let Some((kind, rest)) = data.split_first() else { return };
    let Some((name, generator)) = TYPES.get(usize::from(*kind) % TYPES.len()) else { return };
    let known = BusContext { source: "eva.crm", detail_type: name };

    // The bytes as an event, and as all that the bus says.
    if let Ok(text) = std::str::from_utf8(rest) {
        check(text, known);
        let mut lines = text.splitn(3, '\n');
        let (source, detail_type) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
        check(lines.next().unwrap_or_default(), BusContext { source, detail_type });
    }

    // The bytes as what happens to a valid event: eight choose it, and then each four change it somewhere.
    let Some((seed, edits)) = rest.split_first_chunk::<8>() else { return };
    let mut text = generator.event(&mut Rng::with_seed(u64::from_le_bytes(*seed))).to_string().into_bytes();
    check(std::str::from_utf8(&text).expect("JSON"), known);
    for edit in edits.chunks_exact(4) {
        let [high, low, how, byte] = *edit else { continue };
        let at = usize::from(u16::from_be_bytes([high, low])) % text.len();
        match how % 3 {
            0 => drop(text.splice(at..=at, [byte])),
            1 => drop(text.splice(at..at, [byte])),
            _ => drop(text.drain(at..(at + usize::from(byte % 40)).min(text.len() - 1))),
        }
    }
    if let Ok(text) = std::str::from_utf8(&text) {
        check(text, known);
    }
});
