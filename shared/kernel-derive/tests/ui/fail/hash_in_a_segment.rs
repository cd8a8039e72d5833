use kernel::KeySegment;

#[derive(KeySegment)]
enum Kind {
    #[key_segment = "A#B"]
    Account,
}

fn main() {}
