//! The form of a value, without the value: its JSON type and, for a string, what kind of text it is.

use serde::{Deserialize, Serialize};

/// What a value looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub(crate) enum Form {
    Null,
    Bool,
    Int,
    Float,
    /// An object without fields; one with fields is known by them.
    EmptyObject,
    /// An array without elements.
    EmptyArray,
    /// The empty string.
    Empty,
    /// Letters with separators: an enumeration's name, a slug.
    Word,
    /// Digits only.
    Digits,
    /// A number in a string that is not digits only: `12.50`, `-3`.
    Decimal,
    /// 8-4-4-4-12 hexadecimal digits.
    Uuid,
    /// Letters and digits in one run: an id, a hash.
    Token,
    /// A word, a separator, and a token: `account_01h2xcej`, `ORD-1029`.
    Prefixed,
    /// A date with a time (RFC 3339 or close to it).
    Timestamp,
    /// A date.
    Date,
    /// It has a scheme and `://`.
    Url,
    /// Something, an `@`, and a host.
    Email,
    /// Several parts with `#`, `/`, `|` or `:` between them: a key, a path, an ARN.
    Composite,
    /// Anything else.
    Text,
}

/// The types of JSON values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum JsonType {
    Null,
    Boolean,
    Number,
    String,
    /// Without fields: one with fields is known by them.
    Object,
    /// Without elements.
    Array,
}

/// How many there are.
pub(crate) const TYPES: usize = 6;

impl JsonType {
    /// With an article.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "a boolean",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Object => "an object",
            Self::Array => "an array",
        }
    }
}

impl Form {
    /// The JSON type.
    pub(crate) const fn json_type(self) -> JsonType {
        match self {
            Self::Null => JsonType::Null,
            Self::Bool => JsonType::Boolean,
            Self::Int | Self::Float => JsonType::Number,
            Self::EmptyObject => JsonType::Object,
            Self::EmptyArray => JsonType::Array,
            _ => JsonType::String,
        }
    }

    /// Whether a text has this form only on purpose, so that another form in its place says something.
    pub(crate) const fn is_strong(self) -> bool {
        matches!(
            self,
            Self::Digits
                | Self::Decimal
                | Self::Uuid
                | Self::Token
                | Self::Prefixed
                | Self::Timestamp
                | Self::Date
                | Self::Url
                | Self::Email
        )
    }

    /// Whether it may name something.
    pub(crate) const fn is_id(self) -> bool {
        matches!(self, Self::Int | Self::Digits | Self::Uuid | Self::Token | Self::Prefixed)
    }

    /// Whether a value of this form means the same everywhere: it is too long or too random to be there twice by chance.
    pub(crate) const fn is_unique(self) -> bool {
        matches!(self, Self::Uuid | Self::Token | Self::Prefixed)
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool => "a boolean",
            Self::Int => "an integer",
            Self::Float => "a number",
            Self::EmptyObject => "an empty object",
            Self::EmptyArray => "an empty array",
            Self::Empty => "an empty string",
            Self::Word => "a word",
            Self::Digits => "digits",
            Self::Decimal => "a decimal in a string",
            Self::Uuid => "a UUID",
            Self::Token => "a token of letters and digits",
            Self::Prefixed => "an id with a prefix",
            Self::Timestamp => "a timestamp",
            Self::Date => "a date",
            Self::Url => "a URL",
            Self::Email => "an e-mail address",
            Self::Composite => "a key of several parts",
            Self::Text => "free text",
        }
    }
}

/// Which letters a token has, one bit each.
pub(crate) mod letters {
    pub(crate) const DIGIT: u8 = 1;
    pub(crate) const LOWER_HEX: u8 = 2;
    pub(crate) const LOWER: u8 = 4;
    pub(crate) const UPPER_HEX: u8 = 8;
    pub(crate) const UPPER: u8 = 16;
    pub(crate) const OTHER: u8 = 32;

