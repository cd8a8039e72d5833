//! Whole numbers within limits.

/// Declares a value that is a whole number within limits, a number in JSON.
macro_rules! number_value {
    ($(#[$meta:meta])* $name:ident = $min:literal..=$max:literal) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(u8);

        impl $name {
            /// The number.
            #[must_use]
            pub const fn get(self) -> u8 {
                self.0
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let number = i64::deserialize(deserializer)?;
                let within = u8::try_from(number).ok().filter(|number| ($min..=$max).contains(number));
                within.map(Self).ok_or_else(|| {
                    serde::de::Error::custom(concat!("expected a whole number from ", $min, " to ", $max))
                })
            }
        }
        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "integer", "minimum": $min, "maximum": $max })
            }
        }
    };
}
pub(crate) use number_value;
