#[automatically_derived]
impl ::kernel::KeySegment for ParentId {
    const PATTERN: &'static str = <AccountId as ::kernel::KeySegment>::PATTERN;
    fn write_segment(&self, key: &mut ::std::string::String) {
        <AccountId as ::kernel::KeySegment>::write_segment(&self.0, key);
    }
}
