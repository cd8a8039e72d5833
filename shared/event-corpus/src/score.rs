//! How much of what was planted somebody found, and how much of what they found was planted.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    str::FromStr,
};

use crate::violation::{Kind, Planted};

/// A report compared with the truth, by line. Lines count once, however often they were reported.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// The lines with a violation.
    pub planted: u64,
    /// The lines that were reported.
    pub reported: u64,
    /// The lines that are both.
    pub found: u64,
    /// By kind.
    pub kinds: BTreeMap<Kind, KindScore>,
    /// Lines with a violation that were not reported.
    pub missed: Vec<Planted>,
    /// Lines that were reported and have none, with the kinds that were reported.
    pub false_alarms: BTreeMap<u64, BTreeSet<Kind>>,
}

/// What was found of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KindScore {
    /// The lines with a violation of the kind.
    pub planted: u64,
    /// Those that were reported at all.
    pub found: u64,
    /// Those that were reported as this kind.
    pub named: u64,
}

/// A kind that nobody knows.
#[derive(Debug, thiserror::Error)]
#[error("unknown kind of violation `{0}`: it is one of missing, null, moved, renamed, type, format, value, reference")]
pub struct UnknownKind(String);

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(name: &str) -> Result<Self, UnknownKind> {
        Self::of(name).ok_or_else(|| UnknownKind(name.to_owned()))
    }
}

/// Compares what was reported, by line and kind, with the truth. Which severities count is up to the caller.
#[must_use]
pub fn score(truth: &[Planted], reported: impl IntoIterator<Item = (u64, Kind)>) -> Score {
    let mut by_line: BTreeMap<u64, BTreeSet<Kind>> = BTreeMap::new();
    for (line, kind) in reported {
        by_line.entry(line).or_default().insert(kind);
    }
    let mut score = Score {
        planted: 0,
        reported: by_line.len() as u64,
        found: 0,
        kinds: BTreeMap::new(),
        missed: Vec::new(),
        false_alarms: by_line.clone(),
    };
    let mut lines = BTreeSet::new();
    for planted in truth {
        let reported = by_line.get(&planted.line);
        if lines.insert(planted.line) {
            score.planted += 1;
            score.found += u64::from(reported.is_some());
        }
        let kind = score.kinds.entry(planted.kind).or_default();
        kind.planted += 1;
        kind.found += u64::from(reported.is_some());
        kind.named += u64::from(reported.is_some_and(|kinds| kinds.contains(&planted.kind)));
        score.false_alarms.remove(&planted.line);
        if reported.is_none() {
            score.missed.push(planted.clone());
        }
    }
    score
}

impl Score {
    /// The part of the lines with a violation that was found; all of none.
    #[must_use]
    pub fn recall(&self) -> f64 {
        part(self.found, self.planted)
    }

    /// The part of the reported lines that has a violation; all of none.
    #[must_use]
    pub fn precision(&self) -> f64 {
        part(self.found, self.reported)
    }
}

impl KindScore {
    /// The part of the lines that was found.
    #[must_use]
    pub fn recall(&self) -> f64 {
        part(self.found, self.planted)
    }

    /// The part of the lines that was found and called what it is.
    #[must_use]
    pub fn named(&self) -> f64 {
        part(self.named, self.planted)
    }
}

fn part(some: u64, all: u64) -> f64 {
    if all == 0 { 1.0 } else { some as f64 / all as f64 }
}

/// Scores of several corpora together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mean {
    scores: Vec<(String, Score)>,
}

impl Mean {
    /// Adds the score of a corpus.
    pub fn add(&mut self, name: impl Into<String>, score: Score) {
        self.scores.push((name.into(), score));
    }

    /// The scores, by the names of their corpora.
    #[must_use]
    pub fn scores(&self) -> &[(String, Score)] {
        &self.scores
    }

    /// The mean recall: every corpus counts alike, however long it is.
    #[must_use]
    pub fn recall(&self) -> f64 {
        self.mean(Score::recall)
    }

    /// The mean precision.
    #[must_use]
    pub fn precision(&self) -> f64 {
        self.mean(Score::precision)
    }

    /// What was found of each kind, in all corpora together.
    #[must_use]
    pub fn kinds(&self) -> BTreeMap<Kind, KindScore> {
        let mut all: BTreeMap<Kind, KindScore> = BTreeMap::new();
        for (kind, of) in self.scores.iter().flat_map(|(_, score)| &score.kinds) {
            let sum = all.entry(*kind).or_default();
            sum.planted += of.planted;
            sum.found += of.found;
            sum.named += of.named;
        }
        all
    }

    fn mean(&self, of: impl Fn(&Score) -> f64) -> f64 {
        let sum: f64 = self.scores.iter().map(|(_, score)| of(score)).sum();
        if self.scores.is_empty() { 1.0 } else { sum / self.scores.len() as f64 }
    }
}

/// A table of the corpora, then one of the kinds.
impl fmt::Display for Mean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = |part: f64| part * 100.0;
        writeln!(
            f,
            "{:<20} {:>8} {:>8} {:>8} {:>8} {:>9}",
            "corpus", "planted", "reported", "found", "recall", "precision"
        )?;
        for (name, score) in &self.scores {
            let (recall, precision) = (percent(score.recall()), percent(score.precision()));
            writeln!(
                f,
                "{name:<20} {:>8} {:>8} {:>8} {recall:>7.2}% {precision:>8.2}%",
                score.planted, score.reported, score.found
            )?;
        }
        let of = |count: fn(&Score) -> u64| self.scores.iter().map(|(_, score)| count(score)).sum::<u64>();
        writeln!(
            f,
            "{:<20} {:>8} {:>8} {:>8} {:>7.2}% {:>8.2}%",
            format!("mean of {}", self.scores.len()),
            of(|score| score.planted),
            of(|score| score.reported),
            of(|score| score.found),
            percent(self.recall()),
            percent(self.precision())
        )?;
        writeln!(f, "\n{:<20} {:>8} {:>8} {:>8} {:>8} {:>9}", "kind", "planted", "", "found", "recall", "named")?;
        for (kind, of) in self.kinds() {
            let (recall, named) = (percent(of.recall()), percent(of.named()));
            writeln!(f, "{kind:<20} {:>8} {:>8} {:>8} {recall:>7.2}% {named:>8.2}%", of.planted, "", of.found)?;
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "score.test.rs"]
mod tests;
