//! What calls cost, as the engine counts it.

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
}

/// The operations that tell what they cost.
const TELLING: [&str; 7] =
    ["BatchGetItem", "DeleteItem", "GetItem", "PutItem", "Query", "TransactWriteItems", "UpdateItem"];

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
            "TransactWriteItems" => request["TransactItems"].as_array().map_or(0, Vec::len),
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
        let reads = matches!(operation, "GetItem" | "BatchGetItem" | "Query" | "Scan");
        let (read_units, write_units) = if reads { (units, 0.0) } else { (0.0, units) };
        debug_assert!(!TELLING.contains(&operation) || answer.get("__type").is_some() || !consumed.is_empty());
        Self { operation: operation.to_owned(), items, read_units, write_units }
    }
}
