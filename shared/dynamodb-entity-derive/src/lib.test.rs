use expect_test::expect_file;

/// Guards against a change of what the macro writes that nobody looked at. Update with `UPDATE_EXPECT=1`.
#[test]
fn the_expansion_of_an_isolated_entity_is_the_reviewed_one() {
    let written = expand(
        r##"
        #[table_name = "platform_data"]
        #[capsule_isolated]
        #[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#{aggregate_type}#{aggregate_id}"]
        #[sk = "EVENT#{sequence:020}"]
        #[gsi(name = "gsi1", pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#LIST#{list}#{shard:02}", sk = "{aggregate_id}", projection = include(tenant_id, capsule_id, body), returns = Listed)]
        pub struct StateItem {
            tenant_id: TenantId,
            capsule_id: CapsuleId,
            aggregate_type: AggregateType,
            aggregate_id: AnyId,
            sequence: u64,
            list: Option<ListName>,
            shard: u8,
            body: String,
        }
        "##,
    );
    expect_file!["../tests/golden/isolated.rs"].assert_eq(&written);
}

/// Guards against a change of what a platform-level entity gets.
#[test]
fn the_expansion_of_a_platform_level_entity_is_the_reviewed_one() {
    let written = expand(
        r##"
        #[table_name = "platform_data"]
        #[platform_level(reason = "timers are found by due time across all capsules")]
        #[pk = "PLATFORM#TIMER#{shard}"]
        #[sk = "DUE#{due:020}#{timer_id}"]
        struct TimerItem { shard: u8, due: u64, timer_id: TimerId }
        "##,
    );
    expect_file!["../tests/golden/platform_level.rs"].assert_eq(&written);
}

/// Guards against a change of how isolation fields one level down are reached.
#[test]
fn the_expansion_with_isolation_one_level_down_is_the_reviewed_one() {
    let written = expand(
        r##"
        #[table_name = "platform_data"]
        #[capsule_isolated]
        #[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#NOTE#{id}"]
        #[sk = "NOTE"]
        struct NoteItem {
            #[tenant(path = context.tenant_id)]
            #[capsule(path = context.capsule)]
            context: Context,
            id: NoteId,
        }
        "##,
    );
    expect_file!["../tests/golden/nested.rs"].assert_eq(&written);
}

/// Guards against a change of what is asked of a context.
#[test]
fn the_expansion_with_a_context_is_the_reviewed_one() {
    let written = expand(
        r##"
        #[table_name = "platform_data"]
        #[capsule_isolated]
        #[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#NOTE#{id}"]
        #[sk = "NOTE"]
        struct NoteItem { #[capsule] context: Context, id: NoteId }
        "##,
    );
    expect_file!["../tests/golden/context.rs"].assert_eq(&written);
}

/// Guards against a change of what is encrypted, and for whom.
#[test]
fn the_expansion_with_personal_data_is_the_reviewed_one() {
    let written = expand(
        r##"
        #[table_name = "platform_data"]
        #[capsule_isolated]
        #[pk = "TENANT#{tenant_id}#CAPSULE#{capsule_id}#{kind}#{id}"]
        #[sk = "STATE"]
        struct ContactItem {
            tenant_id: TenantId,
            capsule_id: CapsuleId,
            kind: Kind,
            id: ContactId,
            #[pii]
            name: Pii<Name>,
            #[pii(name = "emails.address")]
            primary_email: Option<Pii<Email>>,
        }
        "##,
    );
    expect_file!["../tests/golden/personal.rs"].assert_eq(&written);
}

/// Guards against a change of what the queries of indexes answer, with a view and without.
#[test]
fn the_expansion_of_projections_is_the_reviewed_one() {
    let written = expand(
        r##"
        #[table_name = "platform_data"]
        #[platform_level(reason = "timers are found by due time across all capsules")]
        #[pk = "PLATFORM#TIMER#{id}"]
        #[sk = "TIMER"]
        #[gsi(name = "gsi1", pk = "PLATFORM#DUE#{day}", sk = "{id}", projection = keys_only)]
        #[gsi(name = "gsi2", pk = "PLATFORM#OWNER#{owner}", sk = "TIMER#{id}", projection = all)]
        #[gsi(name = "gsi3", pk = "PLATFORM#ALL", sk = "{id}", projection = include(day), returns = Day)]
        struct TimerItem { id: TimerId, day: u16, owner: Option<OwnerId> }
        "##,
    );
    expect_file!["../tests/golden/projections.rs"].assert_eq(&written);
}

/// Guards against a view that is compared with its index by other names than it has.
#[test]
fn the_expansion_of_a_view_is_the_reviewed_one() {
    let written = expanded(crate::view::derive, "struct Listed { id: Id, r#type: Kind }");
    expect_file!["../tests/golden/view.rs"].assert_eq(&written);
    let written = expanded(crate::view::derive, "enum Listed { A }");
    expect_file!["../tests/golden/view_refused.rs"].assert_eq(&written);
}

/// Guards against errors of serde about a union, on top of the one that says what is wrong.
#[test]
fn a_refused_union_gets_its_fault_alone() {
    let written = expand("#[capsule_isolated] union Item { id: u8 }");
    assert!(written.contains("compile_error") && !written.contains("impl"), "{written}");
}

/// Guards against one fault that becomes ten: whoever uses the struct still finds the traits.
#[test]
fn a_refused_struct_gets_its_faults_and_a_fallback() {
    let written = expand("#[capsule_isolated] struct Item { id: Id }");
    expect_file!["../tests/golden/fallback.rs"].assert_eq(&written);
}

fn expand(source: &str) -> String {
    expanded(crate::derive, source)
}

fn expanded(derive: fn(&syn::DeriveInput) -> proc_macro2::TokenStream, source: &str) -> String {
    let tokens = derive(&syn::parse_str(source).unwrap());
    prettyplease::unparse(&syn::parse2(tokens).unwrap())
}

/// Guards against a text that loses its way out or its correct line: every fault of every UI case, as it is told. The compiler shows
/// the same, and takes minutes to ask. Update with `UPDATE_EXPECT=1`.
#[test]
fn the_faults_of_all_ui_cases_are_the_reviewed_ones() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui/fail");
    let mut cases: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|case| case.extension().is_some_and(|extension| extension == "rs"));
    cases.sort();
    let told: String = cases.iter().map(|case| faults_of(case)).collect();
    expect_file!["../tests/golden/faults.txt"].assert_eq(&told);
}

/// What the derives say about the structs of a file, under its name; nothing when only types can tell.
fn faults_of(case: &std::path::Path) -> String {
    let file = syn::parse_file(&std::fs::read_to_string(case).unwrap()).unwrap();
    let mut told = String::new();
    for item in &file.items {
        let Ok(input) = syn::parse2::<syn::DeriveInput>(quote::quote!(#item)) else { continue };
        let derives = |name: &str| {
            let of = |attribute: &syn::Attribute| quote::quote!(#attribute).to_string().contains(name);
            input.attrs.iter().filter(|attribute| attribute.path().is_ident("derive")).any(of)
        };
        let entity = derives("DynamoDbEntity").then(|| crate::check(&input).err()).flatten();
        let view = derives("ItemView").then(|| crate::view::check(&input).err()).flatten();
        for fault in entity.into_iter().chain(view).flatten() {
            told += &format!("{fault}\n");
        }
    }
    if told.is_empty() { told } else { format!("{}\n{told}\n", case.file_stem().unwrap().to_string_lossy()) }
}
