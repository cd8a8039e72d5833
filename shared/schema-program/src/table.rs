//! The tables that a program is made of. Public because generated code writes them down; nobody else needs to.

use std::borrow::Cow;

pub use crate::{format::Format, number::Number};

/// Rows that are part of the binary or were made at run time.
pub type Rows<T> = Cow<'static, [T]>;

/// Compiled schemas. What they have in common is there once.
#[derive(Clone, Debug, PartialEq)]
pub struct Program {
    /// Places of schemas.
    pub nodes: Rows<Node>,
    /// How a node judges objects and arrays, one per node.
    pub routes: Rows<Routes>,
    /// Rules for strings.
    pub texts: Rows<TextRule>,
    /// Rules for numbers.
    pub numbers: Rows<NumberRule>,
    /// Rules for arrays.
    pub arrays: Rows<ArrayRule>,
    /// Rules for objects.
    pub objects: Rows<ObjectRule>,
    /// The fields of objects.
    pub fields: Rows<Field>,
    /// Where a field is found by the hash of its name: its number in its object from 1, or 0.
    pub places: Rows<u8>,
    /// Combinations of schemas.
    pub combos: Rows<Combo>,
    /// The schemas that they combine.
    pub choices: Rows<u32>,
    /// Values of `const` and `enum`.
    pub literals: Rows<Literal>,
    /// Per byte the sets of bytes that it is in, one bit each.
    pub sets: Rows<u64>,
    /// The sets that a text of fixed length has at its places.
    pub positions: Rows<u8>,
    /// Automata of patterns.
    pub automata: Rows<Automaton>,
    /// Their classes of bytes, 256 each.
    pub classes: Rows<u8>,
    /// Their transitions.
    pub steps: Rows<u16>,
    /// All names and literals in one text.
    pub text: Cow<'static, str>,
}

/// A run of rows of another table, or of bytes of the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Span {
    /// The first of them.
    pub start: u32,
    /// How many.
    pub len: u32,
}

/// A schema at one place. All that it names must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Node {
    /// The types that a value may have: bits of [`types`].
    pub types: u8,
    /// It is one of these values.
    pub literals: Option<Span>,
    /// If it is a string: row of `texts`.
    pub text: Option<u32>,
    /// If it is a number: row of `numbers`.
    pub number: Option<u32>,
    /// If it is an array: row of `arrays`.
    pub array: Option<u32>,
    /// If it is an object: row of `objects`.
    pub object: Option<u32>,
    /// Combinations that hold too: rows of `combos`.
    pub combos: Span,
}

/// The bits of the types of JSON Schema.
pub mod types {
    /// `null`.
    pub const NULL: u8 = 1;
    /// `true` and `false`.
    pub const BOOL: u8 = 2;
    /// Numbers without a fraction: `1`, `1.0` and `1e2`.
    pub const INTEGER: u8 = 4;
    /// Numbers with one.
    pub const FRACTION: u8 = 8;
    /// Strings.
    pub const STRING: u8 = 16;
    /// Arrays.
    pub const ARRAY: u8 = 32;
    /// Objects.
    pub const OBJECT: u8 = 64;
    /// All of them.
    pub const ANY: u8 = 127;
}

/// How a node judges the two types that are not there at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Routes {
    /// Objects.
    pub object: Route,
    /// Arrays.
    pub array: Route,
}

/// Who judges an object or an array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// It is refused.
    Never,
    /// The own rule of this node, while it is read.
    Direct(u32),
    /// Several schemas have a say: it is kept and judged when it is there.
    Keep,
}

/// A rule for strings. Lengths are in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextRule {
    /// The least length.
    pub min: u32,
    /// The greatest length; `u32::MAX` is none.
    pub max: u32,
    /// The pattern.
    pub form: Form,
    /// The format.
    pub format: Option<Format>,
}

/// A pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// None.
    Free,
    /// A literal and behind it a byte of a set at each place, no more and no less: ids, times, codes.
    Fixed {
        /// The literal, in the text.
        prefix: Span,
        /// The sets, in `positions`.
        sets: Span,
    },
    /// Any other: row of `automata`.
    Walked(u32),
}

/// A pattern as an automaton. State `0` refuses, state `stride` accepts whatever follows; a state is the place of its row in `steps`, and the last
/// column of the row tells whether a text may end there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Automaton {
    /// Where its 256 classes begin.
    pub classes: u32,
    /// Its transitions.
    pub steps: Span,
    /// The classes, and one for the end.
    pub stride: u16,
    /// The state before the first byte.
    pub start: u16,
}

/// A rule for numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NumberRule {
    /// `minimum`.
    pub min: Option<Number>,
    /// `maximum`.
    pub max: Option<Number>,
    /// `exclusiveMinimum`.
    pub above: Option<Number>,
    /// `exclusiveMaximum`.
    pub below: Option<Number>,
}

/// A rule for arrays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArrayRule {
    /// The schema of every item.
    pub items: u32,
    /// The least number of items.
    pub min: u32,
    /// The greatest; `u32::MAX` is none.
    pub max: u32,
}

/// A rule for objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ObjectRule {
    /// The fields it names.
    pub fields: Span,
    /// Where they are found: a power of two of `places`.
    pub places: Span,
    /// What makes the hashes of their names differ.
    pub seed: u64,
    /// Which of them must be there, the first in the lowest bit.
    pub required: u128,
    /// The schema of all other fields; none is allowed without one.
    pub others: Option<u32>,
    /// The least number of fields.
    pub min: u32,
    /// The greatest; `u32::MAX` is none.
    pub max: u32,
}

/// A field of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name, in the text.
    pub name: Span,
    /// The schema of its value.
    pub node: u32,
    /// Where its value is kept for the caller, from 1; 0 is nowhere.
    pub slot: u8,
}

/// Schemas for one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Combo {
    /// How many of them must hold.
    pub kind: ComboKind,
    /// Which: rows of `choices`.
    pub choices: Span,
}

/// How many schemas must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComboKind {
    /// `allOf`.
    All,
    /// `anyOf`.
    Any,
    /// `oneOf`.
    One,
}

/// A value that is written in a schema.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Literal {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string, in the text.
    Text(Span),
}
