//! From a line to its leaves: one pass over the text, no tree.

use std::fmt;

use rapidhash::v3::rapidhash_v3;
use rustc_hash::FxHashMap;
use serde::{
    Deserialize, Serialize,
    de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use crate::{
    class::{Class, Form, letters_from, parts, shape_of},
    paths::{BUS, PathId, Paths, ROOT},
};

/// An event with more is cut off there.
const MAX_LEAVES: usize = 4_096;
/// Longer texts are compared by nothing.
const MAX_HASHED: usize = 256;
/// A key has at most so many parts that are looked at.
const MAX_PARTS: usize = 12;
pub(crate) const MAX_PREFIXES: usize = 4_096;
/// So many prefixes of one place are recognised without a digit behind them.
const MAX_USUAL: usize = 64;

/// A value of an event: where it stands, what it looks like, and a hash that finds the same value elsewhere.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Leaf {
    pub(crate) path: PathId,
    pub(crate) class: Class,
    /// 0 for what is not compared: null, booleans, fractions, long texts.
    pub(crate) hash: u64,
}

/// What reading lines learns.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Reader {
    pub(crate) paths: Paths,
    prefixes: FxHashMap<Box<str>, u16>,
    /// By path, the prefixes that ids had there: without a digit by chance it is an id all the same.
    usual: Vec<Vec<u16>>,
    prefix_texts: Vec<Box<str>>,
    /// The names of types, and until it is known which those are, of all short texts.
    pub(crate) texts: FxHashMap<u64, Box<str>>,
    /// Which paths' texts are kept.
    pub(crate) kept: Kept,
    /// By path below the envelope's `detail`: the path below the root; and of all others the one below the bus.
    bare: Vec<PathId>,
    /// Texts seen before, by hash.
    #[serde(skip)]
    classes: Vec<(u64, Class)>,
}

/// Whose texts are kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Kept {
    /// Of all paths, until there are too many.
    All,
    /// Of these.
    Of(Vec<PathId>),
}

/// So many texts are remembered with their class.
const REMEMBERED: usize = 1 << 15;
pub(crate) const MAX_TEXTS: usize = 200_000;
const MAX_TEXT: usize = 120;

impl Reader {
    pub(crate) fn new() -> Self {
        Self {
            paths: Paths::new(),
            prefixes: FxHashMap::default(),
            usual: Vec::new(),
            prefix_texts: vec!["".into()],
            texts: FxHashMap::default(),
            kept: Kept::All,
            bare: Vec::new(),
            classes: Vec::new(),
        }
    }

    /// Appends the leaves of a line.
    ///
    /// # Errors
    /// Those of `serde_json`, whose texts name places and never quote.
    pub(crate) fn read(&mut self, line: &[u8], leaves: &mut Vec<Leaf>) -> Result<(), serde_json::Error> {
        let start = leaves.len();
        // One look at the whole line is faster than one at each of its strings.
        let mut event = Reading { reader: self, leaves, limit: start + MAX_LEAVES };
        let read = match str::from_utf8(line) {
            Ok(text) => {
                let mut deserializer = serde_json::Deserializer::from_str(text);
                Root { event: &mut event }.deserialize(&mut deserializer).and_then(|()| deserializer.end())
            }
            // It finds the place.
            Err(_) => {
                let mut deserializer = serde_json::Deserializer::from_slice(line);
                Root { event: &mut event }.deserialize(&mut deserializer).and_then(|()| deserializer.end())
            }
        };
        if read.is_err() {
            leaves.truncate(start);
        }
        read?;
        if let Some(event) = leaves.get_mut(start..) {
            self.unwrap_envelope(event);
        }
        Ok(())
    }

    /// The text of a prefix.
    pub(crate) fn prefix(&self, number: u16) -> &str {
        self.prefix_texts.get(usize::from(number)).map_or("", |text| text)
    }

    /// The texts of all prefixes, by number.
    pub(crate) fn prefixes(&self) -> impl Iterator<Item = &str> {
        self.prefix_texts.iter().map(|text| &**text)
    }

