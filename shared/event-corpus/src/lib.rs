//! Corpora of events with known faults, of any vocabulary, and the score of what was found in them.
//!
//! A [`Plan`] says what a corpus is made of: drawn from a seed with [`Plan::draw`], or set by hand. [`Corpus::generate`] makes all of it,
//! [`Events`] one line after the other without keeping them. What was planted is known by line: the same plan without violations
//! ([`Plan::clean`]) makes the same lines but for those. [`score`] compares that truth with what somebody reported.
//!
//! Nothing in here knows how violations are found. Nothing in here does IO.
#![deny(missing_docs)]

mod case;
mod corpus;
mod dice;
mod event;
mod hostile;
mod ids;
mod naming;
mod node;
mod plan;
mod plant;
mod score;
mod violation;
mod words;
mod world;

pub use case::{isolation_case, isolation_plan, seeded, seeded_plan, truth_json};
pub use corpus::{Corpus, Events, Line, Trap, by_kind};
pub use hostile::hostile;
pub use ids::{IdFormat, TimeFormat};
pub use naming::{FieldCase, TypeNaming};
pub use plan::{
    Action, Entity, Field, KeyStyle, Level, Money, OwnId, Part, Plan, Presence, Revision, Role, Shape, Standing, Traps,
    Values, Wire,
};
pub use score::{KindScore, Mean, Score, UnknownKind, score};
pub use violation::{Kind, Planted};
