//! The kind of record that an event is about, by the name of its type: `OrderShipped` without `Shipped`.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use crate::flatten::hash_of;

/// How names of types say what they are about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Naming {
    /// Which word is the action, if names have one.
    action: Option<End>,
    /// Words that all names have.
    common: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum End {
    First,
    Last,
}

/// Where so many of the streams are about one kind of record each, the naming is right.
const ENOUGH: f64 = 0.5;
/// Where ids are numbers that begin anew for each kind, streams overlap; but less so on the right side of the action.
const LITTLE: f64 = 0.05;

impl Naming {
    /// How these names do it: on the right side of the action, all events of one stream have the same words. `streams` are the
    /// types of each stream's events.
    pub(crate) fn learn(names: &FxHashMap<u64, String>, streams: &[FxHashSet<u64>]) -> Self {
        let words: FxHashMap<u64, Vec<String>> = names.iter().map(|(&key, name)| (key, words(name))).collect();
        let mut common: Vec<String> = words.values().next().cloned().unwrap_or_default();
        common.retain(|word| words.len() > 2 && words.values().all(|other| other.contains(word)));
        let mut shares: Vec<(f64, End)> = Vec::new();
        for end in [End::Last, End::First] {
            let naming = Self { action: Some(end), common: common.clone() };
            let (mut one, mut all) = (0_u32, 0_u32);
            for types in streams.iter().filter(|types| types.len() > 1) {
                let stems: FxHashSet<u64> =
                    types.iter().filter_map(|key| names.get(key)).filter_map(|name| naming.entity(name)).collect();
                all += 1;
                one += u32::from(stems.len() == 1);
            }
            let share = if all == 0 { 0.0 } else { f64::from(one) / f64::from(all) };
            shares.push((share, end));
        }
        shares.sort_by(|left, right| right.0.total_cmp(&left.0));
        match shares.as_slice() {
            [(most, end), (least, _)] if *most >= ENOUGH || (*most >= LITTLE && *most >= 2.0 * least) => {
                Self { action: Some(*end), common }
            }
            _ => Self::default(),
        }
    }

    /// What a type is about, as a key; nothing if the names do not say it.
    pub(crate) fn entity(&self, name: &str) -> Option<u64> {
        let stem = self.stem(name)?;
        Some(hash_of(stem.as_bytes()))
    }

    /// The words without the action, put together.
    pub(crate) fn stem(&self, name: &str) -> Option<String> {
        let end = self.action?;
        let mut words = words(name);
        words.retain(|word| !self.common.contains(word));
        if words.len() < 2 {
            return Some(words.concat());
        }
        match end {
            End::First => {
                words.remove(0);
            }
            End::Last => {
                words.pop();
            }
        }
        Some(words.concat())
    }
}

/// The words of a name in any style, without a version at its end.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    for c in name.chars() {
        if !c.is_alphanumeric() {
            before = ' ';
            continue;
        }
        let begins = !before.is_alphanumeric() || (c.is_uppercase() && before.is_lowercase());
        if begins {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    let is_version = |word: &String| {
        word.strip_prefix('v').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
    };
    words.retain(|word| !is_version(word));
    words
}

#[cfg(test)]
#[path = "entity.test.rs"]
mod tests;
