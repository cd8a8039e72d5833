use kernel::KeySegment;

#[derive(KeySegment)]
enum Kind {
    #[key_segment = ""]
    Account,
}

fn main() {}
