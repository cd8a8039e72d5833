use super::*;

/// Somebody who looks for a mistake with `RUST_LOG=trace` must not get the requests to the table, and so the data of customers, into
/// the log.
#[test]
fn below_info_only_own_crates_are_heard() {
    let heard = |level, target| may_be_heard(level, target, "stream-publisher");
    for foreign in
        ["aws_smithy_runtime::client::orchestrator", "hyper::client", "aws_sdk_dynamodb", "account", "api_docs"]
    {
        assert!(!heard(Level::TRACE, foreign) && !heard(Level::DEBUG, foreign), "{foreign}");
        assert!(heard(Level::INFO, foreign) && heard(Level::ERROR, foreign), "{foreign}");
    }
    for own in ["stream_publisher::bus", "lambda_host::execute", "dynamodb_store"] {
        assert!(heard(Level::TRACE, own), "{own}");
    }
}
