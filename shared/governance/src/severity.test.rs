use super::*;

/// A policy that compares severities by their place in the list must not find `low` above `critical`, and a setting must name the same as
/// a record does.
#[test]
fn severities_are_ordered_and_read_back() {
    assert!(Severity::ALL.is_sorted());
    for severity in Severity::ALL {
        assert_eq!(severity.to_string().parse(), Ok(severity));
    }
    for text in ["", "Critical", "none", " high"] {
        assert_eq!(text.parse::<Severity>(), Err(SeverityError), "{text:?}");
    }
}
