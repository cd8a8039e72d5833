//! The places of all events: every path once, with a number.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// The number of a path.
pub(crate) type PathId = u32;

/// The event itself.
pub(crate) const ROOT: PathId = 0;

/// More fields under one object are the keys of a map.
const MAX_FIELDS: usize = 1_024;
/// More paths are not told apart any more.
pub(crate) const MAX_PATHS: usize = 65_536;
/// Longer names are no field names.
const MAX_NAME: usize = 64;

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Node {
    parent: PathId,
    name: Box<str>,
    /// The field that followed this one the last time: the next event most often has the same order.
    next: PathId,
    /// The first field below, the last time.
    first: PathId,
    /// The elements, where it is an array; 0 before the first.
    element: PathId,
    /// The parts, where it is a text that is put together.
    parts: Vec<PathId>,
    fields: FxHashMap<Box<str>, PathId>,
}

impl Node {
    fn new(parent: PathId, name: &str) -> Self {
        Self {
            parent,
            name: name.into(),
            next: ROOT,
            first: ROOT,
            element: ROOT,
            parts: Vec::new(),
            fields: FxHashMap::default(),
        }
    }
}

/// All paths seen so far.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Paths {
    nodes: Vec<Node>,
}

/// The elements of an array, and the keys of a map.
pub(crate) const ANY: &str = "*";
/// How the name of a part of a text begins; no field's name does.
pub(crate) const PART: char = '\u{1}';
/// What the envelope of the bus says, beside the event.
pub(crate) const BUS: &str = "\u{1}bus";

impl Paths {
    pub(crate) fn new() -> Self {
        Self { nodes: vec![Node::new(ROOT, "")] }
    }

    /// How many there are.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The path of a field of an object, when the fields come one after the other.
    pub(crate) fn field(&mut self, parent: PathId, previous: PathId, name: &str) -> PathId {
        let guess = self.node(if previous == ROOT { parent } else { previous });
        let guess = guess.map_or(ROOT, |node| if previous == ROOT { node.first } else { node.next });
        if guess != ROOT && self.node(guess).is_some_and(|node| node.parent == parent && &*node.name == name) {
            return guess;
        }
        let found = self.child(parent, name);
        let before = if previous == ROOT { parent } else { previous };
        if let Some(node) = usize::try_from(before).ok().and_then(|at| self.nodes.get_mut(at)) {
            *(if previous == ROOT { &mut node.first } else { &mut node.next }) = found;
        }
        found
    }

    /// The path below another.
    pub(crate) fn child(&mut self, parent: PathId, name: &str) -> PathId {
        let (known, full) = match self.node(parent) {
            Some(node) => (node.fields.get(name).copied(), node.fields.len() >= MAX_FIELDS),
            None => return ROOT,
        };
        if let Some(known) = known {
            return known;
        }
        let is_own = name.starts_with(PART);
        let is_key = !is_own && (!is_field_name(name) || looks_like_an_id(name) || full);
        if name != ANY && is_key {
            return self.child(parent, ANY);
        }
        let id = PathId::try_from(self.nodes.len()).unwrap_or(ROOT);
        if self.nodes.len() >= MAX_PATHS {
            return parent;
        }
        self.nodes.push(Node::new(parent, name));
        if let Some(node) = usize::try_from(parent).ok().and_then(|at| self.nodes.get_mut(at)) {
            node.fields.insert(name.into(), id);
        }
        id
    }

    /// The elements of an array.
    pub(crate) fn element(&mut self, array: PathId) -> PathId {
        match self.node(array).map(|node| node.element) {
            Some(known) if known != ROOT => known,
            _ => {
                let element = self.child(array, ANY);
                if let Some(node) = self.nodes.get_mut(array as usize) {
                    node.element = element;
                }
                element
            }
        }
    }

    /// A part of a text that is put together, by its number.
    pub(crate) fn part(&mut self, text: PathId, number: usize) -> PathId {
        if let Some(&known) = self.node(text).and_then(|node| node.parts.get(number)) {
            return known;
        }
        let mut name = String::from(PART);
        name.push(char::from(b'a' + u8::try_from(number).unwrap_or(25)));
        let part = self.child(text, &name);
        if let Some(node) = self.nodes.get_mut(text as usize)
            && node.parts.len() == number
        {
            node.parts.push(part);
        }
        part
    }

