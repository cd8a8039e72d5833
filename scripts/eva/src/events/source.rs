//! Events of a running system: those of the table, and those that wait in a queue.

use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_sqs::types::{ChangeMessageVisibilityBatchRequestEntry, DeleteMessageBatchRequestEntry, Message};
use dynamodb_entity::CapsuleIsolated as _;
use dynamodb_store::EventItem;
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use kernel::TenantId;
use tokio::signal::unix::{SignalKind, signal};

use super::{analyze::progress, intake::Intake};
use crate::{
    Failure,
    cloud::{Cloud, CloudError},
    say,
};

/// So many parts of the table are read at once.
const SEGMENTS: i32 = 8;
/// How long a message is hidden from other readers, in seconds.
const HIDDEN_SECONDS: i32 = 900;
/// A queue without a message for so many seconds is empty.
const WAIT_SECONDS: i32 = 3;
/// So many answers in a row with nothing new are the end: one may be a message that was delivered twice.
const STALE_ANSWERS: u32 = 5;
/// What SQS takes in one call.
const BATCH: usize = 10;

/// The events of the table, as the stream publisher puts them on the bus.
///
/// # Errors
/// When the table does not answer.
pub(crate) async fn table(
    cloud: &Cloud,
    table: &str,
    tenant: Option<TenantId>,
    intake: &mut Intake,
) -> Result<(), Failure> {
    let mut pages: FuturesUnordered<_> =
        (0..SEGMENTS).map(|segment| page(cloud, table, tenant, segment, None)).collect();
    while let Some(answer) = pages.next().await {
        let Page { segment, items, next } = answer?;
        if next.is_some() {
            pages.push(page(cloud, table, tenant, segment, next));
        }
        let before = intake.lines();
        for item in items {
            match wire_form(item) {
                Some(line) => intake.line(&line)?,
                None => intake.unreadable("is an item of the table that is no event, or contradicts its key")?,
            }
        }
        progress(before, intake.lines(), "events read");
    }
    Ok(())
}

type Item = std::collections::HashMap<String, AttributeValue>;

struct Page {
    segment: i32,
    items: Vec<Item>,
    next: Option<Item>,
}

async fn page(
    cloud: &Cloud,
    table: &str,
    tenant: Option<TenantId>,
    segment: i32,
    start: Option<Item>,
) -> Result<Page, CloudError> {
    let mut scan = cloud
        .table
        .scan()
        .table_name(table)
        .segment(segment)
        .total_segments(SEGMENTS)
        .filter_expression(if tenant.is_some() { "kind = :event AND tenant_id = :tenant" } else { "kind = :event" })
        .expression_attribute_values(":event", AttributeValue::S("event".to_owned()))
        .set_exclusive_start_key(start);
    if let Some(tenant) = tenant {
        scan = scan.expression_attribute_values(":tenant", AttributeValue::S(tenant.to_string()));
    }
    // Boxed, because the layout of the SDK's future is too deep for the compiler inside all of ours.
    let page = Box::pin(scan.send()).await.map_err(cloud.failed("scanning the table"))?;
    let next = page.last_evaluated_key.filter(|key| !key.is_empty());
    Ok(Page { segment, items: page.items.unwrap_or_default(), next })
}

/// The event of an item in its wire form.
fn wire_form(item: Item) -> Option<Vec<u8>> {
    let event = EventItem::from_trusted_item(item.into()).ok()?.into_event().ok()?;
    serde_json::to_vec(&event).ok()
}

/// What waits in the queue, until it is empty or somebody presses Ctrl-C.
///
/// # Errors
/// When the queue does not answer.
pub(crate) async fn queue(cloud: &Cloud, url: &str, delete: bool, intake: &mut Intake) -> Result<(), Failure> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut lent = Vec::new();
    let read = tokio::select! {
        read = drain(cloud, url, delete, intake, &mut lent) => read,
        _ = interrupt.recv() => {
            say("stopped; this is what was read so far");
            Ok(())
        }
    };
    // What was read is given back whatever happened.
    let given = give_back(cloud, url, lent).await;
    read?;
    Ok(given?)
}

