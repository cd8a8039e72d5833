//! A Rust source file, and the few questions that the rules ask of its text.

use std::{fs, path::Path};

/// A Rust source file.
pub struct Source {
    /// Its path below the root, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
}

impl Source {
    /// Reads a file.
    pub fn read(root: &Path, path: &Path) -> Self {
        let below = path.strip_prefix(root).expect("sources stand below the root");
        let text = fs::read_to_string(path).expect("a source file is UTF-8");
        Self { path: below.to_string_lossy().replace('\\', "/"), text }
    }

    /// Whether it is part of what ships: no test, no sample of a UI test, no golden file, no crate of tests.
    pub fn ships(&self) -> bool {
        !self.is_test() && !self.path.starts_with("scripts/acceptance/")
    }

    /// Whether it is a test or a bench, or what a test reads.
    pub fn is_test(&self) -> bool {
        self.path.ends_with(".test.rs") || self.path.contains("/tests/") || self.path.contains("/benches/")
    }

    /// Whether it is what a UI or golden test compares with: written to be wrong, or written by a macro.
    pub fn is_sample(&self) -> bool {
        self.path.contains("/tests/ui/") || self.path.contains("/tests/golden/")
    }

    /// Its lines of code, with their numbers from 1: no comments, no documentation.
    pub fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        numbered(&self.text).filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// Where a piece of text stands in its code, as `path:line`.
    pub fn places_of(&self, needle: &str) -> Vec<String> {
        self.code().filter(|(_, line)| line.contains(needle)).map(|(number, _)| self.place(number)).collect()
    }

    /// `path:line`.
    pub fn place(&self, number: usize) -> String {
        format!("{}:{number}", self.path)
    }
}

/// The lines of a text with their numbers from 1.
pub fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(index, line)| (index + 1, line))
}

/// The string literals that a text passes as the first argument of calls to a function: `required("TABLE_NAME")`.
pub fn first_arguments<'a>(text: &'a str, function: &str) -> Vec<&'a str> {
    let call = format!("{function}(\"");
    text.match_indices(&call)
        .filter(|(at, _)| !text[..*at].ends_with(|before: char| before.is_alphanumeric() || before == '_'))
        .filter_map(|(at, call)| text[at + call.len()..].split_once('"'))
        .map(|(argument, _)| argument)
        .collect()
}

/// The paths that a text names behind another one, in code and in `use` trees: `crm::{account::A, record}` names `account::A` and `record`.
pub fn paths_of(text: &str, root: &str) -> Vec<String> {
    let path = format!("{root}::");
    let mut found = Vec::new();
    for (at, path) in text.match_indices(&path) {
        if !text[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_' || before == ':') {
            expand(&text[at + path.len()..], "", &mut found);
        }
    }
    found
}

/// Adds the paths of a `use` tree, or of one path, that begins here; gives what stands behind it.
fn expand<'t>(text: &'t str, before: &str, found: &mut Vec<String>) -> &'t str {
    if let Some(mut rest) = text.strip_prefix('{') {
        loop {
            rest = expand(rest.trim_start(), before, found);
            match rest.split_once([',', '}']) {
                Some((skipped, behind)) if rest[skipped.len()..].starts_with(',') => rest = behind,
                Some((_, behind)) => return behind,
                None => return rest,
            }
        }
    }
    let Some(name) = identifier(text) else { return text };
    let (path, rest) = (format!("{before}{name}"), &text[name.len()..]);
    match rest.strip_prefix("::").filter(|below| below.starts_with('{') || identifier(below).is_some()) {
        Some(below) => expand(below, &format!("{path}::"), found),
        None => {
            found.push(path);
            rest
        }
    }
}

fn identifier(text: &str) -> Option<&str> {
    let end = text.find(|character: char| !character.is_alphanumeric() && character != '_').unwrap_or(text.len());
    (end > 0).then(|| &text[..end])
}

/// A reader that misses what it looks for makes every rule pass.
#[test]
fn paths_are_found_in_code_and_in_trees() {
    let text = "use crm::{account::{Account, AccountId as Id},\n  record::AssignOwner, value, };\nlet x = crm::lead::new::<T>(); not_crm::y";
    let found = ["account::Account", "account::AccountId", "record::AssignOwner", "value", "lead::new"];
    assert_eq!(paths_of(text, "crm"), found);
    assert_eq!(
        paths_of("use super::{sales, *}; super::super::rates::A; x::super::y", "super"),
        ["sales", "super::rates::A"]
    );
    assert_eq!(paths_of("super::super::{rates::A}", "super::super"), ["rates::A"]);
}

/// A setting that the reader overlooks would be missing in the deployed function only.
#[test]
fn settings_are_found_by_their_calls() {
    let text = r#"config::required("A")?; lookup.variable("B"); not_required("C"); required(name)"#;
    assert_eq!([first_arguments(text, "required"), first_arguments(text, "variable")].concat(), ["A", "B"]);
}
