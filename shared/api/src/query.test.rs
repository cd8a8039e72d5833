use serde::Deserialize;

use super::*;

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    #[serde(default)]
    limit: Option<u8>,
    #[serde(default)]
    archived: bool,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    order: Option<Order>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Order {
    Name,
    CreatedAt,
}

/// Guards against parameters that are lost or misread on their way.
#[test]
fn a_query_that_fits_is_read() {
    let list: List = parse("limit=50&archived=true&name=a+b%20c%26%C3%A9&order=created_at&").unwrap();
    let name = Some("a b c&é".to_owned());
    assert_eq!(list, List { limit: Some(50), archived: true, name, order: Some(Order::CreatedAt) });
    assert_eq!(parse::<List>("").unwrap(), List::default());
}

/// Guards against a filter with a typing error that answers with the whole list, and against values in the answer.
/// Requirement: ALL-6, ALL-7.
#[test]
fn a_parameter_that_does_not_fit_is_named_and_its_value_is_not() {
    for (query, parameter) in [
        ("limit=SECRET", "limit"),
        ("limit=256", "limit"),
        ("limit=", "limit"),
        ("limit=-1", "limit"),
        ("archived=yes", "archived"),
        ("order=SECRET", "order"),
        ("lmit=5", "lmit"),
        ("limit=5&limit=5", "limit"),
        ("limit=5&l%69mit=6", "limit"),
        ("name=%ff", ""),
        ("%ff=1", ""),
    ] {
        let problem = parse::<List>(query).unwrap_err();
        let body = problem.body();
        assert_eq!((problem.status().as_u16(), problem.code()), (400, "invalid_parameter"), "{query}");
        assert_eq!(body["errors"][0]["parameter"], parameter, "{query}");
        assert!(!body.to_string().contains("SECRET"), "{body}");
    }
}
