use kernel::KeySegment;

#[derive(KeySegment)]
union Kind {
    number: u8,
}

fn main() {}
