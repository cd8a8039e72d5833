::core::compile_error! {
    "`PersonalData` is derived for structs with named fields: what is encrypted is bound to the name of its field\n  mend: give the fields names\n  correct: struct ContactEmail { #[pii] address: Pii<EmailAddress>, .. }"
}
impl ::kernel::PersonalData for State {
    const PERSONAL: bool = false;
    fn visit_personal<V: ::kernel::PersonalVisitor>(
        &mut self,
        _: &::kernel::FieldPath<'_>,
        _: &mut V,
    ) -> ::core::result::Result<(), ::kernel::PersonalDataError> {
        ::core::result::Result::Ok(())
    }
}
