::core::compile_error! {
    "the entity `Item` has no `#[table_name]`\n  mend: write it above the struct\n  correct: #[table_name = \"platform_data\"]"
}
::core::compile_error! {
    "the entity `Item` has no `#[pk]`\n  mend: write it above the struct\n  correct: #[pk = \"TENANT#{tenant_id}#CAPSULE#{capsule_id}#ACCOUNT#{account_id}\"]"
}
::core::compile_error! {
    "the entity `Item` has no `#[sk]`\n  mend: write it above the struct\n  correct: #[sk = \"EVENT#{sequence:020}\"]"
}
::core::compile_error! {
    "the capsule-isolated entity `Item` has no field `tenant_id`\n  mend: add the field, or say where it stands one level down (`#[tenant(path = ..)]`): every row belongs to one tenant and one capsule\n  correct: tenant_id: TenantId,"
}
::core::compile_error! {
    "the capsule-isolated entity `Item` has no field `capsule_id`\n  mend: add the field, or say where it stands one level down (`#[capsule(path = ..)]`): every row belongs to one tenant and one capsule\n  correct: capsule_id: CapsuleId,"
}
impl ::dynamodb_entity::__private::kernel::PersonalData for Item {
    const PERSONAL: bool = false;
    fn visit_personal<V: ::dynamodb_entity::__private::kernel::PersonalVisitor>(
        &mut self,
        _: &::dynamodb_entity::__private::kernel::FieldPath<'_>,
        _: &mut V,
    ) -> ::core::result::Result<
        (),
        ::dynamodb_entity::__private::kernel::PersonalDataError,
    > {
        ::core::result::Result::Ok(())
    }
}
impl ::dynamodb_entity::DynamoDbEntity for Item
where
    Self: ::dynamodb_entity::__private::Serialize
        + ::dynamodb_entity::__private::DeserializeOwned,
{
    const NAME: &'static str = "";
    const TABLE_NAME: &'static str = "";
    const ISOLATION: ::dynamodb_entity::Isolation = ::dynamodb_entity::Isolation::CapsuleIsolated;
    const PK: ::dynamodb_entity::KeyTemplate = ::dynamodb_entity::KeyTemplate::new(
        "",
        &[],
        "",
    );
    const SK: ::dynamodb_entity::KeyTemplate = ::dynamodb_entity::KeyTemplate::new(
        "",
        &[],
        "",
    );
    const INDEXES: &'static [::dynamodb_entity::IndexDefinition] = &[];
    fn pk(&self) -> ::std::string::String {
        ::std::unreachable!()
    }
    fn sk(&self) -> ::std::string::String {
        ::std::unreachable!()
    }
    fn index_keys(&self) -> ::std::vec::Vec<(&'static str, ::std::string::String)> {
        ::std::unreachable!()
    }
}
impl ::dynamodb_entity::CapsuleIsolated for Item
where
    Self: ::dynamodb_entity::__private::Serialize
        + ::dynamodb_entity::__private::DeserializeOwned,
{
    fn tenant_id(&self) -> ::dynamodb_entity::__private::TenantId {
        ::std::unreachable!()
    }
    fn capsule_id(&self) -> ::dynamodb_entity::__private::CapsuleId {
        ::std::unreachable!()
    }
}
#[allow(dead_code, clippy::too_many_arguments)]
impl Item {}
