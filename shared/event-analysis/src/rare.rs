//! How surprising a count is.

/// Whether `rare` of `all` are so few that a choice of the designer (one in ten or more of them) would nearly never look so.
pub(crate) fn is_exception(rare: u64, all: u64) -> bool {
    at_most(rare, all, 0.1) < 0.01
}

/// The same for what is no boundary: more than one in twenty-two is a choice too, however many there are.
pub(crate) fn is_slip(rare: u64, all: u64) -> bool {
    rare * 22 <= all && is_exception(rare, all)
}

/// Whether `rare` of `all` are so many that slips (one in twenty or fewer) would nearly never look so.
pub(crate) fn is_choice(rare: u64, all: u64) -> bool {
    rare > 0 && 1.0 - at_most(rare - 1, all, 0.05) < 0.01
}

/// Whether `rare` of `all` are more than their share of those of a larger group, and too many for slips: what happens in one type
/// only is of its making.
pub(crate) fn is_concentrated(rare: u64, all: u64, group_rare: u64, group_all: u64) -> bool {
    // One exception has to be somewhere.
    if rare < 2 || all >= group_all || is_slip(rare, all) {
        return false;
    }
    let each = group_rare as f64 / group_all.max(1) as f64;
    1.0 - at_most(rare - 1, all, each) < 0.01
}

/// The probability of at most `count` of `all` when each has the probability `each`.
pub(crate) fn at_most(count: u64, all: u64, each: f64) -> f64 {
    if count >= all {
        return 1.0;
    }
    let (rare, all) = (count as f64, all as f64);
    let spread = (all * each * (1.0 - each)).sqrt();
    if spread > 10.0 {
        return normal((rare + 0.5 - all * each) / spread);
    }
    // The terms one after the other, in logarithms: the first is too small for a float when there are many.
    let mut term = all * (1.0 - each).ln();
    let odds = (each / (1.0 - each)).ln();
    let mut sum = term.exp();
    for k in 0..count {
        let k = k as f64;
        term += ((all - k) / (k + 1.0)).ln() + odds;
        sum += term.exp();
    }
    sum.min(1.0)
}

/// The standard normal distribution function (Abramowitz and Stegun, 26.2.17): off by less than 1e-7.
fn normal(z: f64) -> f64 {
    const TERMS: [f64; 5] = [0.319_381_530, -0.356_563_782, 1.781_477_937, -1.821_255_978, 1.330_274_429];
    let t = 1.0 / (1.0 + 0.231_641_9 * z.abs());
    let sum = TERMS.iter().rev().fold(0.0, |sum, term| (sum + term) * t);
    let tail = (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt() * sum;
    if z < 0.0 { tail } else { 1.0 - tail }
}

/// How many bits of surprise there are in so few of so many.
pub(crate) fn surprise(rare: u64, all: u64) -> f64 {
    ((all.max(1) as f64 + 1.0) / (rare as f64 + 0.5)).log2()
}

#[cfg(test)]
#[path = "rare.test.rs"]
mod tests;