async fn drain(
    cloud: &Cloud,
    url: &str,
    delete: bool,
    intake: &mut Intake,
    lent: &mut Vec<String>,
) -> Result<(), Failure> {
    let mut seen = std::collections::HashSet::new();
    let mut nothing_new = 0;
    loop {
        let receive = cloud
            .queues
            .receive_message()
            .queue_url(url)
            .max_number_of_messages(BATCH as i32)
            .visibility_timeout(HIDDEN_SECONDS)
            .wait_time_seconds(WAIT_SECONDS);
        let received = Box::pin(receive.send()).await.map_err(cloud.failed("receiving from the queue"))?;
        let messages = received.messages.unwrap_or_default();
        let before = intake.lines();
        // Where all come again, and again, the queue has given back what it lent: all others were seen.
        let mut fresh = 0_usize;
        let mut receipts = Vec::new();
        for Message { message_id, receipt_handle, body, .. } in messages {
            receipts.extend(receipt_handle);
            if !delete && !seen.insert(message_id) {
                continue;
            }
            fresh += 1;
            match body {
                Some(body) => intake.line(&one_line(body))?,
                None => intake.unreadable("is a message without a body")?,
            }
        }
        progress(before, intake.lines(), "messages read");
        let is_empty = receipts.is_empty();
        if delete {
            // What is deleted is nowhere else.
            intake.keep_safe()?;
            remove(cloud, url, receipts).await?;
        } else {
            lent.append(&mut receipts);
        }
        nothing_new = if fresh == 0 { nothing_new + 1 } else { 0 };
        if is_empty || nothing_new >= STALE_ANSWERS {
            return Ok(());
        }
    }
}

/// JSON on one line: between its values a line break is a blank, and inside of them it cannot stand.
fn one_line(body: String) -> Vec<u8> {
    let mut bytes = body.into_bytes();
    bytes.iter_mut().filter(|byte| matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = b' ');
    bytes
}

async fn remove(cloud: &Cloud, url: &str, receipts: Vec<String>) -> Result<(), Failure> {
    if receipts.is_empty() {
        return Ok(());
    }
    let mut entries = Vec::with_capacity(receipts.len());
    for (number, receipt) in receipts.into_iter().enumerate() {
        entries.push(DeleteMessageBatchRequestEntry::builder().id(number.to_string()).receipt_handle(receipt).build()?);
    }
    let call = cloud.queues.delete_message_batch().queue_url(url).set_entries(Some(entries));
    let answer = Box::pin(call.send()).await.map_err(cloud.failed("deleting from the queue"))?;
    match answer.failed.as_slice() {
        [] => Ok(()),
        [first, ..] => {
            // Read again they would be counted twice, and by nobody's decision.
            let error = StillThere { messages: answer.failed.len(), code: first.code.clone() };
            Err(cloud.failed("deleting from the queue")(error).into())
        }
    }
}

/// Messages that the queue did not let go of.
#[derive(Debug, thiserror::Error)]
#[error("{messages} messages are in the file of --keep, and still in the queue: {code}")]
struct StillThere {
    messages: usize,
    code: String,
}

/// Lets other readers see the messages again.
async fn give_back(cloud: &Cloud, url: &str, receipts: Vec<String>) -> Result<(), CloudError> {
    for batch in receipts.chunks(BATCH) {
        let entry = |(number, receipt): (usize, &String)| {
            ChangeMessageVisibilityBatchRequestEntry::builder()
                .id(number.to_string())
                .receipt_handle(receipt)
                .visibility_timeout(0)
                .build()
        };
        let entries = batch.iter().enumerate().map(entry).collect::<Result<_, _>>();
        let entries = entries.map_err(cloud.failed("giving messages back to the queue"))?;
        let call = cloud.queues.change_message_visibility_batch().queue_url(url).set_entries(Some(entries));
        let answer = Box::pin(call.send()).await.map_err(cloud.failed("giving messages back to the queue"))?;
        if let Some(first) = answer.failed.first() {
            let (messages, minutes) = (answer.failed.len(), HIDDEN_SECONDS / 60);
            say(&format!("{messages} messages are hidden for up to {minutes} minutes more: {}", first.code));
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "source.test.rs"]
mod tests;
