#![deny(warnings)]
#![allow(dead_code)]

use kernel::{KeySegment, UserId};

mod shadows {
    pub struct String;
}

#[allow(unused_imports)]
use shadows::String;

#[derive(KeySegment)]
enum Kind {
    Account,
    #[key_segment = "ORG"]
    Organisation,
    r#Type,
}

#[derive(KeySegment)]
enum Side {
    Buy = 1,
    Own = 2,
}

#[derive(KeySegment)]
struct OwnerId(UserId);

type Sided = Side;

#[derive(KeySegment)]
struct Nested(Sided);

fn written(segment: &impl KeySegment) -> std::string::String {
    let mut key = std::string::String::new();
    segment.write_segment(&mut key);
    key
}

fn main() {
    assert_eq!(
        [Kind::Account, Kind::Organisation, Kind::r#Type].map(|kind| written(&kind)),
        ["ACCOUNT", "ORG", "TYPE"]
    );
    assert_eq!(Kind::PATTERN, "*");
    assert_eq!((written(&Nested(Side::Own)).as_str(), Nested::PATTERN), ("OWN", "???"));
    assert_eq!(OwnerId::PATTERN, UserId::PATTERN);
}