    pub(crate) const fn of(byte: u8) -> u8 {
        match byte {
            b'0'..=b'9' => DIGIT,
            b'a'..=b'f' => LOWER_HEX,
            b'g'..=b'z' => LOWER,
            b'A'..=b'F' => UPPER_HEX,
            b'G'..=b'Z' => UPPER,
            _ => OTHER,
        }
    }

    pub(crate) const fn name(bit: u8) -> &'static str {
        match bit {
            DIGIT => "digits",
            LOWER_HEX | LOWER => "small letters",
            UPPER_HEX | UPPER => "capital letters",
            _ => "other characters",
        }
    }
}

/// The bits of [`letters`].
const ALPHANUMERIC: u8 = letters::DIGIT | letters::LOWER_HEX | letters::LOWER | letters::UPPER_HEX | letters::UPPER;
/// Between the words of a name.
const SEPARATOR: u8 = 64;
/// Between the parts of a key.
const BREAK: u8 = 128;

/// What each byte is: a letter's bit, a separator, or 0 for what stands in free text only.
static BYTES: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0_usize;
    while byte < 256 {
        #[allow(clippy::cast_possible_truncation, clippy::indexing_slicing, reason = "both are below 256")]
        {
            let code = byte as u8;
            table[byte] = match code {
                b'_' | b'-' | b'.' => SEPARATOR,
                b'#' | b'/' | b'|' | b':' | b'~' => BREAK,
                _ if code.is_ascii_alphanumeric() => letters::of(code),
                _ => 0,
            };
        }
        byte += 1;
    }
    table
};

/// The parts of a text that is put together.
pub(crate) fn parts(text: &str) -> impl Iterator<Item = &str> {
    let ends = |byte: u8| {
        BYTES.get(usize::from(byte)).is_some_and(|kind| *kind == BREAK)
            || matches!(byte, b'?' | b'=' | b'&' | b',' | b';')
    };
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let end = text.bytes().position(ends);
        rest = end.and_then(|end| text.get(end + 1..));
        text.get(..end.unwrap_or(text.len()))
    })
    .filter(|part| !part.is_empty())
}

/// A form with what makes two values of it alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Class {
    pub(crate) form: Form,
    /// The letters of a token, see [`letters`].
    pub(crate) letters: u8,
    /// The length of an id in bytes, up to 255; 0 for other forms.
    pub(crate) length: u8,
    /// The number of the prefix, for [`Form::Prefixed`].
    pub(crate) prefix: u16,
}

impl Class {
    pub(crate) const fn plain(form: Form) -> Self {
        Self { form, letters: 0, length: 0, prefix: 0 }
    }
}

/// A text's class before its prefix has a number: that is its first so many bytes.
pub(crate) struct Shape {
    pub(crate) form: Form,
    pub(crate) letters: u8,
    pub(crate) prefix_length: usize,
}

impl Shape {
    const fn plain(form: Form) -> Self {
        Self { form, letters: 0, prefix_length: 0 }
    }
}

/// Longer texts are no ids.
const MAX_ID: usize = 128;
/// Longer texts are no keys of several ids.
const MAX_KEY: usize = 256;
const MAX_PREFIX: usize = 40;

