//! The aggregate under test: small, and with everything that a store has to care for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    Aggregate, Anchor, Blocking, Claim, ClaimSet, Inputs, KeyName, Listed, Needs, PersonalData, Pin, Published,
    Reference, Rejection, SortName, TypedId, typed_id,
};

typed_id! {
    /// The id of a ledger.
    pub struct LedgerId = "ledger";
}

/// A ledger was opened under a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, PersonalData)]
pub struct LedgerOpened {
    /// The name, unique in the capsule; personal data if it has an `@`.
    pub name: String,
}

/// The ledger has another name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, PersonalData)]
pub struct LedgerRenamed {
    /// The new name.
    pub name: String,
}

/// An amount was added.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, PersonalData)]
pub struct AmountAdded {
    /// How much.
    pub amount: u64,
    /// Text that makes the event as large as a test wants it.
    pub note: String,
}

/// The note in the state was replaced.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, PersonalData)]
pub struct LedgerAnnotated {
    /// Text that makes the state as large as a test wants it.
    pub note: String,
}

/// The ledger was closed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, PersonalData)]
pub struct LedgerClosed {}

/// The ledger was opened again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, PersonalData)]
pub struct LedgerReopened {}

/// The ledger was entered in a book, which is a ledger too.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, PersonalData)]
pub struct LedgerEntered {
    /// The book.
    pub book: LedgerId,
    /// On which page.
    pub page: u32,
}

/// The ledger was taken out of a book.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, PersonalData)]
pub struct LedgerRemoved {
    /// The book.
    pub book: LedgerId,
}

/// The ledger was put under another one, or on top.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, PersonalData)]
pub struct LedgerMoved {
    /// The one above it.
    pub under: Option<LedgerId>,
}

/// The ledger was merged into another one, and closed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, PersonalData)]
pub struct LedgerMerged {
    /// The one that goes on.
    pub into: LedgerId,
}

/// One of the entries was made the main one, or none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, PersonalData)]
pub struct LedgerPinned {
    /// The entry.
    pub entry: Option<LedgerId>,
}

crate::domain_events! {
    /// What can happen to a ledger.
    pub enum LedgerEvent of LedgerId {
        /// Opened.
        Opened(LedgerOpened, 1),
        /// Renamed.
        Renamed(LedgerRenamed, 1),
        /// Added to.
        Added(AmountAdded, 1),
        /// Annotated.
        Annotated(LedgerAnnotated, 1),
        /// Closed.
        Closed(LedgerClosed, 1),
        /// Opened again.
        Reopened(LedgerReopened, 1),
        /// Entered in a book.
        Entered(LedgerEntered, 1),
        /// Taken out of a book.
        Removed(LedgerRemoved, 1),
        /// Put under another one.
        Moved(LedgerMoved, 1),
        /// Merged.
        Merged(LedgerMerged, 1),
        /// Has a main entry.
        Pinned(LedgerPinned, 1),
    }
}

/// The fold of a ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, PersonalData)]
pub struct LedgerState {
    /// Its name.
    pub name: String,
    /// The sum.
    pub total: u64,
    /// A note.
    pub note: String,
    /// Whether it is closed, and its name free again.
    pub closed: bool,
    /// The books that it is entered in, with the page.
    pub books: Vec<(LedgerId, u32)>,
    /// The ledger above it.
    pub under: Option<LedgerId>,
    /// The ledger that it was merged into.
    pub merged_into: Option<LedgerId>,
    /// Its main entry.
    pub pinned: Option<LedgerId>,
}

/// What the list of a book says about an entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, PersonalData)]
pub struct Entry {
    /// On which page it is.
    pub page: u32,
}

/// What lists show of a ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, PersonalData)]
pub struct LedgerRow {
    /// Its name.
    pub name: String,
}

/// The aggregate under test; `FOLD` is the version of its fold.
#[derive(Clone, Debug, PartialEq)]
pub struct LedgerFold<const FOLD: u32>;

/// The aggregate under test.
pub type Ledger = LedgerFold<1>;

/// The same aggregate after a change of `evolve`: it counts every amount twice.
pub type LedgerRefolded = LedgerFold<2>;

/// The list of open ledgers.
pub const OPEN: KeyName = KeyName::new("LEDGER");
/// The list of closed ledgers.
pub const CLOSED: KeyName = KeyName::new("LEDGER_CLOSED");
/// The reference from an entry to its book.
pub const BOOK: KeyName = KeyName::new("BOOK");
/// The counter of a book's entries.
pub const ENTRIES: KeyName = KeyName::new("ENTRY");
/// The counter of the ledgers under one; it must be zero before that one is closed.
pub const UNDER: KeyName = KeyName::new("UNDER");
const ABOVE: KeyName = KeyName::new("ABOVE");
const NAME: KeyName = KeyName::new("NAME");

