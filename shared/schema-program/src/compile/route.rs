//! Who judges an object or an array: mostly one schema, and then nothing needs to be kept while it is read.

use crate::table::{Combo, ComboKind, Program, Route, Routes, types};

/// Alternatives of alternatives; who nests them deeper waits for the end of the value.
const MAX_DEPTH: usize = 8;

pub(super) fn routes(program: &Program) -> Vec<Routes> {
    (0..program.nodes.len())
        .map(|at| {
            let node = u32::try_from(at).unwrap_or(u32::MAX);
            Routes { object: route(program, node, types::OBJECT, 0), array: route(program, node, types::ARRAY, 0) }
        })
        .collect()
}

fn route(program: &Program, at: u32, kind: u8, depth: usize) -> Route {
    let Some(node) = program.nodes.get(at as usize) else { return Route::Never };
    if node.types & kind == 0 || node.literals.is_some() {
        return Route::Never;
    }
    let own = if kind == types::OBJECT { node.object } else { node.array };
    match node.combos.of(&program.combos).unwrap_or_default() {
        [] => Route::Direct(at),
        [combo] if own.is_none() && depth < MAX_DEPTH => through(program, combo, kind, depth),
        _ => Route::Keep,
    }
}

fn through(program: &Program, combo: &Combo, kind: u8, depth: usize) -> Route {
    let choices = combo.choices.of(&program.choices).unwrap_or_default();
    let all: Vec<_> = choices.iter().map(|choice| route(program, *choice, kind, depth + 1)).collect();
    let mut fitting = all.iter().filter(|route| **route != Route::Never);
    match (combo.kind, fitting.next(), fitting.next()) {
        (_, None, _) => Route::Never,
        (ComboKind::All, Some(_), _) if all.contains(&Route::Never) => Route::Never,
        (_, Some(only), None) => *only,
        _ => Route::Keep,
    }
}
