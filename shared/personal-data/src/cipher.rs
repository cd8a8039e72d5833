//! Sealing and opening: AES-256-GCM (NIST SP 800-38D), a fresh random nonce for every value.

use aws_lc_rs::aead::{Aad, Nonce};
use kernel::{DataSubject, Digest, FieldPath, PersonalData, PersonalDataError, PersonalValue, PersonalVisitor, Sealed};

use crate::{DataKey, KeyProvider};

/// Encrypts the personal values of some data of one record that are not encrypted for it yet. Asks for no key when there are none.
///
/// # Errors
/// [`PersonalDataError`]; then some are sealed, and none is lost.
pub async fn seal<K: KeyProvider, D: PersonalData>(
    keys: &K,
    subject: &DataSubject,
    data: &mut D,
) -> Result<(), PersonalDataError> {
    let mut wanted = Wanted { subject, found: false, what: What::ToSeal };
    if !D::PERSONAL || !wanted.any(data)? {
        return Ok(());
    }
    for key in &keys_of(keys, std::slice::from_ref(subject)).await? {
        data.visit_personal(&FieldPath::ROOT, &mut Seal { subject, key })?;
    }
    Ok(())
}

/// Decrypts the personal values of some records that are not opened yet. Asks once for all keys, and only for those of records that
/// have any.
///
/// # Errors
/// [`PersonalDataError`] of the first that does not open.
pub async fn open<K: KeyProvider, D: PersonalData>(
    keys: &K,
    records: Vec<(DataSubject, &mut D)>,
) -> Result<(), PersonalDataError> {
    if !D::PERSONAL {
        return Ok(());
    }
    let (mut subjects, mut sealed) = (Vec::with_capacity(records.len()), Vec::with_capacity(records.len()));
    for (subject, data) in records {
        if (Wanted { subject: &subject, found: false, what: What::ToOpen }).any(data)? {
            subjects.push(subject);
            sealed.push(data);
        }
    }
    if subjects.is_empty() {
        return Ok(());
    }
    let keys = keys_of(keys, &subjects).await?;
    for ((subject, key), data) in subjects.iter().zip(&keys).zip(sealed) {
        data.visit_personal(&FieldPath::ROOT, &mut Open { subject, key })?;
    }
    Ok(())
}

/// Whether all personal values are sealed for where they stand, as far as that is known: a value that is sealed and not opened is not known
/// to be.
pub(crate) fn check<D: PersonalData>(subject: &DataSubject, data: &mut D) -> Result<(), PersonalDataError> {
    data.visit_personal(&FieldPath::ROOT, &mut Check { subject })
}

struct Check<'s> {
    subject: &'s DataSubject,
}

impl PersonalVisitor for Check<'_> {
    fn visit(&mut self, field: &FieldPath<'_>, value: &mut dyn PersonalValue) -> Result<(), PersonalDataError> {
        let is_foreign = value.to_open().is_some() || clear_text(value, &self.subject.binding(field), field)?.is_some();
        if is_foreign { Err(PersonalDataError::Foreign { field: field.to_string() }) } else { Ok(()) }
    }
}

/// One key per subject, or an error: with fewer, some data would stay as it is without a word.
async fn keys_of<K: KeyProvider>(keys: &K, subjects: &[DataSubject]) -> Result<Vec<DataKey>, PersonalDataError> {
    let found = keys.keys(subjects).await?;
    if found.len() == subjects.len() {
        return Ok(found);
    }
    Err(PersonalDataError::Key { finding: "there are more or fewer keys than records".to_owned() })
}

/// Looks whether there is anything to do: a key may cost a call.
struct Wanted<'s> {
    subject: &'s DataSubject,
    found: bool,
    what: What,
}

enum What {
    ToSeal,
    ToOpen,
}

impl Wanted<'_> {
    fn any<D: PersonalData>(&mut self, data: &mut D) -> Result<bool, PersonalDataError> {
        data.visit_personal(&FieldPath::ROOT, self)?;
        Ok(self.found)
    }
}

impl PersonalVisitor for Wanted<'_> {
    fn visit(&mut self, field: &FieldPath<'_>, value: &mut dyn PersonalValue) -> Result<(), PersonalDataError> {
        self.found = self.found
            || match self.what {
                What::ToSeal => {
                    value.to_open().is_some() || clear_text(value, &self.subject.binding(field), field)?.is_some()
                }
                What::ToOpen => value.to_open().is_some(),
            };
        Ok(())
    }
}

fn clear_text(
    value: &dyn PersonalValue,
    binding: &Digest,
    field: &FieldPath<'_>,
) -> Result<Option<Vec<u8>>, PersonalDataError> {
    value.to_seal(binding).map_err(|_| PersonalDataError::Seal { field: field.to_string() })
}

struct Seal<'k> {
    subject: &'k DataSubject,
    key: &'k DataKey,
}

impl PersonalVisitor for Seal<'_> {
    fn visit(&mut self, field: &FieldPath<'_>, value: &mut dyn PersonalValue) -> Result<(), PersonalDataError> {
        // Nobody knows for what it was sealed; carried on, it might never open again.
        if value.to_open().is_some() {
            return Err(PersonalDataError::Foreign { field: field.to_string() });
        }
        let binding = self.subject.binding(field);
        let Some(mut text) = clear_text(value, &binding, field)? else { return Ok(()) };
        let nonce = self.key.key.seal_in_place_append_tag(Aad::from(binding.as_bytes()), &mut text);
        let nonce = nonce.map_err(|_| PersonalDataError::Seal { field: field.to_string() })?;
        value.seal(Sealed { key_id: self.key.id.clone(), nonce: *nonce.as_ref(), cipher_text: text }, binding);
        Ok(())
    }
}

struct Open<'k> {
    subject: &'k DataSubject,
    key: &'k DataKey,
}

impl PersonalVisitor for Open<'_> {
    fn visit(&mut self, field: &FieldPath<'_>, value: &mut dyn PersonalValue) -> Result<(), PersonalDataError> {
        let Some(sealed) = value.to_open() else { return Ok(()) };
        let path = || field.to_string();
        if sealed.key_id != self.key.id {
            return Err(PersonalDataError::UnknownKey { field: path() });
        }
        let binding = self.subject.binding(field);
        let (nonce, mut text) = (Nonce::assume_unique_for_key(sealed.nonce), sealed.cipher_text.clone());
        let clear = self.key.key.open_in_place(nonce, Aad::from(binding.as_bytes()), &mut text);
        let clear = clear.map_err(|_| PersonalDataError::Open { field: path() })?;
        value.open(clear, binding).map_err(|_| PersonalDataError::Decode { field: path() })
    }
}

#[cfg(test)]
#[path = "cipher.test.rs"]
mod tests;
