use expect_test::{Expect, expect};

/// An entity that keeps every rule; the tests break it one by one.
pub const VALID: &str = r##"
    #[table_name = "platform_data"]
    #[capsule_isolated]
    #[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#ACCOUNT#{account_id}"]
    #[sk = "EVENT#{sequence:020}"]
    #[gsi(name = "gsi1", pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#LIST#{list}", sk = "{account_id}", projection = keys_only)]
    struct Item {
        tenant_id: TenantId,
        capsule_id: CapsuleId,
        account_id: AccountId,
        sequence: u64,
        list: Option<ListName>,
        body: String,
    }
"##;

pub const PLATFORM: &str = r##"
    #[table_name = "platform_data"]
    #[platform_level(reason = "timers are found by due time across all capsules")]
    #[pk = "PLATFORM#TIMER#{timer_id}"]
    #[sk = "TIMER"]
    struct Item { timer_id: TimerId }
"##;

/// What each fault says is wrong, one per line.
pub fn faults(source: &str) -> String {
    let input = syn::parse_str(source).unwrap();
    let errors = crate::check(&input).err().into_iter().flatten();
    errors.map(|error| error.to_string().lines().next().unwrap_or_default().to_owned() + "\n").collect()
}

/// The valid entity with one piece of it exchanged.
pub fn with(piece: &str, other: &str) -> String {
    assert!(VALID.contains(piece), "`{piece}` is not in the entity");
    VALID.replacen(piece, other, 1)
}

pub fn check(source: &str, expected: Expect) {
    expected.assert_eq(&faults(source));
}

/// Guards against rules that refuse what is right.
#[test]
fn entities_that_keep_the_rules_pass() {
    for source in [VALID, PLATFORM] {
        assert_eq!(faults(source), "");
    }
    for (piece, other) in [
        ("struct Item", "pub(crate) struct Item"),
        ("EVENT#{sequence:020}", "STATE"),
        ("EVENT#{sequence:020}", "METADATA#v{sequence}"),
        ("list: Option<ListName>", "list: ListName"),
        ("body: String", "#[serde(rename = \"text\")] body: String"),
        ("body: String", "#[serde(default, skip_serializing_if = \"String::is_empty\")] body: String"),
        ("account_id: AccountId", "#[serde(with = \"form\")] account_id: AccountId"),
        ("struct Item", "#[serde(deny_unknown_fields, tag = \"kind\")] struct Item"),
        ("body: String", "r#type: String"),
    ] {
        assert_eq!(faults(&with(piece, other)), "", "{other}");
    }
    let raw = with("body: String", "r#type: Kind").replace("EVENT#{sequence:020}", "EVENT#{type}");
    assert_eq!(faults(&raw), "");
}