    /// An event in the envelope of EventBridge stands in its `detail`.
    fn unwrap_envelope(&mut self, event: &mut [Leaf]) {
        let (Some(detail), Some(detail_type)) = (self.paths.find(ROOT, "detail"), self.paths.find(ROOT, "detail-type"))
        else {
            return;
        };
        let is_envelope = event.iter().any(|leaf| leaf.path == detail_type)
            && event.iter().any(|leaf| self.paths.is_below(leaf.path, detail));
        if !is_envelope {
            return;
        }
        let bus = self.paths.child(ROOT, BUS);
        for leaf in event {
            let at = leaf.path as usize;
            if self.bare.len() <= at {
                self.bare.resize(at + 1, PathId::MAX);
            }
            let known = self.bare.get(at).copied().unwrap_or(PathId::MAX);
            if known != PathId::MAX {
                leaf.path = known;
                continue;
            }
            let bare = if self.paths.is_below(leaf.path, detail) {
                self.paths.moved(leaf.path, detail, ROOT)
            } else {
                self.paths.moved_below(leaf.path, bus)
            };
            if let Some(slot) = self.bare.get_mut(at) {
                *slot = bare;
            }
            leaf.path = bare;
        }
    }

    /// The number of a prefix; nothing when there are too many.
    pub(crate) fn prefix_number(&mut self, text: &str) -> Option<u16> {
        if text.is_empty() {
            return Some(0);
        }
        if let Some(&number) = self.prefixes.get(text) {
            return Some(number);
        }
        if self.prefix_texts.len() >= MAX_PREFIXES {
            return None;
        }
        let number = u16::try_from(self.prefix_texts.len()).ok()?;
        self.prefix_texts.push(text.into());
        self.prefixes.insert(text.into(), number);
        Some(number)
    }

    fn keeps(&self, path: PathId) -> bool {
        match &self.kept {
            Kept::All => self.texts.len() < MAX_TEXTS,
            Kept::Of(paths) => paths.contains(&path) && self.texts.len() < MAX_TEXTS,
        }
    }

    /// The class of a text. Most texts were there before: what they look like is remembered.
    fn class_of(&mut self, path: PathId, text: &str, hash: u64) -> Class {
        let slot = hash as usize % REMEMBERED;
        if let Some(&(known, class)) = self.classes.get(slot)
            && known == hash
            && hash != 0
        {
            if class.form == Form::Prefixed {
                self.note_usual(path, class.prefix);
            }
            return class;
        }
        let class = self.fresh_class_of(path, text);
        // A word may be an id at another place.
        if hash != 0 && !matches!(class.form, Form::Word | Form::Composite) {
            if self.classes.is_empty() {
                self.classes.resize(REMEMBERED, (0, Class::plain(Form::Null)));
            }
            if let Some(remembered) = self.classes.get_mut(slot) {
                *remembered = (hash, class);
            }
        }
        class
    }

    /// Remembers that ids of this prefix stand at a place.
    fn note_usual(&mut self, path: PathId, prefix: u16) {
        let at = path as usize;
        if self.usual.len() <= at {
            self.usual.resize_with(at + 1, Vec::new);
        }
        if let Some(usual) = self.usual.get_mut(at)
            && usual.len() < MAX_USUAL
            && !usual.contains(&prefix)
        {
            usual.push(prefix);
        }
    }

    fn fresh_class_of(&mut self, path: PathId, text: &str) -> Class {
        let shape = shape_of(text);
        let length = if shape.form.is_id() { u8::try_from(text.len()).unwrap_or(u8::MAX) } else { 0 };
        let at = path as usize;
        match shape.form {
            Form::Prefixed => {
                let Some(number) = text.get(..shape.prefix_length).and_then(|prefix| self.prefix_number(prefix)) else {
                    return Class::plain(Form::Composite);
                };
                self.note_usual(path, number);
                Class { form: Form::Prefixed, letters: shape.letters, length, prefix: number }
            }
            Form::Word | Form::Composite => {
                let known = self.usual.get(at).map_or(&[][..], Vec::as_slice);
                let begins = |number: &&u16| {
                    let prefix = self.prefix(**number);
                    text.len() > prefix.len() && text.starts_with(prefix)
                };
                match known.iter().find(begins) {
                    Some(&number) => {
                        let letters = letters_from(text.as_bytes(), self.prefix(number).len());
                        let length = u8::try_from(text.len()).unwrap_or(u8::MAX);
                        Class { form: Form::Prefixed, letters, length, prefix: number }
                    }
                    None => Class::plain(shape.form),
                }
            }
            form => Class { form, letters: shape.letters, length, prefix: 0 },
        }
    }
}

