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
                name: "shard",
                pattern: <u8 as ::dynamodb_entity::__private::PlaceholderValue>::PATTERN,
            },
        ];
        const PATTERN: [u8; ::dynamodb_entity::__private::pattern_length(PARTS)] = ::dynamodb_entity::__private::pattern_bytes(
            PARTS,
        );
        ::dynamodb_entity::KeyTemplate::new(
            "PLATFORM#TIMER#{shard}",
            PARTS,
            ::dynamodb_entity::__private::pattern_text(&PATTERN),
        )
    };
    const SK: ::dynamodb_entity::KeyTemplate = {
        const PARTS: &[::dynamodb_entity::KeyPart] = &[
            ::dynamodb_entity::KeyPart::Literal("DUE#"),
            ::dynamodb_entity::KeyPart::Placeholder {
                name: "due",
                pattern: ::dynamodb_entity::__private::padded_pattern(
                    <u64 as ::dynamodb_entity::PaddedNumber>::MAX_DIGITS,
                    20usize,
                ),
            },
            ::dynamodb_entity::KeyPart::Literal("#"),
            ::dynamodb_entity::KeyPart::Placeholder {
                name: "timer_id",
                pattern: <TimerId as ::dynamodb_entity::__private::PlaceholderValue>::PATTERN,
            },
        ];
        const PATTERN: [u8; ::dynamodb_entity::__private::pattern_length(PARTS)] = ::dynamodb_entity::__private::pattern_bytes(
            PARTS,
        );
        ::dynamodb_entity::KeyTemplate::new(
            "DUE#{due:020}#{timer_id}",
            PARTS,
            ::dynamodb_entity::__private::pattern_text(&PATTERN),
        )
    };
    const INDEXES: &'static [::dynamodb_entity::IndexDefinition] = &[];
    fn pk(&self) -> ::std::string::String {
        let mut key = ::std::string::String::with_capacity(55usize);
        key.push_str("PLATFORM#TIMER#");
        <u8 as ::dynamodb_entity::__private::PlaceholderValue>::write_segment(
            &self.shard,
            &mut key,
        );
        key
    }
    fn sk(&self) -> ::std::string::String {
        let mut key = ::std::string::String::with_capacity(85usize);
        key.push_str("DUE#");
        <u64 as ::dynamodb_entity::PaddedNumber>::write_padded(
            &self.due,
            20usize,
            &mut key,
        );
        key.push_str("#");
        <TimerId as ::dynamodb_entity::__private::PlaceholderValue>::write_segment(
            &self.timer_id,
            &mut key,
        );
        key
    }
    fn index_keys(&self) -> ::std::vec::Vec<(&'static str, ::std::string::String)> {
        ::std::vec::Vec::new()
    }
}
#[automatically_derived]
impl ::dynamodb_entity::PlatformLevel for TimerItem {
    const REASON: &'static str = "timers are found by due time across all capsules";
}
#[allow(dead_code, clippy::too_many_arguments)]
impl TimerItem {
    /// The partition key: `PLATFORM#TIMER#{shard}`.
    #[must_use]
    fn pk_of(shard: u8) -> ::std::string::String {
        let mut key = ::std::string::String::with_capacity(55usize);
        key.push_str("PLATFORM#TIMER#");
        <u8 as ::dynamodb_entity::__private::PlaceholderValue>::write_segment(
            &shard,
            &mut key,
        );
        key
    }
    /// The sort key: `DUE#{due:020}#{timer_id}`.
    #[must_use]
    fn sk_of(due: u64, timer_id: &TimerId) -> ::std::string::String {
        let mut key = ::std::string::String::with_capacity(85usize);
        key.push_str("DUE#");
        <u64 as ::dynamodb_entity::PaddedNumber>::write_padded(&due, 20usize, &mut key);
        key.push_str("#");
        <TimerId as ::dynamodb_entity::__private::PlaceholderValue>::write_segment(
            timer_id,
            &mut key,
        );
        key
    }
    /// What every sort key starts with: `DUE#`.
    #[must_use]
    const fn sk_prefix() -> &'static str {
        "DUE#"
    }
    /// The rows of this kind under one partition key: `PLATFORM#TIMER#{shard}`.
    #[must_use]
    fn query(shard: u8) -> ::dynamodb_entity::Query<Self> {
        ::dynamodb_entity::Query::of_platform_table(Self::pk_of(shard))
    }
}
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
        !__Probe::<u8>::PERSONAL,
        "the field `shard` holds personal data and does not say so\n  mend: mark it\n  correct: #[pii] shard: u8,",
    );
    const _: () = __must(
        !__Probe::<u64>::PERSONAL,
        "the field `due` holds personal data and does not say so\n  mend: mark it\n  correct: #[pii] due: u64,",
    );
    const _: () = __must(
        !__Probe::<TimerId>::PERSONAL,
        "the field `timer_id` holds personal data and does not say so\n  mend: mark it\n  correct: #[pii] timer_id: TimerId,",
    );
};
