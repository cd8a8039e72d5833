//! Wires the schema validator: telemetry, registry, clients, handler.

use aws_sdk_dynamodb::Client;
use lambda_host::{config::required, quarantine::SqsQuarantine};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use schema_validator::{EventBridgeBus, Payload, SeverityPolicy, Validator};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    lambda_host::telemetry::init("schema-validator");
    let (table, bus, queue) = (required("TABLE_NAME")?, required("EVENT_BUS_NAME")?, required("QUARANTINE_QUEUE_URL")?);
    let policy = SeverityPolicy { unknown_type: required("UNKNOWN_TYPE_SEVERITY")?.parse()? };
    let config = lambda_host::aws::config().await;
    let bus = EventBridgeBus::new(aws_sdk_eventbridge::Client::new(&config), bus);
    let quarantine = SqsQuarantine::new(aws_sdk_sqs::Client::new(&config), queue);
    let validator = &Validator::new(&Client::new(&config), &table, policy, bus, quarantine)?;
    run(service_fn(
        |event: LambdaEvent<Payload>| async move { validator.handle(event.payload).await.map_err(Error::from) },
    ))
    .await
}
