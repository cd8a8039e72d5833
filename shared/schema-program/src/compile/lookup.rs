//! Finding a field by its name with one look.

use crate::hash::hash;

/// A seed and a table: the hash of a name with that seed, modulo the size of the table, is where the number of the name stands, from 1.
pub(super) fn places(names: &[&str]) -> Option<(u64, Vec<u8>)> {
    let mut size = (names.len() * 2).next_power_of_two();
    while size <= 1 << 16 {
        for seed in 0..4_000 {
            if let Some(places) = attempt(names, seed, size) {
                return Some((seed, places));
            }
        }
        size *= 2;
    }
    None
}

fn attempt(names: &[&str], seed: u64, size: usize) -> Option<Vec<u8>> {
    let mut places = vec![0; size];
    for (at, name) in names.iter().enumerate() {
        let place = usize::try_from(hash(name.as_bytes(), seed)).ok()? & (size - 1);
        let place = places.get_mut(place).filter(|place| **place == 0)?;
        *place = u8::try_from(at + 1).ok()?;
    }
    Some(places)
}
