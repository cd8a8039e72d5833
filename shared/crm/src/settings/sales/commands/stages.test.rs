use kernel::{Rejection, TypedId as _};
use serde_json::{Value, json};

use super::*;
use crate::{
    given::{self, body},
    published::SalesTerms,
};

fn current() -> Vec<Stage> {
    SalesTerms::default_in(&given::scope()).pipelines[0].stages.to_vec()
}

/// The wishes that keep the stages as they are.
fn kept() -> Vec<Value> {
    current().iter().map(|stage| serde_json::to_value(stage).expect("JSON")).collect()
}

fn accept(wanted: &[Value]) -> Result<Vec<Stage>, Rejection> {
    let wanted: Vec<StageWish> = body(json!(wanted));
    let mut ids = Ids::after(0, &given::inputs(given::id('1')));
    accepted(&wanted, &current(), &mut ids).map(|stages| stages.to_vec())
}

fn refused(wanted: &[Value]) -> (&'static str, String) {
    let no = accept(wanted).expect_err("a rejection");
    (no.code, no.pointer.unwrap_or_default())
}

/// The wishes with one field of one of them changed.
fn with(index: usize, field: &str, value: Value) -> Vec<Value> {
    let mut wanted = kept();
    wanted[index][field] = value;
    wanted
}

fn open(name: &str) -> Value {
    json!({"name": name, "kind": "open", "probability": 30, "forecast_category": "pipeline"})
}

/// A deal stays in its stage whatever that is called and wherever it stands. Requirement: SET-4
#[test]
fn a_stage_keeps_its_id_and_a_new_one_gets_one() {
    assert_eq!(accept(&kept()), Ok(current()));
    let mut wanted = kept();
    wanted.swap(0, 1);
    wanted[0]["name"] = json!("Qualified");
    wanted[1]["probability"] = json!(5);
    wanted[1]["forecast_category"] = json!("omitted");
    wanted.remove(3);
    wanted.insert(2, open("Demo"));
    let stages = accept(&wanted).expect("accepted");
    let ids = |stages: &[Stage]| stages.iter().map(|stage| stage.stage_id).collect::<Vec<_>>();
    let before = ids(&current());
    assert_eq!(ids(&stages), [before[1], before[0], stages[2].stage_id, before[2], before[4], before[5]]);
    assert!(!before.contains(&stages[2].stage_id));
    assert_eq!((stages[0].name.as_str(), stages[1].probability.get()), ("Qualified", 5));
}

/// Without a stage to be won or lost in, a deal could never be closed. Requirement: SET-4
#[test]
fn a_pipeline_has_an_open_a_won_and_a_lost_stage() {
    let only = |kinds: &[&str]| {
        let wanted = kept().into_iter().filter(|stage| kinds.iter().any(|kind| stage["kind"] == *kind));
        wanted.collect::<Vec<_>>()
    };
    for kinds in [&[][..], &["open"], &["won", "lost"], &["open", "won"], &["open", "lost"]] {
        assert_eq!(refused(&only(kinds)), ("stages_incomplete", "/stages".into()), "{kinds:?}");
    }
    assert!(accept(&only(&["open", "won", "lost"])).is_ok());
}

/// A forecast that counts an open deal as closed, or a lost one at all, is wrong by its whole amount. Requirement: SET-4
#[test]
fn probability_and_category_go_with_the_kind() {
    for (index, field, value) in [
        (4, "probability", json!(99)),
        (4, "forecast_category", json!("commit")),
        (5, "probability", json!(1)),
        (5, "forecast_category", json!("pipeline")),
        (0, "forecast_category", json!("closed")),
    ] {
        let pointer = format!("/stages/{index}/{field}");
        assert_eq!(refused(&with(index, field, value.clone())), ("invalid_field", pointer), "{field} {value}");
    }
    for (field, value) in
        [("probability", json!(0)), ("probability", json!(100)), ("forecast_category", json!("omitted"))]
    {
        assert!(accept(&with(0, field, value.clone())).is_ok(), "{field} {value}");
    }
}

/// What was won in a stage would be lost when the stage becomes another kind. Requirement: SET-4
#[test]
fn the_kind_of_a_stage_never_changes() {
    let mut wanted = with(3, "kind", json!("won"));
    wanted[3]["probability"] = json!(100);
    wanted[3]["forecast_category"] = json!("closed");
    assert_eq!(refused(&wanted), ("stage_kind_fixed", "/stages/3/kind".into()));
}

/// An id that is not there, or there twice, names no stage. Requirement: SET-4, ALL-7
#[test]
fn an_id_names_a_stage_of_the_pipeline_once() {
    let foreign: StageId = given::id('7');
    assert_eq!(refused(&with(1, "stage_id", json!(foreign))), ("stage_not_found", "/stages/1/stage_id".into()));
    let first = current()[0].stage_id;
    assert_eq!(refused(&with(2, "stage_id", json!(first))), ("invalid_field", "/stages/2/stage_id".into()));
}

/// Two stages of one name are one to whoever reads a report. Requirement: SET-4
#[test]
fn the_names_of_stages_differ_in_more_than_their_case() {
    assert_eq!(refused(&with(1, "name", json!("PROSPECTING"))), ("invalid_field", "/stages/1/name".into()));
}

/// A request that is sent again without ids must not replace every stage by another of its name. Requirement: SET-4
#[test]
fn a_new_stage_does_not_take_the_place_of_one_of_its_name() {
    let mut wanted = kept();
    wanted[2].as_object_mut().expect("an object").remove("stage_id");
    assert_eq!(refused(&wanted), ("stage_exists", "/stages/2/stage_id".into()));
    wanted[2]["name"] = json!("proposal");
    assert_eq!(refused(&wanted), ("stage_exists", "/stages/2/stage_id".into()));
    // Under a name that an old stage gave up it is another one.
    let mut wanted = with(2, "name", json!("Offer"));
    wanted.push(open("Proposal"));
    assert!(accept(&wanted).is_ok());
}

/// Whoever counts on gets an id that was not there. Requirement: SET-4
#[test]
fn an_id_is_given_out_once() {
    let inputs = given::inputs(given::id('1'));
    let (mut first, mut later) = (Ids::after(0, &inputs), Ids::after(1, &inputs));
    let ids: [StageId; 3] = [first.next(), first.next(), later.next()];
    assert_ne!(ids[0], ids[1]);
    assert_eq!(ids[1], ids[2], "the second one, whoever counts");
    assert!(ids.iter().all(|id| id.uuid().get_version_num() == 7));
}
