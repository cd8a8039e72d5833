//! Queries as plain data: what to ask the table for, and how to read what it answers.

use kernel::Scope;
use serde_dynamo::Item;

use crate::{
    CapsuleIsolated, DynamoDbEntity, EntityError, IndexDefinition, KeyTemplate, PK_ATTRIBUTE, PlatformLevel,
    SK_ATTRIBUTE,
    entity::{is_at, read_entity},
};

/// A query of one partition, made by the `query(..)` and `gsi1_query(..)` of an entity. Whoever sends it takes its parts from here;
/// `R` is what each item is [read](Self::read) into.
///
/// It asks for the rows of its entity only: where the sort key starts with a text, rows of other kinds under the same partition key
/// are left out.
#[derive(Debug)]
pub struct Query<R> {
    entity: &'static str,
    table_name: &'static str,
    index: Option<IndexDefinition>,
    pk: String,
    /// What the sort keys of the entity's rows start with.
    prefix: &'static str,
    sort: Sort,
    limit: Option<usize>,
    descending: bool,
    owner: Option<Owner>,
    read: fn(Item) -> Result<R, EntityError>,
}

/// Whose rows they are, and where an item says so; no path where the index does not carry it.
#[derive(Clone, Copy, Debug)]
struct Owner {
    scope: Scope,
    tenant_path: Option<&'static [&'static str]>,
    capsule_path: Option<&'static [&'static str]>,
}

/// The condition on the sort key.
#[derive(Debug)]
enum Sort {
    Any,
    Equals(String),
    BeginsWith(String),
    Between(String, String),
    After(String),
}

impl Sort {
    /// The rows of one kind of entity.
    fn of_kind(template: &KeyTemplate) -> Self {
        let prefix = template.prefix();
        if prefix.is_empty() {
            Self::Any
        } else if prefix.len() == template.text().len() {
            Self::Equals(prefix.to_owned())
        } else {
            Self::BeginsWith(prefix.to_owned())
        }
    }
}

impl<E: CapsuleIsolated> Query<E> {
    /// What `query(..)` of an isolated entity expands to.
    #[doc(hidden)]
    #[must_use]
    pub fn of_table(scope: &Scope, pk: String) -> Self {
        let owner = Owner { scope: *scope, tenant_path: Some(E::TENANT_PATH), capsule_path: Some(E::CAPSULE_PATH) };
        Self::new::<E>(None, pk, Some(owner), read_entity::<E>)
    }
}

impl<E: PlatformLevel> Query<E> {
    /// What `query(..)` of a platform-level entity expands to.
    #[doc(hidden)]
    #[must_use]
    pub fn of_platform_table(pk: String) -> Self {
        Self::new::<E>(None, pk, None, read_entity::<E>)
    }
}

