//! Wires the schema validator: telemetry, registry, clients, handler.

use event_schema::Registry;
use governance::SchemaRecords;
use lambda_host::quarantine::SqsQuarantine;
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use schema_validator::{EventBridgeBus, Payload, RegisteredTypes, SeverityPolicy, Validator, ViolationRecords};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    lambda_host::telemetry::init("schema-validator");
    let table = lambda_host::config::required("TABLE_NAME")?;
    let bus_name = lambda_host::config::required("EVENT_BUS_NAME")?;
    let queue_url = lambda_host::config::required("QUARANTINE_QUEUE_URL")?;
    let unknown_type = lambda_host::config::required("UNKNOWN_TYPE_SEVERITY")?.parse()?;
    let config = lambda_host::aws::config().await;
    let client = aws_sdk_dynamodb::Client::new(&config);
    let validator = &Validator {
        registry: Registry::embedded()?,
        registered: RegisteredTypes::new(SchemaRecords::new(client.clone(), table.clone())),
        policy: SeverityPolicy { unknown_type },
        memory: Default::default(),
        records: ViolationRecords::new(client, table),
        bus: EventBridgeBus::new(aws_sdk_eventbridge::Client::new(&config), bus_name),
        quarantine: SqsQuarantine::new(aws_sdk_sqs::Client::new(&config), queue_url),
    };
    run(service_fn(
        |event: LambdaEvent<Payload>| async move { validator.handle(event.payload).await.map_err(Error::from) },
    ))
    .await
}
