#[automatically_derived]
impl ::kernel::PersonalData for State {
    const PERSONAL: bool = false || <Pii<Name> as ::kernel::PersonalData>::PERSONAL
        || <Pii<Email> as ::kernel::PersonalData>::PERSONAL;
    fn visit_personal<V: ::kernel::PersonalVisitor>(
        &mut self,
        at: &::kernel::FieldPath<'_>,
        visitor: &mut V,
    ) -> ::core::result::Result<(), ::kernel::PersonalDataError> {
        <Pii<
            Name,
        > as ::kernel::PersonalData>::visit_personal(
            &mut self.name,
            &at.field("name"),
            visitor,
        )?;
        <Pii<
            Email,
        > as ::kernel::PersonalData>::visit_personal(
            &mut self.primary,
            &::kernel::FieldPath::ROOT.field("emails.address"),
            visitor,
        )?;
        ::core::result::Result::Ok(())
    }
}
const _: () = {
    #[allow(unused_imports)]
    use ::kernel::__private::{NotPersonal as _, Probe as __Probe, must as __must};
    const _: () = __must(
        !__Probe::<Id>::PERSONAL,
        "the field `id` holds personal data and does not say so\n  mend: mark it\n  correct: #[pii] id: Id,",
    );
    const _: () = __must(
        <Pii<Name> as ::kernel::PersonalData>::PERSONAL,
        "the field `name` is marked as personal data and holds none\n  mend: remove `#[pii]`, or mark what its type holds\n  correct: #[pii] given_name: Option<Pii<ShortText>>,",
    );
    const _: () = __must(
        <Pii<Email> as ::kernel::PersonalData>::PERSONAL,
        "the field `primary` is marked as personal data and holds none\n  mend: remove `#[pii]`, or mark what its type holds\n  correct: #[pii] given_name: Option<Pii<ShortText>>,",
    );
};
