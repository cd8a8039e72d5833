use super::*;

/// A field that changes its place between two runs, or a text that is not escaped, makes a corpus that is another one.
#[test]
fn fields_stay_in_order_and_texts_are_escaped() {
    let mut node = Node::object();
    node.insert(&["z".to_owned(), "b".to_owned()], Node::text("a\"\\\n\u{1}ä"));
    node.insert(&["a".to_owned()], Node::List(vec![Node::Null, Node::Flag(true), Node::number(7)]));
    node.insert(&["z".to_owned(), "a".to_owned()], Node::object());
    assert_eq!(node.json(), r#"{"z":{"b":"a\"\\\n\u0001ä","a":{}},"a":[null,true,7]}"#);
    serde_json::from_str::<serde_json::Value>(&node.json()).unwrap();
}