impl<R> Query<R> {
    /// What `gsi1_query(..)` of an isolated entity expands to.
    #[doc(hidden)]
    #[must_use]
    pub fn of_index<E: CapsuleIsolated>(
        scope: &Scope,
        index: IndexDefinition,
        pk: String,
        read: fn(Item) -> Result<R, EntityError>,
    ) -> Self {
        let carried = |path: &'static [&'static str]| {
            path.first().is_some_and(|attribute| index.projection.carries(attribute)).then_some(path)
        };
        let owner =
            Owner { scope: *scope, tenant_path: carried(E::TENANT_PATH), capsule_path: carried(E::CAPSULE_PATH) };
        Self::new::<E>(Some(index), pk, Some(owner), read)
    }

    /// What `gsi1_query(..)` of a platform-level entity expands to.
    #[doc(hidden)]
    #[must_use]
    pub fn of_platform_index<E: PlatformLevel>(
        index: IndexDefinition,
        pk: String,
        read: fn(Item) -> Result<R, EntityError>,
    ) -> Self {
        Self::new::<E>(Some(index), pk, None, read)
    }

    fn new<E: DynamoDbEntity>(
        index: Option<IndexDefinition>,
        pk: String,
        owner: Option<Owner>,
        read: fn(Item) -> Result<R, EntityError>,
    ) -> Self {
        let sk = index.map_or(E::SK, |index| index.sk);
        let (prefix, sort) = (sk.prefix(), Sort::of_kind(&sk));
        let (entity, table_name) = (E::NAME, E::TABLE_NAME);
        Self { entity, table_name, index, pk, prefix, sort, limit: None, descending: false, owner, read }
    }

    /// Only sort keys from one to another, both included.
    #[must_use]
    pub fn sk_from_to(self, from: impl Into<String>, to: impl Into<String>) -> Self {
        Self { sort: Sort::Between(from.into(), to.into()), ..self }
    }

    /// Only sort keys that begin so.
    #[must_use]
    pub fn sk_begins_with(self, prefix: impl Into<String>) -> Self {
        Self { sort: Sort::BeginsWith(prefix.into()), ..self }
    }

    /// Only sort keys behind this one.
    #[must_use]
    pub fn sk_after(self, sk: impl Into<String>) -> Self {
        match self.prefix {
            "" => Self { sort: Sort::After(sk.into()), ..self },
            // Without an end the rows of other kinds would follow.
            prefix => self.sk_after_among(sk, prefix),
        }
    }

    /// Only sort keys behind this one that begin so, as it does itself.
    #[must_use]
    pub fn sk_after_among(self, sk: impl Into<String>, prefix: impl Into<String>) -> Self {
        // Keys are ASCII, and nothing is between a text and the same with a NUL behind it.
        self.sk_from_to(format!("{}\0", sk.into()), format!("{}\u{7f}", prefix.into()))
    }

    /// At most so many items in one answer.
    #[must_use]
    pub fn limit(self, items: usize) -> Self {
        Self { limit: Some(items), ..self }
    }

    /// From the highest sort key to the lowest.
    #[must_use]
    pub fn descending(self) -> Self {
        Self { descending: true, ..self }
    }

    /// The table that the entity names.
    #[must_use]
    pub const fn table_name(&self) -> &'static str {
        self.table_name
    }

    /// The index, or `None` for the table itself.
    #[must_use]
    pub fn index_name(&self) -> Option<&'static str> {
        self.index.map(|index| index.name)
    }

    /// `KeyConditionExpression`.
    #[must_use]
    pub const fn key_condition(&self) -> &'static str {
        match self.sort {
            Sort::Any => "#pk = :pk",
            Sort::Equals(_) => "#pk = :pk AND #sk = :sk",
            Sort::BeginsWith(_) => "#pk = :pk AND begins_with(#sk, :sk)",
            Sort::Between(..) => "#pk = :pk AND #sk BETWEEN :from AND :to",
            Sort::After(_) => "#pk = :pk AND #sk > :after",
        }
    }

    /// `ExpressionAttributeNames`: the aliases of the condition and their attributes.
    #[must_use]
    pub fn names(&self) -> Vec<(&'static str, &'static str)> {
        let sk = match self.sort {
            Sort::Any => None,
            _ => Some(("#sk", self.index.map_or(SK_ATTRIBUTE, |index| index.sk_attribute))),
        };
        [("#pk", self.pk_attribute())].into_iter().chain(sk).collect()
    }

    /// `ExpressionAttributeValues`: the placeholders of the condition and their texts.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, &str)> {
        let mut values = vec![(":pk", self.pk.as_str())];
        match &self.sort {
            Sort::Any => {}
            Sort::Equals(sk) | Sort::BeginsWith(sk) => values.push((":sk", sk)),
            Sort::Between(from, to) => values.extend([(":from", from.as_str()), (":to", to.as_str())]),
            Sort::After(after) => values.push((":after", after)),
        }
        values
    }

    /// `Limit`.
    #[must_use]
    pub const fn item_limit(&self) -> Option<usize> {
        self.limit
    }

    /// `ScanIndexForward`.
    #[must_use]
    pub const fn is_ascending(&self) -> bool {
        !self.descending
    }

    /// Reads an item that the query was answered with.
    ///
    /// # Errors
    /// [`EntityError::ForeignScope`] when the item does not stand under the key that was asked for or says that it is of another scope
    /// (found out before anything else of it is read), [`EntityError::KeyMismatch`] for a platform-level row under another key, and
    /// what reading it finds.
    pub fn read(&self, item: Item) -> Result<R, EntityError> {
        let is_asked_for = is_at(&item, &[self.pk_attribute()], &self.pk);
        match &self.owner {
            Some(owner) if !is_asked_for || !owner.owns(&item) => {
                return Err(EntityError::ForeignScope { entity: self.entity });
            }
            None if !is_asked_for => {
                return Err(EntityError::KeyMismatch { entity: self.entity, attribute: self.pk_attribute() });
            }
            _ => {}
        }
        (self.read)(item)
    }

    fn pk_attribute(&self) -> &'static str {
        self.index.map_or(PK_ATTRIBUTE, |index| index.pk_attribute)
    }
}

impl Owner {
    fn owns(&self, item: &Item) -> bool {
        let is = |path: Option<&[&str]>, id: String| path.is_none_or(|path| is_at(item, path, &id));
        is(self.tenant_path, self.scope.tenant_id().to_string())
            && is(self.capsule_path, self.scope.capsule_id().to_string())
    }
}
