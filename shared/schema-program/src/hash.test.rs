use super::hash;

/// Names that differ in one byte only, wherever it stands, must differ: otherwise no seed ever tells them apart.
#[test]
fn every_byte_of_a_name_counts() {
    for length in 1..40 {
        let name = vec![b'a'; length];
        for at in 0..length {
            let mut other = name.clone();
            other[at] = b'b';
            assert_ne!(hash(&name, 7), hash(&other, 7), "length {length}, byte {at}");
        }
    }
}

/// `aaa` must not be found where `aa` stands.
#[test]
fn the_length_of_a_name_counts() {
    let hashes: std::collections::BTreeSet<_> = (0..40).map(|length| hash(&vec![b'a'; length], 7)).collect();
    assert_eq!(hashes.len(), 40);
}
