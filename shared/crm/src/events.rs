//! How aggregates declare their events.

/// Declares the events of an aggregate: the enum, and the data of every event, closed and with the id of the aggregate first.
///
/// An event is written `Renamed(AccountRenamed, 1) { fields }`: variant, name on the wire and version of its shape as
/// `kernel::domain_events!` takes them, and the fields beside the id.
macro_rules! events {
    (
        $(#[$enum_meta:meta])* pub enum $enum:ident of $id:ty;
        #[$id_meta:meta] $id_field:ident;
        $(
            $(#[$meta:meta])*
            $variant:ident($name:ident, $version:literal) { $($(#[$field_meta:meta])* $field:ident: $type:ty),* $(,)? }
        )+
    ) => {
        $(
            $(#[$meta])*
            #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema, kernel::PersonalData)]
            #[serde(deny_unknown_fields)]
            pub struct $name {
                #[$id_meta]
                pub $id_field: $id,
                $($(#[$field_meta])* pub $field: $type,)*
            }
        )+

        kernel::domain_events! {
            $(#[$enum_meta])*
            pub enum $enum of $id {
                $(#[doc = concat!("See [`", stringify!($name), "`].")] $variant($name, $version),)+
            }
        }
    };
}
pub(crate) use events;
