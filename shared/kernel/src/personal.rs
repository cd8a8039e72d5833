//! Personal data: values that are stored and published encrypted, and in clear text only where somebody says so.

use std::{
    cell::Cell,
    collections::{BTreeMap, HashMap},
    fmt,
    hash::{Hash, Hasher},
};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned, ser::Error as _};

pub use kernel_derive::PersonalData;

pub use self::{
    sealed::{KeyId, KeyIdError, Sealed},
    subject::{DataSubject, FieldPath},
};
use crate::{Digest, NoLink};

mod sealed;
mod subject;

/// A value of a person: a name, an address, a day of birth.
///
/// It is in clear text (just entered), sealed (as it was read from a store or the bus) or both (opened). Serialised it is its sealed form,
/// `{"$enc": {..}}`; one that is not sealed yet cannot be serialised, and clear text cannot be read back in its place. Only inside of
/// [`in_clear`], which the API uses for requests and responses, it reads and writes its clear text. `Debug` shows nothing.
///
/// Two are equal when their clear texts are, or, as long as neither is opened, their sealed forms.
#[derive(Clone)]
pub struct Pii<T>(Content<T>);

#[derive(Clone)]
enum Content<T> {
    Clear(T),
    Sealed(Sealed),
    Opened { value: T, sealed: Sealed, binding: Digest },
}

impl<T> Pii<T> {
    /// A value in clear text, to be sealed before it is stored.
    #[must_use]
    pub const fn new(value: T) -> Self {
        Self(Content::Clear(value))
    }

    /// The clear text; `None` while it is sealed, for ever when the key is gone.
    #[must_use]
    pub const fn value(&self) -> Option<&T> {
        match &self.0 {
            Content::Clear(value) | Content::Opened { value, .. } => Some(value),
            Content::Sealed(_) => None,
        }
    }

    /// The encrypted form, if there is one.
    #[must_use]
    pub const fn sealed(&self) -> Option<&Sealed> {
        match &self.0 {
            Content::Clear(_) => None,
            Content::Sealed(sealed) | Content::Opened { sealed, .. } => Some(sealed),
        }
    }
}

impl<T> From<T> for Pii<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T> fmt::Debug for Pii<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pii(..)")
    }
}

impl<T: PartialEq> PartialEq for Pii<T> {
    fn eq(&self, other: &Self) -> bool {
        match (self.value(), other.value()) {
            (Some(value), Some(other)) => value == other,
            (None, None) => self.sealed() == other.sealed(),
            _ => false,
        }
    }
}

impl<T: Eq> Eq for Pii<T> {}

impl<T: Hash> Hash for Pii<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self.value() {
            Some(value) => value.hash(state),
            None => self.sealed().hash(state),
        }
    }
}

thread_local! {
    static IN_CLEAR: Cell<bool> = const { Cell::new(false) };
}

/// Runs something that reads or writes personal values in clear text: the API with a request or a response, and nobody else.
///
/// It counts for this thread and until `work` returns, however it does.
pub fn in_clear<R>(work: impl FnOnce() -> R) -> R {
    struct Before(bool);
    impl Drop for Before {
        fn drop(&mut self) {
            IN_CLEAR.set(self.0);
        }
    }
    let _before = Before(IN_CLEAR.replace(true));
    work()
}

/// Whether personal values are written in clear text now, on this thread: nothing that is kept may be written then.
#[must_use]
pub fn is_in_clear() -> bool {
    IN_CLEAR.get()
}

impl<T: Serialize> Serialize for Pii<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if IN_CLEAR.get() {
            let value = self.value().ok_or_else(|| S::Error::custom("a personal value is sealed: open it first"))?;
            return value.serialize(serializer);
        }
        let sealed =
            self.sealed().ok_or_else(|| S::Error::custom("a personal value is in clear text: seal it first"))?;
        sealed.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Pii<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if IN_CLEAR.get() {
            return T::deserialize(deserializer).map(Self::new);
        }
        Sealed::deserialize(deserializer).map(|sealed| Self(Content::Sealed(sealed)))
    }
}

/// The schema of the sealed form, or inside of [`in_clear`] that of the clear text.
impl<T: JsonSchema> JsonSchema for Pii<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Pii{}", T::schema_name()).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        if IN_CLEAR.get() { generator.subschema_for::<T>() } else { generator.subschema_for::<Sealed>() }
    }
}

