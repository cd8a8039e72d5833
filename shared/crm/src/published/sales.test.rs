use std::collections::BTreeSet;

use expect_test::expect;
use kernel::{Published, TypedId as _};
use serde_json::json;

use super::*;
use crate::given::scope;

/// A tenant must be able to sell from the start, and what everybody refers to must be the same for everybody. Requirement: SET-4, OPP-2
#[test]
fn there_is_a_default_pipeline_without_any_set_up() {
    let terms = SalesTerms::of(&Known::default(), &scope()).expect("the default");
    assert_eq!(terms, SalesTerms::default_in(&scope()));
    let pipeline = terms.pipeline(terms.default_pipeline_id).expect("the default pipeline");
    let mut lines = format!("{} {}\n", pipeline.pipeline_id, pipeline.name);
    for Stage { stage_id, name, kind, probability, forecast_category } in pipeline.stages.iter() {
        lines += &format!("{stage_id} {name} {kind:?} {} {forecast_category:?}\n", probability.get());
    }
    lines.extend(terms.loss_reasons.iter().map(|reason| format!("{} {}\n", reason.code, reason.name)));
    expect![[r#"
        pipeline_0000000000e34by03pc8h9hr2g Sales
        stage_0000000000fv5sft89t0y180cj Prospecting Open 10 Pipeline
        stage_0000000000fgqb8kgaaj5jdz01 Qualification Open 20 Pipeline
        stage_0000000000eem8ecn4g9kqz16z Proposal Open 50 BestCase
        stage_0000000000ecftxywt8ry7kxjg Negotiation Open 80 Commit
        stage_0000000000ebn8x99cb8783ms0 Won Won 100 Closed
        stage_0000000000fhksyhfz0htkj7cq Lost Lost 0 Omitted
        unknown Unknown
        other Other
        price Price
        competitor Lost to a competitor
        no_budget No budget
        timing Bad timing
    "#]]
    .assert_eq(&lines);
    for needed in [LossCode::unknown(), LossCode::other()] {
        assert!(terms.loss_reason(&needed).is_some(), "{needed}");
    }
}

/// The texts of the default are not checked where they stand: they must be such as people may type. Requirement: SET-4
#[test]
fn the_default_can_be_read() {
    let terms = SalesTerms::default_in(&scope());
    let written = serde_json::to_value(&terms).expect("JSON");
    assert_eq!(serde_json::from_value::<SalesTerms>(written.clone()).expect("readable"), terms);
    let id = SalesTerms::id(&scope()).erase();
    let known = |attributes| Known {
        published: [(id.clone(), Published { archived: false, attributes })].into(),
        ..Known::default()
    };
    let mut other = written;
    other["loss_reasons"] = json!([]);
    assert!(SalesTerms::of(&known(other), &scope()).is_ok_and(|read| read.loss_reasons.is_empty()));
    let no = SalesTerms::of(&known(json!({})), &scope()).expect_err("a rejection");
    assert_eq!(no.code, "published_unreadable");
}

/// A deal whose stage is found in another pipeline, or in another tenant's, would be counted there. Requirement: OPP-2
#[test]
fn a_stage_is_found_with_its_pipeline() {
    let terms = SalesTerms::default_in(&scope());
    let pipeline = terms.pipelines.first().expect("a pipeline");
    for stage in pipeline.stages.iter() {
        assert_eq!(terms.stage(stage.stage_id), Some((pipeline, stage)));
    }
    let other = SalesTerms::default_in(&Scope::establish(crate::given::id('1'), crate::given::id('2')));
    let ids = |terms: &SalesTerms| -> BTreeSet<_> {
        terms.pipelines.iter().flat_map(|pipeline| pipeline.stages.iter().map(|stage| stage.stage_id)).collect()
    };
    assert_eq!((ids(&terms).len(), ids(&other).len()), (6, 6));
    assert!(ids(&terms).is_disjoint(&ids(&other)));
    assert_ne!(
        SalesTerms::id(&scope()),
        SalesTerms::id(&Scope::establish(crate::given::id('1'), crate::given::id('2')))
    );
    for foreign in ids(&other) {
        assert_eq!(terms.stage(foreign), None);
    }
    assert_eq!(terms.pipeline(other.default_pipeline_id), None);
}
