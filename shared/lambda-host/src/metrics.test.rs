use super::*;

/// CloudWatch drops a line silently when a dimension or metric that it announces is missing from it.
#[test]
fn a_line_holds_every_name_that_it_announces() {
    let line = line(REJECTIONS, 2, &[("Aggregate", "account"), ("Code", "account_archived")]);
    let directive = &line["_aws"]["CloudWatchMetrics"][0];
    assert_eq!(directive["Dimensions"], json!([[], ["Aggregate", "Code"]]));
    for name in ["Aggregate", "Code", REJECTIONS] {
        assert!(line.get(name).is_some(), "{name} is announced and missing");
    }
    assert_eq!(line[REJECTIONS], json!(2));
}
