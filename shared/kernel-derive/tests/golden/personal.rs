#[automatically_derived]
impl ::kernel::PersonalData for Person {
    const PERSONAL: bool = false
        || <Option<Pii<ShortText>> as ::kernel::PersonalData>::PERSONAL
        || <Pii<u8> as ::kernel::PersonalData>::PERSONAL;
    fn visit_personal<V: ::kernel::PersonalVisitor>(
        &mut self,
        at: &::kernel::FieldPath<'_>,
        visitor: &mut V,
    ) -> ::core::result::Result<(), ::kernel::PersonalDataError> {
        <Option<
            Pii<ShortText>,
        > as ::kernel::PersonalData>::visit_personal(
            &mut self.given_name,
            &at.field("given_name"),
            visitor,
        )?;
        <Pii<
            u8,
        > as ::kernel::PersonalData>::visit_personal(
            &mut self.copy,
            &::kernel::FieldPath::ROOT.field("a.b"),
            visitor,
        )?;
        ::core::result::Result::Ok(())
    }
}
const _: () = {
    #[allow(unused_imports)]
    use ::kernel::__private::NotPersonal as _;
    ::core::assert!(
        ! ::kernel::__private::Probe:: < String > ::PERSONAL, "{}",
        "the field `title` holds personal data and does not say so\n  mend: mark it\n  correct: #[pii] title: String,"
    );
};
