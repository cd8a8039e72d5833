use kernel::KeySegment;

#[derive(KeySegment)]
#[key_segment = "KIND"]
enum Kind {
    Account,
}

fn main() {}
