//! From a JSON value to a type. serde_json could do it too, but its errors quote the value and know no path.

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error as _, IntoDeserializer as _, MapAccess, SeqAccess, Unexpected,
    VariantAccess, Visitor, value::StrDeserializer,
};
use serde_json::{Value, map};

use crate::refusal::{Refusal, Step};

/// A value on its way into a type.
#[derive(Clone, Copy)]
pub(super) struct Fit<'de>(pub(super) &'de Value);

impl<'de> Deserializer<'de> for Fit<'de> {
    type Error = Refusal;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Array(values) => visit_list(values, visitor),
            Value::Object(fields) => visitor.visit_map(Fields { fields: fields.iter(), entry: None }),
            Value::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(value), _, _) => visitor.visit_u64(value),
                (_, Some(value), _) => visitor.visit_i64(value),
                (_, _, Some(value)) => visitor.visit_f64(value),
                _ => Err(Refusal::invalid_value(Unexpected::Other("number"), &visitor)),
            },
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
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
        match self.0 {
            Value::String(name) => visitor.visit_enum(Variant { name, content: None }),
            Value::Object(fields) => match (fields.iter().next(), fields.len()) {
                (Some((name, content)), 1) => visitor.visit_enum(Variant { name, content: Some(content) }),
                _ => Err(Refusal::invalid_value(Unexpected::Map, &"an object with exactly one field")),
            },
            other => Err(Refusal::invalid_type(kind(other), &"a string")),
        }
    }

    /// serde would also take a list of the fields' values in their order; the API does not.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        match self.0 {
            Value::Object(_) => self.deserialize_any(visitor),
            other => Err(Refusal::invalid_type(kind(other), &visitor)),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier ignored_any
    }
}

fn visit_list<'de, V: Visitor<'de>>(values: &'de [Value], visitor: V) -> Result<V::Value, Refusal> {
    let mut list = List { values: values.iter(), index: 0 };
    let visited = visitor.visit_seq(&mut list)?;
    // A tuple stops reading when it is full: what is left over would be lost in silence.
    if list.values.len() == 0 {
        Ok(visited)
    } else {
        Err(Refusal::invalid_length(values.len(), &"fewer elements in the array"))
    }
}

fn kind(value: &Value) -> Unexpected<'static> {
    match value {
        Value::Null => Unexpected::Unit,
        Value::Bool(value) => Unexpected::Bool(*value),
        Value::Number(number) if number.is_f64() => Unexpected::Float(0.0),
        Value::Number(_) => Unexpected::Unsigned(0),
        Value::String(_) => Unexpected::Str(""),
        Value::Array(_) => Unexpected::Seq,
        Value::Object(_) => Unexpected::Map,
    }
}

struct List<'de> {
    values: std::slice::Iter<'de, Value>,
    index: usize,
}

impl<'de> SeqAccess<'de> for &mut List<'de> {
    type Error = Refusal;
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Refusal> {
        let Some(value) = self.values.next() else { return Ok(None) };
        let index = self.index;
        self.index += 1;
        seed.deserialize(Fit(value)).map(Some).map_err(|refusal| refusal.inside(Step::Index(index)))
    }
    fn size_hint(&self) -> Option<usize> {
        Some(self.values.len())
    }
}

struct Fields<'de> {
    fields: map::Iter<'de>,
    entry: Option<(&'de String, &'de Value)>,
}

impl<'de> MapAccess<'de> for Fields<'de> {
    type Error = Refusal;
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Refusal> {
        self.entry = self.fields.next();
        let Some((key, _)) = self.entry else { return Ok(None) };
        seed.deserialize(StrDeserializer::<Refusal>::new(key)).map(Some)
    }
    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Refusal> {
        let Some((key, value)) = self.entry.take() else { return Err(Refusal::custom("a value without a field")) };
        seed.deserialize(Fit(value)).map_err(|refusal| refusal.inside(Step::Key(key.clone())))
    }
    fn size_hint(&self) -> Option<usize> {
        Some(self.fields.len())
    }
}

#[derive(Clone, Copy)]
struct Variant<'de> {
    name: &'de String,
    content: Option<&'de Value>,
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = Refusal;
    type Variant = Self;
    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Refusal> {
        let name: StrDeserializer<'_, Refusal> = self.name.as_str().into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> Variant<'de> {
    fn content(&self) -> Result<Fit<'de>, Refusal> {
        self.content.map(Fit).ok_or_else(|| Refusal::invalid_type(Unexpected::Str(""), &"an object with one field"))
    }

    fn refused_inside(self) -> impl FnOnce(Refusal) -> Refusal + 'de {
        move |refusal| refusal.inside(Step::Key(self.name.clone()))
    }
}

impl<'de> VariantAccess<'de> for Variant<'de> {
    type Error = Refusal;
    fn unit_variant(self) -> Result<(), Refusal> {
        match self.content {
            None => Ok(()),
            // serde would take `{"goods": null}` for `"goods"`; the documents of the API do not.
            Some(_) => Err(Refusal::invalid_type(Unexpected::Map, &"a string")),
        }
    }
    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Refusal> {
        let content = self.content()?;
        seed.deserialize(content).map_err(self.refused_inside())
    }
    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Refusal> {
        let content = self.content()?;
        content.deserialize_any(visitor).map_err(self.refused_inside())
    }
    fn struct_variant<V: Visitor<'de>>(self, fields: &'static [&'static str], visitor: V) -> Result<V::Value, Refusal> {
        let content = self.content()?;
        content.deserialize_struct("", fields, visitor).map_err(self.refused_inside())
    }
}
