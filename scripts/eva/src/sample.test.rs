use std::{collections::BTreeSet, path::PathBuf};

use crm::{
    account::AccountEvent,
    contact::ContactEvent,
    opportunity::OpportunityEvent,
    product::ProductEvent,
    settings::{financial::FinancialSettingsEvent, rates::ExchangeRatesEvent, sales::SalesSettingsEvent},
};
use event_schema::{BusContext, Registry, source_of};
use kernel::{DomainEvent, EncodedEvent};

use super::*;
use event_schema::committed;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every schema and the text of its sample.
fn samples() -> Vec<(SchemaFile, String)> {
    let schemas = committed(&root()).unwrap();
    let sample = |schema: SchemaFile| {
        let path = path_of(&schema).unwrap_or_else(|| unreachable!("{}", schema.path));
        let text =
            fs::read_to_string(root().join(&path)).unwrap_or_else(|_| panic!("no `{path}`: run `eva schema generate`"));
        (schema, text)
    };
    schemas.into_iter().map(sample).collect()
}

/// Guards against a version whose events nobody can be shown, and against a schema that changed so that an old event is none.
#[test]
fn every_version_has_a_sample_that_its_schema_takes() {
    let registry = Registry::embedded().unwrap();
    let samples = samples();
    assert!(samples.len() >= 91);
    for (schema, text) in samples {
        let event: Value = serde_json::from_str(&text).unwrap();
        let document: Value = serde_json::from_str(&schema.text).unwrap();
        let detail_type = event["event_type"].as_str().unwrap();
        let own = document["x-eva-source"].as_str();
        let source = own.unwrap_or_else(|| source_of(event["aggregate_type"].as_str().unwrap()));
        let checked = registry.validate(&event.to_string(), BusContext { source, detail_type });
        assert!(checked.is_ok(), "{}: {checked:#?}", schema.path);
        assert_eq!(schema.path, format!("{SCHEMA_FOLDER}/{detail_type}/{}.json", event["schema_version"]));
    }
}

/// Guards against a sample of a type that is gone, as if its events could be forgotten.
#[test]
fn every_sample_has_its_schema() {
    let schemas: BTreeSet<String> = committed(&root()).unwrap().iter().filter_map(path_of).collect();
    for event_type in fs::read_dir(root().join(SAMPLE_FOLDER)).unwrap() {
        let event_type = event_type.unwrap();
        for version in fs::read_dir(event_type.path()).unwrap() {
            let name = |name: std::ffi::OsString| name.to_string_lossy().into_owned();
            let path =
                format!("{SAMPLE_FOLDER}/{}/{}", name(event_type.file_name()), name(version.unwrap().file_name()));
            assert!(schemas.contains(&path), "{path}");
        }
    }
}

/// How the events of an aggregate are read.
fn reads<E: DomainEvent>(event: &EncodedEvent) -> bool {
    E::decode(&event.event_type, event.schema_version, &event.data).is_ok()
}

/// Guards against code that cannot load a stream with an old event in it. Services that keep their own schemas read their own.
#[test]
fn the_code_reads_the_sample_of_every_version() {
    let readers: [fn(&EncodedEvent) -> bool; 7] = [
        reads::<AccountEvent>,
        reads::<ContactEvent>,
        reads::<OpportunityEvent>,
        reads::<ProductEvent>,
        reads::<FinancialSettingsEvent>,
        reads::<ExchangeRatesEvent>,
        reads::<SalesSettingsEvent>,
    ];
    let ours: BTreeSet<&str> = crm::event_schemas().iter().map(|schema| schema.event_type).collect();
    let mut read = BTreeSet::new();
    for (schema, text) in samples() {
        let event: EncodedEvent = match serde_json::from_str(&text) {
            Ok(event) => event,
            Err(error) if schema.text.contains("x-eva-owner") => unreachable!("{error}"),
            Err(error) => panic!("{}: {error}", schema.path),
        };
        if ours.contains(&*event.event_type) {
            assert_eq!(readers.iter().filter(|reads| reads(&event)).count(), 1, "{}", schema.path);
            read.insert(event.event_type.into_owned());
        }
    }
    assert_eq!(read.len(), ours.len());
}

/// Guards against a sample that is written over, and with it the proof that what was recorded can be read.
#[test]
fn a_sample_is_never_written_again() {
    let root = std::env::temp_dir().join(format!("eva-samples-{}", std::process::id()));
    let schema = |version: u32| SchemaFile {
        path: format!("{SCHEMA_FOLDER}/NoteOpened/{version}.json"),
        text: json!({ "type": "object", "properties": { "a": { "type": "string", "pattern": "^(x|y)[a-c]{2,}z?$" } } })
            .to_string(),
    };
    let first = missing(&root, &[schema(1)]).unwrap();
    assert_eq!(first[0].path, "events/samples/NoteOpened/1.json");
    assert_eq!(serde_json::from_str::<Value>(&first[0].text).unwrap(), json!({ "a": "xaa" }));
    write(&root, &first).unwrap();
    assert!(write(&root, &first).is_err());
    let next = missing(&root, &[schema(1), schema(2)]).unwrap();
    assert_eq!(next.iter().map(|file| file.path.as_str()).collect::<Vec<_>>(), ["events/samples/NoteOpened/2.json"]);
    fs::remove_dir_all(root).unwrap();
}

/// Guards against a sample that its schema does not take.
#[test]
fn what_no_sample_can_be_made_of_is_said() {
    let text = json!({ "$ref": "#/$defs/Loop", "$defs": { "Loop": { "$ref": "#/$defs/Loop" } } }).to_string();
    let schema = SchemaFile { path: format!("{SCHEMA_FOLDER}/NoteOpened/1.json"), text };
    let error = missing(Path::new("/nowhere"), &[schema]).unwrap_err().to_string();
    assert!(error.contains("write `events/samples/NoteOpened/1.json` by hand"), "{error}");
}