/// The shape of a text.
pub(crate) fn shape_of(text: &str) -> Shape {
    let bytes = text.as_bytes();
    let Some(&first) = bytes.first() else { return Shape::plain(Form::Empty) };
    let is_long = bytes.len() > MAX_ID;
    let url_or_text = || {
        let is_url = text.contains("://") && (!is_long || !bytes.contains(&b' '));
        Shape::plain(if is_url { Form::Url } else { Form::Text })
    };
    if bytes.len() > MAX_KEY {
        return url_or_text();
    }
    if let Some(form) = time(bytes) {
        return Shape::plain(form);
    }
    let mut seen = 0_u8;
    let (mut separators, mut breaks) = (0_u32, 0_u32);
    // Where the run begins that has the first digit, or the last one if none has.
    let mut run = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        let kind = BYTES.get(usize::from(byte)).copied().unwrap_or(0);
        // Whether the next one is a letter or a digit nobody can guess, a processor neither: only what is rare is a branch.
        if kind & ALPHANUMERIC != 0 {
            seen |= kind;
            continue;
        }
        match kind {
            0 if byte == b'@' && !is_long => {
                return Shape::plain(if is_email(bytes, at) { Form::Email } else { Form::Text });
            }
            0 => return url_or_text(),
            _ => {}
        }
        separators += 1;
        breaks += u32::from(kind == BREAK);
        if seen & letters::DIGIT == 0 {
            run = at + 1;
        }
    }
    if is_long {
        return if breaks > 1 && !text.contains("://") { Shape::plain(Form::Composite) } else { url_or_text() };
    }
    let token = (seen & letters::DIGIT != 0).then_some(run);
    if separators == 0 {
        return match seen {
            letters::DIGIT => Shape { form: Form::Digits, letters: seen, prefix_length: 0 },
            _ if token.is_some() => Shape { form: Form::Token, letters: seen, prefix_length: 0 },
            _ => Shape::plain(Form::Word),
        };
    }
    if is_uuid(bytes) {
        return Shape { form: Form::Uuid, letters: seen, prefix_length: 0 };
    }
    if breaks > 2 && text.contains("://") {
        return Shape::plain(Form::Url);
    }
    if seen == letters::DIGIT && separators <= 2 && (first == b'-' || bytes.contains(&b'.')) && breaks == 0 {
        return Shape::plain(Form::Decimal);
    }
    // One mark is a separator like any other (`user:42`); with more of them it is put together.
    if breaks > 1 {
        return Shape::plain(Form::Composite);
    }
    match token {
        None => Shape::plain(Form::Word),
        Some(0) if breaks == 0 => Shape { form: Form::Token, letters: seen | letters::OTHER, prefix_length: 0 },
        Some(at) if (1..=MAX_PREFIX).contains(&at) && is_prefix(bytes, at) => {
            Shape { form: Form::Prefixed, letters: letters_from(bytes, at), prefix_length: at }
        }
        Some(_) => Shape::plain(Form::Composite),
    }
}

/// The letters behind a prefix.
pub(crate) fn letters_from(bytes: &[u8], at: usize) -> u8 {
    let kinds = bytes.iter().skip(at).map(|&byte| BYTES.get(usize::from(byte)).copied().unwrap_or(0));
    kinds.fold(0, |seen, kind| seen | if kind & ALPHANUMERIC == 0 { letters::OTHER } else { kind })
}

fn is_prefix(bytes: &[u8], length: usize) -> bool {
    bytes.iter().take(length).all(|&byte| byte.is_ascii_alphabetic() || b"_-.#/|:~".contains(&byte))
}

fn is_uuid(bytes: &[u8]) -> bool {
    bytes.len() == 36
        && bytes.iter().enumerate().all(|(at, &byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn is_email(bytes: &[u8], at: usize) -> bool {
    let (name, host) = bytes.split_at(at);
    !name.is_empty() && !bytes.contains(&b' ') && host.len() > 3 && host.contains(&b'.')
}

/// `2026-11-20`, and with a time `2026-11-20T22:00:00.123Z`, `2026-11-20 22:00:00+01:00`.
fn time(bytes: &[u8]) -> Option<Form> {
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let is = |at: usize, byte: u8| bytes.get(at) == Some(&byte);
    let date = is(4, b'-') && is(7, b'-') && [0, 1, 2, 3, 5, 6, 8, 9].into_iter().all(digit);
    if !date {
        return None;
    }
    if bytes.len() == 10 {
        return Some(Form::Date);
    }
    let clock = (is(10, b'T') || is(10, b' ') || is(10, b't')) && is(13, b':') && digit(11) && digit(15);
    clock.then_some(Form::Timestamp)
}

#[cfg(test)]
#[path = "class.test.rs"]
mod tests;
