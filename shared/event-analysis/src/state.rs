//! The state of an analyser: saved, resumed, and merged with that of another part of the corpus.

use crate::{Analyser, Unreadable, analyser::MAX_UNREADABLE, scopes::pending::Pending, window::Window};

/// What a saved state begins with: the format's name and version.
const MAGIC: &[u8] = b"eva-analysis\x02";

/// Why bytes are no state.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// The bytes are no saved state, or one of another version.
    #[error("this is no state of this version of the analyser; analyse the corpus again")]
    Unknown,
    /// The bytes begin like a state and go on differently.
    #[error("the state is damaged; analyse the corpus again")]
    Damaged(#[source] postcard::Error),
    /// The state cannot be written.
    #[error("the state cannot be written")]
    Write(#[source] postcard::Error),
}

impl Analyser {
    /// The state as bytes. They hold paths, names of types, numbers of lines and hashes of ids, and no other values: so all events are
    /// looked at first, as by [`Analyser::settle`], and no text is left that might be one.
    ///
    /// # Errors
    /// [`StateError::Write`], which memory alone causes.
    pub fn save(&mut self) -> Result<Vec<u8>, StateError> {
        self.settle();
        postcard::to_extend(&*self, MAGIC.to_vec()).map_err(StateError::Write)
    }

    /// The analyser that was saved.
    ///
    /// # Errors
    /// [`StateError`], for bytes that [`Analyser::save`] did not write.
    pub fn resume(bytes: &[u8]) -> Result<Self, StateError> {
        let state = bytes.strip_prefix(MAGIC).ok_or(StateError::Unknown)?;
        postcard::from_bytes(state).map_err(StateError::Damaged)
    }

    /// An analyser for another part of the same corpus: it knows what this one learned about the places, and has seen nothing. Parts
    /// that are to be merged are best begun so; each on its own may take another field for the type, and what it cannot judge, because
    /// it names records of before, waits until it is merged.
    #[must_use]
    pub fn part(&self) -> Self {
        let mut part = Self::new();
        part.reader = self.reader.clone();
        part.learned.layout.clone_from(&self.learned.layout);
        part.learned.excluded.clone_from(&self.learned.excluded);
        part.learned.scopes.values.clone_from(&self.learned.scopes.values);
        part.learned.scopes.pending = Some(Pending::default());
        part
    }

    /// Looks at the events that still wait for more, so that [`Analyser::part`] knows what the places mean.
    pub fn settle(&mut self) {
        self.learned.take(&self.window, &mut self.reader);
        self.window = Window::default();
    }

    /// Adds what another analyser has seen: its lines come after those of this one.
    ///
    /// # Errors
    /// [`MergeError`], when the two take different places for the type or the boundaries: begin the other one with
    /// [`Analyser::part`].
    pub fn merge(&mut self, mut other: Self) -> Result<(), MergeError> {
        if self.lines == 0 {
            *self = other;
            return Ok(());
        }
        self.settle();
        other.settle();
        let offset = self.lines;
        let paths = self.reader.paths.adopt(&other.reader.paths);
        let prefixes: Vec<u16> =
            other.reader.prefixes().map(|text| self.reader.prefix_number(text).unwrap_or(0)).collect();
        if let Some(theirs) = other.learned.layout.take() {
            let theirs = theirs.moved(|path| paths.get(path as usize).copied().unwrap_or(path));
            if self.learned.layout.as_ref().is_some_and(|ours| *ours != theirs) {
                return Err(MergeError);
            }
            self.learned.layout = Some(theirs);
        }
        let variants = self.learned.profile.merge(&other.learned.profile, offset, &paths, &prefixes);
        let learned = &mut self.learned;
        let open = learned.scopes.merge(&other.learned.scopes, offset, &paths, &variants);
        if let (Some(open), Some(layout)) = (open, &learned.layout) {
            learned.scopes.judge_all(&open, layout, &learned.excluded, &learned.profile);
        }
        self.learned.events += other.learned.events;
        self.lines += other.lines;
        self.unreadable_count += other.unreadable_count;
        self.unreadable
            .extend(other.unreadable.into_iter().map(|line| Unreadable { line: line.line + offset, ..line }));
        self.unreadable.truncate(MAX_UNREADABLE);
        Ok(())
    }
}

/// Two analysers that took different places for the same meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the parts were not begun from one state; analyse them one after the other with the same state")]
pub struct MergeError;
