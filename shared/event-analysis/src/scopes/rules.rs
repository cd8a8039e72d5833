//! Which values of an event are ids, and what its scope is.

use rustc_hash::FxHashSet;

use crate::{
    class::{Form, letters},
    flatten::Leaf,
    homes::{LEVELS, Scope},
    layout::Layout,
    paths::PathId,
};

/// An id shorter than this may be another one by chance.
const MIN_UNIQUE: u8 = 8;
/// What the id of the own stream counts: who it is about is said there, elsewhere it is only mentioned.
pub(super) const OWN: u16 = 3;

/// The values of one event by place, for places that the layout knows.
#[derive(Default)]
pub(super) struct Values {
    stamp: u32,
    by_path: Vec<(u32, u64)>,
}

impl Values {
    pub(super) fn fill(&mut self, leaves: &[Leaf]) {
        self.stamp = self.stamp.wrapping_add(1);
        for leaf in leaves {
            let at = leaf.path as usize;
            if self.by_path.len() <= at {
                self.by_path.resize(at + 1, (0, 0));
            }
            if let Some(slot) = self.by_path.get_mut(at)
                && slot.0 != self.stamp
            {
                *slot = (self.stamp, leaf.hash);
            }
        }
    }

    /// 0 where there is nothing to compare.
    pub(super) fn get(&self, path: PathId) -> u64 {
        match self.by_path.get(path as usize) {
            Some(&(stamp, hash)) if stamp == self.stamp => hash,
            _ => 0,
        }
    }
}

/// What the layout says about a place, where it is found at once.
#[derive(Clone, Copy, Default)]
pub(super) struct Role {
    pub(super) excluded: bool,
    /// Its level among the boundaries, from 1.
    pub(super) boundary: u8,
    /// The kind of record that its ids name.
    target: u64,
}

/// Which leaves are ids, and what an event's scope is.
pub(super) struct Rules<'a> {
    pub(super) layout: &'a Layout,
    roles: Vec<Role>,
    /// The kind of record that the event is about.
    entity: Option<u64>,
    /// Where its id stands.
    own: Option<PathId>,
}

/// An id of an event.
pub(super) struct Id {
    pub(super) path: PathId,
    /// The kind of record that it names, 0 if that is not known.
    pub(super) kind: u64,
    pub(super) key: u64,
    pub(super) weight: u16,
    pub(super) is_unique: bool,
    /// The value itself.
    pub(super) hash: u64,
    /// At how many levels, from the outermost, it has a home.
    pub(super) levels: usize,
}

impl<'a> Rules<'a> {
    pub(super) fn new(layout: &'a Layout, excluded: &FxHashSet<PathId>) -> Self {
        let mut rules = Self { layout, roles: Vec::new(), entity: None, own: None };
        for &path in excluded {
            rules.role_mut(path, |role| role.excluded = true);
        }
        for (level, &path) in (1..).zip(&layout.boundaries) {
            rules.role_mut(path, |role| role.boundary = level);
        }
        for (&path, &target) in &layout.targets {
            rules.role_mut(path, |role| role.target = target);
        }
        rules
    }

    fn role_mut(&mut self, path: PathId, set: impl FnOnce(&mut Role)) {
        let at = path as usize;
        if self.roles.len() <= at {
            self.roles.resize(at + 1, Role::default());
        }
        if let Some(role) = self.roles.get_mut(at) {
            set(role);
        }
    }

    pub(super) fn role(&self, path: PathId) -> Role {
        self.roles.get(path as usize).copied().unwrap_or_default()
    }

    pub(super) fn scope(&self, values: &Values) -> Scope {
        let mut scope = [0; LEVELS];
        let mut key = 0_u64;
        for (scope, &path) in scope.iter_mut().zip(&self.layout.boundaries) {
            let value = values.get(path);
            if value == 0 {
                break;
            }
            key = key.rotate_left(23) ^ value;
            // The lower half of a hash is one too; 0 means that there is none.
            *scope = ((key ^ (key >> 32)) as u32).max(1);
        }
        scope
    }

    /// Whether a value says something about the scope of its event: a boundary's, or an id.
    pub(super) fn is_telling(&self, leaf: &Leaf) -> bool {
        let role = self.role(leaf.path);
        role.boundary > 0 || (may_be_id(leaf) && !role.excluded)
    }

    /// The next event is about this kind of record.
    pub(super) fn turn_to(&mut self, entity: Option<u64>) {
        self.entity = entity;
        self.own = self.layout.own_id(entity);
    }

    pub(super) fn ids<'b>(&'b self, leaves: &'b [Leaf]) -> impl Iterator<Item = Id> + 'b {
        let depth = self.layout.boundaries.len();
        leaves.iter().filter_map(move |leaf| {
            if !may_be_id(leaf) {
                return None;
            }
            let role = self.role(leaf.path);
            if role.excluded {
                return None;
            }
            let own = self.own == Some(leaf.path);
            // A number that is the record's own id once more is no other record with the same number.
            let again = !own && !leaf.class.form.is_unique() && own_value(leaves, self.own) == leaf.hash;
            // An inner boundary is at home in the outer ones.
            let levels = match role.boundary {
                0 => depth,
                1 => return None,
                level => usize::from(level) - 1,
            };
            // A capsule may be called like a tenant.
            let is_unique =
                leaf.class.form.is_unique() && leaf.class.length >= MIN_UNIQUE && leaf.class.letters != letters::DIGIT;
            let kind = if own || again { self.entity } else { Some(role.target).filter(|&target| target != 0) };
            let key = match (is_unique && levels == depth, kind) {
                (true, _) => leaf.hash,
                (false, Some(entity)) if levels == depth => leaf.hash.rotate_left(31) ^ entity,
                (false, _) => leaf.hash.rotate_left(31) ^ u64::from(leaf.path),
            };
            let is_unique = is_unique || kind.is_some();
            Some(Id {
                path: leaf.path,
                kind: kind.unwrap_or(0),
                key,
                weight: if own { OWN } else { 1 },
                is_unique,
                hash: leaf.hash,
                levels,
            })
        })
    }
}

/// The value of the own id, 0 for none.
fn own_value(leaves: &[Leaf], own: Option<PathId>) -> u64 {
    own.and_then(|own| leaves.iter().find(|leaf| leaf.path == own)).map_or(0, |leaf| leaf.hash)
}

const fn may_be_id(leaf: &Leaf) -> bool {
    leaf.hash != 0 && (leaf.class.form.is_id() || matches!(leaf.class.form, Form::Composite))
}
