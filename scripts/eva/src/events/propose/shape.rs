//! What values look like, put together from many of them; of the values themselves it keeps short words only, while all are one.

use std::{
    collections::{BTreeMap, HashSet},
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use serde_json::Value;

/// An object with more names, or with names that are ids, is a map.
const MAX_FIELDS: usize = 128;
/// More forms at one place are none.
const MAX_FORMS: usize = 4;
const MAX_WORD: usize = 64;
/// What fewer different texts begin with may be the name of a person whom they are about.
const MIN_DISTINCT: usize = 16;
/// So many fields of which none is always there, and all hold the same, are the keys of a map.
const MIN_KEYS: usize = 4;

/// The values at one place.
#[derive(Clone, Debug, Default)]
pub(super) struct Shape {
    /// How many there are.
    pub(super) seen: u64,
    pub(super) nulls: u64,
    pub(super) booleans: u64,
    pub(super) integers: u64,
    pub(super) fractions: u64,
    pub(super) strings: u64,
    pub(super) arrays: u64,
    pub(super) objects: u64,
    /// The forms of the texts; nothing where there are too many.
    pub(super) forms: Option<Vec<Form>>,
    /// Hashes of the first different texts.
    distinct: HashSet<u64>,
    /// The word that all texts are.
    pub(super) word: Option<String>,
    /// The fields of the objects.
    pub(super) fields: BTreeMap<String, Shape>,
    /// The values of objects that are maps.
    pub(super) values: Option<Box<Shape>>,
    /// The elements of the arrays.
    pub(super) items: Option<Box<Shape>>,
}

/// The form of a text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    Uuid {
        v7: bool,
    },
    /// RFC 3339; in UTC with milliseconds.
    Timestamp {
        exact: bool,
    },
    Date,
    /// `account_` and 26 characters of Crockford's base 32.
    TypedId(String),
    /// `ORD-` and digits, or `acct_` and letters and digits.
    Prefixed {
        prefix: String,
        digits: bool,
    },
    Hex(usize),
    Text,
}

impl Shape {
    /// Adds a value.
    pub(super) fn add(&mut self, value: &Value) {
        self.seen += 1;
        match value {
            Value::Null => self.nulls += 1,
            Value::Bool(_) => self.booleans += 1,
            Value::Number(number) if number.is_f64() => self.fractions += 1,
            Value::Number(_) => self.integers += 1,
            Value::String(text) => self.text(text),
            Value::Array(items) => {
                self.arrays += 1;
                items.iter().for_each(|item| self.items.get_or_insert_default().add(item));
            }
            Value::Object(fields) => {
                self.objects += 1;
                for (name, value) in fields {
                    self.field(name, value);
                }
            }
        }
    }

    fn field(&mut self, name: &str, value: &Value) {
        let is_new = !self.fields.contains_key(name);
        if self.values.is_none() && is_new && (self.fields.len() >= MAX_FIELDS || is_id(name) || !is_name(name)) {
            // What was taken for fields so far stays as it is; the rest are values by any name.
            self.values = Some(Box::default());
        }
        match (&mut self.values, is_new) {
            (Some(values), true) => values.add(value),
            _ => self.fields.entry(name.to_owned()).or_default().add(value),
        }
    }

    fn text(&mut self, text: &str) {
        self.strings += 1;
        if self.distinct.len() < MIN_DISTINCT {
            let mut hasher = DefaultHasher::new();
            text.hash(&mut hasher);
            self.distinct.insert(hasher.finish());
        }
        let is_word = !text.is_empty() && text.len() <= MAX_WORD && text.bytes().all(is_of_word);
        if self.strings == 1 {
            self.forms = Some(Vec::new());
            self.word = is_word.then(|| text.to_owned());
        } else if self.word.as_deref() != Some(text) {
            self.word = None;
        }
        if let Some(forms) = &mut self.forms {
            let form = Form::of(text);
            let is_full = forms.len() >= MAX_FORMS || form == Form::Text;
            match forms.iter_mut().find(|known| known.takes(&form)) {
                // The wider form of two that differ only in how exact they are.
                Some(known) => known.widen(&form),
                None if !is_full => forms.push(form),
                None => self.forms = None,
            }
        }
    }

    /// The forms of the texts that may be told: what ids begin with, and no names of people that somebody made ids of.
    pub(super) fn told_forms(&self) -> &[Form] {
        let forms = self.forms.as_deref().unwrap_or_default();
        let is_prefixed = forms.iter().any(|form| matches!(form, Form::Prefixed { .. }));
        if is_prefixed && (forms.len() > 1 || self.distinct.len() < MIN_DISTINCT) { &[] } else { forms }
    }

    /// What the fields hold, where they look like the keys of a map: none is in half of the objects, and all are of one kind.
    pub(super) fn as_map(&self) -> Option<Self> {
        let mut fields = self.fields.values();
        let first = fields.next()?;
        let alike = |field: &Self| {
            let is_seldom = field.seen * 2 < self.objects;
            is_seldom && field.kinds() == first.kinds() && field.forms == first.forms && field.objects == 0
        };
        let is_map = self.fields.len() >= MIN_KEYS && alike(first) && fields.all(alike);
        is_map.then(|| Self { word: None, distinct: HashSet::new(), ..first.clone() })
    }

