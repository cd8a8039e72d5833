//! Wires the stream publisher: telemetry, clients, handler.

use lambda_host::quarantine::SqsQuarantine;
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use stream_publisher::{EventBridgeBus, Publisher, StreamBatch};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    lambda_host::telemetry::init("stream-publisher");
    let bus_name = lambda_host::config::required("EVENT_BUS_NAME")?;
    let queue_url = lambda_host::config::required("QUARANTINE_QUEUE_URL")?;
    let config = lambda_host::aws::config().await;
    let publisher = &Publisher::new(
        EventBridgeBus::new(aws_sdk_eventbridge::Client::new(&config), bus_name),
        SqsQuarantine::new(aws_sdk_sqs::Client::new(&config), queue_url),
    );
    run(service_fn(
        |event: LambdaEvent<StreamBatch>| async move { Ok::<_, Error>(publisher.handle(event.payload).await) },
    ))
    .await
}
