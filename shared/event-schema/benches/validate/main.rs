//! What it costs to check one event, beside what it costs to do less and to do it in the usual way. `docs/benchmarks.md` says how to read the table.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a bench that ends when it cannot measure, and prints what it is run for"
)]

#[path = "../../tests/differential/instance.rs"]
mod instance;
#[path = "../../../../scripts/bench-peers/run.rs"]
mod peers;
mod summary;

use std::{collections::BTreeMap, hint::black_box, path::Path, sync::LazyLock};

use divan::{
    Bencher,
    counter::{BytesCount, ItemsCount},
};
use event_schema::{BusContext, Registry};
use instance::Generator;
use jsonschema::Validator;
use serde::de::IgnoredAny;
use serde_json::Value;

/// Enough for a median that holds on a machine which others use too.
const SAMPLES: u32 = 2_000;

/// Short and long ones, with and without alternatives of objects.
const TYPES: [&str; 8] = [
    "AccountCreated",
    "ContactCreated",
    "OpportunityCreated",
    "ProductCreated",
    "AccountRenamed",
    "OpportunityLineAdded",
    "FinancialSettingsCreated",
    "SalesSettingsCreated",
];

static REGISTRY: LazyLock<Registry> = LazyLock::new(|| Registry::embedded().expect("the committed schemas"));
static SUBJECTS: LazyLock<BTreeMap<String, Subject>> = LazyLock::new(|| Subject::all().collect());

/// A type, an event of it, and the usual validator.
struct Subject {
    name: String,
    text: String,
    fields: usize,
    validator: Validator,
}

impl Subject {
    fn all() -> impl Iterator<Item = (String, Self)> {
        REGISTRY.event_types().map(|name| (name.to_owned(), Self::of(name)))
    }

    /// An event with all fields that the type may have, or nearly.
    fn of(name: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../events/schemas/{name}/1.json"));
        let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).expect("a file")).expect("a schema");
        let options = jsonschema::draft202012::options().should_validate_formats(true);
        let validator = options.build(&schema).expect("a schema");
        let data = schema.pointer("/properties/data/$ref").and_then(Value::as_str).expect("a reference");
        let data = schema.pointer(data.trim_start_matches('#')).expect("the data");
        let count =
            |schema: &Value| schema.get("properties").and_then(Value::as_object).map_or(0, serde_json::Map::len);
        let fields = count(&schema) + count(data);
        let generator = Generator::new(schema);
        // A short one of many: texts of 255 characters are allowed and rare.
        let mut texts: Vec<_> =
            (0..99).map(|seed| generator.event(&mut fastrand::Rng::with_seed(seed)).to_string()).collect();
        texts.sort_by_key(String::len);
        let text = texts.swap_remove(5);
        let subject = Self { name: name.to_owned(), text, fields, validator };
        assert!(subject.usual() && subject.ours(), "the event of {name} is valid: {}", subject.text);
        subject
    }

    fn context(&self) -> BusContext<'_> {
        BusContext { source: "eva.crm", detail_type: &self.name }
    }

    /// The least that a check can do: find the end of the text.
    fn scan(&self) -> bool {
        serde_json::from_str::<IgnoredAny>(black_box(&self.text)).is_ok()
    }

    fn parse(&self) -> Value {
        serde_json::from_str(black_box(&self.text)).expect("JSON")
    }

    /// The schema alone, as it is usually checked: neither a name twice nor what must agree.
    fn usual(&self) -> bool {
        self.validator.is_valid(&self.parse())
    }

    /// The whole check.
    fn ours(&self) -> bool {
        REGISTRY.validate(black_box(&self.text), self.context()).is_ok()
    }
}

fn main() {
    summary::print(&SUBJECTS);
    assert!(peers::run("schemas"), "the bench of the other crates ended early");
    divan::Divan::default().sample_count(SAMPLES).config_with_args().main();
}

fn measure<T>(bencher: Bencher<'_, '_>, name: &str, run: impl Fn(&Subject) -> T + Sync) {
    let subject = &SUBJECTS[name];
    bencher.counter(ItemsCount::new(1_u32)).counter(BytesCount::of_str(&subject.text)).bench(|| run(subject));
}

#[divan::bench(args = TYPES)]
fn a_scan(bencher: Bencher<'_, '_>, name: &str) {
    measure(bencher, name, Subject::scan);
}

#[divan::bench(args = TYPES)]
fn b_serde_json_value(bencher: Bencher<'_, '_>, name: &str) {
    measure(bencher, name, Subject::parse);
}

#[divan::bench(args = TYPES)]
fn c_value_and_jsonschema(bencher: Bencher<'_, '_>, name: &str) {
    measure(bencher, name, Subject::usual);
}

#[divan::bench(args = TYPES)]
fn d_registry_validate(bencher: Bencher<'_, '_>, name: &str) {
    measure(bencher, name, Subject::ours);
}

#[divan::bench(args = TYPES)]
fn e_registry_explain(bencher: Bencher<'_, '_>, name: &str) {
    measure(bencher, name, |subject| REGISTRY.explain(black_box(&subject.text), subject.context()).is_ok());
}
