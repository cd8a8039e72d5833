use kernel::KeySegment;

#[derive(KeySegment)]
enum Kind {
    Org,
    #[key_segment = "ORG"]
    Organisation,
}

fn main() {}