/// The line being read.
struct Reading<'a> {
    reader: &'a mut Reader,
    leaves: &'a mut Vec<Leaf>,
    limit: usize,
}

impl Reading<'_> {
    fn push(&mut self, path: PathId, class: Class, hash: u64) {
        if self.leaves.len() < self.limit {
            self.leaves.push(Leaf { path, class, hash });
        }
    }

    fn text(&mut self, path: PathId, text: &str) {
        let hash = if text.len() <= MAX_HASHED { hash_of(text.as_bytes()) } else { 0 };
        let class = self.reader.class_of(path, text, hash);
        if text.len() <= MAX_TEXT && hash != 0 && self.reader.keeps(path) {
            self.reader.texts.entry(hash).or_insert_with(|| text.into());
        }
        self.push(path, class, hash);
        if matches!(class.form, Form::Composite | Form::Url) && text.len() <= MAX_HASHED * 2 {
            self.parts(path, text);
        }
    }

    /// The parts of a key or a URL may be ids that stand elsewhere in the event too.
    fn parts(&mut self, path: PathId, text: &str) {
        for (number, part) in parts(text).take(MAX_PARTS).enumerate() {
            let place = self.reader.paths.part(path, number);
            let hash = hash_of(part.as_bytes());
            let class = self.reader.class_of(place, part, hash);
            self.push(place, class, hash);
        }
    }
}

/// Never 0, which means "not compared".
pub(crate) fn hash_of(bytes: &[u8]) -> u64 {
    rapidhash_v3(bytes).max(1)
}

/// The event itself has to be an object.
struct Root<'a, 'b> {
    event: &'a mut Reading<'b>,
}

impl<'de> DeserializeSeed<'de> for Root<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(Node { event: self.event, path: ROOT })
    }
}

struct Node<'a, 'b> {
    event: &'a mut Reading<'b>,
    path: PathId,
}

impl<'de> DeserializeSeed<'de> for Node<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.event.push(self.path, Class::plain(Form::Null), 0);
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        self.event.push(self.path, Class::plain(Form::Bool), 0);
        Ok(())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.event.push(self.path, Class::plain(Form::Int), hash_of(&value.to_le_bytes()));
        Ok(())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.event.push(self.path, Class::plain(Form::Int), hash_of(&value.to_le_bytes()));
        Ok(())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        self.event.push(self.path, Class::plain(Form::Float), 0);
        Ok(())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.event.text(self.path, value);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let element = self.event.reader.paths.element(self.path);
        let mut any = false;
        while items.next_element_seed(Node { event: self.event, path: element })?.is_some() {
            any = true;
            if self.event.leaves.len() >= self.event.limit {
                while items.next_element::<IgnoredAny>()?.is_some() {}
            }
        }
        if !any {
            self.event.push(self.path, Class::plain(Form::EmptyArray), 0);
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        let mut previous = ROOT;
        while let Some(path) =
            fields.next_key_seed(Name { paths: &mut self.event.reader.paths, parent: self.path, previous })?
        {
            previous = path;
            fields.next_value_seed(Node { event: self.event, path })?;
        }
        if previous == ROOT {
            self.event.push(self.path, Class::plain(Form::EmptyObject), 0);
        }
        Ok(())
    }
}

/// The name of a field, as a path.
struct Name<'a> {
    paths: &'a mut Paths,
    parent: PathId,
    previous: PathId,
}

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = PathId;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<PathId, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = PathId;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<PathId, E> {
        Ok(self.paths.field(self.parent, self.previous, name))
    }
}
