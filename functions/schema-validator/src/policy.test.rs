use super::*;

/// A setting that made a leak of a tenant's data look harmless would switch off the alarm that this is for.
#[test]
fn the_setting_is_about_unknown_types_only() {
    for unknown_type in Severity::ALL {
        let policy = SeverityPolicy { unknown_type };
        assert_eq!(policy.of(ViolationKind::UnknownType), unknown_type);
        assert_eq!(policy.of(ViolationKind::UnknownVersion), unknown_type);
        for kind in [ViolationKind::IsolationMissing, ViolationKind::IsolationMismatch, ViolationKind::ScopeChanged] {
            assert_eq!(policy.of(kind), Severity::Critical, "{kind}");
        }
        assert_eq!(policy.of(ViolationKind::SequenceReused), Severity::High);
        assert_eq!(policy.of(ViolationKind::MissingField), Severity::Medium);
    }
}
