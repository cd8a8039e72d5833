//! What another function writes may be clear text.

use kernel::{PersonalData, Pii};
use serde::{Deserialize, Serialize, Serializer};

#[derive(Serialize, Deserialize, PersonalData)]
struct PersonNamed {
    #[pii]
    #[serde(serialize_with = "clear")]
    given_name: Pii<String>,
}

fn clear<S: Serializer>(name: &Pii<String>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(name.value().map_or("", String::as_str))
}

fn main() {}
