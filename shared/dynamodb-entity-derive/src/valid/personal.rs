//! The rules about personal fields: a tenant's key encrypts them, for the record that the partition key names.

use macro_fault::{Faults, personal_data::Checked};

use super::{Key, Personal, Piece, Subject};
use crate::{ast::Field, attr::example};

/// What is encrypted, and for which record. `None` only after a fault was added.
pub fn read<'a>(
    fields: &[Field<'a>],
    pk: Option<&Key<'a>>,
    isolated: bool,
    isolation_is_known: bool,
    faults: &mut Faults,
) -> Option<Personal<'a>> {
    let fields: Vec<_> = fields.iter().map(|field| Checked::read(field.source, faults)).collect();
    let mut marks = fields.iter().filter_map(Checked::mark).peekable();
    if marks.peek().is_none() {
        return Some(Personal { fields, subject: None });
    }
    if !isolated {
        for mark in marks.filter(|_| isolation_is_known) {
            faults.add(
                mark,
                "`#[pii]` on a platform-level entity: no tenant's key encrypts it, and no tenant can have it erased",
                "keep personal data in a capsule-isolated entity, and its id here",
                "#[capsule_isolated]",
            );
        }
        return None;
    }
    let pk = pk?;
    let subject = subject(pk);
    if subject.is_none() {
        faults.add(
            &pk.literal,
            "the partition key does not name the record whose personal data this is",
            "name the kind and then the id behind the owner: values are encrypted for one record, and erased with it",
            example::PK,
        );
    }
    Some(Personal { fields, subject: Some(subject?) })
}

/// The last placeholder, and what stands between the owner and it, without the `#` at its ends.
fn subject<'a>(pk: &Key<'a>) -> Option<Subject<'a>> {
    let owner = pk.pieces.iter().position(|piece| matches!(piece, Piece::Capsule))?;
    let last = pk.pieces.iter().rposition(|piece| matches!(piece, Piece::Segment(_)))?;
    let Some(Piece::Segment(id)) = pk.pieces.get(last) else { return None };
    let mut entity = pk.pieces.get(owner + 1..last)?.to_vec();
    if let Some(Piece::Literal(text)) = entity.first_mut() {
        *text = text.trim_start_matches('#').to_owned();
    }
    if let Some(Piece::Literal(text)) = entity.last_mut() {
        *text = text.trim_end_matches('#').to_owned();
    }
    entity.retain(|piece| !matches!(piece, Piece::Literal(text) if text.is_empty()));
    (!entity.is_empty()).then(|| Subject { entity, id: id.clone() })
}

#[cfg(test)]
#[path = "personal.test.rs"]
mod tests;
