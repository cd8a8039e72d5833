//! What the generated code asks of a placeholder's type.

use std::fmt::Write as _;

use kernel::KeySegment;

/// A [`KeySegment`] as the generated code asks for it. Its own trait only for the compiler's answer: asked for `KeySegment`, it would list
/// whatever ids the workspace happens to have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand in a key: it does not implement `KeySegment`",
    label = "named by a placeholder of a key",
    note = "use a typed id (`typed_id!`), an unsigned number, a time, or an enum or newtype that derives `KeySegment`; hash what people typed",
    note = "correct: `account_id: AccountId,`"
)]
pub trait PlaceholderValue {
    /// [`KeySegment::PATTERN`].
    const PATTERN: &'static str;

    /// [`KeySegment::write_segment`].
    fn write_segment(&self, key: &mut String);
}

#[diagnostic::do_not_recommend]
impl<T: KeySegment> PlaceholderValue for T {
    const PATTERN: &'static str = T::PATTERN;

    fn write_segment(&self, key: &mut String) {
        T::write_segment(self, key);
    }
}

/// An unsigned number that a template may pad: `{sequence:020}`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be padded with zeros in a key",
    label = "padded by a placeholder such as `{{sequence:020}}`",
    note = "only `u8`, `u16`, `u32` and `u64` have a width; leave the `:0..` away for anything else",
    note = "correct: `sequence: u64,`"
)]
pub trait PaddedNumber {
    /// The digits of the largest value.
    const MAX_DIGITS: usize;

    /// Appends the number to a key, padded with zeros.
    fn write_padded(&self, width: usize, key: &mut String);
}

macro_rules! padded_numbers {
    ($($number:ty = $digits:literal),+) => {$(
        impl PaddedNumber for $number {
            const MAX_DIGITS: usize = $digits;

            fn write_padded(&self, width: usize, key: &mut String) {
                // Writing to a String cannot fail.
                let _ = write!(key, "{self:0width$}");
            }
        }
    )+};
}
padded_numbers!(u8 = 3, u16 = 5, u32 = 10, u64 = 20);

/// The IAM pattern of a padded number: as wide as it is padded, where no value is wider.
#[must_use]
pub const fn padded_pattern(max_digits: usize, width: usize) -> &'static str {
    if width < max_digits {
        return "*";
    }
    match "????????????????????".split_at_checked(width) {
        Some((pattern, _)) => pattern,
        None => "*",
    }
}

#[cfg(test)]
#[path = "segment.test.rs"]
mod tests;
