use serde_json::json;

use super::*;

fn event(detail_type: &str) -> BusEvent {
    serde_json::from_value(json!({ "source": "eva.crm", "detail-type": detail_type, "detail": {} })).unwrap()
}

/// Guards against missing an event that arrived before somebody waited for it.
#[tokio::test]
async fn an_event_that_is_there_already_is_found_with_its_time() {
    let (feed, arrivals) = channel();
    let at = Instant::now();
    arrivals.put(vec![event("A"), event("B")], at);
    let arrival = feed.wait_for(Duration::ZERO, |event| event.detail_type == "B").await.unwrap();
    assert_eq!((arrival.event.detail_type.as_str(), arrival.at), ("B", at));
}

/// Guards against missing an event that arrives while somebody waits.
#[tokio::test]
async fn an_event_that_comes_later_ends_the_wait() {
    let (feed, arrivals) = channel();
    let (found, ()) = tokio::join!(feed.wait_for(Duration::from_secs(60), |event| event.detail_type == "A"), async {
        arrivals.put(vec![event("A")], Instant::now());
    });
    assert!(found.is_some());
}

/// Guards against a check that hangs when an event is lost.
#[tokio::test]
async fn a_wait_ends_when_patience_does() {
    let (feed, _arrivals) = channel();
    assert!(feed.wait_for(Duration::from_millis(1), |_| true).await.is_none());
}
