::core::compile_error! {
    "`PersonalData` cannot be derived for a generic struct\n  mend: write one struct per use: whether a parameter holds personal data is not known here\n  correct: struct ContactEmail { #[pii] address: Pii<EmailAddress>, .. }"
}
impl<T> ::kernel::PersonalData for Person<T> {
    const PERSONAL: bool = false;
    fn visit_personal<V: ::kernel::PersonalVisitor>(
        &mut self,
        _: &::kernel::FieldPath<'_>,
        _: &mut V,
    ) -> ::core::result::Result<(), ::kernel::PersonalDataError> {
        ::core::result::Result::Ok(())
    }
}
