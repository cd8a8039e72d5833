use super::*;

fn stream(sort_keys: &[&str]) -> Stream {
    let mut stream = Stream::default();
    sort_keys.iter().for_each(|sort_key| stream.add(sort_key));
    stream
}

/// Guards against a check that overlooks what must be impossible: a state without its events, an event without its state, a gap.
///
/// Requirement: PLT-1
#[test]
fn a_stream_is_whole_with_all_its_events_and_its_state() {
    let [one, two, three] = [1, 2, 3].map(EventItem::sk_of);
    let (one, two, three) = (one.as_str(), two.as_str(), three.as_str());
    assert!(stream(&[one, two, "STATE"]).is_whole(2));
    assert!(stream(&[one, two, "STATE", "SOMETHING"]).is_whole(2));
    for (sort_keys, version) in [
        (&[one, two][..], 2),
        (&["STATE"], 1),
        (&[], 0),
        (&[one, two, "STATE"], 1),
        (&[one, three, "STATE"], 2),
        (&[two, "STATE"], 1),
    ] {
        assert!(!stream(sort_keys).is_whole(version), "{sort_keys:?}");
    }
}
