use serde_json::json;

use super::*;

/// CloudWatch drops a line silently when a dimension or metric that it announces is missing from it.
#[test]
fn a_line_holds_every_name_that_it_announces() {
    let measured =
        [Measurement::new(REJECTIONS, Unit::Count, 2.0), Measurement::new(LOAD_LATENCY, Unit::Milliseconds, 0.25)];
    let (dimensions, properties) = ([("Aggregate", "account")], [("code", "account_archived".to_owned())]);
    let line = Line { measured: &measured, dimensions: &dimensions, properties: &properties };
    let line = serde_json::to_value(line).expect("JSON");
    let directive = &line["_aws"]["CloudWatchMetrics"][0];
    assert_eq!(directive["Dimensions"], json!([[], ["Aggregate"]]));
    let expected = json!([{"Name": REJECTIONS, "Unit": "Count"}, {"Name": LOAD_LATENCY, "Unit": "Milliseconds"}]);
    assert_eq!(directive["Metrics"], expected);
    for name in ["Aggregate", "code", REJECTIONS, LOAD_LATENCY] {
        assert!(line.get(name).is_some(), "{name} is missing");
    }
    assert_eq!((&line[REJECTIONS], &line[LOAD_LATENCY]), (&json!(2.0), &json!(0.25)));
}
