::core::compile_error! {
    "a view is a struct with named fields: they are the attributes that it shows\n  mend: give the fields the names of attributes\n  correct: #[derive(Deserialize, ItemView)] struct AccountListItem { account_id: AccountId, summary: String }"
}
impl ::dynamodb_entity::__private::kernel::PersonalData for Listed {
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
impl ::dynamodb_entity::ItemView for Listed
where
    Self: ::dynamodb_entity::__private::DeserializeOwned,
{
    const NAME: &'static str = "";
    const FIELDS: &'static [&'static str] = &[];
}
