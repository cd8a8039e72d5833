//! What is asked of wishes beyond the form of single values. A refusal names the field.

use std::{collections::HashSet, hash::Hash};

use kernel::{Known, Rejection, TypedId};

use crate::{
    limits,
    value::{Capped, Date, ValueError},
};

/// The refusal of a field's value.
pub(crate) fn invalid(error: &ValueError, pointer: impl Into<String>) -> Rejection {
    Rejection::invalid_field(pointer, error.to_string())
}

/// The refusal of a move that a record cannot make in its status: it names the moves that it can make, as their routes are called.
pub(crate) fn illegal_move(status: &str, legal: &[&str]) -> Rejection {
    let detail = format!("the record is `{status}`, which only allows `{}`", legal.join("`, `"));
    Rejection::unprocessable("illegal_move", detail)
}

/// Whether a day can be one of business: a year with two digits, as spreadsheets write it, would count in the first century.
pub(crate) fn check_business_date(day: Date, pointer: &str) -> Result<(), Rejection> {
    if day >= limits::EARLIEST_BUSINESS_DATE {
        Ok(())
    } else {
        Err(Rejection::invalid_field(pointer, format!("must not be before {}", limits::EARLIEST_BUSINESS_DATE)))
    }
}

/// Asks the lists of today about the elements that were not there before: what was written once may stay.
pub(crate) fn check_new<T: PartialEq>(
    wanted: &[T],
    current: &[T],
    check: impl Fn(&T) -> Result<(), ValueError>,
    pointer: impl Fn(usize) -> String,
) -> Result<(), Rejection> {
    let mut new = wanted.iter().enumerate().filter(|(_, element)| !current.contains(element));
    new.try_for_each(|(index, element)| check(element).map_err(|error| invalid(&error, pointer(index))))
}

/// Whether a record may be referred to anew: it exists in the scope, shows itself, and is not archived. References that a record has
/// already are not asked about: what they lead to may be archived later.
pub(crate) fn check_referable<I: TypedId>(known: &Known, id: I, pointer: &str) -> Result<(), Rejection> {
    let refused = |code, detail: &str| Err(Rejection::unprocessable(code, detail).at(pointer));
    match known.published.get(&id.erase()) {
        None => refused("reference_not_found", "there is no such record"),
        Some(published) if published.archived => {
            refused("reference_archived", "the record is archived; restore it first")
        }
        Some(_) => Ok(()),
    }
}

/// Refuses the element that says again what one before it said.
pub(crate) fn check_distinct<T, K: Eq + Hash>(
    list: &[T],
    key: impl Fn(&T) -> K,
    pointer: impl Fn(usize) -> String,
) -> Result<(), Rejection> {
    let mut seen = HashSet::new();
    match list.iter().position(|element| !seen.insert(key(element))) {
        Some(index) => Err(Rejection::invalid_field(pointer(index), "stands in the list already; name it once")),
        None => Ok(()),
    }
}

/// An element of a list in which exactly one is the primary one.
pub(crate) trait Primary {
    /// Whether it is marked as the primary one.
    fn is_primary(&self) -> bool;
    /// Marks it.
    fn make_primary(&mut self);
}

/// The list with exactly one primary element, if it has any: the only element is it without being marked.
pub(crate) fn with_one_primary<T: Primary, const MAX: usize>(
    mut list: Capped<T, MAX>,
    pointer: &str,
) -> Result<Capped<T, MAX>, Rejection> {
    if let [only] = list.as_mut_slice() {
        only.make_primary();
    }
    let mut marked =
        (0..).zip(list.iter()).filter(|(_, element)| element.is_primary()).map(|(index, _): (usize, _)| index);
    match (marked.next(), marked.next()) {
        (None, _) if !list.is_empty() => {
            Err(Rejection::invalid_field(pointer, "one of several must have `is_primary`; mark it"))
        }
        (_, Some(second)) => Err(Rejection::invalid_field(
            format!("{pointer}/{second}/is_primary"),
            "only one may have `is_primary`; another one before it has it already",
        )),
        _ => Ok(list),
    }
}

#[cfg(test)]
#[path = "checks.test.rs"]
mod tests;
