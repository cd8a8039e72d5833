//! What may stand between two `#` of a key.

use std::fmt::Write as _;

use crate::{AggregateType, AnyId};

/// A value that is exactly one segment of a key: its text never contains `#` and is never empty, so that two different values
/// can never meet in one key.
///
/// Implemented for typed ids, aggregate types, sequences and list names. Text that people typed is never a segment: hash it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand in a key: it does not implement `KeySegment`",
    label = "used as a placeholder of a key",
    note = "use a typed id (`typed_id!`), an `AggregateType` or an unsigned number; hash what people typed, e.g. with `Digest::of`"
)]
pub trait KeySegment {
    /// The segment as an IAM pattern for `dynamodb:LeadingKeys`: `?` for each character that varies; `*` only where the
    /// length varies, because `*` also matches `#`.
    const PATTERN: &'static str;

    /// Appends the segment to a key.
    fn write_segment(&self, key: &mut String);
}

impl KeySegment for AggregateType {
    const PATTERN: &'static str = "*";
    fn write_segment(&self, key: &mut String) {
        key.extend(self.as_str().chars().map(|c| c.to_ascii_uppercase()));
    }
}

impl KeySegment for AnyId {
    const PATTERN: &'static str = "*";
    fn write_segment(&self, key: &mut String) {
        // Writing to a String cannot fail.
        let _ = write!(key, "{self}");
    }
}

macro_rules! number_segments {
    ($($number:ty),+) => {$(
        impl KeySegment for $number {
            const PATTERN: &'static str = "*";
            fn write_segment(&self, key: &mut String) {
                let _ = write!(key, "{self}");
            }
        }
    )+};
}
number_segments!(u8, u16, u32, u64);

impl<T: KeySegment> KeySegment for &T {
    const PATTERN: &'static str = T::PATTERN;
    fn write_segment(&self, key: &mut String) {
        T::write_segment(self, key);
    }
}
