//! The check of an event beside what other crates take for the schema alone, on the same bytes, in turns. `cargo bench -p event-schema` runs it.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use event_schema::{BusContext, Registry};
use serde::de::IgnoredAny;
use serde_json::Value;

const ROUNDS: usize = 41;
const RUNS: u32 = 200;

/// A validator that the compiler made of a schema.
macro_rules! compiled {
    ($($name:ident $path:literal),+ $(,)?) => {
        $(
            #[jsonschema::validator(path = $path, draft = jsonschema::Draft::Draft202012, validate_formats = true)]
            struct $name;
        )+
        const COMPILED: &[(&str, fn(&Value) -> bool)] = &[$((stringify!($name), $name::is_valid)),+];
    };
}

compiled! {
    AccountCreated "../../../events/schemas/AccountCreated/1.json",
    AccountRenamed "../../../events/schemas/AccountRenamed/1.json",
    ContactCreated "../../../events/schemas/ContactCreated/1.json",
    OpportunityCreated "../../../events/schemas/OpportunityCreated/1.json",
    OpportunityLineAdded "../../../events/schemas/OpportunityLineAdded/1.json",
}

/// An event of the registry, and its schema in every form.
struct Subject {
    text: String,
    name: &'static str,
    compiled: fn(&Value) -> bool,
    dynamic: jsonschema::Validator,
    boon: (boon::Schemas, boon::SchemaIndex),
}

impl Subject {
    fn of(name: &'static str, compiled: fn(&Value) -> bool) -> Self {
        let read = |folder: &str| {
            let path = format!("{}/../../../events/{folder}/{name}/1.json", env!("CARGO_MANIFEST_DIR"));
            let text = std::fs::read_to_string(path).expect("a file");
            serde_json::from_str::<Value>(&text).expect("JSON")
        };
        let schema = read("schemas");
        let dynamic =
            jsonschema::draft202012::options().should_validate_formats(true).build(&schema).expect("a schema");
        let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
        compiler.set_default_draft(boon::Draft::V2020_12);
        compiler.enable_format_assertions();
        compiler.add_resource("file:///schema.json", schema).expect("a resource");
        let index = compiler.compile("file:///schema.json", &mut schemas).expect("a schema");
        Self { text: read("samples").to_string(), name, compiled, dynamic, boon: (schemas, index) }
    }

    fn parse(&self) -> Value {
        serde_json::from_str(black_box(&self.text)).expect("JSON")
    }
}

fn main() {
    let registry = Registry::embedded().expect("the committed schemas");
    println!("one event of each type, of events/samples; microseconds, medians of {ROUNDS} rounds in turns");
    println!(
        "{:<22}{:>7}{:>8}{:>8}{:>12}{:>12}{:>8}{:>8}",
        "type", "bytes", "scan", "Value", "jsonschema", "its macro", "boon", "ours"
    );
    for &(name, compiled) in COMPILED {
        let subject = Subject::of(name, compiled);
        let context = BusContext { source: "eva.crm", detail_type: subject.name };
        let contenders: [&dyn Fn() -> bool; 6] = [
            &|| serde_json::from_str::<IgnoredAny>(black_box(&subject.text)).is_ok(),
            &|| black_box(subject.parse()).is_object(),
            &|| subject.dynamic.is_valid(&subject.parse()),
            &|| (subject.compiled)(&subject.parse()),
            &|| subject.boon.0.validate(&subject.parse(), subject.boon.1).is_ok(),
            &|| registry.validate(black_box(&subject.text), context).is_ok(),
        ];
        assert!(contenders.iter().all(|check| check()), "all take the event of {name}");
        let [scan, value, dynamic, compiled, boon, ours] = medians(&contenders);
        println!(
            "{name:<22}{:>7}{scan:>8.2}{value:>8.2}{dynamic:>12.2}{compiled:>12.2}{boon:>8.2}{ours:>8.2}",
            subject.text.len()
        );
    }
}

fn medians<const N: usize>(contenders: &[&dyn Fn() -> bool; N]) -> [f64; N] {
    let mut times = [const { Vec::new() }; N];
    for _ in 0..ROUNDS {
        for (times, run) in times.iter_mut().zip(contenders) {
            let start = Instant::now();
            for _ in 0..RUNS {
                black_box(run());
            }
            times.push(start.elapsed() / RUNS);
        }
    }
    times.map(|mut times: Vec<Duration>| {
        times.sort();
        times[ROUNDS / 2].as_secs_f64() * 1e6
    })
}
