//! The hash that finds the fields of an object by their names.

const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

/// A hash of a name. Names are short and written in schemas, so a few multiplications do; the seed is chosen for each object until its names
/// differ.
pub(crate) fn hash(name: &[u8], seed: u64) -> u64 {
    let mut hash = seed ^ (name.len() as u64);
    let (chunks, rest) = name.as_chunks::<8>();
    for chunk in chunks {
        hash = mix(hash ^ u64::from_le_bytes(*chunk));
    }
    let tail = match (name.last_chunk::<8>(), rest.first_chunk::<4>(), rest.last_chunk::<4>(), rest) {
        (_, _, _, []) => return hash,
        (Some(last), ..) => u64::from_le_bytes(*last),
        (None, Some(first), Some(last), _) => {
            u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 32
        }
        _ => rest.iter().fold(0, |tail, byte| tail << 8 | u64::from(*byte)),
    };
    mix(hash ^ tail)
}

fn mix(value: u64) -> u64 {
    let value = value.wrapping_mul(MIX);
    value ^ (value >> 29)
}

#[cfg(test)]
#[path = "hash.test.rs"]
mod tests;