    /// A path that is known already.
    pub(crate) fn find(&self, parent: PathId, name: &str) -> Option<PathId> {
        self.node(parent)?.fields.get(name).copied()
    }

    /// The last segment.
    pub(crate) fn name(&self, path: PathId) -> &str {
        self.node(path).map_or("", |node| &node.name)
    }

    pub(crate) fn parent(&self, path: PathId) -> PathId {
        self.node(path).map_or(ROOT, |node| node.parent)
    }

    /// The names of all fields.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.nodes.iter().map(|node| &*node.name).filter(|name| !name.starts_with(PART))
    }

    /// The segments, outermost first.
    pub(crate) fn segments(&self, path: PathId) -> Vec<&str> {
        let mut segments = Vec::new();
        let mut at = path;
        while at != ROOT {
            segments.push(self.name(at));
            at = self.parent(at);
        }
        segments.reverse();
        segments
    }

    /// As a JSON pointer (RFC 6901), with `*` for the elements of an array; what the bus's envelope says begins with `bus:`.
    pub(crate) fn pointer(&self, path: PathId) -> String {
        let mut pointer = String::new();
        for segment in self.segments(path) {
            if segment == BUS {
                pointer.push_str("bus:");
            } else if segment.starts_with(PART) {
                // A part is named by the text that it stands in.
            } else {
                pointer.push('/');
                pointer.push_str(&segment.replace('~', "~0").replace('/', "~1"));
            }
        }
        pointer
    }

    /// Whether it is a part of a text, not a place of its own.
    pub(crate) fn is_part(&self, path: PathId) -> bool {
        let name = self.name(path);
        name.starts_with(PART) && name != BUS
    }

    /// Whether the envelope of the bus says it.
    pub(crate) fn is_bus(&self, path: PathId) -> bool {
        self.segments(path).first() == Some(&BUS)
    }

    /// Whether it stands in the elements of an array or the values of a map.
    pub(crate) fn repeats(&self, path: PathId) -> bool {
        self.segments(path).contains(&ANY)
    }

    /// The same path below another parent: what stood in the envelope's `detail` stands at the root.
    pub(crate) fn moved(&mut self, path: PathId, from: PathId, to: PathId) -> PathId {
        if path == from {
            return to;
        }
        if path == ROOT {
            return ROOT;
        }
        let parent = self.moved(self.parent(path), from, to);
        let name = self.name(path).to_owned();
        self.child(parent, &name)
    }

    /// A path of the root below another parent.
    pub(crate) fn moved_below(&mut self, path: PathId, to: PathId) -> PathId {
        let segments: Vec<String> = self.segments(path).into_iter().map(str::to_owned).collect();
        segments.iter().fold(to, |parent, name| self.child(parent, name))
    }

    /// Whether a path is below another, or the same.
    pub(crate) fn is_below(&self, path: PathId, above: PathId) -> bool {
        let mut at = path;
        loop {
            if at == above {
                return true;
            }
            if at == ROOT {
                return false;
            }
            at = self.parent(at);
        }
    }

    /// The paths of another table in this one.
    pub(crate) fn adopt(&mut self, other: &Self) -> Vec<PathId> {
        let mut known = Vec::with_capacity(other.nodes.len());
        for (at, node) in other.nodes.iter().enumerate() {
            let id = if at == 0 {
                ROOT
            } else {
                let parent = usize::try_from(node.parent).ok().and_then(|at| known.get(at)).copied().unwrap_or(ROOT);
                self.child(parent, &node.name)
            };
            known.push(id);
        }
        known
    }

    fn node(&self, path: PathId) -> Option<&Node> {
        self.nodes.get(usize::try_from(path).ok()?)
    }
}

/// `tenant_id`, `tenantId`, `TENANT-ID`: the same name in another style.
pub(crate) fn plain_name(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// What may be the name of a field: the keys of a map may be what people typed.
fn is_field_name(name: &str) -> bool {
    let inner = name.strip_prefix(['@', '$']).unwrap_or(name);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.:$/".contains(&byte);
    (1..=MAX_NAME).contains(&name.len()) && inner.bytes().all(plain)
}

/// Keys of maps: long, with digits in them.
fn looks_like_an_id(name: &str) -> bool {
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    let is_number = digits == name.len() && digits > 0;
    is_number || (digits >= 3 && name.len() >= 8)
}

#[cfg(test)]
#[path = "paths.test.rs"]
mod tests;
