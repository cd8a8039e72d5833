//! One opinion about every event: the tables, the dynamic validator and the check that explains must agree. `EVA_DIFFERENTIAL_EVENTS` sets how many
//! events of each kind are made (in all, over all types); `EVA_DIFFERENTIAL_SEED` repeats a run.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that ends when it cannot go on, and says how many events it saw"
)]

mod instance;
mod mutation;

use std::{collections::BTreeSet, fmt, fs, num::NonZero, path::Path, thread};

use event_schema::{BusContext, Registry};
use fastrand::Rng;
use instance::Generator;
use jsonschema::Validator;
use schema_program::{Compiler, Program};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

const EVENTS: usize = 30_000;
const SEED: u64 = 20_261_121;

struct EventType {
    name: String,
    start: u32,
    generator: Generator,
    validator: Validator,
}

/// All committed types.
fn event_types() -> (Vec<EventType>, Program) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../events/schemas");
    let mut compiler = Compiler::new();
    let mut types = Vec::new();
    let mut folders: Vec<_> =
        fs::read_dir(root).expect("the schemas").map(|folder| folder.expect("a folder").path()).collect();
    folders.sort();
    for folder in folders {
        for file in fs::read_dir(&folder).expect("a folder") {
            let text = fs::read_to_string(file.expect("a file").path()).expect("a text");
            let schema: Value = serde_json::from_str(&text).expect("JSON");
            let options = jsonschema::draft202012::options().should_validate_formats(true);
            types.push(EventType {
                name: schema["title"].as_str().expect("a title").to_owned(),
                start: compiler.add(&schema, &[]).expect("a schema that can be compiled"),
                validator: options.build(&schema).expect("a schema"),
                generator: Generator::new(schema),
            });
        }
    }
    (types, compiler.finish())
}

/// What came out of a run.
#[derive(Debug, Default)]
struct Tally {
    accepted: usize,
    refused: usize,
    not_json: usize,
    twice: usize,
    valid: usize,
    rejected: usize,
}

impl Tally {
    fn and(self, other: Self) -> Self {
        Self {
            accepted: self.accepted + other.accepted,
            refused: self.refused + other.refused,
            not_json: self.not_json + other.not_json,
            twice: self.twice + other.twice,
            valid: self.valid + other.valid,
            rejected: self.rejected + other.rejected,
        }
    }
}

/// An event that one path accepts and the other refuses is either a violation that nobody hears of or an alarm about nothing; and an accepted event
/// that is read in two ways is booked to the wrong tenant.
#[test]
fn the_tables_and_the_validator_agree_on_every_event() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let events = number("EVA_DIFFERENTIAL_EVENTS").map_or(EVENTS, |events| usize::try_from(events).expect("a number"));
    let seed = number("EVA_DIFFERENTIAL_SEED").unwrap_or(SEED);
    let (types, program) = event_types();
    let registry = Registry::embedded().expect("the committed schemas");
    // Each core takes every so many-th event: the seed of one says which it was.
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let tally = thread::scope(|scope| {
        let (types, program, registry) = (&types, &program, &registry);
        let share = |core: usize| {
            move || {
                let mut tally = Tally::default();
                for at in (core..events).step_by(cores) {
                    let seed = seed.wrapping_add(at as u64);
                    let event_type = &types[at % types.len()];
                    let text = event_text(event_type, seed);
                    check_schema(program, event_type, &text, seed, &mut tally);
                    check_event(registry, event_type, &text, seed, &mut tally);
                }
                tally
            }
        };
        let workers: Vec<_> = (0..cores).map(|core| scope.spawn(share(core))).collect();
        workers.into_iter().map(|worker| worker.join().expect("no disagreement")).fold(Tally::default(), Tally::and)
    });
    println!("measured: {events} events from seed {seed}: 0 disagreements, {tally:?}");
    let tenth = events / 10;
    assert!(tally.accepted > tenth && tally.refused > tenth, "a corpus of one kind proves nothing: {tally:?}");
    assert!(tally.valid > tenth && tally.rejected > tenth, "a corpus of one kind proves nothing: {tally:?}");
    assert!(tally.not_json > events / 100 && tally.twice > events / 500, "{tally:?}");
}

/// The event of a seed: a third of them untouched.
fn event_text(event_type: &EventType, seed: u64) -> String {
    let mut rng = Rng::with_seed(seed);
    let mut event = event_type.generator.event(&mut rng);
    let changes = *rng.choice(&[0, 0, 0, 1, 1, 1, 2, 4]).expect("a number");
    for _ in 0..changes {
        mutation::change(&mut event, &mut rng);
    }
    let mut text = String::new();
    let plain = rng.u8(..4) == 0;
    mutation::write(&event, plain, &mut rng, &mut text);
    if rng.u8(..10) == 0 { mutation::break_text(&text, &mut rng) } else { text }
}

fn check_schema(program: &Program, event_type: &EventType, text: &str, seed: u64, tally: &mut Tally) {
    let fast = program.check(event_type.start, text, &mut []);
    let Ok(document) = serde_json::from_str::<Value>(text) else {
        tally.not_json += 1;
        assert!(!fast, "seed {seed}: no JSON, but accepted: {text}");
        return;
    };
    let valid = event_type.validator.is_valid(&document);
    let kept = program.check_document(event_type.start, &document);
    assert_eq!(kept, valid, "seed {seed}: the document of {}: {text}", event_type.name);
    let twice = has_a_name_twice(text);
    assert_eq!(fast, valid && !twice, "seed {seed}: a name twice: {twice}; {}: {text}", event_type.name);
    tally.twice += usize::from(twice);
    *(if fast { &mut tally.accepted } else { &mut tally.refused }) += 1;
}

fn check_event(registry: &Registry, event_type: &EventType, text: &str, seed: u64, tally: &mut Tally) {
    // One in sixteen comes from somewhere else or claims to be something else.
    let context = BusContext {
        source: if seed.is_multiple_of(32) { "eva.access" } else { "eva.crm" },
        detail_type: if seed % 32 == 1 { "AccountCreated" } else { &event_type.name },
    };
    let (answer, explained) = (registry.validate(text, context), registry.explain(text, context));
    assert_eq!(answer, explained, "seed {seed}: {text}");
    *(if answer.is_ok() { &mut tally.valid } else { &mut tally.rejected }) += 1;
}

fn has_a_name_twice(text: &str) -> bool {
    let mut twice = false;
    let mut deserializer = serde_json::Deserializer::from_str(text);
    Names(&mut twice).deserialize(&mut deserializer).expect("JSON");
    twice
}

/// Notes whether an object has a name twice.
struct Names<'a>(&'a mut bool);

impl<'de> DeserializeSeed<'de> for Names<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Names<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(Names(&mut *self.0))?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        let mut seen = BTreeSet::new();
        while let Some(name) = fields.next_key::<String>()? {
            *self.0 |= !seen.insert(name);
            fields.next_value_seed(Names(&mut *self.0))?;
        }
        Ok(())
    }
}
