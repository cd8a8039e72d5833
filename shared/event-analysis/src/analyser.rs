//! The analyser: takes lines, keeps what they show, and says what deviates.

use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use crate::{
    deviate,
    flatten::{Kept, Reader},
    layout::{Layout, type_key, type_name},
    paths::{PathId, ROOT},
    profile::Profile,
    report::{Report, Unreadable},
    scopes::Scopes,
    window::Window,
};

/// More lines that cannot be read are counted only.
pub(crate) const MAX_UNREADABLE: usize = 1_000;

/// Reads a corpus once, line by line, in bounded memory. Its state can be saved, resumed, and merged with that of another part of
/// the corpus.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Analyser {
    pub(crate) reader: Reader,
    pub(crate) window: Window,
    pub(crate) learned: Learned,
    /// How many lines there were, empty ones too.
    pub(crate) lines: u64,
    pub(crate) unreadable: Vec<Unreadable>,
    pub(crate) unreadable_count: u64,
}

/// What the windows so far have shown.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Learned {
    pub(crate) layout: Option<Layout>,
    pub(crate) excluded: FxHashSet<PathId>,
    pub(crate) profile: Profile,
    pub(crate) scopes: Scopes,
    pub(crate) events: u64,
}

impl Default for Analyser {
    fn default() -> Self {
        Self::new()
    }
}

impl Analyser {
    /// An analyser that has seen nothing.
    #[must_use]
    pub fn new() -> Self {
        Self {
            reader: Reader::new(),
            window: Window::default(),
            learned: Learned::default(),
            lines: 0,
            unreadable: Vec::new(),
            unreadable_count: 0,
        }
    }

    /// Takes the next line of the corpus. An empty one counts, but is no event; one that is no JSON object is remembered with the
    /// reason.
    pub fn line(&mut self, line: &[u8]) {
        self.lines += 1;
        if line.iter().all(u8::is_ascii_whitespace) {
            return;
        }
        match self.reader.read(line, &mut self.window.leaves) {
            Ok(()) => self.window.close(self.lines),
            Err(error) => self.refuse(reason(&error)),
        }
        if self.window.is_full() {
            self.learned.take(&self.window, &mut self.reader);
            self.window.clear();
        }
    }

    /// Takes note of a line that could not be read at all.
    pub fn unreadable_line(&mut self, reason: &str) {
        self.lines += 1;
        self.refuse(reason.to_owned());
    }

    /// How many lines there were so far.
    #[must_use]
    pub const fn lines(&self) -> u64 {
        self.lines
    }

    /// How many events there were so far.
    #[must_use]
    pub fn events(&self) -> u64 {
        self.learned.events + self.window.len() as u64
    }

    /// What deviates in all that was seen so far. Quicker after [`Analyser::settle`].
    #[must_use]
    pub fn report(&self) -> Report {
        if self.window.len() == 0 && self.learned.scopes.pending.is_none() {
            return self.report_of(&self.learned, &self.reader);
        }
        // What is not looked at yet stays so: more lines may come.
        let mut reader = self.reader.clone();
        let mut learned = self.learned.clone();
        learned.take(&self.window, &mut reader);
        if let Some(layout) = &learned.layout {
            learned.scopes.judge_pending(layout, &learned.excluded, &learned.profile);
        }
        self.report_of(&learned, &reader)
    }

    fn report_of(&self, learned: &Learned, reader: &Reader) -> Report {
        let (violations, patterns) = deviate::deviations(learned, reader);
        let types: FxHashSet<u64> = learned.profile.variants.iter().map(|variant| variant.key).collect();
        Report {
            events: learned.events,
            types: types.len() as u64,
            violations,
            patterns,
            unreadable: self.unreadable.clone(),
            unreadable_count: self.unreadable_count,
        }
    }

    fn refuse(&mut self, reason: String) {
        self.unreadable_count += 1;
        if self.unreadable.len() < MAX_UNREADABLE {
            self.unreadable.push(Unreadable { line: self.lines, reason });
        }
    }
}

impl Learned {
    /// Looks at a window; the first one also shows what the places mean.
    pub(crate) fn take(&mut self, window: &Window, reader: &mut Reader) {
        if window.len() == 0 {
            return;
        }
        let first = self.layout.is_none();
        let layout = self.layout.take().unwrap_or_else(|| Layout::learn(window, reader));
        if first {
            self.excluded = layout.types.iter().chain(&layout.version).chain(&layout.unique).copied().collect();
        }
        let mut variants = Vec::with_capacity(window.len());
        for event in window.events() {
            let key = type_key(&event, &layout.types);
            let version = layout
                .version
                .map_or(0, |path| event.leaves.iter().find(|leaf| leaf.path == path).map_or(0, |leaf| leaf.hash));
            let version = self.profile.version(key, version);
            let name = || match key {
                0 => "(no type)".to_owned(),
                _ => type_name(&event, &layout.types, reader),
            };
            let variant = self.profile.variant(key, version, || {
                let name = name();
                let entity = layout.naming.entity(&name);
                (name.into_boxed_str(), entity)
            });
            self.profile.add(variant, event.line, event.leaves);
            variants.push(variant);
        }
        self.scopes.look(&layout, &self.excluded, window.events(), &variants, &self.profile);
        self.events += window.len() as u64;
        if first {
            // From now on only the names of types are kept.
            reader.kept = Kept::Of(with_envelope(&layout.types, reader));
            reader.texts.clear();
        }
        self.layout = Some(layout);
    }
}

/// The same places as they stand in a line: in the event, in an envelope's `detail`, beside it.
fn with_envelope(places: &[PathId], reader: &mut Reader) -> Vec<PathId> {
    let paths = &mut reader.paths;
    let detail = paths.child(ROOT, "detail");
    let mut all = places.to_vec();
    for &place in places {
        if paths.is_bus(place) {
            let name = paths.name(place).to_owned();
            all.push(paths.child(ROOT, &name));
        } else {
            all.push(paths.moved_below(place, detail));
        }
    }
    all
}

/// Why a line is no event: `serde_json` names the place and never quotes the text.
fn reason(error: &serde_json::Error) -> String {
    use serde_json::error::Category;
    let what = match error.classify() {
        Category::Io => "cannot be read",
        Category::Syntax => "is not JSON",
        Category::Data => "is not a JSON object",
        Category::Eof => "ends in the middle",
    };
    let detail = error.to_string();
    let known =
        ["recursion limit exceeded", "number out of range", "invalid unicode code point", "trailing characters"];
    let detail = known.into_iter().find(|known| detail.contains(known));
    match detail {
        Some(detail) => format!("{what}: {detail} at byte {}", error.column()),
        None => format!("{what} at byte {}", error.column()),
    }
}

#[cfg(test)]
#[path = "analyser.test.rs"]
mod tests;
