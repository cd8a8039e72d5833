use expect_test::expect;

use crate::valid::tests::{PLATFORM, check, faults, with};

/// The valid entity with other fields in place of its isolation fields.
fn owned_by(fields: &str) -> String {
    with("tenant_id: TenantId,\n        capsule_id: CapsuleId,", fields)
}

/// Guards against a nested pattern that is right and refused.
#[test]
fn isolation_fields_stand_in_the_entity_or_one_level_down() {
    for fields in [
        "#[tenant(path = context.tenant_id)] #[capsule(path = context.capsule_id)] context: Context,",
        "tenant_id: TenantId, #[capsule(path = context.capsule)] context: Context,",
        "#[tenant(path = context.tenant)] context: Context, capsule_id: CapsuleId,",
        "#[tenant(path = r#where.tenant_id)] #[capsule(path = r#where.capsule_id)] r#where: Box<Context>,",
        "#[capsule] context: Context,",
    ] {
        assert_eq!(faults(&owned_by(fields)), "", "{fields}");
    }
}

/// Guards against a row without an owner, or with two.
#[test]
fn every_row_has_one_tenant_and_one_capsule() {
    check(
        &owned_by("#[capsule(path = context.capsule_id)] context: Context,"),
        expect![[r#"
        the capsule-isolated entity `Item` has no field `tenant_id`
    "#]],
    );
    check(
        &owned_by(
            "tenant_id: TenantId, #[capsule(path = context.capsule_id)] context: Context, capsule_id: CapsuleId,",
        ),
        expect![[r#"
            `capsule_id` stands in the entity and below `context`
        "#]],
    );
    check(
        &owned_by("tenant_id: TenantId, #[capsule(path = a.id)] a: A, #[capsule(path = b.id)] b: B,"),
        expect![[r#"
            `#[capsule]` is given twice
        "#]],
    );
    check(
        &owned_by("#[tenant(path = a.tenant_id)] a: A, #[capsule(path = b.capsule_id)] b: B,"),
        expect![[r#"
            the tenant stands below `a` and the capsule below `b`
        "#]],
    );
}

/// Guards against a context that is one of several owners.
#[test]
fn a_context_is_the_only_owner() {
    check(
        &owned_by("tenant_id: TenantId, #[capsule] context: Context, capsule_id: CapsuleId,"),
        expect![[r#"
            `tenant_id` stands in the entity and below `context`
            `capsule_id` stands in the entity and below `context`
        "#]],
    );
    for second in [
        "#[capsule] other: Context,",
        "#[capsule(path = other.capsule_id)] other: Context,",
        "#[tenant(path = other.tenant_id)] other: Context,",
        "#[tenant] other: Context,",
    ] {
        let beside = faults(&owned_by(&format!("#[capsule] context: Context, {second}")));
        assert!(beside.contains("beside `#[capsule]` of a context"), "{second}: {beside}");
        let before = faults(&owned_by(&format!("{second} #[capsule] context: Context,")));
        assert!(before.contains("beside `#[capsule]` of a context"), "{second}: {before}");
    }
}

/// Guards against an owner that may be absent; once, however often the field is named.
#[test]
fn an_owner_is_never_optional() {
    let expected = "`context` is optional, but the owner of the row stands in it\n";
    for fields in [
        "#[tenant(path = context.tenant_id)] #[capsule(path = context.capsule_id)] context: Option<Context>,",
        "tenant_id: TenantId, #[capsule(path = context.capsule_id)] context: Option<Context>,",
        "#[capsule] context: std::option::Option<Context>,",
    ] {
        assert_eq!(faults(&owned_by(fields)), expected, "{fields}");
    }
}

/// Guards against a path that is read as another.
#[test]
fn a_path_is_the_field_and_one_member() {
    for (path, what) in [
        ("path = capsule_id", "has not exactly two segments"),
        ("path = context", "has not exactly two segments"),
        ("path = context.a.b", "has not exactly two segments"),
        ("path = context.0", "has not exactly two segments"),
        ("path = \"context.capsule_id\"", "has not exactly two segments"),
        ("path = context.capsule_id()", "has not exactly two segments"),
        ("path = other.capsule_id", "starts at `other`"),
        ("field = context.capsule_id", "does not know `field`"),
        ("path = context.a, path = context.b", "has not exactly one `path`"),
        ("", "has not exactly one `path`"),
        ("path", "has not exactly one `path`"),
        ("path(context.capsule_id)", "has not exactly one `path`"),
        ("context.capsule_id", "arguments of another form"),
    ] {
        let source = owned_by(&format!("tenant_id: TenantId, #[capsule({path})] context: Context,"));
        let told = faults(&source);
        assert!(told.contains(what) && told.lines().count() == 1, "{path}: {told}");
    }
    check(
        &owned_by("#[tenant] context: Context, capsule_id: CapsuleId,"),
        expect![[r#"
            `#[tenant]` has no path
        "#]],
    );
    check(
        &owned_by("tenant_id: TenantId, #[capsule = \"a\"] context: Context,"),
        expect![[r#"
            `#[capsule]` has arguments of another form
        "#]],
    );
}

/// Guards against attributes that say something where nothing reads it.
#[test]
fn only_fields_of_isolated_entities_say_where_the_owner_stands() {
    for attribute in ["#[tenant(path = timer_id.tenant_id)]", "#[capsule(path = timer_id.capsule_id)]", "#[capsule]"] {
        let source = PLATFORM.replace("timer_id: TimerId", &format!("{attribute} timer_id: TimerId"));
        assert!(faults(&source).contains("on a platform-level entity"), "{attribute}: {}", faults(&source));
    }
    for attribute in ["#[tenant(path = a.b)]", "#[capsule]", "#[pii]"] {
        let source = with("struct Item", &format!("{attribute} struct Item"));
        assert!(faults(&source).contains("belongs to a field"), "{attribute}: {}", faults(&source));
    }
}

/// Guards against words of serde that move the owner away from where it is checked.
#[test]
fn serde_cannot_move_the_field_that_the_owner_stands_in() {
    for word in ["rename = \"c\"", "flatten", "default", "skip", "with = \"form\""] {
        for attribute in ["#[capsule]", "#[tenant(path = context.t)] #[capsule(path = context.c)]"] {
            let source = owned_by(&format!("{attribute} #[serde({word})] context: Context,"));
            assert!(faults(&source).ends_with("on an isolation field\n"), "{word}: {}", faults(&source));
        }
    }
}
