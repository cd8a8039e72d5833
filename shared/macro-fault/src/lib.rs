//! What is wrong with the code that a macro was put on, told in one form: what, how to mend it, a correct line. And what more than one
//! crate of macros writes, because such a crate exports nothing else.

#![deny(missing_docs)]

pub mod personal_data;

use std::fmt::Display;

use proc_macro2::Span;
use quote::ToTokens;

/// All faults of one item.
#[derive(Default)]
pub struct Faults(Option<syn::Error>);

impl Faults {
    /// Adds a fault; `at` is the culprit, `example` a line that would be right.
    pub fn add(&mut self, at: &dyn ToTokens, what: impl Display, mend: impl Display, example: impl Display) {
        self.push(syn::Error::new_spanned(at, text(what, mend, example)));
    }

    /// Adds a fault where there is only a place: something that is missing, or that could not be read.
    pub fn add_at(&mut self, at: Span, what: impl Display, mend: impl Display, example: impl Display) {
        self.push(syn::Error::new(at, text(what, mend, example)));
    }

    fn push(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(errors) => errors.combine(error),
            none => *none = Some(error),
        }
    }

    /// The result, if there was no fault.
    ///
    /// # Errors
    /// All faults; and one of its own when there is neither a fault nor a result.
    pub fn finish<T>(self, result: Option<T>) -> syn::Result<T> {
        match (self.0, result) {
            (None, Some(result)) => Ok(result),
            (Some(errors), _) => Err(errors),
            // INVARIANT: whoever gives no result has added a fault. A silent refusal would be a macro that does nothing.
            (None, None) => Err(syn::Error::new(
                Span::call_site(),
                "the macro refused the item without a reason: please report this",
            )),
        }
    }
}

/// A type as a person writes it: tokens alone have blanks between them.
#[must_use]
pub fn as_written(ty: &dyn ToTokens) -> String {
    let ty = ty.to_token_stream().to_string();
    ty.replace(" :: ", "::").replace(" < ", "<").replace(" >", ">").replace(" ,", ",")
}

fn text(what: impl Display, mend: impl Display, example: impl Display) -> String {
    format!("{what}\n  mend: {mend}\n  correct: {example}")
}
