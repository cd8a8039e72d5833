use kernel::KeySegment;

#[derive(KeySegment)]
enum Kind {
    Account(u8),
}

fn main() {}
