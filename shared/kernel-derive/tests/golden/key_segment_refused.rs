::core::compile_error! {
    "an enum without variants has nothing to write into a key\n  mend: give it the kinds that there are\n  correct: enum EntityType { Account, #[key_segment = \"ORG\"] Organisation }"
}
impl ::kernel::KeySegment for Kind {
    const PATTERN: &'static str = "";
    fn write_segment(&self, _: &mut ::std::string::String) {}
}
