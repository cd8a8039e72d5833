//! The queue of what a function understood to be broken. All tests share it.

use aws_config::SdkConfig;
use serde_json::Value;

use crate::wait;

/// How long a pass over the queue hides from others what it has seen, in seconds: longer than a pass takes.
const HIDDEN_SECONDS: i32 = 20;

/// The quarantine queue.
#[derive(Clone, Debug)]
pub struct Quarantine {
    client: aws_sdk_sqs::Client,
    queue_url: String,
}

impl Quarantine {
    pub(crate) fn new(config: &SdkConfig, queue_url: &str) -> Self {
        Self { client: aws_sdk_sqs::Client::new(config), queue_url: queue_url.to_owned() }
    }

    /// Waits for the notice about the item with this key, and takes it off the queue.
    ///
    /// # Panics
    /// When it does not come.
    pub async fn wait_for(&self, pk: &str, sk: &str) -> Value {
        let is_it = |notice: &Value| notice["pk"] == pk && notice["sk"] == sk;
        wait::until(&format!("the quarantine of {pk} {sk}"), async || self.find(is_it).await.into_iter().next()).await
    }

    /// Takes the notices that are meant off the queue, and leaves all others to those who wait for them.
    pub async fn find(&self, wanted: impl Fn(&Value) -> bool) -> Vec<Value> {
        let (mut found, mut others) = (Vec::new(), Vec::new());
        loop {
            let received = self.client.receive_message().queue_url(&self.queue_url).max_number_of_messages(10);
            let received = received.visibility_timeout(HIDDEN_SECONDS).wait_time_seconds(0).send().await;
            let messages = received.expect("messages").messages.unwrap_or_default();
            if messages.is_empty() {
                break;
            }
            for message in messages {
                match serde_json::from_str(message.body().unwrap_or_default()) {
                    Ok(notice) if wanted(&notice) => {
                        let deleted = self.client.delete_message().queue_url(&self.queue_url);
                        deleted.set_receipt_handle(message.receipt_handle).send().await.expect("a notice is deleted");
                        found.push(notice);
                    }
                    _ => others.extend(message.receipt_handle),
                }
            }
        }
        for receipt in others {
            let shown = self.client.change_message_visibility().queue_url(&self.queue_url).receipt_handle(receipt);
            // It may have been shown again by time, or taken by whom it was for.
            let _ = shown.visibility_timeout(0).send().await;
        }
        found
    }
}
