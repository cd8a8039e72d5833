//! Lists: which one is asked for, what stands in it, and where its next page begins.

use crate::{Aggregate, AnyId, KeyName, LoadError, SortName, TypedId};

/// Which list is asked for, and in which order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listing {
    /// All that stand in a list (`CONTACT`), oldest first.
    All(KeyName),
    /// Those of a list that have a [name](Aggregate::sort_name), in the order of their names.
    ByName {
        /// The list.
        list: KeyName,
        /// What the names begin with; all when it is left out.
        prefix: Option<SortName>,
    },
    /// Those of a list that refer to a target, oldest first.
    By {
        /// The list.
        list: KeyName,
        /// The kind of the reference.
        kind: KeyName,
        /// The target.
        target: AnyId,
    },
}

impl Listing {
    /// The place behind which a page begins.
    ///
    /// # Errors
    /// [`LoadError::Cursor`] when the cursor is of another list or another order.
    pub fn resume<A: Aggregate>(&self, cursor: &Cursor) -> Result<Place, LoadError> {
        let (list, place) = cursor.0.split_once(BEHIND_LIST).ok_or(LoadError::Cursor)?;
        if list != self.text() {
            return Err(LoadError::Cursor);
        }
        let (name, id) = match place.split_once(BEHIND_NAME) {
            Some((name, id)) => (Some(name.parse().map_err(|_| LoadError::Cursor)?), id),
            None => (None, place),
        };
        let id: A::Id = id.parse().map_err(|_| LoadError::Cursor)?;
        let place = Place { name, id: id.erase() };
        if self.has(&place) { Ok(place) } else { Err(LoadError::Cursor) }
    }

    /// The cursor of what stands behind a place of this list. In another list it would leave out rows without a word.
    #[must_use]
    pub fn behind(&self, place: &Place) -> Cursor {
        let place = match &place.name {
            Some(name) => format!("{name}{BEHIND_NAME}{}", place.id),
            None => place.id.to_string(),
        };
        Cursor(format!("{}{BEHIND_LIST}{place}", self.text()))
    }

    /// Which list it is; what its names begin with does not change their order.
    fn text(&self) -> String {
        match self {
            Self::All(list) => list.to_string(),
            Self::ByName { list, .. } => format!("{list} by name"),
            Self::By { list, kind, target } => format!("{list} by {kind} {target}"),
        }
    }

    /// Whether a row may stand there, going by the place alone.
    pub(crate) fn has(&self, place: &Place) -> bool {
        match (self, &place.name) {
            (Self::ByName { prefix, .. }, Some(name)) => prefix.as_ref().is_none_or(|prefix| name.starts_with(prefix)),
            (Self::All(_) | Self::By { .. }, None) => true,
            (Self::ByName { .. }, None) | (Self::All(_) | Self::By { .. }, Some(_)) => false,
        }
    }
}

/// Where a row stands in a list: in the order of the names, where the list has one, and of creation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The name, in a list that is ordered by it.
    pub name: Option<SortName>,
    /// The id.
    pub id: AnyId,
}

/// Between the name and the id of a place; neither has it.
const BEHIND_NAME: char = '/';

/// Between the list and the place; no list has it.
const BEHIND_LIST: char = ':';

/// Where a list goes on: which list it is, and the place of the last row that was seen. Opaque to clients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor(String);

impl Cursor {
    /// The text that a client gave back.
    #[must_use]
    pub fn from_client(text: String) -> Self {
        Self(text)
    }

    /// The text for a client.
    #[must_use]
    pub fn into_client(self) -> String {
        self.0
    }
}

/// One aggregate in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListRow<A: Aggregate> {
    /// Its id.
    pub id: A::Id,
    /// What the list shows of it.
    pub summary: A::Summary,
    /// What a list by reference says about the reference.
    pub link: Option<A::Link>,
}

/// Some rows of a list, in its order.
#[derive(Clone, Debug, PartialEq)]
pub struct ListPage<A: Aggregate> {
    /// The rows.
    pub rows: Vec<ListRow<A>>,
    /// Where the list goes on, or `None` at its end.
    pub next: Option<Cursor>,
}
