//! What the derive implements: keys, and the way to an item and back.

use std::collections::HashMap;

use kernel::{CapsuleId, PersonalData, Scope, TenantId, is_in_clear};
use serde::{Serialize, de::DeserializeOwned};
use serde_dynamo::{AttributeValue, Item};

use crate::{EntityError, IndexDefinition, Isolation, KeyTemplate};

/// The attribute of a table's partition key.
pub const PK_ATTRIBUTE: &str = "pk";
/// The attribute of a table's sort key.
pub const SK_ATTRIBUTE: &str = "sk";

/// A row of a table. Implemented by the derive of the same name, never by hand.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an entity of a table",
    note = "derive it: `#[derive(Serialize, Deserialize, DynamoDbEntity)]`"
)]
pub trait DynamoDbEntity: Serialize + DeserializeOwned + PersonalData {
    /// The struct's name, for errors and logs.
    const NAME: &'static str;
    /// The table.
    const TABLE_NAME: &'static str;
    /// Who may share a row.
    const ISOLATION: Isolation;
    /// The form of the partition key.
    const PK: KeyTemplate;
    /// The form of the sort key.
    const SK: KeyTemplate;
    /// The indexes it can be listed in.
    const INDEXES: &'static [IndexDefinition];

    /// The partition key.
    fn pk(&self) -> String;

    /// The sort key.
    fn sk(&self) -> String;

    /// The keys of the indexes that this row is listed in now, by attribute.
    fn index_keys(&self) -> Vec<(&'static str, String)>;

    /// The row as the table stores it: the fields, the keys, the keys of its indexes. A field that is `None` is left out.
    ///
    /// # Errors
    /// [`EntityError::Encode`] when a field has no form in DynamoDB, as a personal value that is not sealed; [`EntityError::InClear`] where such
    /// a value would be written in clear text; [`EntityError::ReservedAttribute`] when a field writes a key itself;
    /// [`EntityError::OwnerNotStored`] when no load would find out whose row it is.
    fn to_item(&self) -> Result<Item, EntityError> {
        if is_in_clear() {
            return Err(EntityError::InClear { entity: Self::NAME });
        }
        let item: Item =
            serde_dynamo::to_item(self).map_err(|source| EntityError::Encode { entity: Self::NAME, source })?;
        let mut attributes = item.into_inner();
        attributes.retain(|_, value| !matches!(value, AttributeValue::Null(_)));
        let keys = [(PK_ATTRIBUTE, self.pk()), (SK_ATTRIBUTE, self.sk())];
        for (attribute, key) in keys.into_iter().chain(self.index_keys()) {
            if attributes.insert(attribute.to_owned(), AttributeValue::S(key)).is_some() {
                return Err(EntityError::ReservedAttribute { entity: Self::NAME, attribute });
            }
        }
        let item = attributes.into();
        if self.is_owned_in(&item) { Ok(item) } else { Err(EntityError::OwnerNotStored { entity: Self::NAME }) }
    }

    /// Whether the item says where the check of every load looks who owns it. A context of a type that is not seen here may store it elsewhere.
    #[doc(hidden)]
    fn is_owned_in(&self, _item: &Item) -> bool {
        true
    }
}

/// What the derive writes for an isolated entity.
pub fn is_owned_in<E: CapsuleIsolated>(entity: &E, item: &Item) -> bool {
    is_at(item, E::TENANT_PATH, &entity.tenant_id().to_string())
        && is_at(item, E::CAPSULE_PATH, &entity.capsule_id().to_string())
}

/// An entity whose every row belongs to one tenant and one capsule.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a capsule-isolated entity",
    note = "derive `DynamoDbEntity` with `#[capsule_isolated]`"
)]
pub trait CapsuleIsolated: DynamoDbEntity {
    /// Where an item says which tenant owns it: an attribute, or one and a member of it.
    const TENANT_PATH: &'static [&'static str] = &["tenant_id"];
    /// Where an item says which capsule owns it.
    const CAPSULE_PATH: &'static [&'static str] = &["capsule_id"];

    /// The tenant that owns the row.
    fn tenant_id(&self) -> TenantId;

    /// The capsule that owns the row.
    fn capsule_id(&self) -> CapsuleId;

    /// Reads a row in a scope.
    ///
    /// # Errors
    /// [`EntityError::ForeignScope`] when the item is not of the scope (found out before anything else of it is read),
    /// [`EntityError::Decode`] when an attribute is missing or wrong, [`EntityError::KeyMismatch`] when the stored key is not that of the fields.
    fn from_item(scope: &Scope, item: Item) -> Result<Self, EntityError> {
        if !is_at(&item, Self::TENANT_PATH, &scope.tenant_id().to_string())
            || !is_at(&item, Self::CAPSULE_PATH, &scope.capsule_id().to_string())
        {
            return Err(EntityError::ForeignScope { entity: Self::NAME });
        }
        let entity: Self = read_entity(item)?;
        // A hand-written Deserialize could make the fields from something else than the attributes.
        if entity.tenant_id() != scope.tenant_id() || entity.capsule_id() != scope.capsule_id() {
            return Err(EntityError::ForeignScope { entity: Self::NAME });
        }
        Ok(entity)
    }

    /// Reads a row where no scope is known yet because the item itself is the verified source of one: a stream record.
    ///
    /// # Errors
    /// [`EntityError::Decode`] and [`EntityError::KeyMismatch`], as [`from_item`](Self::from_item).
    fn from_trusted_item(item: Item) -> Result<Self, EntityError> {
        read_entity(item)
    }
}

