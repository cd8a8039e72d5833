//! Matches the regular expressions of [`PATTERNS`](super::patterns::PATTERNS), and knows nothing that they do not need.
//!
//! `regex-lite` would do as well, but adds 74 KB to every binary that asks for an address; the tests compare with it.

/// What stands behind the part that is looked at: whether the rest of the text fits it.
type Behind<'a> = &'a dyn Fn(&[u8]) -> bool;

/// What a count may stand behind.
#[derive(Clone, Copy)]
enum Atom<'a> {
    /// `(?:..)`, without its brackets.
    Group(&'a str),
    /// `[..]` without its brackets, or one character that stands alone.
    Set(&'a str),
}

/// Whether the pattern matches the whole text. Letters of the pattern are upper case, those of the text of any case.
pub fn is_match(pattern: &str, text: &str) -> bool {
    alternatives(pattern, text.as_bytes(), &<[u8]>::is_empty)
}

fn alternatives(pattern: &str, text: &[u8], behind: Behind<'_>) -> bool {
    match split_outside_groups(pattern, b'|') {
        Some((one, others)) => sequence(one, text, behind) || alternatives(others, text, behind),
        None => sequence(pattern, text, behind),
    }
}

fn sequence(pattern: &str, text: &[u8], behind: Behind<'_>) -> bool {
    let Some((atom, rest)) = first_atom(pattern) else { return behind(text) };
    let (least, most, rest) = count(rest);
    repeated(atom, least, most, text, &|text| sequence(rest, text, behind))
}

fn repeated(atom: Atom<'_>, least: u8, most: u8, text: &[u8], behind: Behind<'_>) -> bool {
    let again = |text: &[u8]| repeated(atom, least.saturating_sub(1), most - 1, text, behind);
    (most > 0 && once(atom, text, &again)) || (least == 0 && behind(text))
}

fn once(atom: Atom<'_>, text: &[u8], behind: Behind<'_>) -> bool {
    match atom {
        Atom::Group(pattern) => alternatives(pattern, text, behind),
        Atom::Set(set) => text
            .split_first()
            .is_some_and(|(byte, rest)| contains(set.as_bytes(), byte.to_ascii_uppercase()) && behind(rest)),
    }
}

fn contains(set: &[u8], byte: u8) -> bool {
    match set {
        [b'\\', b'd', rest @ ..] => byte.is_ascii_digit() || contains(rest, byte),
        [b'\\', one, rest @ ..] => byte == *one || contains(rest, byte),
        [first, b'-', last, rest @ ..] => (*first..=*last).contains(&byte) || contains(rest, byte),
        [one, rest @ ..] => byte == *one || contains(rest, byte),
        [] => false,
    }
}

fn first_atom(pattern: &str) -> Option<(Atom<'_>, &str)> {
    if let Some(inside) = pattern.strip_prefix("(?:") {
        return split_outside_groups(inside, b')').map(|(group, rest)| (Atom::Group(group), rest));
    }
    if let Some(inside) = pattern.strip_prefix('[') {
        return inside.split_once(']').map(|(set, rest)| (Atom::Set(set), rest));
    }
    let len = if pattern.starts_with('\\') { 2 } else { 1 };
    pattern.split_at_checked(len).map(|(one, rest)| (Atom::Set(one), rest))
}

/// How often the atom before it stands: `?`, `{5}`, `{4,5}`, or once.
fn count(pattern: &str) -> (u8, u8, &str) {
    if let Some(rest) = pattern.strip_prefix('?') {
        return (0, 1, rest);
    }
    let Some((count, rest)) = pattern.strip_prefix('{').and_then(|rest| rest.split_once('}')) else {
        return (1, 1, pattern);
    };
    let (least, most) = count.split_once(',').unwrap_or((count, count));
    let number = |digits: &str| digits.parse().unwrap_or_default();
    (number(least), number(most), rest)
}

fn split_outside_groups(pattern: &str, at: u8) -> Option<(&str, &str)> {
    let mut depth = 0_u8;
    let position = pattern.bytes().position(|byte| {
        let found = byte == at && depth == 0;
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        found
    })?;
    let (before, rest) = pattern.split_at_checked(position)?;
    rest.split_at_checked(1).map(|(_, behind)| (before, behind))
}

#[cfg(test)]
#[path = "whole_match.test.rs"]
mod tests;
