#[automatically_derived]
impl ::dynamodb_entity::DynamoDbEntity for StateItem {
    const NAME: &'static str = "StateItem";
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
                name: "aggregate_type",
                pattern: <AggregateType as ::dynamodb_entity::__private::PlaceholderValue>::PATTERN,
            },
            ::dynamodb_entity::KeyPart::Literal("#"),
            ::dynamodb_entity::KeyPart::Placeholder {
                name: "aggregate_id",
                pattern: <AnyId as ::dynamodb_entity::__private::PlaceholderValue>::PATTERN,
            },
        ];
        const PATTERN: [u8; ::dynamodb_entity::__private::pattern_length(PARTS)] = ::dynamodb_entity::__private::pattern_bytes(
            PARTS,
        );
        ::dynamodb_entity::KeyTemplate::new(
            "TENANT#{tenant_id}#CAPSULE#{capsule_id}#{aggregate_type}#{aggregate_id}",
            PARTS,
            ::dynamodb_entity::__private::pattern_text(&PATTERN),
        )
    };
    const SK: ::dynamodb_entity::KeyTemplate = {
        const PARTS: &[::dynamodb_entity::KeyPart] = &[
            ::dynamodb_entity::KeyPart::Literal("EVENT#"),
            ::dynamodb_entity::KeyPart::Placeholder {
                name: "sequence",
                pattern: ::dynamodb_entity::__private::padded_pattern(
                    <u64 as ::dynamodb_entity::PaddedNumber>::MAX_DIGITS,
                    20usize,
                ),
            },
        ];
        const PATTERN: [u8; ::dynamodb_entity::__private::pattern_length(PARTS)] = ::dynamodb_entity::__private::pattern_bytes(
            PARTS,
        );
        ::dynamodb_entity::KeyTemplate::new(
            "EVENT#{sequence:020}",
            PARTS,
            ::dynamodb_entity::__private::pattern_text(&PATTERN),
        )
    };
    const INDEXES: &'static [::dynamodb_entity::IndexDefinition] = &[Self::GSI1];
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
        <AggregateType as ::dynamodb_entity::__private::PlaceholderValue>::write_segment(
            &self.aggregate_type,
            &mut key,
        );
        key.push_str("#");
        <AnyId as ::dynamodb_entity::__private::PlaceholderValue>::write_segment(
            &self.aggregate_id,
            &mut key,
        );
        key
    }
    fn sk(&self) -> ::std::string::String {
        let mut key = ::std::string::String::with_capacity(46usize);
        key.push_str("EVENT#");
        <u64 as ::dynamodb_entity::PaddedNumber>::write_padded(
            &self.sequence,
            20usize,
            &mut key,
        );
        key
    }
    fn index_keys(&self) -> ::std::vec::Vec<(&'static str, ::std::string::String)> {
        let mut keys = ::std::vec::Vec::with_capacity(2usize);
        if let (::std::option::Option::Some(list),) = (&self.list,) {
            keys.push((
                "gsi1pk",
                {
                    let mut key = ::std::string::String::with_capacity(183usize);
                    key.push_str("TENANT#");
                    ::dynamodb_entity::KeySegment::write_segment(
                        &<TenantId as ::dynamodb_entity::IsTenantId>::tenant_id(
                            &self.tenant_id,
                        ),
                        &mut key,
                    );
                    key.push_str("#CAPSULE#");
                    ::dynamodb_entity::KeySegment::write_segment(
                        &<CapsuleId as ::dynamodb_entity::IsCapsuleId>::capsule_id(
                            &self.capsule_id,
                        ),
                        &mut key,
                    );
                    key.push_str("#LIST#");
                    <ListName as ::dynamodb_entity::__private::PlaceholderValue>::write_segment(
                        list,
                        &mut key,
                    );
                    key.push_str("#");
                    <u8 as ::dynamodb_entity::PaddedNumber>::write_padded(
                        &self.shard,
                        2usize,
                        &mut key,
                    );
                    key
                },
            ));
            keys.push((
                "gsi1sk",
                {
                    let mut key = ::std::string::String::with_capacity(40usize);
                    <AnyId as ::dynamodb_entity::__private::PlaceholderValue>::write_segment(
                        &self.aggregate_id,
                        &mut key,
                    );
                    key
                },
            ));
        }
        keys
    }
    fn is_owned_in(&self, item: &::dynamodb_entity::__private::Item) -> bool {
        ::dynamodb_entity::__private::is_owned_in(self, item)
    }
}
#[automatically_derived]
impl ::dynamodb_entity::CapsuleIsolated for StateItem {
    fn tenant_id(&self) -> ::dynamodb_entity::__private::TenantId {
        <TenantId as ::dynamodb_entity::IsTenantId>::tenant_id(&self.tenant_id)
    }
    fn capsule_id(&self) -> ::dynamodb_entity::__private::CapsuleId {
        <CapsuleId as ::dynamodb_entity::IsCapsuleId>::capsule_id(&self.capsule_id)
    }
}
#[allow(dead_code, clippy::too_many_arguments)]
impl StateItem {
    /// The partition key: `TENANT#{tenant_id}#CAPSULE#{capsule_id}#{aggregate_type}#{aggregate_id}`.
    #[must_use]
    pub fn pk_of(
        scope: &::dynamodb_entity::__private::Scope,
        aggregate_type: &AggregateType,
        aggregate_id: &AnyId,
    ) -> ::std::string::String {
        let mut key = ::std::string::String::with_capacity(178usize);
        key.push_str("TENANT#");
        ::dynamodb_entity::KeySegment::write_segment(&scope.tenant_id(), &mut key);
        key.push_str("#CAPSULE#");
        ::dynamodb_entity::KeySegment::write_segment(&scope.capsule_id(), &mut key);
        key.push_str("#");
        <AggregateType as ::dynamodb_entity::__private::PlaceholderValue>::write_segment(
            aggregate_type,
            &mut key,
        );
        key.push_str("#");
        <AnyId as ::dynamodb_entity::__private::PlaceholderValue>::write_segment(
            aggregate_id,
            &mut key,
        );
        key
    }
    /// The sort key: `EVENT#{sequence:020}`.
    #[must_use]
    pub fn sk_of(sequence: u64) -> ::std::string::String {
        let mut key = ::std::string::String::with_capacity(46usize);
        key.push_str("EVENT#");
        <u64 as ::dynamodb_entity::PaddedNumber>::write_padded(
            &sequence,
            20usize,
            &mut key,
        );
        key
    }
    /// What every sort key starts with: `EVENT#`.
    #[must_use]
    pub const fn sk_prefix() -> &'static str {
        "EVENT#"
    }
    /// The rows of this kind under one partition key: `TENANT#{tenant_id}#CAPSULE#{capsule_id}#{aggregate_type}#{aggregate_id}`.
    #[must_use]
    pub fn query(
        scope: &::dynamodb_entity::__private::Scope,
        aggregate_type: &AggregateType,
        aggregate_id: &AnyId,
    ) -> ::dynamodb_entity::Query<Self> {
        ::dynamodb_entity::Query::of_table(
            scope,
            Self::pk_of(scope, aggregate_type, aggregate_id),
        )
    }
    /// The index `gsi1`.
    pub const GSI1: ::dynamodb_entity::IndexDefinition = ::dynamodb_entity::IndexDefinition {
        name: "gsi1",
        pk_attribute: "gsi1pk",
        sk_attribute: "gsi1sk",
        pk: {
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
                ::dynamodb_entity::KeyPart::Literal("#LIST#"),
                ::dynamodb_entity::KeyPart::Placeholder {
                    name: "list",
                    pattern: <ListName as ::dynamodb_entity::__private::PlaceholderValue>::PATTERN,
                },
                ::dynamodb_entity::KeyPart::Literal("#"),
                ::dynamodb_entity::KeyPart::Placeholder {
                    name: "shard",
                    pattern: ::dynamodb_entity::__private::padded_pattern(
                        <u8 as ::dynamodb_entity::PaddedNumber>::MAX_DIGITS,
                        2usize,
                    ),
                },
            ];
            const PATTERN: [u8; ::dynamodb_entity::__private::pattern_length(PARTS)] = ::dynamodb_entity::__private::pattern_bytes(
                PARTS,
            );
            ::dynamodb_entity::KeyTemplate::new(
                "TENANT#{tenant_id}#CAPSULE#{capsule_id}#LIST#{list}#{shard:02}",
                PARTS,
                ::dynamodb_entity::__private::pattern_text(&PATTERN),
            )
        },
        sk: {
            const PARTS: &[::dynamodb_entity::KeyPart] = &[
                ::dynamodb_entity::KeyPart::Placeholder {
                    name: "aggregate_id",
                    pattern: <AnyId as ::dynamodb_entity::__private::PlaceholderValue>::PATTERN,
                },
            ];
            const PATTERN: [u8; ::dynamodb_entity::__private::pattern_length(PARTS)] = ::dynamodb_entity::__private::pattern_bytes(
                PARTS,
            );
            ::dynamodb_entity::KeyTemplate::new(
                "{aggregate_id}",
                PARTS,
                ::dynamodb_entity::__private::pattern_text(&PATTERN),
            )
        },
        projection: ::dynamodb_entity::Projection::Include(
            &["tenant_id", "capsule_id", "body"],
        ),
    };
    /// The partition key in the index `gsi1`: `TENANT#{tenant_id}#CAPSULE#{capsule_id}#LIST#{list}#{shard:02}`.
    #[must_use]
    pub fn gsi1_pk_of(
        scope: &::dynamodb_entity::__private::Scope,
        list: &ListName,
        shard: u8,
    ) -> ::std::string::String {
        let mut key = ::std::string::String::with_capacity(183usize);
        key.push_str("TENANT#");
        ::dynamodb_entity::KeySegment::write_segment(&scope.tenant_id(), &mut key);
        key.push_str("#CAPSULE#");
        ::dynamodb_entity::KeySegment::write_segment(&scope.capsule_id(), &mut key);
        key.push_str("#LIST#");
        <ListName as ::dynamodb_entity::__private::PlaceholderValue>::write_segment(
            list,
            &mut key,
        );
        key.push_str("#");
        <u8 as ::dynamodb_entity::PaddedNumber>::write_padded(&shard, 2usize, &mut key);
        key
    }
    /// The sort key in the index `gsi1`: `{aggregate_id}`.
    #[must_use]
    pub fn gsi1_sk_of(aggregate_id: &AnyId) -> ::std::string::String {
        let mut key = ::std::string::String::with_capacity(40usize);
        <AnyId as ::dynamodb_entity::__private::PlaceholderValue>::write_segment(
            aggregate_id,
            &mut key,
        );
        key
    }
    /// What the index `gsi1` shows under one of its keys: `TENANT#{tenant_id}#CAPSULE#{capsule_id}#LIST#{list}#{shard:02}`.
    #[must_use]
    pub fn gsi1_query(
        scope: &::dynamodb_entity::__private::Scope,
        list: &ListName,
        shard: u8,
    ) -> ::dynamodb_entity::Query<Listed> {
        ::dynamodb_entity::Query::of_index::<
            Self,
        >(
            scope,
            Self::GSI1,
            Self::gsi1_pk_of(scope, list, shard),
            <Listed as ::dynamodb_entity::ItemView>::from_projection,
        )
    }
}
const _: () = {
    const MISSING: ::dynamodb_entity::__private::Missing = ::dynamodb_entity::__private::Missing {
        view: <Listed as ::dynamodb_entity::ItemView>::NAME,
        shown: <Listed as ::dynamodb_entity::ItemView>::FIELDS,
        index: "gsi1",
        carried: &["pk", "sk", "gsi1pk", "gsi1sk", "tenant_id", "capsule_id", "body"],
        included: &["tenant_id", "capsule_id", "body"],
    };
    const TEXT: [u8; MISSING.length()] = MISSING.text();
    ::core::assert!(
        TEXT.is_empty(), "{}", ::dynamodb_entity::__private::pattern_text(& TEXT)
    );
};
#[automatically_derived]
impl ::dynamodb_entity::__private::kernel::PersonalData for StateItem {
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
        !__Probe::<TenantId>::PERSONAL,
        "the field `tenant_id` holds personal data and does not say so\n  mend: mark it\n  correct: #[pii] tenant_id: TenantId,",
    );
    const _: () = __must(
        !__Probe::<CapsuleId>::PERSONAL,
        "the field `capsule_id` holds personal data and does not say so\n  mend: mark it\n  correct: #[pii] capsule_id: CapsuleId,",
    );
    const _: () = __must(
        !__Probe::<AggregateType>::PERSONAL,
        "the field `aggregate_type` holds personal data and does not say so\n  mend: mark it\n  correct: #[pii] aggregate_type: AggregateType,",
    );
    const _: () = __must(
        !__Probe::<AnyId>::PERSONAL,
        "the field `aggregate_id` holds personal data and does not say so\n  mend: mark it\n  correct: #[pii] aggregate_id: AnyId,",
    );
    const _: () = __must(
        !__Probe::<u64>::PERSONAL,
        "the field `sequence` holds personal data and does not say so\n  mend: mark it\n  correct: #[pii] sequence: u64,",
    );
    const _: () = __must(
        !__Probe::<Option<ListName>>::PERSONAL,
        "the field `list` holds personal data and does not say so\n  mend: mark it\n  correct: #[pii] list: Option<ListName>,",
    );
    const _: () = __must(
        !__Probe::<u8>::PERSONAL,
        "the field `shard` holds personal data and does not say so\n  mend: mark it\n  correct: #[pii] shard: u8,",
    );
    const _: () = __must(
        !__Probe::<String>::PERSONAL,
        "the field `body` holds personal data and does not say so\n  mend: mark it\n  correct: #[pii] body: String,",
    );
};
