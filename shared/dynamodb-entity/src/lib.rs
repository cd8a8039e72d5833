//! Entities of a single DynamoDB table whose tenant and capsule isolation is checked by the compiler.
//!
//! A struct declares its keys once, as templates that name its fields, and says who may share it: `#[capsule_isolated]` (the
//! rows of one tenant and one capsule) or `#[platform_level(reason = "..")]` (the platform's own rows). One of the two must be
//! there; an isolated entity without its tenant and capsule, in its fields or at the start of a key, does not compile.
//!
//! ```
//! use dynamodb_entity::{CapsuleIsolated, DynamoDbEntity, EntityError, ItemView, KeySegment, Pii, Projection};
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
//! /// An own kind of segment: `CALL`, `LETTER`.
//! #[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, KeySegment)]
//! enum Channel {
//!     Call,
//!     #[key_segment = "LETTER"]
//!     Post,
//! }
//!
//! #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DynamoDbEntity)]
//! #[table_name = "platform_data"]
//! #[capsule_isolated]
//! #[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#ACCOUNT#{account_id}"]
//! #[sk = "NOTE#{channel}#{number:020}"]
//! #[gsi(
//!     name = "gsi1",
//!     pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#LIST#NOTE#OWNER#{owner}",
//!     sk = "{account_id}",
//!     projection = include(context, account_id, subject),
//!     returns = NoteListItem
//! )]
//! struct NoteItem {
//!     /// Tenant and capsule stand one level down; mostly they are fields of the entity, `tenant_id` and `capsule_id`.
//!     #[tenant(path = context.tenant_id)]
//!     #[capsule(path = context.capsule_id)]
//!     context: RecordContext,
//!     account_id: AccountId,
//!     channel: Channel,
//!     number: u64,
//!     /// `None` keeps the item out of the index.
//!     owner: Option<OwnerId>,
//!     subject: String,
//!     /// Encrypted: an item never holds it in clear text.
//!     #[pii]
//!     caller: Option<Pii<String>>,
//! }
//!
//! #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
//! struct RecordContext {
//!     tenant_id: TenantId,
//!     capsule_id: CapsuleId,
//! }
//!
//! /// What the index answers. A field that it does not carry would not compile.
//! #[derive(Debug, PartialEq, Deserialize, ItemView)]
//! struct NoteListItem {
//!     account_id: AccountId,
//!     subject: String,
//! }
//!
//! # fn main() -> Result<(), EntityError> {
//! # let id = |n: u128| kernel::uuid::Builder::from_u128(n).with_version(kernel::uuid::Version::SortRand).into_uuid();
//! # let scope = Scope::establish(TenantId::from_uuid(id(1)), CapsuleId::from_uuid(id(2)));
//! # let elsewhere = Scope::establish(TenantId::from_uuid(id(1)), CapsuleId::from_uuid(id(3)));
//! # let (account_id, owner) = (AccountId::from_uuid(id(4)), OwnerId::from_uuid(id(5)));
//! let note = NoteItem {
//!     context: RecordContext { tenant_id: scope.tenant_id(), capsule_id: scope.capsule_id() },
//!     account_id,
//!     channel: Channel::Call,
//!     number: 7,
//!     owner: Some(owner),
//!     subject: "called back".to_owned(),
//!     caller: None,
//! };
//!
//! // Keys come from constructors that need a scope; no key string is written by hand.
//! assert_eq!(note.pk(), NoteItem::pk_of(&scope, &account_id));
//! assert_eq!(note.sk(), NoteItem::sk_of(&Channel::Call, 7));
//! assert_eq!(NoteItem::sk_prefix(), "NOTE#");
//!
//! // An item is read in a scope, and only in its own.
//! let item = note.to_item()?;
//! assert_eq!(NoteItem::from_item(&scope, item.clone())?, note);
//! assert!(matches!(NoteItem::from_item(&elsewhere, item.clone()), Err(EntityError::ForeignScope { .. })));
//!
//! // So is the answer of a query, which is plain data: whoever has a client sends it.
//! let query = NoteItem::gsi1_query(&scope, &owner).sk_after(NoteItem::gsi1_sk_of(&account_id)).limit(20);
//! assert_eq!(query.key_condition(), "#pk = :pk AND #sk > :after");
//! assert_eq!(query.read(item)?, NoteListItem { account_id, subject: "called back".to_owned() });
//! assert_eq!(NoteItem::query(&scope, &account_id).key_condition(), "#pk = :pk AND begins_with(#sk, :sk)");
//!
//! // A personal value that is not sealed does not become an item; the record that it belongs to knows the key.
//! let unsealed = NoteItem { caller: Some(Pii::new("Ada".to_owned())), ..note.clone() };
//! assert!(matches!(unsealed.to_item(), Err(EntityError::Encode { .. })));
//! assert_eq!(unsealed.data_subject().entity, "account");
//!
//! // The pattern that an IAM policy's `dynamodb:LeadingKeys` is made from, and what a table is made from.
//! assert_eq!(
//!     NoteItem::PK.iam_pattern(),
//!     "TENANT#tenant_??????????????????????????#CAPSULE#capsule_??????????????????????????\
//!      #ACCOUNT#account_??????????????????????????",
//! );
//! assert_eq!(NoteItem::GSI1.projection, Projection::Include(&["context", "account_id", "subject"]));
//! # Ok(())
//! # }
//! ```
//!
//! # What the derive takes
//! | attribute of the struct | meaning |
//! |---|---|
//! | `#[table_name = "platform_data"]` | the table, 3 to 255 characters |
//! | `#[capsule_isolated]` | needs a tenant and a capsule, see below; every pk and index pk starts `TENANT#{tenant_id}#CAPSULE#{capsule_id}#` |
//! | `#[platform_level(reason = "..")]` | a row that belongs to no capsule, and why (20 characters or more); no pk may start with `TENANT#` |
//! | `#[pk = ".."]`, `#[sk = ".."]` | the table's keys, stored as `pk` and `sk` |
//! | `#[gsi(name = "gsi1", pk = "..", sk = "..", projection = ..)]` | an index, stored as `gsi1pk` and `gsi1sk`; repeat it per index |
//! | .. `projection = keys_only`, `include(field, ..)` or `all` | what the index carries besides the keys of the table and its own |
//! | .. `returns = View` | what its query answers: a struct that derives [`ItemView`]. Without it the query of an index that carries `all` answers the entity, that of any other the attributes |
//!
//! | attribute of a field | meaning |
//! |---|---|
//! | none, on `tenant_id: TenantId` and `capsule_id: CapsuleId` | the owner of an isolated row |
//! | `#[tenant(path = context.tenant_id)]`, `#[capsule(path = context.capsule_id)]` | the owner stands in a member of the field; both in one field, or one of them in the entity itself |
//! | `#[capsule]` | the field's type knows both, as [`IsolationContext`]; in the item they are its members `tenant_id` and `capsule_id` |
//! | `#[pii]`, `#[pii(name = "emails.address")]` | personal data, see [`PersonalData`]; on every field that holds a [`Pii`], and on no other |
//!
//! A template is text with placeholders: `{account_id}` is the field of that name, whose type implements [`KeySegment`] (which is derived
//! for own enums and newtypes); `{tenant_id}` and `{capsule_id}` are the owner, wherever it stands; `{sequence:020}` pads an unsigned number with zeros so
//! that it sorts. Between two placeholders stands a `#`, which no segment contains: so two different rows never meet in one key. A
//! placeholder of an index may be an `Option<T>`; while it is `None` the item is not in that index.
//!
//! Types are judged by trait, not by spelling: an alias of [`TenantId`] is one, an alias of `String` called `TenantId` is not. Keys, indexes
//! and the check of isolation find attributes by their names, so serde may not rename, skip, default or flatten a field of a key or of the
//! isolation, and `#[serde(rename_all)]` and `flatten` are refused on entities altogether. A field that is `None` has no attribute.
//!
//! # What it writes
//! The implementation of [`DynamoDbEntity`], of [`CapsuleIsolated`] or [`PlatformLevel`], and of [`PersonalData`], so that what holds none is known
//! to hold none. Whoever derives `PersonalData` on the same struct as well gets that same implementation and no second one.
//!
//! On the struct: `pk_of(..)`, `sk_of(..)`, `sk_prefix()`, `query(..)`, and per index the constant `GSI1`, `gsi1_pk_of(..)`, `gsi1_sk_of(..)`,
//! `gsi1_sk_prefix()` and `gsi1_query(..)`; with personal data also `data_subject()`: the record whose key seals it, named by what the partition
//! key says between the owner and its last placeholder, and by that placeholder. Constructors and queries take the placeholders in
//! their order, numbers by value and everything else by reference; an isolated entity's tenant and capsule come from a [`Scope`](kernel::Scope). A
//! prefix function is missing where the template starts with a placeholder: an empty prefix is no condition.
//!
//! A [`Query`] asks for the rows of its entity, whatever else stands under the same partition key, and reads an answer only after it has
//! compared the key that was asked for and, where the index carries them, tenant and capsule.
//!
//! # Features
//! `chrono`: `chrono::DateTime<Utc>` in keys, beside `jiff::Timestamp` and [`Timestamp`](kernel::Timestamp).
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
        entity::{is_owned_in, read_entity},
        segment::{PlaceholderValue, padded_pattern},
        template::{pattern_bytes, pattern_length, pattern_text},
        view::Missing,
    };
}
