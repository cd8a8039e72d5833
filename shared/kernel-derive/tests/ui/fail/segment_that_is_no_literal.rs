use kernel::KeySegment;

#[derive(KeySegment)]
enum Kind {
    #[key_segment(ACCOUNT)]
    Account,
}

fn main() {}
