//! The events of a corpus by type, read with what the analysis found out about their places.

use std::{
    collections::{BTreeMap, HashSet},
    io::BufReader,
    path::PathBuf,
};

use event_analysis::{Report, Severity};
use serde_json::Value;

use super::shape::Shape;
use crate::{
    Failure,
    events::{
        analyze::open,
        intake::lines::{self, MAX_LINE, Next},
    },
};

/// More types than a registry has are names of something else.
const MAX_TYPES: usize = 4_096;
/// What begins the pointer to a place in the bus's envelope.
const BUS: &str = "bus:";

/// What the places of an event mean, and which events do not show what is meant.
#[derive(Debug, Default)]
pub(super) struct Meaning {
    /// The fields that name the type; together they do.
    types: Vec<String>,
    version: Option<String>,
    /// The fields that say whose an event is, the outer one first.
    pub(super) boundaries: Vec<String>,
    /// By boundary, the types that are above it.
    above: BTreeMap<String, Vec<String>>,
    deviating: HashSet<u64>,
}

impl Meaning {
    pub(super) fn of(report: &Report) -> Self {
        let mut meaning = Self::default();
        for pattern in &report.patterns {
            let path = pattern.path.clone();
            match pattern.kind.as_str() {
                "type" => meaning.types.push(path),
                "version" => meaning.version = Some(path),
                "boundary" if !path.starts_with(BUS) => meaning.boundaries.push(path),
                "platform" => meaning.above.entry(path).or_default().extend(pattern.types.iter().cloned()),
                _ => {}
            }
        }
        let serious = report.violations.iter().filter(|violation| violation.severity >= Severity::Medium);
        meaning.deviating = serious.flat_map(|violation| violation.lines.iter().copied()).collect();
        meaning
    }

    /// Whether events of the type belong to nobody in particular within this boundary.
    pub(super) fn is_above(&self, name: &str, boundary: &str) -> bool {
        self.above.get(boundary).is_some_and(|types| types.iter().any(|above| above == name))
    }

    /// The places that name the type, and the version.
    pub(super) fn names(&self) -> (&[String], Option<&str>) {
        (&self.types, self.version.as_deref())
    }
}

/// The events of one version of a type.
#[derive(Debug, Default)]
pub(super) struct Events {
    /// Those that the analysis does not complain about.
    clean: Shape,
    all: Shape,
    sources: Vec<String>,
}

impl Events {
    /// What the events look like; where all of them deviate, with that.
    pub(super) const fn shape(&self) -> &Shape {
        if self.clean.seen > 0 { &self.clean } else { &self.all }
    }

    /// The source that all of them name.
    pub(super) fn source(&self) -> Option<&str> {
        if let [source] = self.sources.as_slice() { Some(source) } else { None }
    }
}

/// A corpus by type and version.
#[derive(Debug, Default)]
pub(super) struct Corpus {
    pub(super) types: BTreeMap<(String, u64), Events>,
    pub(super) meaning: Meaning,
    /// What the values of the boundaries look like, in clean events of any type.
    pub(super) boundary_shapes: BTreeMap<String, Shape>,
}

impl Corpus {
    /// Reads the files once more.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub(super) fn read(files: &[PathBuf], meaning: Meaning) -> Result<Self, Failure> {
        let mut corpus = Self { meaning, ..Self::default() };
        let (mut number, mut line) = (0, Vec::new());
        for path in files {
            let mut reader = BufReader::with_capacity(1 << 20, open(path)?);
            loop {
                match lines::read(&mut reader, MAX_LINE, &mut line)? {
                    Next::End => break,
                    Next::TooLong(_) => number += 1,
                    Next::Line => {
                        number += 1;
                        // What is no event was reported by the analysis.
                        if let Ok(value @ Value::Object(_)) = serde_json::from_slice::<Value>(&line) {
                            corpus.add(number, &value);
                        }
                    }
                }
            }
        }
        Ok(corpus)
    }

    fn add(&mut self, line: u64, value: &Value) {
        let detail = value.get("detail").filter(|detail| detail.is_object() && value.get("detail-type").is_some());
        let (event, bus) = detail.map_or((value, None), |detail| (detail, Some(value)));
        let at = |pointer: &str| match pointer.strip_prefix(BUS) {
            Some(pointer) => bus?.pointer(pointer),
            None => event.pointer(pointer),
        };
        let names: Vec<&str> = self.meaning.types.iter().filter_map(|path| at(path)?.as_str()).collect();
        let version = self.meaning.version.as_ref().and_then(|path| at(path)?.as_u64()).unwrap_or(1);
        let key = (names.join("."), version);
        if key.0.is_empty() || (self.types.len() >= MAX_TYPES && !self.types.contains_key(&key)) {
            return;
        }
        let events = self.types.entry(key).or_default();
        events.all.add(event);
        if !self.meaning.deviating.contains(&line) {
            events.clean.add(event);
            for boundary in &self.meaning.boundaries {
                if let Some(value) = at(boundary).filter(|value| !value.is_null()) {
                    self.boundary_shapes.entry(boundary.clone()).or_default().add(value);
                }
            }
        }
        if let Some(source) = bus.and_then(|bus| bus.get("source")?.as_str())
            && !events.sources.iter().any(|known| known == source)
            && events.sources.len() < 2
        {
            events.sources.push(source.to_owned());
        }
    }
}