impl<const FOLD: u32> Aggregate for LedgerFold<FOLD> {
    const FOLD_VERSION: u32 = FOLD;
    const BLOCKING: &'static [Blocking] = &[Blocking { counter: UNDER, kind: ABOVE, list: OPEN }];
    type Id = LedgerId;
    type State = LedgerState;
    type Command = LedgerEvent;
    type Event = LedgerEvent;
    type Summary = LedgerRow;
    type Link = Entry;

    fn needs(_: Option<&LedgerState>, wish: &LedgerEvent, _: &Inputs<LedgerId>) -> Needs {
        match wish {
            LedgerEvent::Moved(moved) => Needs { lineage_of: moved.under.map(TypedId::erase), published: Vec::new() },
            _ => Needs::default(),
        }
    }

    /// Whatever is wished happens, but a circle of ledgers.
    fn decide(
        state: Option<&LedgerState>,
        wish: &LedgerEvent,
        inputs: &Inputs<LedgerId>,
    ) -> Result<Vec<LedgerEvent>, Rejection> {
        if inputs.known.lineage.contains(&inputs.id.erase()) {
            return Err(Rejection::unprocessable("circle", "the ledger would stand under itself"));
        }
        let closed_already = matches!(wish, LedgerEvent::Closed(_)) && state.is_some_and(|state| state.closed);
        Ok(if closed_already { Vec::new() } else { vec![wish.clone()] })
    }

    fn evolve(state: Option<LedgerState>, event: &LedgerEvent) -> Option<LedgerState> {
        let Some(mut state) = state else {
            let LedgerEvent::Opened(opened) = event else { return None };
            let (name, books) = (opened.name.clone(), Vec::new());
            return Some(LedgerState {
                name,
                total: 0,
                note: String::new(),
                closed: false,
                books,
                under: None,
                merged_into: None,
                pinned: None,
            });
        };
        match event {
            LedgerEvent::Opened(_) => {}
            LedgerEvent::Renamed(renamed) => state.name.clone_from(&renamed.name),
            LedgerEvent::Added(added) => state.total += added.amount * u64::from(FOLD),
            LedgerEvent::Annotated(annotated) => state.note.clone_from(&annotated.note),
            LedgerEvent::Closed(_) => state.closed = true,
            LedgerEvent::Reopened(_) => state.closed = false,
            LedgerEvent::Entered(entered) => state.books.push((entered.book, entered.page)),
            LedgerEvent::Removed(removed) => state.books.retain(|(book, _)| *book != removed.book),
            LedgerEvent::Moved(moved) => state.under = moved.under,
            LedgerEvent::Merged(merged) => {
                state.closed = true;
                state.merged_into = Some(merged.into);
            }
            LedgerEvent::Pinned(pinned) => state.pinned = pinned.entry,
        }
        Some(state)
    }

    fn claims(state: &LedgerState) -> ClaimSet {
        if state.closed {
            return ClaimSet::new();
        }
        let (value, personal) = (state.name.clone(), state.name.contains('@'));
        vec![Claim { name: NAME, value, personal, pointer: "/name".to_owned() }]
    }

    fn references(state: &LedgerState) -> Vec<Reference<Entry>> {
        let counter = |name: KeyName| (!state.closed).then_some(name);
        let books = state.books.iter().enumerate().map(|(index, (book, page))| Reference {
            kind: BOOK,
            target: book.erase(),
            counter: counter(ENTRIES),
            listed: Some(Listed { list: Self::list(state), link: Entry { page: *page } }),
            pointer: format!("/books/{index}"),
        });
        let above = state.under.iter().map(|above| Reference {
            kind: ABOVE,
            target: above.erase(),
            counter: counter(UNDER),
            listed: Some(Listed { list: Self::list(state), link: Entry { page: 0 } }),
            pointer: "/under".to_owned(),
        });
        books.chain(above).collect()
    }

    fn anchor(state: &LedgerState) -> Option<Anchor> {
        let pin = |entry: LedgerId| Pin { kind: BOOK, holder: entry.erase(), pointer: "/pinned".to_owned() };
        Some(Anchor {
            alive: !state.closed,
            merged_into: state.merged_into.map(TypedId::erase),
            parent: state.under.map(TypedId::erase),
            pinned: state.pinned.map(pin),
        })
    }

    fn published(state: &LedgerState) -> Option<Published> {
        Some(Published { archived: state.closed, attributes: json!({ "name": Self::summary(state).name }) })
    }

    fn is_essential(event: &LedgerEvent) -> bool {
        matches!(event, LedgerEvent::Closed(_) | LedgerEvent::Merged(_))
    }

    fn list(state: &LedgerState) -> KeyName {
        if state.closed { CLOSED } else { OPEN }
    }

    /// Another fold may show something else.
    fn summary(state: &LedgerState) -> LedgerRow {
        LedgerRow { name: if FOLD == 1 { state.name.clone() } else { format!("{}, fold {FOLD}", state.name) } }
    }

    /// A person's name stands in no index.
    fn sort_name(state: &LedgerState) -> Option<SortName> {
        SortName::of(&state.name).filter(|_| !state.name.contains('@'))
    }
}
