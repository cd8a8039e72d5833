//! What an operator took up, and when it is open again.

use governance::Status;
use kernel::{OperatorId, TypedId as _, contract};

use super::*;

/// An operator who is told of it a hundred times while working on it stops listening; one who is never told again believes it is over.
#[tokio::test]
async fn what_was_acknowledged_stays_so_until_it_is_ten_times_as_much() {
    let stage = Stage::new(Shelf::default()).await;
    let event = without_capsule();
    stage.handle(&[&event]).await;
    let open = stage.record().await;
    assert_eq!((open.status, open.count, open.version), (Status::Open, 1, 1));
    let operator = OperatorId::from_uuid(contract::uuid(3));
    let taken = open.acknowledged(operator, Timestamp::EPOCH).expect("it is open");
    stage.validator.records.set_status(&open, &taken).await.expect("written");
    assert!(stage.handle(&[event.as_str(); 8]).await.is_empty());
    let still = stage.record().await;
    assert_eq!((still.status, still.count), (Status::Acknowledged, 9));
    assert_eq!(still.acknowledgement.map(|taken| (taken.by, taken.count)), Some((operator, 1)));
    assert!(stage.handle(&[&event]).await.is_empty());
    let again = stage.record().await;
    assert_eq!((again.status, again.count, again.version, again.acknowledgement), (Status::Open, 10, 3, None));
}

/// While the bus takes nothing, no threshold counts as announced: each sight of it would open what an operator took up, again and again.
#[tokio::test]
async fn a_bus_that_takes_nothing_reopens_nothing() {
    let stage = Stage::new(Shelf::default()).await;
    let event = without_capsule();
    stage.handle(&[&event]).await;
    let open = stage.record().await;
    stage.validator.bus.failures.store(u32::MAX, Ordering::SeqCst);
    assert_eq!(stage.handle(&[event.as_str(); 10]).await.len(), 10, "they come again until the bus has heard");
    let grown = stage.record().await;
    assert_eq!((grown.count, grown.announced), (11, 1));
    let taken = grown.acknowledged(OperatorId::from_uuid(contract::uuid(3)), Timestamp::EPOCH).expect("it is open");
    stage.validator.records.set_status(&grown, &taken).await.expect("written");
    stage.handle(&[&event]).await;
    assert_eq!(stage.record().await.status, Status::Acknowledged, "the operator saw eleven of them");
    stage.handle(&[event.as_str(); 90]).await;
    assert_eq!(stage.record().await.status, Status::Open, "of a hundred nobody knows");
    assert_eq!(open.version, 1);
}

/// What was tolerated while it was harmless is news once it is critical.
#[tokio::test]
async fn what_became_critical_is_open_again() {
    let mut stage = Stage::new(Shelf::default()).await;
    let mut event = valid();
    event["detail-type"] = json!("LedgerOpened");
    event["detail"]["event_type"] = json!("LedgerOpened");
    let event = event.to_string();
    stage.handle(&[&event]).await;
    let open = stage.record().await;
    assert_eq!(open.severity, Severity::Medium);
    let taken = open.acknowledged(OperatorId::from_uuid(contract::uuid(3)), Timestamp::EPOCH).expect("it is open");
    stage.validator.records.set_status(&open, &taken).await.expect("written");
    stage.validator.policy.unknown_type = Severity::High;
    stage.handle(&[&event]).await;
    assert_eq!(stage.record().await.status, Status::Acknowledged);
    stage.validator.policy.unknown_type = Severity::Critical;
    stage.handle(&[&event]).await;
    assert_eq!((stage.record().await.status, stage.record().await.severity), (Status::Open, Severity::Critical));
}
