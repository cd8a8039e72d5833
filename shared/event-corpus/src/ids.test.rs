use super::*;

/// A time that is off makes a corpus in which nothing follows from anything. The numbers are those of `date -u`.
#[test]
fn times_are_those_of_the_calendar() {
    for (millis, expected) in [
        (0, "1970-01-01T00:00:00Z"),
        (951_782_400_000, "2000-02-29T00:00:00Z"),
        (1_763_676_000_123, "2025-11-20T22:00:00Z"),
        (1_798_761_599_999, "2026-12-31T23:59:59Z"),
    ] {
        assert_eq!(TimeFormat::Seconds.write(millis), Node::text(expected));
    }
    assert_eq!(TimeFormat::Offset.write(1_763_676_000_123), Node::text("2025-11-21T00:00:00.123+02:00"));
    assert_eq!(TimeFormat::EpochSeconds.write(1_763_676_000_123), Node::number(1_763_676_000));
}

/// An id that another one has too makes one stream of two.
#[test]
fn ids_differ_and_have_their_form() {
    let mut dice = Dice::new(1);
    let forms = [
        (IdFormat::TypeId("order".to_owned()), 32),
        (IdFormat::Uuid, 36),
        (IdFormat::Ulid, 26),
        (IdFormat::PrefixNumber("ORD".to_owned()), 10),
        (IdFormat::Hex(24), 24),
        (IdFormat::Stripe("cus".to_owned()), 20),
    ];
    for (format, length) in forms {
        let (one, other) = (format.mint(&mut dice, 1), format.mint(&mut dice, 2));
        assert_eq!(one.plain().len(), length, "{one:?}");
        assert_ne!(one, other);
    }
    assert_eq!(IdFormat::Integer(500).mint(&mut dice, 7), Node::number(507));
}
