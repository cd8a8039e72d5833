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

/// Guards against one fault that becomes ten: whoever uses the struct still finds the traits.
#[test]
fn a_refused_struct_gets_its_faults_and_a_fallback() {
    let written = expand("#[capsule_isolated] struct Item { id: Id }");
    expect_file!["../tests/golden/fallback.rs"].assert_eq(&written);
}

fn expand(source: &str) -> String {
    let tokens = crate::derive(&syn::parse_str(source).unwrap());
    prettyplease::unparse(&syn::parse2(tokens).unwrap())
}
