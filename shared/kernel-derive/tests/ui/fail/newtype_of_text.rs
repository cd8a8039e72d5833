use kernel::KeySegment;

#[derive(KeySegment)]
struct Name(String);

fn main() {}
