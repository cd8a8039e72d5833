//! Numbers in a key, padded with zeros so that they sort.

use std::fmt::Write as _;

/// An unsigned number that a template may pad: `{sequence:020}`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be padded with zeros in a key",
    label = "padded by a placeholder such as `{{sequence:020}}`",
    note = "only `u8`, `u16`, `u32` and `u64` have a width; leave the `:0..` away for anything else",
    note = "correct: `sequence: u64,`"
)]
pub trait PaddedNumber: Copy + Into<u64> {
    /// The digits of the largest value.
    const MAX_DIGITS: usize;
}

macro_rules! padded_numbers {
    ($($number:ty = $digits:literal),+) => {$(
        impl PaddedNumber for $number {
            const MAX_DIGITS: usize = $digits;
        }
    )+};
}
padded_numbers!(u8 = 3, u16 = 5, u32 = 10, u64 = 20);

/// The IAM pattern of a padded number: as wide as it is padded, where no value is wider.
#[must_use]
pub const fn padded_pattern<N: PaddedNumber>(width: usize) -> &'static str {
    if width < N::MAX_DIGITS {
        return "*";
    }
    match "????????????????????".split_at_checked(width) {
        Some((pattern, _)) => pattern,
        None => "*",
    }
}

/// Appends a number, padded with zeros.
pub fn write_padded<N: PaddedNumber>(number: N, width: usize, key: &mut String) {
    let number: u64 = number.into();
    // Writing to a String cannot fail.
    let _ = write!(key, "{number:0width$}");
}

#[cfg(test)]
#[path = "segment.test.rs"]
mod tests;
