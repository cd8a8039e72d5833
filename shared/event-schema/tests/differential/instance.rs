//! Events that a schema accepts, at random.

use std::{collections::BTreeMap, sync::Mutex};

use fastrand::Rng;
use kernel::uuid::Builder;
use kernel::{TenantId, TypedId as _};
use proptest::{
    strategy::{Strategy as _, ValueTree as _},
    string::string_regex,
    test_runner::TestRunner,
};
use serde_json::{Map, Value, json};

/// A schema of one event type, and what is needed to make events of it.
pub struct Generator {
    pub schema: Value,
    samples: BTreeMap<String, Vec<String>>,
}

const TEXTS: [&str; 6] = ["Acme", "Zoë ☕ Ünïcode", "\u{1F600}", "a\"b\\c/d\n\t", "\u{0}\u{7f}", "0"];
static SAMPLES: Mutex<BTreeMap<String, Vec<String>>> = Mutex::new(BTreeMap::new());

impl Generator {
    pub fn new(schema: Value) -> Self {
        let mut patterns = Vec::new();
        collect_patterns(&schema, &mut patterns);
        // The types share most patterns, and making texts of one takes its time.
        let mut known = SAMPLES.lock().expect("no test panicked");
        let samples = patterns.into_iter().map(|pattern| {
            let texts = known.entry(pattern.clone()).or_insert_with(|| texts_of(&pattern));
            (pattern, texts.clone())
        });
        let samples = samples.collect();
        Self { schema, samples }
    }

    /// An event that is valid and whose ids agree.
    pub fn event(&self, rng: &mut Rng) -> Value {
        let mut event = self.value(&self.schema, rng);
        let id = event["aggregate_id"].clone();
        let own = format!("{}_id", event["aggregate_type"].as_str().expect("a type"));
        if let Some(repeated) = event.get_mut("data").and_then(|data| data.get_mut(own)) {
            *repeated = id;
        }
        event
    }

    fn value(&self, schema: &Value, rng: &mut Rng) -> Value {
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let target = self.schema.pointer(reference.trim_start_matches('#')).expect("a definition");
            return self.value(target, rng);
        }
        if let Some(value) = schema.get("const") {
            return value.clone();
        }
        for alternatives in ["enum", "anyOf", "oneOf"] {
            if let Some(all) = schema.get(alternatives).and_then(Value::as_array) {
                let one = rng.choice(all).expect("an alternative");
                return if alternatives == "enum" { one.clone() } else { self.value(one, rng) };
            }
        }
        let kinds = match &schema["type"] {
            Value::Array(kinds) => kinds.clone(),
            kind => vec![kind.clone()],
        };
        let limit = |keyword: &str, missing: i64| schema.get(keyword).and_then(Value::as_i64).unwrap_or(missing);
        match rng.choice(&kinds).and_then(Value::as_str).expect("a type") {
            "null" => Value::Null,
            "boolean" => json!(rng.bool()),
            "integer" => {
                let (min, max) = (limit("minimum", -9), limit("maximum", 1 << 40));
                let some = rng.i64(min..=max);
                json!(*rng.choice(&[min, max, some, min + 1, (min + 9).min(max)]).expect("a number"))
            }
            "number" => json!(rng.f64() * 1e6),
            "string" => json!(self.text(schema, rng)),
            "array" => {
                let max = limit("maxItems", 4).min(4);
                let count = rng.i64(limit("minItems", 0)..=max.max(limit("minItems", 0)));
                (0..count).map(|_| self.value(&schema["items"], rng)).collect()
            }
            "object" => {
                let required = schema["required"].as_array().cloned().unwrap_or_default();
                let mut fields = Map::new();
                for (name, schema) in schema["properties"].as_object().expect("properties") {
                    if required.contains(&json!(name)) || rng.u8(..4) > 0 {
                        fields.insert(name.clone(), self.value(schema, rng));
                    }
                }
                Value::Object(fields)
            }
            kind => panic!("no values of type `{kind}`"),
        }
    }

    fn text(&self, schema: &Value, rng: &mut Rng) -> String {
        let length = |keyword: &str, missing: u64| {
            usize::try_from(schema.get(keyword).and_then(Value::as_u64).unwrap_or(missing)).expect("a length")
        };
        let (min, max) = (length("minLength", 0), length("maxLength", 60));
        let pattern = schema.get("pattern").and_then(Value::as_str);
        let format = schema.get("format").and_then(Value::as_str);
        match (format, pattern) {
            (Some("date-time"), _) => {
                let (date, seconds) = (date(rng), rng.u32(..86_400));
                let millis = rng.u32(..1_000);
                format!("{date}T{:02}:{:02}:{:02}.{millis:03}Z", seconds / 3_600, seconds / 60 % 60, seconds % 60)
            }
            (Some("date"), _) => date(rng),
            (Some("uuid"), _) => uuid_v7(rng).to_string(),
            (Some("uri"), _) => format!("https://{}.example/a?b={}#c", rng.alphanumeric(), rng.u8(..)),
            (_, Some(pattern)) => {
                let prefix =
                    pattern.strip_prefix('^').and_then(|rest| rest.split_once("_[0-7]")).map(|(prefix, _)| prefix);
                match prefix.filter(|prefix| prefix.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')) {
                    Some(prefix) => id(prefix, rng),
                    None => {
                        let fits = |text: &&String| (min..=max).contains(&text.chars().count());
                        let fitting: Vec<_> = self.samples[pattern].iter().filter(fits).collect();
                        if fitting.is_empty() { "a.b".to_owned() } else { fitting[rng.usize(..fitting.len())].clone() }
                    }
                }
            }
            _ => {
                let some = rng.usize(min..=max);
                let length = *rng.choice(&[min, max, some, (min + 9).min(max)]).expect("a length");
                rng.choice(TEXTS).expect("a text").chars().cycle().take(length).collect()
            }
        }
    }
}

fn texts_of(pattern: &str) -> Vec<String> {
    let strategy = string_regex(pattern.trim_start_matches('^').trim_end_matches('$')).expect("a pattern");
    let mut runner = TestRunner::deterministic();
    (0..40).map(|_| strategy.new_tree(&mut runner).expect("a text").current()).collect()
}

fn date(rng: &mut Rng) -> String {
    let month = rng.u8(1..=12);
    let last = if month == 2 { 28 } else { 30 };
    format!("{:04}-{month:02}-{:02}", rng.u16(1..=9_999), rng.u8(1..=last))
}

fn uuid_v7(rng: &mut Rng) -> kernel::uuid::Uuid {
    let mut random = [0; 10];
    rng.fill(&mut random);
    Builder::from_unix_timestamp_millis(rng.u64(..1 << 47), &random).into_uuid()
}

pub fn id(prefix: &str, rng: &mut Rng) -> String {
    TenantId::from_uuid(uuid_v7(rng)).to_string().replacen("tenant", prefix, 1)
}

fn collect_patterns(schema: &Value, patterns: &mut Vec<String>) {
    match schema {
        Value::Object(fields) => {
            patterns.extend(fields.get("pattern").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|inner| collect_patterns(inner, patterns));
        }
        Value::Array(items) => items.iter().for_each(|inner| collect_patterns(inner, patterns)),
        _ => {}
    }
}
