//! Short lists that are searched from the front.

/// The value of a key; a new one if there is room.
pub(crate) fn entry<K: PartialEq, V: Default>(list: &mut Vec<(K, V)>, key: K, most: usize) -> Option<&mut V> {
    let at = match list.iter().position(|(known, _)| *known == key) {
        Some(at) => at,
        None if list.len() < most => {
            list.push((key, V::default()));
            list.len() - 1
        }
        None => return None,
    };
    list.get_mut(at).map(|(_, value)| value)
}
