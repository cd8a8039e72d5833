use kernel::KeySegment;

type Text = String;

#[derive(KeySegment)]
struct Name(Text);

fn main() {}
