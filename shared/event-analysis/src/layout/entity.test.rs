use rustc_hash::{FxHashMap, FxHashSet};

use super::{Naming, words};

fn naming(types: &[&str], streams: &[&[usize]]) -> Naming {
    let names: FxHashMap<u64, String> = (0..).zip(types).map(|(key, name)| (key, (*name).to_owned())).collect();
    let streams: Vec<FxHashSet<u64>> =
        streams.iter().map(|stream| stream.iter().map(|&key| key as u64).collect()).collect();
    Naming::learn(&names, &streams)
}

/// Names in any style are words.
#[test]
fn a_name_is_its_words() {
    for name in ["OrderLineAdded", "order_line_added", "order.line.added", "ORDER-LINE-ADDED", "orderLineAddedV2"] {
        assert_eq!(words(name), ["order", "line", "added"], "{name}");
    }
}

/// Two kinds of record with the same numbers as ids are not one.
#[test]
fn the_streams_say_which_word_is_the_action() {
    let last = naming(&["OrderCreated", "OrderPaid", "LineCreated", "LinePaid"], &[&[0, 1], &[2, 3]]);
    assert_eq!(last.stem("OrderCreated").as_deref(), Some("order"));
    let first = naming(&["created.order", "paid.order", "created.line", "paid.line"], &[&[0, 1], &[2, 3]]);
    assert_eq!(first.stem("paid.line").as_deref(), Some("line"));
    let common = naming(&["com.acme.order.made.v1", "com.acme.order.sent.v1", "com.acme.line.made.v2"], &[&[0, 1]]);
    assert_eq!(common.stem("com.acme.order.made.v1").as_deref(), Some("order"));
    assert_eq!(common.entity("com.acme.line.made.v2"), common.entity("com.acme.line.sent.v1"));
    let none = naming(&["alpha", "beta"], &[&[0, 1]]);
    assert_eq!(none.entity("alpha"), None);
}
