#[automatically_derived]
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
const _: () = {
    #[allow(unused_imports)]
    use ::dynamodb_entity::__private::kernel::__private::{
        NotPersonal as _, Probe as __Probe, must as __must,
    };
    const _: () = __must(
        !__Probe::<Id>::PERSONAL,
        "the field `id` holds personal data and does not say so\n  mend: mark it\n  correct: #[pii] id: Id,",
    );
    const _: () = __must(
        !__Probe::<Kind>::PERSONAL,
        "the field `r#type` holds personal data and does not say so\n  mend: mark it\n  correct: #[pii] r#type: Kind,",
    );
};
#[automatically_derived]
impl ::dynamodb_entity::ItemView for Listed {
    const NAME: &'static str = "Listed";
    const FIELDS: &'static [&'static str] = &["id", "type"];
}
