use std::{
    fs,
    path::{Path, PathBuf},
};

/// What is compiled.
const COMPILED: &str = include_str!("patterns.rs");

/// What a page says, in this order, below its title.
const PARTS: [&str; 5] = ["Pattern", "When", "Example", "Anti-pattern", "Why"];

struct Page {
    file: String,
    text: String,
}

impl Page {
    fn lines(&self) -> Vec<Line<'_>> {
        let (mut part, mut fence) = ("", None);
        let mut lines = Vec::new();
        for text in self.text.lines() {
            match (text.strip_prefix("```"), fence) {
                (Some(_), Some(_)) => fence = None,
                (Some(info), None) => fence = Some(info),
                // In a fence, `# ` hides a line of an example.
                (None, None) if text.starts_with('#') => part = text.trim_start_matches('#').trim(),
                _ => {}
            }
            lines.push(Line { part, fence, text });
        }
        lines
    }

    fn title(&self) -> &str {
        self.text.lines().next().and_then(|line| line.strip_prefix("# ")).unwrap_or_default()
    }

    fn headings(&self) -> Vec<&str> {
        let lines = self.lines();
        let headings = lines.iter().filter(|line| line.fence.is_none() && line.text.starts_with('#'));
        headings.map(|line| line.part).collect()
    }

    fn has_code(&self, part: &str, info: &str) -> bool {
        self.lines().iter().any(|line| line.part == part && line.fence.is_some_and(|fence| fence.starts_with(info)))
    }
}

struct Line<'a> {
    /// The heading that it stands under.
    part: &'a str,
    /// What the fence is called that it stands in, if it does.
    fence: Option<&'a str>,
    text: &'a str,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The files of a folder with this ending, in the order of their names.
fn files(folder: &Path, ending: &str) -> Vec<(String, String)> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("a folder of the repository")
        .flatten()
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()))
        .filter(|(name, _)| name.ends_with(ending))
        .map(|(name, path)| (name, fs::read_to_string(path).expect("a text")))
        .collect();
    files.sort();
    files
}

fn pages() -> Vec<Page> {
    let files = files(&root().join("docs/patterns"), ".md").into_iter();
    let pages: Vec<_> = files.filter(|(file, _)| file != "README.md").map(|(file, text)| Page { file, text }).collect();
    assert!(!pages.is_empty(), "`docs/patterns` has no pages");
    pages
}

/// An example that nobody compiles tells of an API that is gone, and whoever copies it blames himself.
#[test]
fn every_page_is_compiled() {
    for page in pages() {
        let included = format!("include_str!(\"../../../docs/patterns/{}\")", page.file);
        assert!(COMPILED.contains(&included), "add `{included}` to `scripts/acceptance/src/patterns.rs`");
    }
}

/// Who looks something up on one page looks in the same place on the next.
#[test]
fn every_page_has_its_five_parts() {
    for page in pages() {
        let expected: Vec<_> = [page.title()].into_iter().chain(PARTS).collect();
        assert_eq!(page.headings(), expected, "`{}` has other headings", page.file);
    }
}

/// A page without an example that runs, or without the mistake that it warns of, is an opinion.
#[test]
fn every_page_has_an_example_and_an_anti_pattern() {
    for page in pages() {
        assert!(page.has_code("Example", "rust"), "`{}` has no example in Rust", page.file);
        assert!(page.has_code("Anti-pattern", ""), "`{}` shows no anti-pattern", page.file);
        let skipped = page.lines().iter().any(|line| line.fence.is_some_and(|fence| fence.contains("ignore")));
        assert!(!skipped, "`{}` has an example that is not compiled: let it compile, or fail to", page.file);
    }
}

/// A page that the table does not name is found by nobody.
#[test]
fn the_table_names_every_page_in_order() {
    let readme = fs::read_to_string(root().join("docs/patterns/README.md")).expect("the table of patterns");
    let named: Vec<_> = readme.lines().filter_map(|line| line.strip_prefix("| [")?.split_once(") |")).collect();
    let expected: Vec<_> = pages().iter().map(|page| format!("{}]({}", page.title(), page.file)).collect();
    assert_eq!(named.iter().map(|(page, _)| *page).collect::<Vec<_>>(), expected);
    for (page, when) in named {
        assert!(when.trim_end_matches('|').trim().len() > 10, "`{page}` does not say when");
    }
}

/// A quoted message that the compiler does not give any more is searched for in vain. What it gives is in the UI tests of the macros.
#[test]
fn quoted_messages_are_those_of_the_compiler() {
    let mut given = Vec::new();
    for krate in ["dynamodb-entity-derive", "api-derive", "kernel-derive"] {
        let messages = files(&root().join("shared").join(krate).join("tests/ui/fail"), ".stderr");
        given.extend(messages.iter().flat_map(|(_, text)| text.lines()).map(without_names));
    }
    let mut quoted = 0;
    for page in pages() {
        for line in page.lines().iter().filter(|line| line.part == "Anti-pattern" && line.fence == Some("text")) {
            let message = without_names(line.text);
            if !["error", "mend: "].iter().any(|start| message.starts_with(start)) {
                continue;
            }
            quoted += 1;
            let is_given = given.iter().any(|given| given.starts_with(&message));
            assert!(is_given, "`{}` quotes what no UI test of a macro shows: {}", page.file, line.text);
        }
    }
    assert!(quoted > 10, "only {quoted} lines of messages were found");
}

/// A line without what stands between backticks: pages have names of their own.
fn without_names(line: &str) -> String {
    line.trim().split('`').enumerate().map(|(at, piece)| if at % 2 == 0 { piece } else { "``" }).collect()
}