/// An entity whose rows belong to the platform and to no capsule.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a platform-level entity",
    note = "derive `DynamoDbEntity` with `#[platform_level(reason = \"..\")]`"
)]
pub trait PlatformLevel: DynamoDbEntity {
    /// Why no capsule owns the rows.
    const REASON: &'static str;

    /// Reads a row.
    ///
    /// # Errors
    /// [`EntityError::Decode`] when an attribute is missing or wrong, [`EntityError::KeyMismatch`] when the stored key is not that of the fields.
    fn from_item(item: Item) -> Result<Self, EntityError> {
        read_entity(item)
    }
}

/// Whether this text stands in an item at a path of attributes.
pub(crate) fn is_at(item: &Item, path: &[&str], text: &str) -> bool {
    let Some((first, rest)) = path.split_first() else { return false };
    let mut value = item.get(*first);
    for member in rest {
        value = match value {
            Some(AttributeValue::M(members)) => members.get(*member),
            _ => None,
        };
    }
    matches!(value, Some(AttributeValue::S(stored)) if stored == text)
}

/// Reads a row; the owner of the item was checked, or there is none.
///
/// # Errors
/// [`EntityError::Decode`] and [`EntityError::KeyMismatch`].
pub fn read_entity<E: DynamoDbEntity>(item: Item) -> Result<E, EntityError> {
    let mut attributes: HashMap<String, AttributeValue> = item.into_inner();
    let pk = attributes.remove(PK_ATTRIBUTE);
    let sk = attributes.remove(SK_ATTRIBUTE);
    // An entity with `deny_unknown_fields` must not trip over the keys.
    for index in E::INDEXES {
        attributes.remove(index.pk_attribute);
        attributes.remove(index.sk_attribute);
    }
    let entity: E = serde_dynamo::from_item(Item::from(attributes))
        .map_err(|source| EntityError::Decode { entity: E::NAME, source })?;
    check_key::<E>(PK_ATTRIBUTE, pk, entity.pk())?;
    check_key::<E>(SK_ATTRIBUTE, sk, entity.sk())?;
    Ok(entity)
}

fn check_key<E: DynamoDbEntity>(
    attribute: &'static str,
    stored: Option<AttributeValue>,
    made: String,
) -> Result<(), EntityError> {
    if stored == Some(AttributeValue::S(made)) {
        Ok(())
    } else {
        Err(EntityError::KeyMismatch { entity: E::NAME, attribute })
    }
}
