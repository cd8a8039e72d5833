//! The command line on a running system: what it reads out of a queue, and what it lets into the registry.

use std::{fs, path::PathBuf};

use acceptance::Cloud;
use aws_sdk_sqs::types::{QueueAttributeName, SendMessageBatchRequestEntry};
use clap::Parser as _;
use eva::{Failure, Outcome, cli::Eva};
use serde_json::json;
use uuid::Uuid;

/// Events with planted violations; some of its first three hundred deviate.
const SEEDED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../events/corpora/seeded.jsonl");
const EVENTS: usize = 300;

/// Runs `eva`, as an operator does.
async fn eva(args: &[&str]) -> Result<Outcome, Failure> {
    Box::pin(eva::run(Eva::try_parse_from([&["eva"], args].concat()).expect("arguments"))).await
}

fn endpoint() -> String {
    std::env::var("EVA_ENDPOINT").expect("the cloud's endpoint")
}

/// A folder of the test's own.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("eva-governed-{}", Uuid::now_v7().simple()));
        fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

async fn depth(queues: &aws_sdk_sqs::Client, url: &str) -> usize {
    let name = QueueAttributeName::ApproximateNumberOfMessages;
    let answer = queues.get_queue_attributes().queue_url(url).attribute_names(name.clone()).send().await;
    let attributes = answer.expect("a queue").attributes.expect("attributes");
    attributes[&name].parse().expect("a number")
}

/// An analysis of what waits in a queue must take nothing away from whoever the queue belongs to; and what it takes away when it is told to
/// must be in the file that it names, every message.
#[tokio::test]
async fn a_queue_is_read_and_given_back_or_kept() {
    let cloud = Cloud::from_env().await;
    let queues = aws_sdk_sqs::Client::new(cloud.config());
    let name = format!("governed-{}", Uuid::now_v7().simple());
    let url = queues.create_queue().queue_name(name).send().await.expect("a queue").queue_url.expect("its address");
    let corpus = fs::read_to_string(SEEDED).expect("the corpus");
    let lines: Vec<&str> = corpus.lines().take(EVENTS).collect();
    for batch in lines.chunks(10) {
        let entry = |(number, body): (usize, &&str)| {
            SendMessageBatchRequestEntry::builder()
                .id(number.to_string())
                .message_body(*body)
                .build()
                .expect("an entry")
        };
        let entries = batch.iter().enumerate().map(entry).collect();
        queues.send_message_batch().queue_url(&url).set_entries(Some(entries)).send().await.expect("sent");
    }
    let folder = Folder::new();
    let [lent, taken] = ["lent", "taken"].map(|name| folder.0.join(name).display().to_string());
    let analyze = ["events", "analyze", "--endpoint", &endpoint(), "--from-queue", &url, "--keep"];
    assert_eq!(eva(&[&analyze[..], &[&lent]].concat()).await.expect("an analysis"), Outcome::Found);
    let kept = |file: &str| {
        let text = fs::read_to_string(file).expect("a file");
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    let mut sent: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
    sent.sort();
    assert_eq!(kept(&lent), sent);
    assert_eq!(depth(&queues, &url).await, EVENTS, "all were given back");

    let delete = [&analyze[..], &[&taken, "--delete"]].concat();
    assert_eq!(eva(&delete).await.expect("an analysis"), Outcome::Found);
    assert_eq!(kept(&taken), sent);
    assert_eq!(depth(&queues, &url).await, 0);
    // What was taken is nowhere else: the same command again must not empty the file.
    let refused = eva(&delete).await.expect_err("the file is there").to_string();
    assert!(refused.contains("is there already"), "{refused}");
    assert_eq!(kept(&taken), sent);
    queues.delete_queue().queue_url(&url).send().await.expect("removed");
}

/// A contract that lets events pass without the capsule that all their relatives carry, or that breaks the last version, is refused before it is on
/// record: afterwards events would be.
#[tokio::test]
async fn a_schema_is_refused_with_the_reason_before_it_is_on_record() {
    let cloud = Cloud::from_env().await;
    let folder = Folder::new();
    let event_type = format!("Invoice{}Created", Uuid::now_v7().simple());
    let types = folder.0.join(&event_type);
    fs::create_dir_all(&types).expect("a folder");
    let register = async |version: u32, isolation: &str, required: &[&str]| {
        let file = types.join(format!("{version}.json"));
        let text = json!({ "type": "string" });
        let schema = json!({
            "x-eva-isolation": isolation, "type": "object", "required": required,
            "properties": { "tenant_id": text, "capsule_id": text, "total": text, "aggregate_type": { "const": "invoice" } },
        });
        fs::write(&file, schema.to_string()).expect("written");
        let file = file.display().to_string();
        let (table, endpoint) = (cloud.table().name().to_owned(), endpoint());
        let args = ["schema", "register", &file, "--owner", "billing", "--source", "acme.billing", "--table", &table];
        eva(&[&args[..], &["--endpoint", &endpoint]].concat()).await.map_err(|error| error.to_string())
    };
    let refused = register(1, "platform", &["tenant_id"]).await.expect_err("without a capsule");
    assert!(refused.contains("x-eva-platform-reason") && refused.contains("related types have it"), "{refused}");
    register(1, "capsule", &["tenant_id", "capsule_id"]).await.expect("registered");
    register(1, "capsule", &["tenant_id", "capsule_id"]).await.expect("the same again");
    let refused = register(2, "capsule", &["tenant_id", "capsule_id", "total"]).await.expect_err("incompatible");
    assert!(refused.contains("total"), "{refused}");
    register(2, "capsule", &["tenant_id", "capsule_id"]).await.expect("the next version");
}
