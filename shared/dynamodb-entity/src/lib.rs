//! Entities of a single DynamoDB table whose tenant and capsule isolation is checked by the compiler.
//!
//! A struct declares its keys once, as templates that name its fields, and says who may share it: `#[capsule_isolated]` (the
//! rows of one tenant and one capsule) or `#[platform_level(reason = "..")]` (the platform's own rows). One of the two must be
//! there; an isolated entity without its tenant and capsule, in its fields or at the start of a key, does not compile.
//!
//! ```
//! use dynamodb_entity::{CapsuleIsolated, DynamoDbEntity, EntityError};
//! use kernel::{CapsuleId, Scope, TenantId, TypedId};
//! use serde::{Deserialize, Serialize};
//!
//! kernel::typed_id! {
//!     /// The id of an account.
//!     pub struct AccountId = "account";
//!     /// The id of a member.
//!     pub struct OwnerId = "owner";
//! }
//!
//! #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DynamoDbEntity)]
//! #[table_name = "platform_data"]
//! #[capsule_isolated]
//! #[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#ACCOUNT#{account_id}"]
//! #[sk = "NOTE#{number:020}"]
//! #[gsi(name = "gsi1", pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#LIST#NOTE#OWNER#{owner}", sk = "{account_id}", projection = all)]
//! struct NoteItem {
//!     tenant_id: TenantId,
//!     capsule_id: CapsuleId,
//!     account_id: AccountId,
//!     number: u64,
//!     /// `None` keeps the item out of the index.
//!     owner: Option<OwnerId>,
//!     text: String,
//! }
//!
//! # fn main() -> Result<(), EntityError> {
//! # let id = |n: u128| kernel::uuid::Builder::from_u128(n).with_version(kernel::uuid::Version::SortRand).into_uuid();
//! # let scope = Scope::establish(TenantId::from_uuid(id(1)), CapsuleId::from_uuid(id(2)));
//! # let elsewhere = Scope::establish(TenantId::from_uuid(id(1)), CapsuleId::from_uuid(id(3)));
//! # let account_id = AccountId::from_uuid(id(4));
//! let note = NoteItem {
//!     tenant_id: scope.tenant_id(),
//!     capsule_id: scope.capsule_id(),
//!     account_id,
//!     number: 7,
//!     owner: None,
//!     text: "called back".to_owned(),
//! };
//!
//! // Keys come from constructors that need a scope; no key string is written by hand.
//! assert_eq!(note.pk(), NoteItem::pk_of(&scope, &account_id));
//! assert_eq!(note.sk(), NoteItem::sk_of(7));
//! assert_eq!(NoteItem::sk_prefix(), "NOTE#");
//!
//! // An item is read in a scope, and only in its own.
//! let item = note.to_item()?;
//! assert!(!item.contains_key(NoteItem::GSI1.pk_attribute));
//! assert_eq!(NoteItem::from_item(&scope, item.clone())?, note);
//! assert!(matches!(NoteItem::from_item(&elsewhere, item), Err(EntityError::ForeignScope { .. })));
//!
//! // The pattern that an IAM policy's `dynamodb:LeadingKeys` is made from.
//! assert_eq!(
//!     NoteItem::PK.iam_pattern(),
//!     "TENANT#tenant_??????????????????????????#CAPSULE#capsule_??????????????????????????\
//!      #ACCOUNT#account_??????????????????????????",
//! );
//! # Ok(())
//! # }
//! ```
//!
//! # What the derive takes
//! | attribute | meaning |
//! |---|---|
//! | `#[table_name = "platform_data"]` | the table, 3 to 255 characters |
//! | `#[capsule_isolated]` | needs the fields `tenant_id: TenantId` and `capsule_id: CapsuleId`; every pk and index pk starts `TENANT#{tenant_id}#CAPSULE#{capsule_id}#` |
//! | `#[platform_level(reason = "..")]` | a row that belongs to no capsule, and why (20 characters or more); no pk may start with `TENANT#` |
//! | `#[pk = ".."]`, `#[sk = ".."]` | the table's keys, stored as `pk` and `sk` |
//! | `#[gsi(name = "gsi1", pk = "..", sk = "..")]` | an index, stored as `gsi1pk` and `gsi1sk`; repeat it per index |
//!
//! A template is text with placeholders: `{account_id}` is the field of that name, whose type implements [`KeySegment`];
//! `{sequence:020}` pads an unsigned number with zeros so that it sorts. Between two placeholders stands a `#`, which no segment
//! contains: so two different rows never meet in one key. A placeholder of an index may be an `Option<T>`; while it is `None` the item
//! is not in that index.
//!
//! Isolation fields stand directly in the struct, and their types are judged by trait, not by spelling: an alias of [`TenantId`] is one, an
//! alias of `String` called `TenantId` is not. Keys find the fields by their names, so serde may not rename, skip, default or flatten a field
//! of a key, and `#[serde(rename_all)]` and `flatten` are refused on entities altogether. A field that is `None` has no attribute.
//!
//! # What it writes
//! The implementation of [`DynamoDbEntity`] and of [`CapsuleIsolated`] or [`PlatformLevel`], and on the struct: `pk_of(..)`, `sk_of(..)`,
//! `sk_prefix()`, and per index the constant `GSI1`, `gsi1_pk_of(..)`, `gsi1_sk_of(..)`, `gsi1_sk_prefix()`. The constructors take the
//! placeholders in their order, numbers by value and everything else by reference; an isolated entity's tenant and capsule come
//! from a [`Scope`](kernel::Scope). A prefix function is missing where the template starts with a placeholder: an empty prefix
//! is no condition.
//!
//! [`TenantId`]: kernel::TenantId

#![deny(missing_docs)]

mod entity;
mod error;
mod index;
mod isolation;
mod query;
mod segment;
mod template;
mod view;

pub use dynamodb_entity_derive::{DynamoDbEntity, ItemView};
pub use entity::{CapsuleIsolated, DynamoDbEntity, PK_ATTRIBUTE, PlatformLevel, SK_ATTRIBUTE};
pub use error::{EntityError, TemplateError};
pub use index::{IndexDefinition, Projection};
pub use isolation::{IsCapsuleId, IsTenantId, Isolation, IsolationContext};
pub use kernel::{DataSubject, FieldPath, KeySegment, PersonalData, PersonalVisitor, Pii, Sealed};
pub use query::Query;
pub use segment::PaddedNumber;
pub use template::{KeyPart, KeyTemplate};
pub use view::ItemView;

#[doc(hidden)]
pub mod __private {
    //! What the derive expands to.
    pub use kernel::{self, CapsuleId, KeySegment, Scope, TenantId};
    pub use serde::{Serialize, de::DeserializeOwned};
    pub use serde_dynamo::Item;

    pub use crate::{
        entity::read_entity,
        segment::{PlaceholderValue, padded_pattern},
        template::{pattern_bytes, pattern_length, pattern_text},
        view::Missing,
    };
}
