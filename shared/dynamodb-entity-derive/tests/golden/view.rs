#[automatically_derived]
impl ::dynamodb_entity::ItemView for Listed {
    const NAME: &'static str = "Listed";
    const FIELDS: &'static [&'static str] = &["id", "type"];
}
