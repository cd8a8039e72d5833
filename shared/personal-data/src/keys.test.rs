use super::*;
use crate::local_keys;

/// A record of the tests.
pub(crate) fn subject(id: &str) -> DataSubject {
    DataSubject {
        tenant_id: "tenant_01h2xcejqtf2nbrexx3vqjhp41".parse().expect("an id"),
        capsule_id: "capsule_01h2xcejqtf2nbrexx3vqjhp41".parse().expect("an id"),
        entity: "contact".to_owned(),
        id: id.to_owned(),
    }
}

/// A secret that is cut or padded by a copy must not make keys that nobody can make again.
#[test]
fn a_secret_is_32_bytes() {
    for wrong in ["", "short", &"A".repeat(42), &"A".repeat(44), &format!("{}=", "A".repeat(43)), &"?".repeat(43)] {
        assert!(wrong.parse::<LocalKeys>().is_err(), "`{wrong}`");
    }
    assert_eq!(format!("{:?}", local_keys()), "LocalKeys(..)");
}

/// Two records with one key could be read with one another's: and the same record with two keys not at all.
#[test]
fn every_record_has_a_key_of_its_own_and_always_the_same() {
    let opens = |sealed_for: &DataSubject, opened_for: &DataSubject| {
        let (here, there) =
            (local_keys().key(sealed_for).expect("a key"), local_keys().key(opened_for).expect("a key"));
        let mut text = b"Ada".to_vec();
        let aad = || aws_lc_rs::aead::Aad::empty();
        let nonce = here.key.seal_in_place_append_tag(aad(), &mut text).expect("sealed");
        there.key.open_in_place(nonce, aad(), &mut text).is_ok()
    };
    assert!(opens(&subject("a"), &subject("a")));
    assert!(!opens(&subject("a"), &subject("b")));
    assert!(!opens(&DataSubject { entity: "contacta".to_owned(), ..subject("b") }, &subject("ab")));
    let tenant_id = "tenant_01h2xcejqtf2nbrexx3vqjhp42".parse().expect("an id");
    assert!(!opens(&DataSubject { tenant_id, ..subject("a") }, &subject("a")));
}
