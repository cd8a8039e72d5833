use kernel::KeySegment;

#[derive(KeySegment)]
struct Kind {
    number: u8,
}

fn main() {}
