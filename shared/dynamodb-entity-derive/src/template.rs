//! A key template: literals and placeholders, `ACCOUNT#{account_id}`.

use syn::LitStr;

use macro_fault::Faults;

/// A template whose form is right; what its placeholders name is checked later.
#[derive(Debug, Clone)]
pub struct Template {
    pub literal: LitStr,
    pub parts: Vec<Part>,
}

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Literal(String),
    Placeholder { field: String, width: Option<usize> },
}

/// `u64` has no more digits.
const MAX_WIDTH: usize = 20;

impl Template {
    /// Reads a template. Stops at its first fault: what follows one is a guess.
    pub fn read(literal: &LitStr, example: &str, faults: &mut Faults) -> Option<Self> {
        match parse(&literal.value()) {
            Ok(parts) => Some(Self { literal: literal.clone(), parts }),
            Err((what, mend)) => {
                faults.add(literal, what, mend, example);
                None
            }
        }
    }

    /// The names of the fields, in their order.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Literal(_) => None,
            Part::Placeholder { field, .. } => Some(field.as_str()),
        })
    }

    /// The text before the first placeholder.
    pub fn prefix(&self) -> &str {
        match self.parts.first() {
            Some(Part::Literal(text)) => text,
            Some(Part::Placeholder { .. }) | None => "",
        }
    }
}

type Refusal = (String, &'static str);

fn parse(text: &str) -> Result<Vec<Part>, Refusal> {
    if text.is_empty() {
        return Err(("the key is empty".to_owned(), "write what the key is made of"));
    }
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((literal, behind)) = rest.split_once('{') {
        push_literal(&mut parts, literal)?;
        let Some((placeholder, behind)) = behind.split_once('}') else {
            return Err((format!("`{{{behind}` has no closing `}}`"), "close the placeholder"));
        };
        let placeholder = parse_placeholder(placeholder)?;
        if let Part::Placeholder { field, .. } = &placeholder {
            check_neighbours(&parts, field)?;
        }
        parts.push(placeholder);
        rest = behind;
    }
    push_literal(&mut parts, rest)?;
    if text.starts_with('#') || text.ends_with('#') || text.contains("##") {
        return Err((
            "the key has an empty segment".to_owned(),
            "put one `#` between two segments, and none at the start or the end",
        ));
    }
    Ok(parts)
}

fn push_literal(parts: &mut Vec<Part>, text: &str) -> Result<(), Refusal> {
    if text.contains('}') {
        return Err((format!("`{text}` closes a placeholder that was not opened"), "write `{field}`"));
    }
    // IAM gives `*`, `?` and `$` a meaning, and the patterns of the policies are made from this text.
    if let Some(odd) = text.chars().find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '#' | '_' | '-' | '.'))) {
        return Err((
            format!("`{odd}` cannot stand in a key"),
            "the text between placeholders is made of ASCII letters, digits, `#`, `_`, `-` and `.`",
        ));
    }
    if !text.is_empty() {
        parts.push(Part::Literal(text.to_owned()));
    }
    Ok(())
}

fn parse_placeholder(text: &str) -> Result<Part, Refusal> {
    let (field, width) = match text.split_once(':') {
        Some((field, width)) => (field, Some(parse_width(text, width)?)),
        None => (text, None),
    };
    let is_name = field.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && field.chars().all(|c| c.is_alphanumeric() || c == '_');
    if !is_name {
        return Err((
            format!("`{{{text}}}` names no field"),
            "a placeholder is the bare name of a field, as `{account_id}`, or with a width, as `{sequence:020}`",
        ));
    }
    Ok(Part::Placeholder { field: field.to_owned(), width })
}

fn parse_width(placeholder: &str, width: &str) -> Result<usize, Refusal> {
    width
        .strip_prefix('0')
        .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()))
        .and_then(|digits| digits.parse().ok())
        .filter(|width| (1..=MAX_WIDTH).contains(width))
        .ok_or_else(|| {
            (
                format!("`{{{placeholder}}}` has a width of another form"),
                "the only format is padding with zeros to 1 to 20 digits, as `{sequence:020}`",
            )
        })
}

/// With a `#` between two placeholders, and none in their values, two different rows never meet in one key.
fn check_neighbours(parts: &[Part], field: &str) -> Result<(), Refusal> {
    let mut before = parts.iter().rev();
    let separated = match before.next() {
        None => true,
        Some(Part::Placeholder { .. }) => false,
        Some(Part::Literal(text)) => text.contains('#') || before.next().is_none(),
    };
    if !separated {
        return Err((
            format!("`{{{field}}}` is not separated from the placeholder before it"),
            "put a `#` between two placeholders: otherwise `1` and `23` make the same key as `12` and `3`",
        ));
    }
    let repeated = parts.iter().any(|part| matches!(part, Part::Placeholder { field: other, .. } if other == field));
    if repeated {
        return Err((format!("`{{{field}}}` stands twice in one key"), "remove one: it tells no rows apart"));
    }
    Ok(())
}

#[cfg(test)]
#[path = "template.test.rs"]
mod tests;