/// Why personal data could not be sealed or opened. Says nothing about the data.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PersonalDataError {
    /// The value was changed, or was encrypted with another key or for another record or field.
    #[error("the personal value at `{field}` does not open: it was changed, or belongs to another record or field")]
    Open {
        /// Where it stands.
        field: String,
    },
    /// It was encrypted with a key that is not the subject's.
    #[error("the personal value at `{field}` was sealed with a key that is not there")]
    UnknownKey {
        /// Where it stands.
        field: String,
    },
    /// It is encrypted already, nobody knows for what: sealed and not opened.
    #[error(
        "the personal value at `{field}` is sealed for another record or field; open it first, or name the field that it was copied from"
    )]
    Foreign {
        /// Where it stands.
        field: String,
    },
    /// It could not be encrypted.
    #[error("the personal value at `{field}` cannot be sealed")]
    Seal {
        /// Where it stands.
        field: String,
    },
    /// What came out of the encryption is not of the field's type.
    #[error("the personal value at `{field}` is not of its type")]
    Decode {
        /// Where it stands.
        field: String,
    },
    /// There is no key.
    #[error("cannot get the key of a record's personal data: {finding}")]
    Key {
        /// What the provider found.
        finding: String,
    },
}

/// One personal value, whatever its type: what a [`PersonalVisitor`] sees of it.
pub trait PersonalValue {
    /// What stands there sealed and is not opened.
    fn to_open(&self) -> Option<&Sealed>;

    /// The value as JSON text, if it has to be sealed: when it is not, or is for another record or field.
    ///
    /// # Errors
    /// Those of its serialisation.
    fn to_seal(&self, binding: &Digest) -> Result<Option<Vec<u8>>, serde_json::Error>;

    /// Takes the clear text of what stands there sealed.
    ///
    /// # Errors
    /// When it is not of the value's type.
    fn open(&mut self, clear: &[u8], binding: Digest) -> Result<(), serde_json::Error>;

    /// Takes the sealed form of the clear text that stands there.
    fn seal(&mut self, sealed: Sealed, binding: Digest);
}

impl<T: Serialize + DeserializeOwned> PersonalValue for Pii<T> {
    fn to_open(&self) -> Option<&Sealed> {
        match &self.0 {
            Content::Sealed(sealed) => Some(sealed),
            Content::Clear(_) | Content::Opened { .. } => None,
        }
    }

    fn to_seal(&self, binding: &Digest) -> Result<Option<Vec<u8>>, serde_json::Error> {
        match &self.0 {
            Content::Opened { binding: bound, .. } if bound == binding => Ok(None),
            Content::Opened { value, .. } | Content::Clear(value) => serde_json::to_vec(value).map(Some),
            Content::Sealed(_) => Ok(None),
        }
    }

    fn open(&mut self, clear: &[u8], binding: Digest) -> Result<(), serde_json::Error> {
        if let Content::Sealed(sealed) = &self.0 {
            let value = serde_json::from_slice(clear)?;
            self.0 = Content::Opened { value, sealed: sealed.clone(), binding };
        }
        Ok(())
    }

    fn seal(&mut self, sealed: Sealed, binding: Digest) {
        // The place is empty for a moment: a value is moved from one form to the other.
        let content = std::mem::replace(&mut self.0, Content::Sealed(sealed.clone()));
        if let Content::Clear(value) | Content::Opened { value, .. } = content {
            self.0 = Content::Opened { value, sealed, binding };
        }
    }
}

/// What walks over the personal values of something.
pub trait PersonalVisitor {
    /// Sees one value.
    ///
    /// # Errors
    /// [`PersonalDataError`], which ends the walk.
    fn visit(&mut self, field: &FieldPath<'_>, value: &mut dyn PersonalValue) -> Result<(), PersonalDataError>;
}

/// Something that may hold personal values: states, events and rows of lists do. Derived; the fields that hold some have `#[pii]`.
///
/// A value has one name wherever it is copied to, in events, state and rows, because it is encrypted for that name. Where a copy is
/// called otherwise it names the original, from the record: `#[pii(name = "emails.address")] primary_email`.
#[diagnostic::on_unimplemented(
    message = "it is not known whether `{Self}` holds personal data",
    label = "does not implement `PersonalData`",
    note = "a personal value is a `Pii<..>`, also in an `Option`, a `Box` or a list; a struct derives `PersonalData` and marks such fields with `#[pii]`",
    note = "correct: `#[pii] given_name: Option<Pii<ShortText>>,`"
)]
pub trait PersonalData {
    /// Whether there can be any: without, no key is asked for.
    const PERSONAL: bool;

