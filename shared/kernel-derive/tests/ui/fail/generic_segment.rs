use kernel::KeySegment;

#[derive(KeySegment)]
struct Kind<T>(T);

fn main() {}
