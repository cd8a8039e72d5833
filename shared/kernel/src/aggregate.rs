//! The decider: an aggregate as two pure functions.

use std::{collections::BTreeSet, fmt};

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    Actor, Anchor, AnyId, Blocking, DomainEvent, KeyName, Known, Needs, PersonalData, Published, Reference, Scope,
    SortName, Timestamp, TypedId,
};

/// What `decide` may know besides the state and the command.
#[derive(Clone, Debug)]
pub struct Inputs<I> {
    /// Where it is: what a scope has one of has an id that is [derived](TypedId::derived) from it.
    pub scope: Scope,
    /// The aggregate that the command is for: an existing one, or the fresh id of a new one.
    pub id: I,
    /// The time of recording.
    pub now: Timestamp,
    /// Who wishes it.
    pub actor: Actor,
    /// What the command [needs](Aggregate::needs) to know of other aggregates.
    pub known: Known,
}

/// An aggregate: `decide` turns a command into events or a rejection, `evolve` folds events into the state.
///
/// Both are pure. `decide` on an unchanged wish gives no events, so that repeating a command is harmless.
pub trait Aggregate: Clone + fmt::Debug + PartialEq + Send + Sync + 'static {
    /// To be raised whenever `evolve` gives another state for the same events: stored states of an older fold are rebuilt
    /// from their events, and written with the next command, what lists and others see included. Claims, references and anchor of
    /// existing records must not depend on it: they are written when they change from one event to the next.
    const FOLD_VERSION: u32;
    /// The references to it that must be gone before the aggregate may stop being alive.
    const BLOCKING: &'static [Blocking] = &[];

    /// Its id; the prefix names the aggregate's type.
    type Id: TypedId;
    /// The fold of its stream.
    type State: Clone + fmt::Debug + PartialEq + Serialize + DeserializeOwned + PersonalData + Send + Sync;
    /// What can be wished.
    type Command: Send + Sync;
    /// What can have happened.
    type Event: DomainEvent;
    /// What lists answer.
    type Summary: Clone + fmt::Debug + PartialEq + Serialize + DeserializeOwned + PersonalData + Send + Sync;
    /// What lists by reference answer about the reference; [`NoLink`](crate::NoLink) when there are none.
    type Link: Clone + fmt::Debug + PartialEq + Serialize + DeserializeOwned + PersonalData + Send + Sync;

    /// What the decision has to know of other aggregates; nothing is [known](Inputs::known) yet.
    fn needs(_state: Option<&Self::State>, _command: &Self::Command, _inputs: &Inputs<Self::Id>) -> Needs {
        Needs::default()
    }

    /// Decides a command against the state; `None` is an aggregate that does not exist yet.
    ///
    /// # Errors
    /// The rejection, when the business says no.
    fn decide(
        state: Option<&Self::State>,
        command: &Self::Command,
        inputs: &Inputs<Self::Id>,
    ) -> Result<Vec<Self::Event>, Rejection>;

    /// Folds one event. It holds no rules and cannot fail: an event that does not apply leaves the state as it is.
    fn evolve(state: Option<Self::State>, event: &Self::Event) -> Option<Self::State>;

    /// The values that must be unique in the capsule while this state lasts.
    fn claims(state: &Self::State) -> ClaimSet;

    /// The owning references that it holds.
    fn references(_state: &Self::State) -> Vec<Reference<Self::Link>> {
        Vec::new()
    }

    /// What it offers to those that refer to it; `None` when nothing ever does.
    fn anchor(_state: &Self::State) -> Option<Anchor> {
        None
    }

    /// The records that it refers to softly: nothing holds them, so that whoever reads it is told which of them are archived by now.
    fn soft_references(_state: &Self::State) -> BTreeSet<AnyId> {
        BTreeSet::new()
    }

    /// What others may see of it; `None` when nothing refers to it softly.
    fn published(_state: &Self::State) -> Option<Published> {
        None
    }

    /// Whether an event must be recorded even when the state is full: it says no more of the record, but what became of it (put
    /// away, taken back, withdrawn, refused). What all of them can add to a state fits into
    /// [`STATE_RESERVE_BYTES`](crate::STATE_RESERVE_BYTES); a long text that somebody writes to it may not, and can be shortened.
    fn is_essential(_event: &Self::Event) -> bool {
        false
    }

    /// The list that the aggregate stands in.
    fn list(state: &Self::State) -> KeyName;

    /// What a list shows of it.
    fn summary(state: &Self::State) -> Self::Summary;

    /// The name by which its list can be ordered; `None` where that is not asked for. Never personal data: it can be read in the key
    /// of an index.
    fn sort_name(_state: &Self::State) -> Option<SortName> {
        None
    }
}

/// How a refusal is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such aggregate (404).
    NotFound,
    /// Something else stands in the way (409).
    Conflict,
    /// The business says no (422).
    Unprocessable,
    /// A field has a value that cannot be taken (422), as if it had not fitted its type.
    InvalidField,
}

/// A business "no": why a command was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct Rejection {
    /// How it is answered.
    pub refusal: Refusal,
    /// A stable code for programs: `account_archived`.
    pub code: &'static str,
    /// A sentence for people, without personal data.
    pub detail: String,
    /// The field of the command it is about, as a JSON pointer (RFC 6901).
    pub pointer: Option<String>,
}

impl Rejection {
    /// The aggregate does not exist.
    #[must_use]
    pub fn not_found() -> Self {
        Self { refusal: Refusal::NotFound, code: "not_found", detail: "no such record".to_owned(), pointer: None }
    }

    /// A rule says no.
    #[must_use]
    pub fn unprocessable(code: &'static str, detail: impl Into<String>) -> Self {
        Self { refusal: Refusal::Unprocessable, code, detail: detail.into(), pointer: None }
    }

    /// A field has a value that cannot be taken.
    #[must_use]
    pub fn invalid_field(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        let (refusal, code) = (Refusal::InvalidField, "invalid_field");
        Self { refusal, code, detail: detail.into(), pointer: Some(pointer.into()) }
    }

    /// Something else stands in the way.
    #[must_use]
    pub fn conflict(code: &'static str, detail: impl Into<String>) -> Self {
        Self { refusal: Refusal::Conflict, code, detail: detail.into(), pointer: None }
    }

    /// The same rejection about one field.
    #[must_use]
    pub fn at(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = Some(pointer.into());
        self
    }
}

/// A value that only one aggregate of its type may hold in a capsule: a company's domain, a person's email.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Claim {
    /// What is unique: `DOMAIN`.
    pub name: KeyName,
    /// The normalised value; stores hash it before it stands in a key.
    pub value: String,
    /// Whether it is personal data: it is hashed with a secret key then, so that nobody can try values against the hash.
    pub personal: bool,
    /// The field of a command that sets the value, for the answer to a conflict.
    pub pointer: String,
}

/// Without the value of a personal one.
impl fmt::Debug for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = if self.personal { ".." } else { &self.value };
        f.debug_struct("Claim")
            .field("name", &self.name)
            .field("value", &value)
            .field("pointer", &self.pointer)
            .finish()
    }
}

/// The claims of a state, without repetitions.
pub type ClaimSet = Vec<Claim>;
