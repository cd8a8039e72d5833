use kernel::KeySegment;

#[derive(KeySegment)]
enum Kind {}

fn main() {}
