//! Which codes one side has and the other has not.

use std::collections::BTreeSet;

/// Codes that one side only has, and why.
pub struct Difference {
    /// What all the codes begin with: `FR-`.
    pub start: &'static str,
    /// The rest of the codes that only we have.
    pub ours: &'static str,
    /// The rest of the codes that only the others have.
    pub theirs: &'static str,
    /// Why we are right.
    pub reason: &'static str,
}

/// The fields of the lines of a file.
pub fn rows<const N: usize>(text: &'static str) -> Vec<[&'static str; N]> {
    let fields = |line: &'static str| line.split('\t').collect::<Vec<_>>().try_into().expect("a line has all fields");
    text.lines().map(fields).collect()
}

/// Fails unless the two sides differ in exactly the listed codes.
pub fn assert_differences(ours: &BTreeSet<&str>, theirs: &BTreeSet<&str>, listed: &[Difference]) {
    assert!(ours.len().min(theirs.len()) > 100, "one side is empty, so that nothing would be compared");
    let all = |part: fn(&Difference) -> &'static str| -> BTreeSet<String> {
        let codes = |listed| part(listed).split_whitespace().map(move |rest| format!("{}{rest}", listed.start));
        listed.iter().flat_map(codes).collect()
    };
    let only = |one: &BTreeSet<&str>, other: &BTreeSet<&str>| -> BTreeSet<String> {
        one.difference(other).map(|code| (*code).to_owned()).collect()
    };
    assert_eq!(only(ours, theirs), all(|listed| listed.ours), "codes that only we have");
    assert_eq!(only(theirs, ours), all(|listed| listed.theirs), "codes that only the others have");
    assert!(listed.iter().all(|listed| listed.reason.len() > 20), "every difference has a reason");
}
