//! Requests that no well-behaved client would send: HTTP clients resolve `..` and refuse odd paths before they leave.

use std::time::Duration;

use reqwest::Url;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

const PATIENCE: Duration = Duration::from_secs(40);

/// Sends `GET {path}` with the path exactly as it is, and answers with the status and everything else that came back as text.
///
/// # Panics
/// When there is no HTTP answer.
pub async fn get(base: &str, path: &str, token: &str) -> (u16, String) {
    let url = Url::parse(base).expect("the URL of the API");
    let host = url.host_str().expect("a host");
    let port = url.port_or_known_default().expect("a port");
    let request = format!(
        "GET {}{path} HTTP/1.1\r\nHost: {host}:{port}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n",
        url.path()
    );
    let exchange = async {
        let mut stream = TcpStream::connect((host, port)).await?;
        stream.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        std::io::Result::Ok(String::from_utf8_lossy(&answer).into_owned())
    };
    let answer = timeout(PATIENCE, exchange).await.expect("an answer in time").expect("an answer");
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
    (status.unwrap_or_else(|| panic!("`GET {path}` got no HTTP answer: {answer}")), answer)
}
