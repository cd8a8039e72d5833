use kernel::KeySegment;

#[derive(KeySegment)]
enum Kind {
    #[key_segment = "A*"]
    Account,
}

fn main() {}
