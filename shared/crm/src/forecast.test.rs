use super::*;

/// A probability of 101 % or half a percent would make forecasts that nobody believes. Requirement: SET-4, OPP-2
#[test]
fn a_probability_is_a_whole_number_up_to_100() {
    for percent in [0, 1, 99, 100] {
        let probability: Probability = serde_json::from_value(percent.into()).expect("a probability");
        assert_eq!((probability.get(), probability), (percent, Probability::saturating(percent)));
        assert_eq!(serde_json::to_value(probability).expect("JSON"), percent);
    }
    for refused in ["101", "-1", "256", "0.5", "1e1", "\"50\"", "null", "9223372036854775808"] {
        assert!(serde_json::from_str::<Probability>(refused).is_err(), "{refused}");
    }
    assert_eq!(Probability::saturating(255), Probability::CERTAIN);
}

/// The words on the wire are promised to whoever subscribes. Requirement: SET-4
#[test]
fn kinds_and_categories_are_written_in_snake_case() {
    let word = |value| serde_json::to_value::<ForecastCategory>(value).expect("JSON");
    assert_eq!(word(ForecastCategory::BestCase), "best_case");
    assert_eq!(serde_json::to_value(StageKind::Open).expect("JSON"), "open");
}
