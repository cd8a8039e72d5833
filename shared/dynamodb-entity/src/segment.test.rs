use super::*;

/// Guards against a fixed-width pattern for a number that can be wider than its padding.
#[test]
fn a_pattern_is_fixed_width_only_where_every_value_fits() {
    assert_eq!(padded_pattern(u8::MAX_DIGITS, 3), "???");
    assert_eq!(padded_pattern(u8::MAX_DIGITS, 2), "*");
    assert_eq!(padded_pattern(u16::MAX_DIGITS, 5), "?????");
    assert_eq!(padded_pattern(u32::MAX_DIGITS, 9), "*");
    assert_eq!(padded_pattern(u32::MAX_DIGITS, 10), "??????????");
    assert_eq!(padded_pattern(u64::MAX_DIGITS, 20).len(), 20);
    assert_eq!(padded_pattern(u64::MAX_DIGITS, 21), "*");
}

/// Guards against widths in `MAX_DIGITS` that the types do not have.
#[test]
fn the_widest_value_of_each_type_has_its_digits() {
    fn check<N: PaddedNumber>(widest: N) {
        let mut key = String::new();
        widest.write_padded(1, &mut key);
        assert_eq!(key.len(), N::MAX_DIGITS);
    }
    check(u8::MAX);
    check(u16::MAX);
    check(u32::MAX);
    check(u64::MAX);
}
