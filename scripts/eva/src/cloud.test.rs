use super::*;

/// Guards against made-up credentials sent to a real service, which then answers with a riddle instead of "no credentials".
#[test]
fn only_this_machine_gets_made_up_credentials() {
    for endpoint in [
        "http://localhost:4566",
        "http://127.0.0.1:4566/",
        "http://127.1.2.3",
        "http://[::1]:4566",
        "http://sqs.localhost:80",
    ] {
        assert!(is_loopback(endpoint), "{endpoint}");
    }
    for endpoint in [
        "https://dynamodb.eu-central-1.amazonaws.com",
        "http://localhost.example.com",
        "http://10.0.0.1:4566",
        "http://127.0.0.1.nip.io",
        "",
    ] {
        assert!(!is_loopback(endpoint), "{endpoint}");
    }
}
