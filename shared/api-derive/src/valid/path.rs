//! The form of the path: what the router reads in one way only.

use macro_fault::Faults;
use syn::LitStr;

use super::missing;
use crate::attr::{Args, example};

/// A path and the names of its parameters, in their order.
pub(super) struct Path {
    pub(super) literal: LitStr,
    pub(super) parameters: Vec<String>,
}

impl Path {
    pub(super) fn has(&self, name: &str) -> bool {
        self.parameters.iter().any(|parameter| parameter == name)
    }
}

/// Checks the form; `None` when there is no path to speak of.
pub(super) fn check(args: &Args, faults: &mut Faults) -> Option<Path> {
    let Some(literal) = &args.path else {
        missing(args, "path", "say where it is", example::PATH, faults);
        return None;
    };
    let text = literal.value();
    let Some(segments) = text.strip_prefix('/') else {
        let what = format!("the path `{text}` does not start with `/`");
        faults.add(literal, what, "put a `/` before it", example::PATH);
        return None;
    };
    let mut parameters: Vec<String> = Vec::new();
    for segment in segments.split('/') {
        let parameter = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        match parameter {
            Some(name) if is_name(name) && parameters.iter().any(|known| known == name) => {
                let what = format!("the path names `{{{name}}}` twice");
                faults.add(literal, what, "give one of them another name", example::PATH);
            }
            Some(name) if is_name(name) => parameters.push(name.to_owned()),
            None if is_word(segment) => {}
            None if segment.is_empty() => {
                let what = format!("the path `{text}` has an empty segment");
                faults.add(literal, what, "remove the `/` that is too many", example::PATH);
            }
            _ => {
                let mend = "write lower-case letters, digits, `-`, `_` or `.`, or one parameter such as `{account_id}`";
                faults.add(literal, format_args!("`{segment}` is no segment of a path"), mend, example::PATH);
            }
        }
    }
    Some(Path { literal: literal.clone(), parameters })
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// Dots alone would be read as a way up.
fn is_word(text: &str) -> bool {
    !text.bytes().all(|b| b == b'.')
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_.".contains(&b))
}
