//! Tables that take what they have already once.

use std::collections::HashMap;

use super::ANYTHING;
use crate::table::{Combo, ComboKind, Form, Node, Program, Rows, Span};

/// A program while it is made.
pub(super) struct Tables {
    pub(super) program: Program,
    nodes: HashMap<Node, u32>,
    /// Patterns that were compiled: schemas share most of theirs.
    pub(super) forms: HashMap<String, Form>,
}

impl Default for Tables {
    fn default() -> Self {
        let program = Program {
            nodes: Rows::default(),
            routes: Rows::default(),
            texts: Rows::default(),
            numbers: Rows::default(),
            arrays: Rows::default(),
            objects: Rows::default(),
            fields: Rows::default(),
            places: Rows::default(),
            combos: Rows::default(),
            choices: Rows::default(),
            literals: Rows::default(),
            sets: Rows::Owned(vec![0; 256]),
            positions: Rows::default(),
            automata: Rows::default(),
            classes: Rows::default(),
            steps: Rows::default(),
            text: String::new().into(),
        };
        Self { program, nodes: HashMap::new(), forms: HashMap::new() }
    }
}

impl Tables {
    pub(super) fn any(&mut self) -> u32 {
        self.node(ANYTHING)
    }

    pub(super) fn never(&mut self) -> u32 {
        self.node(Node { types: 0, ..ANYTHING })
    }

    pub(super) fn node(&mut self, node: Node) -> u32 {
        let nodes = self.program.nodes.to_mut();
        *self.nodes.entry(node).or_insert_with(|| {
            nodes.push(node);
            row(nodes.len() - 1)
        })
    }

    /// A row to be filled later, for a schema that contains itself.
    pub(super) fn reserve(&mut self) -> u32 {
        let nodes = self.program.nodes.to_mut();
        nodes.push(ANYTHING);
        row(nodes.len() - 1)
    }

    pub(super) fn fill(&mut self, reserved: u32, node: u32) {
        let nodes = self.program.nodes.to_mut();
        let node = nodes.get(node as usize).copied();
        if let (Some(to), Some(node)) = (nodes.get_mut(reserved as usize), node) {
            *to = node;
        }
    }

    /// The node, and what stands in that row too.
    pub(super) fn all_of(&mut self, node: &Node, other: u32) -> Node {
        let mut combos = self.combos_of(node);
        let choices = span(self.program.choices.to_mut(), &[other]);
        combos.push(Combo { kind: ComboKind::All, choices });
        Node { combos: span(self.program.combos.to_mut(), &combos), ..*node }
    }

    fn combos_of(&self, node: &Node) -> Vec<Combo> {
        node.combos.of(&self.program.combos).unwrap_or_default().to_vec()
    }

    pub(super) fn text(&mut self, text: &str) -> Span {
        let all = self.program.text.to_mut();
        let start = all.find(text).unwrap_or_else(|| {
            all.push_str(text);
            all.len() - text.len()
        });
        Span { start: row(start), len: row(text.len()) }
    }
}

/// The row of a value in a table, where it may have been already.
pub(super) fn intern<T: Clone + PartialEq>(rows: &mut Rows<T>, value: T) -> u32 {
    let rows = rows.to_mut();
    let found = rows.iter().position(|other| *other == value);
    row(found.unwrap_or_else(|| {
        rows.push(value);
        rows.len() - 1
    }))
}

/// The place of a run of rows in a table, where it may have been already.
pub(super) fn span<T: Clone + PartialEq>(rows: &mut Vec<T>, run: &[T]) -> Span {
    if run.is_empty() {
        return Span::default();
    }
    let start = rows.windows(run.len()).position(|window| window == run).unwrap_or_else(|| {
        rows.extend_from_slice(run);
        rows.len() - run.len()
    });
    Span { start: row(start), len: row(run.len()) }
}

/// Tables are made from files of a repository: they have no four billion rows.
pub(super) fn row(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
