use super::{Form, letters, shape_of};

/// Everything that is inferred rests on this: two ids that look different to it are a finding.
#[test]
fn texts_have_the_form_that_a_person_would_say() {
    for (text, form) in [
        ("", Form::Empty),
        ("production", Form::Word),
        ("in_progress", Form::Word),
        ("AccountCreated", Form::Word),
        ("order.created", Form::Word),
        ("42", Form::Digits),
        ("-3", Form::Decimal),
        ("12.50", Form::Decimal),
        ("0188bac7-4afa-78aa-bc3b-bd1eef28d881", Form::Uuid),
        ("5759e988bd862e3fe1be46a994272793", Form::Token),
        ("01ARZ3NDEKTSV4RRFFQ69G5FAV", Form::Token),
        ("account_01h2xcejqtf2nbrexx3vqjhp41", Form::Prefixed),
        ("role_assignment_01h2xcejqtf2nbrexx3vqjhp41", Form::Prefixed),
        ("order-0188bac7-4afa-78aa-bc3b-bd1eef28d881", Form::Prefixed),
        ("ORD#1029", Form::Prefixed),
        ("user:42", Form::Prefixed),
        ("2026-11-20", Form::Date),
        ("2026-11-20T22:00:00.123Z", Form::Timestamp),
        ("2026-11-20T22:00:00+01:00", Form::Timestamp),
        ("2026-11-20 22:00:00", Form::Timestamp),
        ("https://example.com/a?b=1", Form::Url),
        ("ada@example.com", Form::Email),
        ("REALM#r1#SITE#s1", Form::Composite),
        ("/orgs/7/orders/12", Form::Composite),
        ("arn:aws:s3:::bucket1", Form::Composite),
        ("Acme Corporation", Form::Text),
        ("Zürich", Form::Text),
    ] {
        assert_eq!(shape_of(text).form, form, "{text}");
    }
}

/// A key with the ids of three boundaries and a record is longer than any id; taken for prose it would hide the tenant in it.
#[test]
fn a_key_is_one_though_it_is_long() {
    let id = "01kjm982xh0p1emnye887ttfpt";
    let key = format!("org:org_{id}:workspace:workspace_{id}:project:project_{id}:task:task_{id}");
    assert!(key.len() > 128);
    assert_eq!(shape_of(&key).form, Form::Composite);
    assert_eq!(shape_of(&format!("https://example.com/{}", key.replace(':', "/"))).form, Form::Url);
    for text in [id.repeat(6), format!("{key} {key}"), key.repeat(3), "so: well, ".repeat(14), key.replace(':', "@")] {
        assert_eq!(shape_of(&text).form, Form::Text, "{text}");
    }
}

/// The prefix tells an account from a contact.
#[test]
fn a_prefix_ends_where_the_token_begins() {
    let shape = shape_of("role_assignment_01h2");
    assert_eq!(shape.prefix_length, "role_assignment_".len());
    assert_eq!(shape.letters, letters::DIGIT | letters::LOWER);
}
