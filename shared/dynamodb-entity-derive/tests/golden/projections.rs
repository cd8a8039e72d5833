#[automatically_derived]
impl ::dynamodb_entity::DynamoDbEntity for TimerItem {
    const NAME: &'static str = "TimerItem";
    const TABLE_NAME: &'static str = "platform_data";
    const ISOLATION: ::dynamodb_entity::Isolation = ::dynamodb_entity::Isolation::PlatformLevel {
        reason: "timers are found by due time across all capsules",
    };
    const PK: ::dynamodb_entity::KeyTemplate = {
        const PARTS: &[::dynamodb_entity::KeyPart] = &[
            ::dynamodb_entity::KeyPart::Literal("PLATFORM#TIMER#"),
            ::dynamodb_entity::KeyPart::Placeholder {
                name: "id",
                pattern: <TimerId as ::dynamodb_entity::__private::PlaceholderValue>::PATTERN,
            },
        ];
        const PATTERN: [u8; ::dynamodb_entity::__private::pattern_length(PARTS)] = ::dynamodb_entity::__private::pattern_bytes(
            PARTS,
        );
        ::dynamodb_entity::KeyTemplate::new(
            "PLATFORM#TIMER#{id}",
            PARTS,
            ::dynamodb_entity::__private::pattern_text(&PATTERN),
        )
    };
    const SK: ::dynamodb_entity::KeyTemplate = {
        const PARTS: &[::dynamodb_entity::KeyPart] = &[
            ::dynamodb_entity::KeyPart::Literal("TIMER"),
        ];
        const PATTERN: [u8; ::dynamodb_entity::__private::pattern_length(PARTS)] = ::dynamodb_entity::__private::pattern_bytes(
            PARTS,
        );
        ::dynamodb_entity::KeyTemplate::new(
            "TIMER",
            PARTS,
            ::dynamodb_entity::__private::pattern_text(&PATTERN),
        )
    };
    const INDEXES: &'static [::dynamodb_entity::IndexDefinition] = &[
        Self::GSI1,
        Self::GSI2,
        Self::GSI3,
    ];
    fn pk(&self) -> ::std::string::String {
        let mut key = ::std::string::String::with_capacity(55usize);
        key.push_str("PLATFORM#TIMER#");
        <TimerId as ::dynamodb_entity::__private::PlaceholderValue>::write_segment(
            &self.id,
            &mut key,
        );
        key
    }
    fn sk(&self) -> ::std::string::String {
        ::std::string::String::from("TIMER")
    }
    fn index_keys(&self) -> ::std::vec::Vec<(&'static str, ::std::string::String)> {
        let mut keys = ::std::vec::Vec::with_capacity(6usize);
        keys.push((
            "gsi1pk",
            {
                let mut key = ::std::string::String::with_capacity(53usize);
                key.push_str("PLATFORM#DUE#");
                <u16 as ::dynamodb_entity::__private::PlaceholderValue>::write_segment(
                    &self.day,
                    &mut key,
                );
                key
            },
        ));
        keys.push((
            "gsi1sk",
            {
                let mut key = ::std::string::String::with_capacity(40usize);
                <TimerId as ::dynamodb_entity::__private::PlaceholderValue>::write_segment(
                    &self.id,
                    &mut key,
                );
                key
            },
        ));
        if let (::std::option::Option::Some(owner),) = (&self.owner,) {
            keys.push((
                "gsi2pk",
                {
                    let mut key = ::std::string::String::with_capacity(55usize);
                    key.push_str("PLATFORM#OWNER#");
                    <OwnerId as ::dynamodb_entity::__private::PlaceholderValue>::write_segment(
                        owner,
                        &mut key,
                    );
                    key
                },
            ));
            keys.push((
                "gsi2sk",
                {
                    let mut key = ::std::string::String::with_capacity(46usize);
                    key.push_str("TIMER#");
                    <TimerId as ::dynamodb_entity::__private::PlaceholderValue>::write_segment(
                        &self.id,
                        &mut key,
                    );
                    key
                },
            ));
        }
        keys.push(("gsi3pk", { ::std::string::String::from("PLATFORM#ALL") }));
        keys.push((
            "gsi3sk",
            {
                let mut key = ::std::string::String::with_capacity(40usize);
                <TimerId as ::dynamodb_entity::__private::PlaceholderValue>::write_segment(
                    &self.id,
                    &mut key,
                );
                key
            },
        ));
        keys
    }
}
#[automatically_derived]
impl ::dynamodb_entity::PlatformLevel for TimerItem {
    const REASON: &'static str = "timers are found by due time across all capsules";
}
#[allow(dead_code, clippy::too_many_arguments)]
impl TimerItem {
    /// The partition key: `PLATFORM#TIMER#{id}`.
    #[must_use]
    fn pk_of(id: &TimerId) -> ::std::string::String {
        let mut key = ::std::string::String::with_capacity(55usize);
        key.push_str("PLATFORM#TIMER#");
        <TimerId as ::dynamodb_entity::__private::PlaceholderValue>::write_segment(
            id,
            &mut key,
        );
        key
    }
    /// The sort key: `TIMER`.
    #[must_use]
    fn sk_of() -> ::std::string::String {
        ::std::string::String::from("TIMER")
    }
    /// What every sort key starts with: `TIMER`.
    #[must_use]
    const fn sk_prefix() -> &'static str {
        "TIMER"
    }
    /// The rows of this kind under one partition key: `PLATFORM#TIMER#{id}`.
    #[must_use]
    fn query(id: &TimerId) -> ::dynamodb_entity::Query<Self> {
        ::dynamodb_entity::Query::of_platform_table(Self::pk_of(id))
    }
    /// The index `gsi1`.
    const GSI1: ::dynamodb_entity::IndexDefinition = ::dynamodb_entity::IndexDefinition {
        name: "gsi1",
        pk_attribute: "gsi1pk",
        sk_attribute: "gsi1sk",
        pk: {
            const PARTS: &[::dynamodb_entity::KeyPart] = &[
                ::dynamodb_entity::KeyPart::Literal("PLATFORM#DUE#"),
                ::dynamodb_entity::KeyPart::Placeholder {
                    name: "day",
                    pattern: <u16 as ::dynamodb_entity::__private::PlaceholderValue>::PATTERN,
                },
            ];
            const PATTERN: [u8; ::dynamodb_entity::__private::pattern_length(PARTS)] = ::dynamodb_entity::__private::pattern_bytes(
                PARTS,
            );
            ::dynamodb_entity::KeyTemplate::new(
                "PLATFORM#DUE#{day}",
                PARTS,
                ::dynamodb_entity::__private::pattern_text(&PATTERN),
            )
        },
        sk: {
            const PARTS: &[::dynamodb_entity::KeyPart] = &[
                ::dynamodb_entity::KeyPart::Placeholder {
                    name: "id",
                    pattern: <TimerId as ::dynamodb_entity::__private::PlaceholderValue>::PATTERN,
                },
            ];
            const PATTERN: [u8; ::dynamodb_entity::__private::pattern_length(PARTS)] = ::dynamodb_entity::__private::pattern_bytes(
                PARTS,
            );
            ::dynamodb_entity::KeyTemplate::new(
                "{id}",
                PARTS,
                ::dynamodb_entity::__private::pattern_text(&PATTERN),
            )
        },
        projection: ::dynamodb_entity::Projection::KeysOnly,
    };
    /// The partition key in the index `gsi1`: `PLATFORM#DUE#{day}`.
    #[must_use]
    fn gsi1_pk_of(day: u16) -> ::std::string::String {
        let mut key = ::std::string::String::with_capacity(53usize);
        key.push_str("PLATFORM#DUE#");
        <u16 as ::dynamodb_entity::__private::PlaceholderValue>::write_segment(
            &day,
            &mut key,
        );
        key
    }
    /// The sort key in the index `gsi1`: `{id}`.
    #[must_use]
    fn gsi1_sk_of(id: &TimerId) -> ::std::string::String {
        let mut key = ::std::string::String::with_capacity(40usize);
        <TimerId as ::dynamodb_entity::__private::PlaceholderValue>::write_segment(
            id,
            &mut key,
        );
        key
    }
    /// What the index `gsi1` shows under one of its keys: `PLATFORM#DUE#{day}`.
    #[must_use]
    fn gsi1_query(
        day: u16,
    ) -> ::dynamodb_entity::Query<::dynamodb_entity::__private::Item> {
        ::dynamodb_entity::Query::of_platform_index::<
            Self,
        >(Self::GSI1, Self::gsi1_pk_of(day), ::std::result::Result::Ok)
    }
    /// The index `gsi2`.
    const GSI2: ::dynamodb_entity::IndexDefinition = ::dynamodb_entity::IndexDefinition {
        name: "gsi2",
        pk_attribute: "gsi2pk",
        sk_attribute: "gsi2sk",
        pk: {
            const PARTS: &[::dynamodb_entity::KeyPart] = &[
                ::dynamodb_entity::KeyPart::Literal("PLATFORM#OWNER#"),
                ::dynamodb_entity::KeyPart::Placeholder {
                    name: "owner",
                    pattern: <OwnerId as ::dynamodb_entity::__private::PlaceholderValue>::PATTERN,
                },
            ];
            const PATTERN: [u8; ::dynamodb_entity::__private::pattern_length(PARTS)] = ::dynamodb_entity::__private::pattern_bytes(
                PARTS,
            );
            ::dynamodb_entity::KeyTemplate::new(
                "PLATFORM#OWNER#{owner}",
                PARTS,
                ::dynamodb_entity::__private::pattern_text(&PATTERN),
            )
        },
        sk: {
            const PARTS: &[::dynamodb_entity::KeyPart] = &[
                ::dynamodb_entity::KeyPart::Literal("TIMER#"),
                ::dynamodb_entity::KeyPart::Placeholder {
                    name: "id",
                    pattern: <TimerId as ::dynamodb_entity::__private::PlaceholderValue>::PATTERN,
                },
            ];
            const PATTERN: [u8; ::dynamodb_entity::__private::pattern_length(PARTS)] = ::dynamodb_entity::__private::pattern_bytes(
                PARTS,
            );
            ::dynamodb_entity::KeyTemplate::new(
                "TIMER#{id}",
                PARTS,
                ::dynamodb_entity::__private::pattern_text(&PATTERN),
            )
        },
        projection: ::dynamodb_entity::Projection::All,
    };
    /// The partition key in the index `gsi2`: `PLATFORM#OWNER#{owner}`.
    #[must_use]
    fn gsi2_pk_of(owner: &OwnerId) -> ::std::string::String {
        let mut key = ::std::string::String::with_capacity(55usize);
        key.push_str("PLATFORM#OWNER#");
        <OwnerId as ::dynamodb_entity::__private::PlaceholderValue>::write_segment(
            owner,
            &mut key,
        );
        key
    }
    /// The sort key in the index `gsi2`: `TIMER#{id}`.
    #[must_use]
    fn gsi2_sk_of(id: &TimerId) -> ::std::string::String {
        let mut key = ::std::string::String::with_capacity(46usize);
        key.push_str("TIMER#");
        <TimerId as ::dynamodb_entity::__private::PlaceholderValue>::write_segment(
            id,
            &mut key,
        );
        key
    }
    /// What every sort key in the index `gsi2` starts with: `TIMER#`.
    #[must_use]
    const fn gsi2_sk_prefix() -> &'static str {
        "TIMER#"
    }
    /// What the index `gsi2` shows under one of its keys: `PLATFORM#OWNER#{owner}`.
    #[must_use]
    fn gsi2_query(owner: &OwnerId) -> ::dynamodb_entity::Query<Self> {
        ::dynamodb_entity::Query::of_platform_index::<
            Self,
        >(
            Self::GSI2,
            Self::gsi2_pk_of(owner),
            ::dynamodb_entity::__private::read_entity::<Self>,
        )
    }
    /// The index `gsi3`.
    const GSI3: ::dynamodb_entity::IndexDefinition = ::dynamodb_entity::IndexDefinition {
        name: "gsi3",
        pk_attribute: "gsi3pk",
        sk_attribute: "gsi3sk",
        pk: {
            const PARTS: &[::dynamodb_entity::KeyPart] = &[
                ::dynamodb_entity::KeyPart::Literal("PLATFORM#ALL"),
            ];
            const PATTERN: [u8; ::dynamodb_entity::__private::pattern_length(PARTS)] = ::dynamodb_entity::__private::pattern_bytes(
                PARTS,
            );
            ::dynamodb_entity::KeyTemplate::new(
                "PLATFORM#ALL",
                PARTS,
                ::dynamodb_entity::__private::pattern_text(&PATTERN),
            )
        },
        sk: {
            const PARTS: &[::dynamodb_entity::KeyPart] = &[
                ::dynamodb_entity::KeyPart::Placeholder {
                    name: "id",
                    pattern: <TimerId as ::dynamodb_entity::__private::PlaceholderValue>::PATTERN,
                },
            ];
            const PATTERN: [u8; ::dynamodb_entity::__private::pattern_length(PARTS)] = ::dynamodb_entity::__private::pattern_bytes(
                PARTS,
            );
            ::dynamodb_entity::KeyTemplate::new(
                "{id}",
                PARTS,
                ::dynamodb_entity::__private::pattern_text(&PATTERN),
            )
        },
        projection: ::dynamodb_entity::Projection::Include(&["day"]),
    };
    /// The partition key in the index `gsi3`: `PLATFORM#ALL`.
    #[must_use]
    fn gsi3_pk_of() -> ::std::string::String {
        ::std::string::String::from("PLATFORM#ALL")
    }
    /// The sort key in the index `gsi3`: `{id}`.
    #[must_use]
    fn gsi3_sk_of(id: &TimerId) -> ::std::string::String {
        let mut key = ::std::string::String::with_capacity(40usize);
        <TimerId as ::dynamodb_entity::__private::PlaceholderValue>::write_segment(
            id,
            &mut key,
        );
        key
    }
    /// What the index `gsi3` shows under one of its keys: `PLATFORM#ALL`.
    #[must_use]
    fn gsi3_query() -> ::dynamodb_entity::Query<Day> {
        ::dynamodb_entity::Query::of_platform_index::<
            Self,
        >(
            Self::GSI3,
            Self::gsi3_pk_of(),
            <Day as ::dynamodb_entity::ItemView>::from_projection,
        )
    }
}
const _: () = {
    const MISSING: ::dynamodb_entity::__private::Missing = ::dynamodb_entity::__private::Missing {
        view: <Day as ::dynamodb_entity::ItemView>::NAME,
        shown: <Day as ::dynamodb_entity::ItemView>::FIELDS,
        index: "gsi3",
        carried: &["pk", "sk", "gsi3pk", "gsi3sk", "day"],
        included: &["day"],
    };
    const TEXT: [u8; MISSING.length()] = MISSING.text();
    ::core::assert!(
        TEXT.is_empty(), "{}", ::dynamodb_entity::__private::pattern_text(& TEXT)
    );
};
#[automatically_derived]
impl ::dynamodb_entity::__private::kernel::PersonalData for TimerItem {
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
        !__Probe::<TimerId>::PERSONAL,
        "the field `id` holds personal data and does not say so\n  mend: mark it\n  correct: #[pii] id: TimerId,",
    );
    const _: () = __must(
        !__Probe::<u16>::PERSONAL,
        "the field `day` holds personal data and does not say so\n  mend: mark it\n  correct: #[pii] day: u16,",
    );
    const _: () = __must(
        !__Probe::<Option<OwnerId>>::PERSONAL,
        "the field `owner` holds personal data and does not say so\n  mend: mark it\n  correct: #[pii] owner: Option<OwnerId>,",
    );
};
