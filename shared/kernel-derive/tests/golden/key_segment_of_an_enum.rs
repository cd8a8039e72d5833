#[automatically_derived]
impl ::kernel::KeySegment for Kind {
    const PATTERN: &'static str = "*";
    fn write_segment(&self, key: &mut ::std::string::String) {
        key.push_str(
            match self {
                Self::Account => "ACCOUNT",
                Self::Organisation => "ORG",
            },
        );
    }
}
