//! Values that are there at once.

use std::cmp::Ordering::{Equal, Greater, Less};

use crate::{
    number::Number,
    table::{Automaton, ComboKind, Form, Literal, Program, TextRule, types},
};

/// A value without others inside.
#[derive(Clone, Copy)]
pub(super) enum Scalar<'v> {
    Null,
    Bool(bool),
    Number(Number),
    Text(&'v str),
}

pub(super) fn check(program: &Program, node: u32, value: Scalar<'_>) -> bool {
    fits(program, node, value).unwrap_or(false)
}

/// Nothing where a row is missing, which the compiler never leaves.
fn fits(program: &Program, node: u32, value: Scalar<'_>) -> Option<bool> {
    let node = program.nodes.get(node as usize)?;
    let kind = match value {
        Scalar::Null => types::NULL,
        Scalar::Bool(_) => types::BOOL,
        Scalar::Number(number) if number.is_integer() => types::INTEGER,
        Scalar::Number(_) => types::FRACTION,
        Scalar::Text(_) => types::STRING,
    };
    if node.types & kind == 0 {
        return Some(false);
    }
    if let Some(literals) = node.literals
        && !literals.of(&program.literals)?.iter().any(|literal| equals(program, *literal, value))
    {
        return Some(false);
    }
    match value {
        Scalar::Text(text) => {
            if let Some(rule) = node.text
                && !text_fits(program, program.texts.get(rule as usize)?, text)?
            {
                return Some(false);
            }
        }
        Scalar::Number(number) => {
            if let Some(rule) = node.number {
                let rule = program.numbers.get(rule as usize)?;
                let outside = |limit: Option<Number>, orders: &[_]| {
                    limit.is_some_and(|limit| number.order(limit).is_none_or(|order| orders.contains(&order)))
                };
                if outside(rule.min, &[Less])
                    || outside(rule.max, &[Greater])
                    || outside(rule.above, &[Less, Equal])
                    || outside(rule.below, &[Greater, Equal])
                {
                    return Some(false);
                }
            }
        }
        Scalar::Null | Scalar::Bool(_) => {}
    }
    if node.combos.len == 0 {
        return Some(true);
    }
    for combo in node.combos.of(&program.combos)? {
        let mut choices = combo.choices.of(&program.choices)?.iter();
        let holds = match combo.kind {
            ComboKind::All => choices.all(|choice| check(program, *choice, value)),
            ComboKind::Any => choices.any(|choice| check(program, *choice, value)),
            ComboKind::One => choices.filter(|choice| check(program, **choice, value)).take(2).count() == 1,
        };
        if !holds {
            return Some(false);
        }
    }
    Some(true)
}

fn equals(program: &Program, literal: Literal, value: Scalar<'_>) -> bool {
    match (literal, value) {
        (Literal::Null, Scalar::Null) => true,
        (Literal::Bool(left), Scalar::Bool(right)) => left == right,
        (Literal::Number(left), Scalar::Number(right)) => left.order(right) == Some(Equal),
        (Literal::Text(left), Scalar::Text(right)) => left.text(&program.text) == Some(right),
        _ => false,
    }
}

fn text_fits(program: &Program, rule: &TextRule, text: &str) -> Option<bool> {
    let form = match rule.form {
        Form::Free => true,
        Form::Fixed { prefix, sets } => {
            fixed(program, prefix.text(&program.text)?, sets.of(&program.positions)?, text)?
        }
        Form::Walked(automaton) => accepts(program, program.automata.get(automaton as usize)?, text)?,
    };
    Some(form && length_fits(rule, text) && rule.format.is_none_or(|format| format.fits(text)))
}

/// Lengths are counted in characters, and only where the number of bytes leaves it open.
fn length_fits(rule: &TextRule, text: &str) -> bool {
    let (min, max) = (rule.min as usize, rule.max as usize);
    let bytes = text.len();
    if min <= bytes.div_ceil(4) && bytes <= max {
        return true;
    }
    (min..=max).contains(&text.chars().count())
}

fn fixed(program: &Program, prefix: &str, sets: &[u8], text: &str) -> Option<bool> {
    let table: &[u64; 256] = program.sets.as_ref().try_into().ok()?;
    let Some(rest) = text.strip_prefix(prefix).filter(|rest| rest.len() == sets.len()) else { return Some(false) };
    // All bytes are looked at whatever is found: no branch, and one does not wait for the other.
    let all = rest
        .bytes()
        .zip(sets)
        .fold(1, |all, (byte, set)| all & table.get(usize::from(byte)).map_or(0, |bits| bits >> (set & 63)));
    Some(all == 1)
}

fn accepts(program: &Program, automaton: &Automaton, text: &str) -> Option<bool> {
    let classes: &[u8; 256] = program.classes.get(automaton.classes as usize..)?.first_chunk()?;
    let steps = automaton.steps.of(&program.steps)?;
    let mut state = automaton.start;
    for byte in text.bytes() {
        let class = classes.get(usize::from(byte))?;
        state = *steps.get(usize::from(state) + usize::from(*class))?;
        if state <= automaton.stride {
            return Some(state != 0);
        }
    }
    Some(*steps.get(usize::from(state) + usize::from(automaton.stride) - 1)? == 1)
}
