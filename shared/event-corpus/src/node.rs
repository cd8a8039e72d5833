//! A JSON value that keeps the order of its fields.

use std::fmt::Write as _;

/// A JSON value. Fields stay in the order in which they were added, as a producer writes them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Node {
    /// `null`.
    Null,
    /// `true` or `false`.
    Flag(bool),
    /// A number, as it is written.
    Number(String),
    /// A text.
    Text(String),
    /// An array.
    List(Vec<Self>),
    /// An object.
    Object(Vec<(String, Self)>),
}

impl Node {
    /// A text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A number without a fraction.
    #[must_use]
    pub fn number(number: impl std::fmt::Display) -> Self {
        Self::Number(number.to_string())
    }

    /// An object without fields.
    #[must_use]
    pub const fn object() -> Self {
        Self::Object(Vec::new())
    }

    /// What it is without the quotation marks: for keys and paths that hold it.
    #[must_use]
    pub fn plain(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            other => other.json(),
        }
    }

    /// Puts a value under a path; objects on the way are made. A value on the way that is none is left as it is.
    pub fn insert(&mut self, path: &[String], value: Self) {
        let (Self::Object(fields), Some((name, rest))) = (self, path.split_first()) else { return };
        if rest.is_empty() {
            fields.push((name.clone(), value));
            return;
        }
        if !fields.iter().any(|(known, _)| known == name) {
            fields.push((name.clone(), Self::object()));
        }
        if let Some((_, inner)) = fields.iter_mut().find(|(known, _)| known == name) {
            inner.insert(rest, value);
        }
    }

    /// Its JSON, on one line.
    #[must_use]
    pub fn json(&self) -> String {
        let mut out = String::with_capacity(512);
        self.write(&mut out);
        out
    }

    /// Writes its JSON, on one line.
    pub fn write(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Flag(flag) => out.push_str(if *flag { "true" } else { "false" }),
            Self::Number(number) => out.push_str(number),
            Self::Text(text) => quote(text, out),
            Self::List(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    item.write(out);
                }
                out.push(']');
            }
            Self::Object(fields) => {
                out.push('{');
                for (index, (name, value)) in fields.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    quote(name, out);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }
}

fn quote(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            control if control < ' ' => drop(write!(out, "\\u{:04x}", u32::from(control))),
            other => out.push(other),
        }
    }
    out.push('"');
}

#[cfg(test)]
#[path = "node.test.rs"]
mod tests;
