#[automatically_derived]
impl ::dynamodb_entity::DynamoDbEntity for ContactItem {
    const NAME: &'static str = "ContactItem";
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
            ::dynamodb_entity::KeyPart::Literal("#"),
            ::dynamodb_entity::KeyPart::Placeholder {
                name: "kind",
                pattern: <Kind as ::dynamodb_entity::__private::PlaceholderValue>::PATTERN,
            },
            ::dynamodb_entity::KeyPart::Literal("#"),
            ::dynamodb_entity::KeyPart::Placeholder {
                name: "id",
                pattern: <ContactId as ::dynamodb_entity::__private::PlaceholderValue>::PATTERN,
            },
        ];
        const PATTERN: [u8; ::dynamodb_entity::__private::pattern_length(PARTS)] = ::dynamodb_entity::__private::pattern_bytes(
            PARTS,
        );
        ::dynamodb_entity::KeyTemplate::new(
            "TENANT#{tenant_id}#CAPSULE#{capsule_id}#{kind}#{id}",
            PARTS,
            ::dynamodb_entity::__private::pattern_text(&PATTERN),
        )
    };
    const SK: ::dynamodb_entity::KeyTemplate = {
        const PARTS: &[::dynamodb_entity::KeyPart] = &[
            ::dynamodb_entity::KeyPart::Literal("STATE"),
        ];
        const PATTERN: [u8; ::dynamodb_entity::__private::pattern_length(PARTS)] = ::dynamodb_entity::__private::pattern_bytes(
            PARTS,
        );
        ::dynamodb_entity::KeyTemplate::new(
            "STATE",
            PARTS,
            ::dynamodb_entity::__private::pattern_text(&PATTERN),
        )
    };
    const INDEXES: &'static [::dynamodb_entity::IndexDefinition] = &[];
    fn pk(&self) -> ::std::string::String {
        let mut key = ::std::string::String::with_capacity(178usize);
        key.push_str("TENANT#");
        ::dynamodb_entity::KeySegment::write_segment(
            &<TenantId as ::dynamodb_entity::IsTenantId>::tenant_id(&self.tenant_id),
            &mut key,
        );
        key.push_str("#CAPSULE#");
        ::dynamodb_entity::KeySegment::write_segment(
            &<CapsuleId as ::dynamodb_entity::IsCapsuleId>::capsule_id(&self.capsule_id),
            &mut key,
        );
        key.push_str("#");
        <Kind as ::dynamodb_entity::__private::PlaceholderValue>::write_segment(
            &self.kind,
            &mut key,
        );
        key.push_str("#");
        <ContactId as ::dynamodb_entity::__private::PlaceholderValue>::write_segment(
            &self.id,
            &mut key,
        );
        key
    }
    fn sk(&self) -> ::std::string::String {
        ::std::string::String::from("STATE")
    }
    fn index_keys(&self) -> ::std::vec::Vec<(&'static str, ::std::string::String)> {
        ::std::vec::Vec::new()
    }
    fn is_owned_in(&self, item: &::dynamodb_entity::__private::Item) -> bool {
        ::dynamodb_entity::__private::is_owned_in(self, item)
    }
}
#[automatically_derived]
impl ::dynamodb_entity::CapsuleIsolated for ContactItem {
    fn tenant_id(&self) -> ::dynamodb_entity::__private::TenantId {
        <TenantId as ::dynamodb_entity::IsTenantId>::tenant_id(&self.tenant_id)
    }
    fn capsule_id(&self) -> ::dynamodb_entity::__private::CapsuleId {
        <CapsuleId as ::dynamodb_entity::IsCapsuleId>::capsule_id(&self.capsule_id)
    }
}
#[allow(dead_code, clippy::too_many_arguments)]
impl ContactItem {
    /// The partition key: `TENANT#{tenant_id}#CAPSULE#{capsule_id}#{kind}#{id}`.
    #[must_use]
    fn pk_of(
        scope: &::dynamodb_entity::__private::Scope,
        kind: &Kind,
        id: &ContactId,
    ) -> ::std::string::String {
        let mut key = ::std::string::String::with_capacity(178usize);
        key.push_str("TENANT#");
        ::dynamodb_entity::KeySegment::write_segment(&scope.tenant_id(), &mut key);
        key.push_str("#CAPSULE#");
        ::dynamodb_entity::KeySegment::write_segment(&scope.capsule_id(), &mut key);
        key.push_str("#");
        <Kind as ::dynamodb_entity::__private::PlaceholderValue>::write_segment(
            kind,
            &mut key,
        );
        key.push_str("#");
        <ContactId as ::dynamodb_entity::__private::PlaceholderValue>::write_segment(
            id,
            &mut key,
        );
        key
    }
    /// The sort key: `STATE`.
    #[must_use]
    fn sk_of() -> ::std::string::String {
        ::std::string::String::from("STATE")
    }
    /// What every sort key starts with: `STATE`.
    #[must_use]
    const fn sk_prefix() -> &'static str {
        "STATE"
    }
    /// The rows of this kind under one partition key: `TENANT#{tenant_id}#CAPSULE#{capsule_id}#{kind}#{id}`.
    #[must_use]
    fn query(
        scope: &::dynamodb_entity::__private::Scope,
        kind: &Kind,
        id: &ContactId,
    ) -> ::dynamodb_entity::Query<Self> {
        ::dynamodb_entity::Query::of_table(scope, Self::pk_of(scope, kind, id))
    }
    /// The record that the personal values belong to: with its key they are sealed and opened.
    #[must_use]
    fn data_subject(&self) -> ::dynamodb_entity::__private::kernel::DataSubject {
        ::dynamodb_entity::__private::kernel::DataSubject::of_row(
            <TenantId as ::dynamodb_entity::IsTenantId>::tenant_id(&self.tenant_id),
            <CapsuleId as ::dynamodb_entity::IsCapsuleId>::capsule_id(&self.capsule_id),
            &{
                let mut key = ::std::string::String::with_capacity(40usize);
                <Kind as ::dynamodb_entity::__private::PlaceholderValue>::write_segment(
                    &self.kind,
                    &mut key,
                );
                key
            },
            {
                let mut key = ::std::string::String::with_capacity(40usize);
                <ContactId as ::dynamodb_entity::__private::PlaceholderValue>::write_segment(
                    &self.id,
                    &mut key,
                );
                key
            },
        )
    }
}
#[automatically_derived]
impl ::dynamodb_entity::__private::kernel::PersonalData for ContactItem {
    const PERSONAL: bool = false
        || <Pii<Name> as ::dynamodb_entity::__private::kernel::PersonalData>::PERSONAL
        || <Option<
            Pii<Email>,
        > as ::dynamodb_entity::__private::kernel::PersonalData>::PERSONAL;
    fn visit_personal<V: ::dynamodb_entity::__private::kernel::PersonalVisitor>(
        &mut self,
        at: &::dynamodb_entity::__private::kernel::FieldPath<'_>,
        visitor: &mut V,
    ) -> ::core::result::Result<
        (),
        ::dynamodb_entity::__private::kernel::PersonalDataError,
    > {
        <Pii<
            Name,
        > as ::dynamodb_entity::__private::kernel::PersonalData>::visit_personal(
            &mut self.name,
            &at.field("name"),
            visitor,
        )?;
        <Option<
            Pii<Email>,
        > as ::dynamodb_entity::__private::kernel::PersonalData>::visit_personal(
            &mut self.primary_email,
            &::dynamodb_entity::__private::kernel::FieldPath::ROOT
                .field("emails.address"),
            visitor,
        )?;
        ::core::result::Result::Ok(())
    }
}
const _: () = {
    #[allow(unused_imports)]
    use ::dynamodb_entity::__private::kernel::__private::{
        NotPersonal as _, Probe as __Probe, must as __must,
    };
    const _: () = __must(
        !__Probe::<TenantId>::PERSONAL,
        "the field `tenant_id` holds personal data and does not say so\n  mend: mark it\n  correct: #[pii] tenant_id: TenantId,",
    );
    const _: () = __must(
        !__Probe::<CapsuleId>::PERSONAL,
        "the field `capsule_id` holds personal data and does not say so\n  mend: mark it\n  correct: #[pii] capsule_id: CapsuleId,",
    );
    const _: () = __must(
        !__Probe::<Kind>::PERSONAL,
        "the field `kind` holds personal data and does not say so\n  mend: mark it\n  correct: #[pii] kind: Kind,",
    );
    const _: () = __must(
        !__Probe::<ContactId>::PERSONAL,
        "the field `id` holds personal data and does not say so\n  mend: mark it\n  correct: #[pii] id: ContactId,",
    );
    const _: () = __must(
        <Pii<Name> as ::dynamodb_entity::__private::kernel::PersonalData>::PERSONAL,
        "the field `name` is marked as personal data and holds none\n  mend: remove `#[pii]`, or mark what its type holds\n  correct: #[pii] given_name: Option<Pii<ShortText>>,",
    );
    const _: () = __must(
        <Option<
            Pii<Email>,
        > as ::dynamodb_entity::__private::kernel::PersonalData>::PERSONAL,
        "the field `primary_email` is marked as personal data and holds none\n  mend: remove `#[pii]`, or mark what its type holds\n  correct: #[pii] given_name: Option<Pii<ShortText>>,",
    );
};
