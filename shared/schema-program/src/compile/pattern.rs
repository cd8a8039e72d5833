//! Patterns as tables.

use std::collections::BTreeMap;

use regex_automata::{
    Anchored, Input,
    dfa::{Automaton as _, StartError, dense},
    util::{primitives::StateID, syntax},
};

use super::intern::{Tables, intern, span};
use crate::table::{Automaton, Form};

/// The sets of bytes that one program can tell apart.
const MAX_SETS: usize = 64;
/// A pattern that needs more memory while it is compiled is none that a person wrote for a field.
const MAX_BYTES: usize = 1 << 20;

/// A pattern of ECMAScript, searched for anywhere in a text as JSON Schema says.
pub(super) fn compile(tables: &mut Tables, pattern: &str) -> Result<Form, String> {
    if let Some(form) = tables.forms.get(pattern) {
        return Ok(*form);
    }
    let graph = Graph::of(pattern)?;
    let form = match graph.chain().and_then(|chain| fixed(tables, &chain)) {
        Some(form) => form,
        None => automaton(tables, &graph).ok_or("is too large")?,
    };
    tables.forms.insert(pattern.to_owned(), form);
    Ok(form)
}

/// The states that can be reached, in the order in which they were found.
struct Graph {
    states: Vec<State>,
}

enum State {
    /// No text goes on from here.
    Dead,
    /// Every text is accepted from here.
    Accepted,
    Open {
        next: Vec<usize>,
        accepts: bool,
    },
}

impl Graph {
    fn of(pattern: &str) -> Result<Self, String> {
        let translated = jsonschema_regex::to_rust_regex(pattern).map_err(|()| "is no regular expression")?;
        let config = dense::Config::new()
            .minimize(true)
            .accelerate(false)
            .dfa_size_limit(Some(MAX_BYTES))
            .determinize_size_limit(Some(4 * MAX_BYTES));
        let dfa = dense::Builder::new()
            .configure(config)
            .syntax(syntax::Config::new())
            .build(&translated)
            .map_err(|error| format!("cannot be compiled: {error}"))?;
        let started: Result<StateID, StartError> = dfa.start_state(
            &regex_automata::util::start::Config::from_input_forward(&Input::new("").anchored(Anchored::No)),
        );
        let start = started.map_err(|error| format!("has no start: {error}"))?;

        let mut numbers = BTreeMap::from([(start, 0)]);
        let mut found = vec![start];
        let mut states = Vec::new();
        while let Some(state) = found.get(states.len()).copied() {
            if dfa.is_quit_state(state) {
                return Err("depends on more than its bytes".to_owned());
            }
            states.push(if dfa.is_match_state(state) {
                State::Accepted
            } else if dfa.is_dead_state(state) {
                State::Dead
            } else {
                let mut next = Vec::with_capacity(256);
                for byte in 0..=u8::MAX {
                    let to = dfa.next_state(state, byte);
                    next.push(*numbers.entry(to).or_insert_with(|| {
                        found.push(to);
                        found.len() - 1
                    }));
                }
                State::Open { next, accepts: dfa.is_match_state(dfa.next_eoi_state(state)) }
            });
        }
        Ok(Self { states })
    }

    /// The sets of bytes that follow each other, if that is all there is to the pattern.
    fn chain(&self) -> Option<Vec<Vec<u8>>> {
        let mut chain = Vec::new();
        let mut at = 0;
        loop {
            let Some(State::Open { next, accepts }) = self.states.get(at) else { return None };
            let is_open = |to: &usize| !matches!(self.states.get(*to), Some(State::Dead));
            let bytes: Vec<u8> = (0..=u8::MAX).zip(next).filter(|(_, to)| is_open(to)).map(|(byte, _)| byte).collect();
            let mut targets = next.iter().filter(|to| is_open(to));
            match targets.next() {
                None => return accepts.then_some(chain),
                Some(to) if !accepts && targets.all(|other| other == to) && chain.len() < self.states.len() => at = *to,
                Some(_) => return None,
            }
            chain.push(bytes);
        }
    }
}

fn fixed(tables: &mut Tables, chain: &[Vec<u8>]) -> Option<Form> {
    let literal: Vec<u8> =
        chain.iter().map_while(|set| if let [byte] = set.as_slice() { Some(*byte) } else { None }).collect();
    let literal = String::from_utf8(literal).ok()?;
    let sets = tables.program.sets.to_mut();
    let mut positions = Vec::new();
    for set in chain.get(literal.len()..)? {
        let is_set = |bit: usize| {
            sets.iter()
                .enumerate()
                .all(|(byte, bits)| (bits >> bit & 1 == 1) == set.iter().any(|in_set| usize::from(*in_set) == byte))
        };
        let bit = (0..MAX_SETS).find(|bit| is_set(*bit)).or_else(|| {
            let is_free = |bit: &usize| sets.iter().all(|bits| bits >> bit & 1 == 0);
            let free = (0..MAX_SETS).find(is_free)?;
            for byte in set {
                *sets.get_mut(usize::from(*byte))? |= 1 << free;
            }
            Some(free)
        })?;
        positions.push(u8::try_from(bit).ok()?);
    }
    Some(Form::Fixed { prefix: tables.text(&literal), sets: span(tables.program.positions.to_mut(), &positions) })
}

fn automaton(tables: &mut Tables, graph: &Graph) -> Option<Form> {
    // Bytes that lead to the same state everywhere are one class.
    let mut columns: BTreeMap<Vec<usize>, u8> = BTreeMap::new();
    let mut classes = Vec::with_capacity(256);
    for byte in 0..256 {
        let open = graph
            .states
            .iter()
            .filter_map(|state| if let State::Open { next, .. } = state { Some(next) } else { None });
        let column: Vec<usize> = open.filter_map(|next| next.get(byte).copied()).collect();
        let number = u8::try_from(columns.len()).ok();
        classes.push(match columns.get(&column) {
            Some(class) => *class,
            None => *columns.entry(column).or_insert(number?),
        });
    }
    let count = columns.len();
    let stride = count + 1;

    // Rows: refused, accepted, and then the open states.
    let mut rows: Vec<usize> = Vec::with_capacity(graph.states.len());
    let mut open = 2;
    for state in &graph.states {
        rows.push(match state {
            State::Dead => 0,
            State::Accepted => 1,
            State::Open { .. } => {
                open += 1;
                open - 1
            }
        });
    }
    let place = |state: usize| rows.get(state).and_then(|row| u16::try_from(row * stride).ok());
    let mut steps = vec![0; stride];
    steps.extend(std::iter::repeat_n(u16::try_from(stride).ok()?, count));
    steps.push(1);
    for state in &graph.states {
        let State::Open { next, accepts } = state else { continue };
        for class in 0..count {
            let byte = classes.iter().position(|of| usize::from(*of) == class)?;
            steps.push(place(*next.get(byte)?)?);
        }
        steps.push(u16::from(*accepts));
    }
    let automaton = Automaton {
        classes: span(tables.program.classes.to_mut(), &classes).start,
        steps: span(tables.program.steps.to_mut(), &steps),
        stride: u16::try_from(stride).ok()?,
        start: place(0)?,
    };
    Some(Form::Walked(intern(&mut tables.program.automata, automaton)))
}