    /// Shows every personal value to a visitor, with its path below `at`.
    ///
    /// # Errors
    /// The first of the visitor.
    fn visit_personal<V: PersonalVisitor>(
        &mut self,
        at: &FieldPath<'_>,
        visitor: &mut V,
    ) -> Result<(), PersonalDataError>;
}

impl<T: Serialize + DeserializeOwned> PersonalData for Pii<T> {
    const PERSONAL: bool = true;

    fn visit_personal<V: PersonalVisitor>(
        &mut self,
        at: &FieldPath<'_>,
        visitor: &mut V,
    ) -> Result<(), PersonalDataError> {
        visitor.visit(at, self)
    }
}

macro_rules! containers {
    ($($container:ty),+) => {$(
        impl<T: PersonalData> PersonalData for $container {
            const PERSONAL: bool = T::PERSONAL;

            fn visit_personal<V: PersonalVisitor>(
                &mut self,
                at: &FieldPath<'_>,
                visitor: &mut V,
            ) -> Result<(), PersonalDataError> {
                self.iter_mut().try_for_each(|value| value.visit_personal(at, visitor))
            }
        }
    )+};
}
containers!(Option<T>, Vec<T>, [T]);

macro_rules! maps {
    ($($map:ident: $($bound:path),*;)+) => {$(
        impl<K: $($bound +)*, T: PersonalData> PersonalData for $map<K, T> {
            const PERSONAL: bool = T::PERSONAL;

            fn visit_personal<V: PersonalVisitor>(
                &mut self,
                at: &FieldPath<'_>,
                visitor: &mut V,
            ) -> Result<(), PersonalDataError> {
                self.values_mut().try_for_each(|value| value.visit_personal(at, visitor))
            }
        }
    )+};
}
maps! {
    BTreeMap: Ord;
    HashMap: Eq, Hash;
}

impl<T: PersonalData, const N: usize> PersonalData for [T; N] {
    const PERSONAL: bool = T::PERSONAL;

    fn visit_personal<V: PersonalVisitor>(
        &mut self,
        at: &FieldPath<'_>,
        visitor: &mut V,
    ) -> Result<(), PersonalDataError> {
        self.as_mut_slice().visit_personal(at, visitor)
    }
}

impl<T: PersonalData> PersonalData for Box<T> {
    const PERSONAL: bool = T::PERSONAL;

    fn visit_personal<V: PersonalVisitor>(
        &mut self,
        at: &FieldPath<'_>,
        visitor: &mut V,
    ) -> Result<(), PersonalDataError> {
        T::visit_personal(self, at, visitor)
    }
}

/// No link, no data.
impl PersonalData for NoLink {
    const PERSONAL: bool = false;

    fn visit_personal<V: PersonalVisitor>(&mut self, _: &FieldPath<'_>, _: &mut V) -> Result<(), PersonalDataError> {
        match *self {}
    }
}

/// What a derive demands of the compiler: it ends the build at the caller's place.
///
/// # Panics
/// At compile time, when it does not hold.
#[track_caller]
pub const fn must(holds: bool, message: &'static str) {
    assert!(holds, "{}", message);
}

/// Tells the derive whether a type holds personal data, also where the type knows nothing of it: an inherent constant comes
/// before one of a trait.
pub struct Probe<T: ?Sized>(std::marker::PhantomData<T>);

impl<T: ?Sized + PersonalData> Probe<T> {
    /// As the type says.
    pub const PERSONAL: bool = T::PERSONAL;
}

/// What is true of a type that does not implement [`PersonalData`].
pub trait NotPersonal {
    /// It holds none.
    const PERSONAL: bool = false;
}

impl<T: ?Sized> NotPersonal for Probe<T> {}

#[cfg(test)]
#[path = "personal.test.rs"]
mod tests;
