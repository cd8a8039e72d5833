//! The query string into a struct.

use std::borrow::Cow;

use axum::extract::FromRequestParts;
use http::request::Parts;
use percent_encoding::percent_decode_str;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error as _, IntoDeserializer as _, MapAccess, Unexpected, Visitor,
    value::StrDeserializer,
};

use crate::{
    Problem,
    refusal::{Refusal, Step},
};

/// The query parameters as a struct. Give the struct `#[serde(deny_unknown_fields)]`: a filter with a typing error must not
/// answer with the whole list.
///
/// 400 `invalid_parameter` with the parameter's name when one is unknown, stands twice, is missing or does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parse(parts.uri.query().unwrap_or_default()).map(Self)
    }
}

fn parse<T: DeserializeOwned>(query: &str) -> Result<T, Problem> {
    let mut pairs: Vec<(Cow<'_, str>, Cow<'_, str>)> = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let not_utf8 = |_| Problem::invalid_parameter("", "a name or a value is not UTF-8");
        let name = decode(name).map_err(not_utf8)?;
        if pairs.iter().any(|(known, _)| *known == name) {
            return Err(refused(Refusal::duplicate(vec![Step::Key(name.into_owned())])));
        }
        pairs.push((name, decode(value).map_err(not_utf8)?));
    }
    T::deserialize(Parameters(&pairs)).map_err(refused)
}

fn refused(refusal: Refusal) -> Problem {
    let (name, detail) = refusal.into_parameter();
    Problem::invalid_parameter(name, detail)
}

/// `application/x-www-form-urlencoded`, but bytes that are no UTF-8 are refused, not replaced.
fn decode(text: &str) -> Result<Cow<'_, str>, std::str::Utf8Error> {
    if text.contains('+') {
        let text = text.replace('+', " ");
        Ok(Cow::Owned(percent_decode_str(&text).decode_utf8()?.into_owned()))
    } else {
        percent_decode_str(text).decode_utf8()
    }
}

struct Parameters<'de>(&'de [(Cow<'de, str>, Cow<'de, str>)]);

impl<'de> Deserializer<'de> for Parameters<'de> {
    type Error = Refusal;
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_map(Pairs { pairs: self.0.iter(), pair: None })
    }
    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct Pairs<'de> {
    pairs: std::slice::Iter<'de, (Cow<'de, str>, Cow<'de, str>)>,
    pair: Option<(&'de str, &'de str)>,
}

impl<'de> MapAccess<'de> for Pairs<'de> {
    type Error = Refusal;
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Refusal> {
        self.pair = self.pairs.next().map(|(name, value)| (name.as_ref(), value.as_ref()));
        let Some((name, _)) = self.pair else { return Ok(None) };
        seed.deserialize(StrDeserializer::<Refusal>::new(name)).map(Some)
    }
    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Refusal> {
        let Some((name, value)) = self.pair.take() else { return Err(Refusal::custom("a value without a name")) };
        seed.deserialize(Text(value)).map_err(|refusal| refusal.inside(Step::Key(name.to_owned())))
    }
}

/// One value: a text that becomes what the field asks for.
struct Text<'de>(&'de str);

macro_rules! parsed {
    ($($method:ident => $visit:ident: $type:ty, $expected:literal;)+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
            match self.0.parse::<$type>() {
                Ok(value) => visitor.$visit(value),
                Err(_) => Err(Refusal::invalid_value(Unexpected::Str(""), &$expected)),
            }
        }
    )+};
}

impl<'de> Deserializer<'de> for Text<'de> {
    type Error = Refusal;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_borrowed_str(self.0)
    }

    parsed! {
        deserialize_bool => visit_bool: bool, "`true` or `false`";
        deserialize_u8 => visit_u8: u8, "an integer from 0 to 255";
        deserialize_u16 => visit_u16: u16, "an integer from 0 to 65535";
        deserialize_u32 => visit_u32: u32, "an integer from 0 to 4294967295";
        deserialize_u64 => visit_u64: u64, "an integer from 0";
        deserialize_i32 => visit_i32: i32, "an integer of 32 bits";
        deserialize_i64 => visit_i64: i64, "an integer of 64 bits";
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        let name: StrDeserializer<'_, Refusal> = self.0.into_deserializer();
        visitor.visit_enum(name)
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i128 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct
        identifier ignored_any
    }
}

#[cfg(test)]
#[path = "query.test.rs"]
mod tests;
