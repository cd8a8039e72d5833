use kernel::KeySegment;

#[derive(KeySegment)]
struct Kind(u8, u16);

fn main() {}
