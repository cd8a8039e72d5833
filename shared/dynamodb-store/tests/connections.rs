//! How many connections a store makes.

#![allow(clippy::expect_used, reason = "a test that cannot go on stops")]

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use aws_sdk_dynamodb::{
    Client,
    config::{BehaviorVersion, Credentials, Region},
};
use dynamodb_store::DynamoDbStore;
use kernel::{
    Store as _,
    contract::{Ledger, LedgerOpened, commit, ledger, scope},
};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
};

/// A cold function would make a second TLS handshake before its first transaction, which takes longer than the command.
#[tokio::test]
async fn reads_and_transactions_share_one_connection() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free loopback port");
    let endpoint = format!("http://{}", listener.local_addr().expect("a local address"));
    let connections = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&connections);
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::Relaxed);
            tokio::spawn(say_yes(socket));
        }
    });
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::from_static("us-east-1"))
        .credentials_provider(Credentials::new("local", "local", None, None, "local"))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .endpoint_url(endpoint)
        .build();
    let store = DynamoDbStore::new(Client::from_conf(config), "platform_data".to_owned());
    for number in 1..4 {
        let loaded = store.load::<Ledger>(&scope(1, 1), ledger(number), None).await.expect("a load");
        assert_eq!(loaded.snapshot, None);
        let opened = LedgerOpened { name: "a".to_owned() }.into();
        store.append(&commit::<Ledger>(scope(1, 1), ledger(number), None, vec![opened])).await.expect("written");
    }
    assert_eq!(connections.load(Ordering::Relaxed), 1);
}

/// Answers every request of a connection with an empty object.
async fn say_yes(socket: TcpStream) {
    let mut socket = BufReader::new(socket);
    loop {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if socket.read_line(&mut line).await.unwrap_or_default() == 0 {
                return;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().expect("a length");
            }
            if line == "\r\n" {
                break;
            }
        }
        let mut body = vec![0; length];
        socket.read_exact(&mut body).await.expect("a body");
        socket.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").await.expect("an answer");
    }
}
