//! What calls cost, as the engine counts it, and what they touch.

use dynamodb_entity::PK_ATTRIBUTE;
use serde_json::{Value, json};

/// One call and its cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// `TransactWriteItems`.
    pub operation: String,
    /// How many items it named: writes and checks of a transaction, keys of a batched read, else 1.
    pub items: usize,
    /// Capacity units of reads.
    pub read_units: f64,
    /// Capacity units of writes, to the table and to its indexes.
    pub write_units: f64,
    /// What a role must allow for it.
    pub touched: Vec<Touch>,
}

/// One action on the items of one partition, as IAM asks a role for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Touch {
    /// `PutItem`.
    pub action: String,
    /// The value of the partition key; empty when the request names none.
    pub partition_key: String,
    /// The index, when it is not the table itself.
    pub index: Option<String>,
}

/// The operations that tell what they cost.
const TELLING: [&str; 8] = [
    "BatchGetItem",
    "DeleteItem",
    "GetItem",
    "PutItem",
    "Query",
    "TransactGetItems",
    "TransactWriteItems",
    "UpdateItem",
];

impl Call {
    /// The same request, asking what it costs.
    pub(super) fn asking_for_units(body: &str) -> String {
        let Ok(Value::Object(mut body)) = serde_json::from_str(body) else { return body.to_owned() };
        if !body.contains_key("AttributeDefinitions") {
            body.insert("ReturnConsumedCapacity".to_owned(), json!("INDEXES"));
        }
        Value::Object(body).to_string()
    }

    pub(super) fn of(operation: &str, request: &str, answer: &str) -> Self {
        let parsed = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
        let (request, answer) = (parsed(request), parsed(answer));
        let items = match operation {
            "TransactGetItems" | "TransactWriteItems" => request["TransactItems"].as_array().map_or(0, Vec::len),
            "BatchGetItem" => {
                let tables = request["RequestItems"].as_object().into_iter().flat_map(|tables| tables.values());
                tables.filter_map(|table| table["Keys"].as_array()).map(Vec::len).sum()
            }
            _ => 1,
        };
        let consumed = match &answer["ConsumedCapacity"] {
            Value::Array(tables) => tables.clone(),
            Value::Null => Vec::new(),
            one => vec![one.clone()],
        };
        let units: f64 = consumed.iter().filter_map(|table| table["CapacityUnits"].as_f64()).sum();
        let reads = matches!(operation, "GetItem" | "BatchGetItem" | "Query" | "Scan" | "TransactGetItems");
        let (read_units, write_units) = if reads { (units, 0.0) } else { (0.0, units) };
        debug_assert!(!TELLING.contains(&operation) || answer.get("__type").is_some() || !consumed.is_empty());
        let touched = touched(operation, &request);
        Self { operation: operation.to_owned(), items, read_units, write_units, touched }
    }
}

fn touched(operation: &str, request: &Value) -> Vec<Touch> {
    match operation {
        "TransactGetItems" | "TransactWriteItems" => {
            request["TransactItems"].as_array().into_iter().flatten().flat_map(of_item).collect()
        }
        "BatchGetItem" => {
            let tables = request["RequestItems"].as_object().into_iter().flat_map(|tables| tables.values());
            let keys = tables.filter_map(|table| table["Keys"].as_array()).flatten();
            keys.map(|key| touch(operation, key)).collect()
        }
        "Query" => {
            // Ours all begin `#pk = :pk`.
            let condition = request["KeyConditionExpression"].as_str().unwrap_or_default();
            let placeholder = condition.split_whitespace().nth(2).unwrap_or_default();
            let key = json!({ PK_ATTRIBUTE: request["ExpressionAttributeValues"][placeholder] });
            let index = request["IndexName"].as_str().map(str::to_owned);
            vec![Touch { index, ..touch(operation, &key) }]
        }
        "PutItem" => vec![touch(operation, &request["Item"])],
        _ => vec![touch(operation, &request["Key"])],
    }
}

/// DynamoDB asks for the action of each item of a transaction. A refusal that shows an item reads it; where it shows nothing, the store
/// does.
fn of_item(item: &Value) -> Vec<Touch> {
    let named = item.as_object().into_iter().flatten();
    let touches = named.flat_map(|(kind, request)| {
        let action = if kind == "ConditionCheck" { "ConditionCheckItem".to_owned() } else { format!("{kind}Item") };
        let key = if kind == "Put" { &request["Item"] } else { &request["Key"] };
        let shown = request["ReturnValuesOnConditionCheckFailure"] == "ALL_OLD";
        std::iter::once(touch(&action, key)).chain(shown.then(|| touch("GetItem", key)))
    });
    touches.collect()
}

fn touch(action: &str, key: &Value) -> Touch {
    let partition_key = key[PK_ATTRIBUTE]["S"].as_str().unwrap_or_default().to_owned();
    Touch { action: action.to_owned(), partition_key, index: None }
}
