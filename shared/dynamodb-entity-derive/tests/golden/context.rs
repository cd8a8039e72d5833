#[automatically_derived]
impl ::dynamodb_entity::DynamoDbEntity for NoteItem {
    const NAME: &'static str = "NoteItem";
    const TABLE_NAME: &'static str = "platform_data";
    const ISOLATION: ::dynamodb_entity::Isolation = ::dynamodb_entity::Isolation::CapsuleIsolated;
    const PK: ::dynamodb_entity::KeyTemplate = {
        const PARTS: &[::dynamodb_entity::KeyPart] = &[
            ::dynamodb_entity::KeyPart::Literal("TENANT#"),
            ::dynamodb_entity::KeyPart::Placeholder {
                name: "tenant_id",
                pattern: <::dynamodb_entity::__private::TenantId as ::dynamodb_entity::KeySegment>::PATTERN,
            },
            ::dynamodb_entity::KeyPart::Literal("#CAPSULE#"),
            ::dynamodb_entity::KeyPart::Placeholder {
                name: "capsule_id",
                pattern: <::dynamodb_entity::__private::CapsuleId as ::dynamodb_entity::KeySegment>::PATTERN,
            },
            ::dynamodb_entity::KeyPart::Literal("#NOTE#"),
            ::dynamodb_entity::KeyPart::Placeholder {
                name: "id",
                pattern: <NoteId as ::dynamodb_entity::__private::PlaceholderValue>::PATTERN,
            },
        ];
        const PATTERN: [u8; ::dynamodb_entity::__private::pattern_length(PARTS)] = ::dynamodb_entity::__private::pattern_bytes(
            PARTS,
        );
        ::dynamodb_entity::KeyTemplate::new(
            "TENANT#{tenant_id}#CAPSULE#{capsule_id}#NOTE#{id}",
            PARTS,
            ::dynamodb_entity::__private::pattern_text(&PATTERN),
        )
    };
    const SK: ::dynamodb_entity::KeyTemplate = {
        const PARTS: &[::dynamodb_entity::KeyPart] = &[
            ::dynamodb_entity::KeyPart::Literal("NOTE"),
        ];
        const PATTERN: [u8; ::dynamodb_entity::__private::pattern_length(PARTS)] = ::dynamodb_entity::__private::pattern_bytes(
            PARTS,
        );
        ::dynamodb_entity::KeyTemplate::new(
            "NOTE",
            PARTS,
            ::dynamodb_entity::__private::pattern_text(&PATTERN),
        )
    };
    const INDEXES: &'static [::dynamodb_entity::IndexDefinition] = &[];
    fn pk(&self) -> ::std::string::String {
        let mut key = ::std::string::String::with_capacity(142usize);
        key.push_str("TENANT#");
        ::dynamodb_entity::KeySegment::write_segment(
            &<Context as ::dynamodb_entity::IsolationContext>::tenant_id(&self.context),
            &mut key,
        );
        key.push_str("#CAPSULE#");
        ::dynamodb_entity::KeySegment::write_segment(
            &<Context as ::dynamodb_entity::IsolationContext>::capsule_id(&self.context),
            &mut key,
        );
        key.push_str("#NOTE#");
        <NoteId as ::dynamodb_entity::__private::PlaceholderValue>::write_segment(
            &self.id,
            &mut key,
        );
        key
    }
    fn sk(&self) -> ::std::string::String {
        ::std::string::String::from("NOTE")
    }
    fn index_keys(&self) -> ::std::vec::Vec<(&'static str, ::std::string::String)> {
        ::std::vec::Vec::new()
    }
    fn is_owned_in(&self, item: &::dynamodb_entity::__private::Item) -> bool {
        ::dynamodb_entity::__private::is_owned_in(self, item)
    }
}
#[automatically_derived]
impl ::dynamodb_entity::CapsuleIsolated for NoteItem {
    const TENANT_PATH: &'static [&'static str] = &["context", "tenant_id"];
    const CAPSULE_PATH: &'static [&'static str] = &["context", "capsule_id"];
    fn tenant_id(&self) -> ::dynamodb_entity::__private::TenantId {
        <Context as ::dynamodb_entity::IsolationContext>::tenant_id(&self.context)
    }
    fn capsule_id(&self) -> ::dynamodb_entity::__private::CapsuleId {
        <Context as ::dynamodb_entity::IsolationContext>::capsule_id(&self.context)
    }
}
#[allow(dead_code, clippy::too_many_arguments)]
impl NoteItem {
    /// The partition key: `TENANT#{tenant_id}#CAPSULE#{capsule_id}#NOTE#{id}`.
    #[must_use]
    fn pk_of(
        scope: &::dynamodb_entity::__private::Scope,
        id: &NoteId,
    ) -> ::std::string::String {
        let mut key = ::std::string::String::with_capacity(142usize);
        key.push_str("TENANT#");
        ::dynamodb_entity::KeySegment::write_segment(&scope.tenant_id(), &mut key);
        key.push_str("#CAPSULE#");
        ::dynamodb_entity::KeySegment::write_segment(&scope.capsule_id(), &mut key);
        key.push_str("#NOTE#");
        <NoteId as ::dynamodb_entity::__private::PlaceholderValue>::write_segment(
            id,
            &mut key,
        );
        key
    }
    /// The sort key: `NOTE`.
    #[must_use]
    fn sk_of() -> ::std::string::String {
        ::std::string::String::from("NOTE")
    }
    /// What every sort key starts with: `NOTE`.
    #[must_use]
    const fn sk_prefix() -> &'static str {
        "NOTE"
    }
    /// The rows of this kind under one partition key: `TENANT#{tenant_id}#CAPSULE#{capsule_id}#NOTE#{id}`.
    #[must_use]
    fn query(
        scope: &::dynamodb_entity::__private::Scope,
        id: &NoteId,
    ) -> ::dynamodb_entity::Query<Self> {
        ::dynamodb_entity::Query::of_table(scope, Self::pk_of(scope, id))
    }
}
#[automatically_derived]
impl ::dynamodb_entity::__private::kernel::PersonalData for NoteItem {
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
        !__Probe::<Context>::PERSONAL,
        "the field `context` holds personal data and does not say so\n  mend: mark it\n  correct: #[pii] context: Context,",
    );
    const _: () = __must(
        !__Probe::<NoteId>::PERSONAL,
        "the field `id` holds personal data and does not say so\n  mend: mark it\n  correct: #[pii] id: NoteId,",
    );
};