/// Guards against a row that nobody owns, or everybody.
#[test]
fn exactly_one_isolation_attribute_is_needed() {
    check(
        &with("#[capsule_isolated]", ""),
        expect![[r#"
        `Item` does not say who may share its rows
    "#]],
    );
    check(
        &with(
            "#[capsule_isolated]",
            "#[capsule_isolated] #[platform_level(reason = \"a reason that is long enough\")]",
        ),
        expect![[r#"
            `Item` says twice who may share its rows
        "#]],
    );
    check(
        &with("#[capsule_isolated]", "#[capsule_isolated] #[capsule_isolated]"),
        expect![[r#"
        `Item` says twice who may share its rows
    "#]],
    );
    check(
        &with("#[capsule_isolated]", "#[capsule_isolated(tenant)]"),
        expect![[r#"
        `#[capsule_isolated]` takes no arguments
    "#]],
    );
}

/// Guards against platform-level rows without a thought behind them.
#[test]
fn a_platform_level_entity_needs_a_reason() {
    let reason = "(reason = \"timers are found by due time across all capsules\")";
    for other in [
        "",
        "()",
        "(reason = \"nineteen characters\")",
        "(reason = \"          short          \")",
        "(reason = REASON)",
        "(because = \"a reason that is long enough\")",
        "(reason = \"a reason that is long enough\", reason = \"a reason that is long enough\")",
        " = \"a reason that is long enough\"",
    ] {
        assert_ne!(faults(&PLATFORM.replace(reason, other)), "", "{other}");
    }
    assert_eq!(faults(&PLATFORM.replace(reason, "(reason = \"exactly 20 character\")")), "");
    check(
        &PLATFORM.replace(reason, "(reason = \"because\")"),
        expect![[r#"
        `because` is no reason to leave the isolation
    "#]],
    );
    check(
        &PLATFORM.replace(reason, ""),
        expect![[r#"
        `#[platform_level]` has no reason
    "#]],
    );
}

/// Guards against an isolated entity that cannot say whose row it is.
#[test]
fn an_isolated_entity_needs_both_fields() {
    check(
        &with("capsule_id: CapsuleId,", ""),
        expect![[r#"
        the capsule-isolated entity `Item` has no field `capsule_id`
    "#]],
    );
    check(
        &with("tenant_id: TenantId,", ""),
        expect![[r#"
        the capsule-isolated entity `Item` has no field `tenant_id`
    "#]],
    );
}

/// Guards against a key of an isolated entity that a policy or a load cannot tell apart from another capsule's.
#[test]
fn every_partition_key_of_an_isolated_entity_starts_with_its_owner() {
    let expected = expect![[r#"
        the partition key of a capsule-isolated entity does not start with `TENANT#{tenant_id}#CAPSULE#{capsule_id}#`
    "#]];
    for start in [
        "ACCOUNT#",
        "TENANT#{tenant_id}#ACCOUNT#",
        "CAPSULE#{capsule_id}#TENANT#{tenant_id}#",
        "TENANT#{capsule_id}#CAPSULE#{tenant_id}#",
        "tenant#{tenant_id}#CAPSULE#{capsule_id}#",
        "X#TENANT#{tenant_id}#CAPSULE#{capsule_id}#",
        "TENANT#{tenant_id:020}#CAPSULE#{capsule_id}#",
    ] {
        let pk = with("= \"TENANT#{tenant_id}#CAPSULE#{capsule_id}#", &format!("= \"{start}"));
        let gsi = with("pk = \"TENANT#{tenant_id}#CAPSULE#{capsule_id}#LIST", &format!("pk = \"{start}LIST"));
        for source in [pk, gsi] {
            assert!(faults(&source).contains("does not start with"), "{start}: {}", faults(&source));
        }
    }
    check(&with("= \"TENANT#{tenant_id}#CAPSULE#{capsule_id}#", "= \""), expected);
}

/// Guards against platform rows that stand among the rows of a tenant.
#[test]
fn a_partition_key_of_the_platform_cannot_look_like_a_tenants() {
    check(
        &PLATFORM.replace("PLATFORM#TIMER", "TENANT"),
        expect![[r#"
        the partition key of a platform-level entity could stand among the rows of a tenant
    "#]],
    );
    check(
        &PLATFORM.replace("PLATFORM#TIMER#{timer_id}", "{timer_id}#TIMER"),
        expect![[r#"
        the partition key of a platform-level entity could stand among the rows of a tenant
    "#]],
    );
}

/// Guards against a key that names nothing, or that may be absent.
#[test]
fn a_placeholder_names_a_field_that_is_always_there() {
    check(
        &with("#ACCOUNT#{account_id}", "#ACCOUNT#{acount_id}"),
        expect![[r#"
        `{acount_id}` names no field
    "#]],
    );
    check(
        &with("{sequence:020}", "{list}"),
        expect![[r#"
        `list` is optional, but the key of the table names it
    "#]],
    );
    check(
        &with("#ACCOUNT#{account_id}", "#ACCOUNT#{list}"),
        expect![[r#"
        `list` is optional, but the key of the table names it
    "#]],
    );
    check(
        &with("{sequence:020}", "{tenant_id:020}"),
        expect![[r#"
        `{tenant_id}` has a width, but it is an id
    "#]],
    );
}

/// Guards against an attribute that is left out, repeated, misspelled or in the wrong place without a word.
#[test]
fn every_attribute_is_there_once_and_understood() {
    check(
        &with("#[table_name = \"platform_data\"]", ""),
        expect![[r#"
        the entity `Item` has no `#[table_name]`
    "#]],
    );
    check(
        &with("platform_data", "no"),
        expect![[r#"
        `no` is not a name of a table
    "#]],
    );
    check(
        &with("#[sk = \"EVENT#{sequence:020}\"]", ""),
        expect![[r#"
        the entity `Item` has no `#[sk]`
    "#]],
    );
    check(
        &with("#[sk = \"EVENT#{sequence:020}\"]", "#[sk = \"A\"] #[sk = \"B\"]"),
        expect![[r#"
        `#[sk]` is given twice
    "#]],
    );
    check(
        &with("\"EVENT#{sequence:020}\"", "EVENT"),
        expect![[r#"
        `sk` takes a text literal
    "#]],
    );
    check(
        &with("#[sk = \"EVENT#{sequence:020}\"]", "#[sk(\"EVENT\")]"),
        expect![[r#"
        `sk` takes a text literal
    "#]],
    );
    check(
        &with("body: String", "#[pk] body: String"),
        expect![[r#"
        `#[pk]` belongs to the struct, not to a field
    "#]],
    );
}

/// Guards against an index that is not the declared one.
#[test]
fn an_index_is_declared_completely_and_once() {
    check(
        &with("sk = \"{account_id}\", projection = keys_only)", "projection = all, sparse = true)"),
        expect![[r#"
        `#[gsi]` does not know `sparse`
        `#[gsi]` has no `sk`
    "#]],
    );
    check(
        &with("name = \"gsi1\"", "name = \"gsi1\", name = \"gsi2\""),
        expect![[r#"
        `name` is given twice
    "#]],
    );
    check(
        &with("name = \"gsi1\"", "name = \"GSI-1\""),
        expect![[r#"
        `GSI-1` is not a name of an index
    "#]],
    );
    check(
        &with("#[gsi(", "#[gsi] #[gsi("),
        expect![[r#"
        `#[gsi]` has arguments of another form
    "#]],
    );
    let twice = "#[gsi(name = \"gsi1\", pk = \"TENANT#{tenant_id}#CAPSULE#{capsule_id}#X\", sk = \"Y\", projection = all)] #[gsi(";
    check(
        &with("#[gsi(", twice),
        expect![[r#"
            the index `gsi1` is declared twice, and its keys stand in one attribute
        "#]],
    );
}

/// Guards against words of serde that store a key's field under another name or not at all.
#[test]
fn serde_cannot_move_what_keys_and_isolation_read() {
    for word in
        ["rename = \"t\"", "alias = \"t\"", "skip", "skip_serializing_if = \"f\"", "flatten", "default", "with = \"f\""]
    {
        let source = with("tenant_id: TenantId", &format!("#[serde({word})] tenant_id: TenantId"));
        assert!(faults(&source).ends_with("on an isolation field\n"), "{word}: {}", faults(&source));
    }
    for word in ["rename = \"t\"", "alias = \"t\"", "skip", "skip_serializing_if = \"f\"", "flatten", "default"] {
        for field in ["account_id: AccountId", "sequence: u64", "list: Option<ListName>"] {
            let source = with(field, &format!("#[serde({word})] {field}"));
            assert!(faults(&source).ends_with("on a field of a key\n"), "{word}: {}", faults(&source));
        }
    }
    check(
        &with("struct Item", "#[serde(rename_all = \"camelCase\", transparent)] struct Item"),
        expect![[r#"
        `#[serde(rename_all)]` on an entity changes which attributes its items have
        `#[serde(transparent)]` on an entity changes which attributes its items have
    "#]],
    );
    check(
        &with("struct Item", "#[serde(tag = \"gsi1pk\")] struct Item"),
        expect![[r#"
        the attribute `gsi1pk` is taken by a key or another field
    "#]],
    );
    check(
        &with("body: String", "#[serde(flatten)] body: Body"),
        expect![[r#"
        `#[serde(flatten)]` on an entity hides which attributes its items have
    "#]],
    );
    check(
        &with("body: String", "#[serde(rename = \"pk\")] body: String"),
        expect![[r#"
        the attribute `pk` is taken by a key or another field
    "#]],
    );
    check(
        &with("body: String", "#[serde(rename(serialize = \"tenant_id\"))] body: String"),
        expect![[r#"
        the attribute `tenant_id` is taken by a key or another field
    "#]],
    );
    check(
        &with("body: String", "gsi1sk: String, pk: String"),
        expect![[r#"
        `gsi1sk` is the attribute of a key, so no field can be called so
        `pk` is the attribute of a key, so no field can be called so
    "#]],
    );
}

/// Guards against shapes in which a key has nothing to name, and against faults about their fields on top.
#[test]
fn only_a_plain_struct_with_named_fields_is_an_entity() {
    check(
        "#[capsule_isolated] enum Item { A }",
        expect![[r#"
        an entity is a struct with named fields: keys name fields, and not every variant has them
        the entity `Item` has no `#[table_name]`
        the entity `Item` has no `#[pk]`
        the entity `Item` has no `#[sk]`
    "#]],
    );
    check(
        r##"#[table_name = "abc"] #[platform_level(reason = "a reason that is long enough")] #[pk = "A"] #[sk = "B"] struct Item(u8);"##,
        expect![[r#"
            an entity is a struct with named fields: a key has nothing to name here
        "#]],
    );
    check(
        &PLATFORM.replace("struct Item", "struct Item<T>"),
        expect![[r#"
        an entity cannot be generic
    "#]],
    );
}

/// Guards against a struct that is mended fault by fault, one build each.
#[test]
fn all_faults_of_a_struct_come_in_one_pass() {
    check(
        r##"
        #[pk = "ACCOUNT#{id"]
        #[gsi(name = "g", pk = "A", sk = "{gone}", projection = all)]
        #[platform_level(reason = "no")]
        struct Item { #[serde(flatten)] body: Body, pk: String }
        "##,
        expect![[r#"
            `{id` has no closing `}`
            `no` is no reason to leave the isolation
            the entity `Item` has no `#[table_name]`
            the entity `Item` has no `#[sk]`
            `g` is not a name of an index
            `#[serde(flatten)]` on an entity hides which attributes its items have
            `pk` is the attribute of a key, so no field can be called so
            `{gone}` names no field
        "#]],
    );
}

/// Guards against a second name under which an attribute of a key, or of another field, is read into a field.
#[test]
fn an_alias_is_no_name_that_is_taken() {
    for taken in ["pk", "gsi1sk", "account_id"] {
        let told = faults(&with("body: String", &format!("#[serde(alias = \"{taken}\")] body: String")));
        assert_eq!(told, format!("the attribute `{taken}` is taken by a key or another field\n"));
    }
    assert_eq!(faults(&with("body: String", "#[serde(alias = \"text\")] body: String")), "");
    assert_eq!(
        faults(&with("body: String", "#[serde(default = \"account_id\")] body: String")),
        "",
        "the name of a function"
    );
}

/// Guards against entities that a `macro_rules` writes being refused, or read otherwise: what it passes on comes in an invisible group.
#[test]
fn what_a_macro_passes_on_is_read_as_if_it_was_written_there() {
    use proc_macro2::{Delimiter, Group};
    use quote::quote;

    let grouped = |tokens| Group::new(Delimiter::None, tokens);
    let entity = |list: proc_macro2::TokenStream, sk: proc_macro2::TokenStream| {
        let (list, sk) = (grouped(list), grouped(sk));
        let tokens = quote! {
            #[table_name = "platform_data"]
            #[capsule_isolated]
            #[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#ACCOUNT#{account_id}"]
            #[sk = #sk]
            struct Item { tenant_id: TenantId, capsule_id: CapsuleId, account_id: AccountId, list: #list }
        };
        let errors = crate::check(&syn::parse2(tokens).unwrap()).err().into_iter().flatten();
        errors.map(|error| error.to_string().lines().next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(entity(quote!(ListName), quote!("LIST#{list}")), [""; 0]);
    assert_eq!(entity(quote!(Option<ListName>), quote!("STATE")), [""; 0]);
    assert_eq!(
        entity(quote!(Option<ListName>), quote!("LIST#{list}")),
        ["`list` is optional, but the key of the table names it"]
    );
}
