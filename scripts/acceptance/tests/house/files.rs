//! What files are called, how long they are, and that every test says what it is for.

use crate::{
    source::{Source, numbered},
    workspace::{SOURCES, assert_none, folder, members, members_under, relative},
};

/// A file beyond this has more than one subject.
const MOST_LINES: usize = 600;

/// A `main.rs` of a function only wires.
const MOST_LINES_OF_MAIN: usize = 30;

/// Names that say nothing about what is inside, so that everything ends up there.
const EMPTY_NAMES: [&str; 9] =
    ["common", "helper", "helpers", "manager", "managers", "misc", "shared", "util", "utils"];

/// With two ways to name a module's file, everybody looks in the wrong place half of the time.
#[test]
fn a_module_stands_beside_its_folder() {
    let wrong: Vec<_> =
        SOURCES.iter().filter(|source| source.path.ends_with("/mod.rs")).map(|source| source.path.clone()).collect();
    assert_none(&wrong, "name the file after its folder: `foo.rs` beside `foo/`");
}

/// A module called `utils` collects what nobody could place, and nobody finds it again.
#[test]
fn names_say_what_is_inside() {
    let mut wrong = Vec::new();
    for source in SOURCES.iter() {
        // The folder `shared/` is fixed by the layout; below it the word says nothing.
        let below = source.path.split_once('/').map_or("", |(_, below)| below);
        if below.split('/').any(|part| is_empty_name(part.split('.').next().unwrap_or_default())) {
            wrong.push(source.path.clone());
        }
        for (number, line) in source.code() {
            let declared =
                line.trim().trim_start_matches("pub ").trim_start_matches("pub(crate) ").strip_prefix("mod ");
            if declared.and_then(|rest| rest.split([';', '{', ' ']).next()).is_some_and(is_empty_name) {
                wrong.push(source.place(number));
            }
        }
    }
    assert_none(&wrong, "name it after what it does, or put each piece where it is used");
}

fn is_empty_name(name: &str) -> bool {
    name.split(['-', '_']).any(|word| EMPTY_NAMES.contains(&word)) && !name.contains("process_manager")
}

/// A crate that is called otherwise than its folder is searched for twice.
#[test]
fn a_crate_is_called_like_its_folder() {
    let wrong: Vec<_> = members()
        .into_iter()
        .filter(|package| folder(package).file_name().is_none_or(|name| name != package.name.as_str()))
        .map(|package| format!("`{}` stands in {}", package.name, relative(package).display()))
        .collect();
    assert_none(&wrong, "rename the folder or the crate");
}

/// A file that nobody reads to its end hides what stands there.
#[test]
fn files_are_short_enough_to_be_read() {
    let too_long = |source: &&Source| !source.is_sample() && source.text.lines().count() > MOST_LINES;
    let wrong: Vec<_> = SOURCES
        .iter()
        .filter(too_long)
        .map(|source| format!("{} has {} lines", source.path, source.text.lines().count()))
        .collect();
    assert_none(&wrong, "split it by subject, into `foo.rs` and `foo/`");
}

/// What stands in `main` is what no test can reach.
#[test]
fn main_of_a_function_only_wires() {
    let mut wrong = Vec::new();
    for package in members_under("functions") {
        let path = format!("{}/src/main.rs", relative(package).display());
        match SOURCES.iter().find(|source| source.path == path) {
            Some(source) if source.text.lines().count() > MOST_LINES_OF_MAIN => {
                wrong.push(format!("{path} has {} lines", source.text.lines().count()));
            }
            Some(_) => {}
            None => wrong.push(format!("{path} is missing: a function is one binary")),
        }
        if !folder(package).join("src/lib.rs").exists() {
            wrong.push(format!("{} has no src/lib.rs", package.name));
        }
    }
    assert_none(&wrong, "move it to `lib.rs`, which tests and other hosts share");
}

/// A test without a purpose is deleted when it fails, and with it what it guarded.
#[test]
fn every_test_says_which_problem_it_guards_against() {
    let mut wrong = Vec::new();
    for source in SOURCES.iter().filter(|source| !source.is_sample()) {
        wrong.extend(undocumented_tests(&source.text).into_iter().map(|number| source.place(number)));
    }
    assert_none(&wrong, "write a doc comment above the test: what goes wrong for whom if it fails");
}

/// The lines of test attributes without a doc comment beside them.
fn undocumented_tests(text: &str) -> Vec<usize> {
    let lines: Vec<_> = numbered(text).map(|(_, line)| line.trim()).collect();
    let belongs = |line: &&&str| line.starts_with("#[") || line.starts_with("//");
    let mut missing = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
            let above = lines[..index].iter().rev().take_while(belongs);
            let below = lines[index + 1..].iter().take_while(belongs);
            // In a macro that writes tests, the documentation comes in by a variable.
            if !above
                .chain(below)
                .any(|line| line.starts_with("///") || line.starts_with("#[doc") || line.starts_with("#[$"))
            {
                missing.push(index + 1);
            }
        }
    }
    missing
}

/// A rule that finds no test at all passes whatever people write.
#[test]
fn a_test_without_documentation_is_found() {
    let text = "/// Why.\n#[test]\nfn a() {}\n\n#[test]\n// no doc\nfn b() {}\n\n#[tokio::test(start_paused = true)]\n/// Why.\nasync fn c() {}\n";
    assert_eq!(undocumented_tests(text), [5]);
}

/// A public item without a word about its purpose, units and errors sends its users into the source.
#[test]
fn every_shared_crate_denies_missing_docs() {
    let roots =
        SOURCES.iter().filter(|source| source.path.starts_with("shared/") && source.path.ends_with("/src/lib.rs"));
    let silent: Vec<_> =
        roots.filter(|root| !root.text.contains("#![deny(missing_docs)]")).map(|root| &root.path).collect();
    assert!(silent.is_empty(), "write `#![deny(missing_docs)]` at the top of {silent:?}");
}