    /// Of which JSON types the values are.
    const fn kinds(&self) -> [bool; 7] {
        let Self { nulls, booleans, integers, fractions, strings, arrays, objects, .. } = self;
        [*nulls > 0, *booleans > 0, *integers > 0, *fractions > 0, *strings > 0, *arrays > 0, *objects > 0]
    }

    /// The field at a pointer, through objects only.
    pub(super) fn at(&self, pointer: &str) -> Option<&Self> {
        pointer.split('/').skip(1).try_fold(self, |shape, name| shape.fields.get(name))
    }
}

impl Form {
    fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        if is_uuid(bytes) {
            return Self::Uuid { v7: bytes.get(14) == Some(&b'7') };
        }
        if matches!(bytes.len(), 32 | 40 | 64) && bytes.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            return Self::Hex(bytes.len());
        }
        if let Some(form) = date(text) {
            return form;
        }
        prefixed(text).unwrap_or(Self::Text)
    }

    fn takes(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Uuid { .. }, Self::Uuid { .. }) | (Self::Timestamp { .. }, Self::Timestamp { .. }) => true,
            (Self::Prefixed { prefix, .. }, Self::Prefixed { prefix: other, .. }) => prefix == other,
            (ours, other) => ours == other,
        }
    }

    fn widen(&mut self, other: &Self) {
        match (self, other) {
            (Self::Uuid { v7: ours }, Self::Uuid { v7: other })
            | (Self::Timestamp { exact: ours }, Self::Timestamp { exact: other })
            | (Self::Prefixed { digits: ours, .. }, Self::Prefixed { digits: other, .. }) => *ours &= other,
            _ => {}
        }
    }
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_-.".contains(&byte)
}

/// Whether a name looks like one that a programmer chose; others are the keys of a map, and may be what people typed.
fn is_name(name: &str) -> bool {
    let is_of_name = |byte: u8| is_of_word(byte) || b"$@:".contains(&byte);
    name.len() <= MAX_WORD
        && name.starts_with(|c: char| c.is_ascii_alphabetic() || "_$@".contains(c))
        && name.bytes().skip(1).all(|byte| is_of_name(byte) && byte != b'@')
        && name.bytes().filter(u8::is_ascii_digit).count() <= 3
}

/// Whether a name is a value that somebody uses as a name.
fn is_id(name: &str) -> bool {
    is_uuid(name.as_bytes()) || matches!(Form::of(name), Form::TypedId(_) | Form::Hex(_))
}

fn is_uuid(bytes: &[u8]) -> bool {
    let fits = |(at, byte): (usize, &u8)| match at {
        8 | 13 | 18 | 23 => *byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    bytes.len() == 36 && bytes.iter().enumerate().all(fits)
}

/// `2026-11-20` or `2026-11-20T22:00:00.123Z`.
fn date(text: &str) -> Option<Form> {
    let like = |text: &str, mask: &str| {
        text.len() == mask.len()
            && text.bytes().zip(mask.bytes()).all(|(byte, mask)| match mask {
                b'0' => byte.is_ascii_digit(),
                mask => byte == mask,
            })
    };
    let (day, time) = text.split_at_checked(10)?;
    if !like(day, "0000-00-00") {
        return None;
    }
    if time.is_empty() {
        return Some(Form::Date);
    }
    if like(time, "T00:00:00.000Z") {
        return Some(Form::Timestamp { exact: true });
    }
    let (clock, rest) = time.split_at_checked(9)?;
    let zone = rest.strip_prefix('.').map_or(rest, |rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    let has_zone = zone == "Z" || like(zone, "+00:00") || like(zone, "-00:00");
    (like(clock, "T00:00:00") && has_zone).then_some(Form::Timestamp { exact: false })
}

fn prefixed(text: &str) -> Option<Form> {
    let end = text.rfind(['_', '-'])?;
    let (prefix, rest) = text.split_at_checked(end + 1)?;
    let is_name = prefix.len() <= MAX_WORD
        && prefix.starts_with(|c: char| c.is_ascii_alphabetic())
        && prefix.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_' || byte == b'-');
    let crockford = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'z') && !b"ilou".contains(&byte);
    if !is_name || rest.is_empty() || !rest.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    if rest.len() == 26 && rest.bytes().all(crockford) && prefix.ends_with('_') {
        return Some(Form::TypedId(prefix.trim_end_matches('_').to_owned()));
    }
    let digits = rest.bytes().filter(u8::is_ascii_digit).count();
    (digits >= 2).then(|| Form::Prefixed { prefix: prefix.to_owned(), digits: digits == rest.len() })
}

#[cfg(test)]
#[path = "shape.test.rs"]
mod tests;
