use std::collections::BTreeSet;

use expect_test::{Expect, expect};
use kernel::{DomainEvent as _, TypedId as _};
use proptest::{prelude::*, sample::select};
use serde_json::{Value, json};

use super::*;
use crate::{
    given::{self, at, body, scope},
    limits,
    published::SalesTerms,
    reference::PipelineId,
};

type Command = SalesSettingsCommand;

fn inputs() -> Inputs<SalesSettingsId> {
    given::inputs(SalesTerms::id(&scope()))
}

fn patch(value: Value) -> Command {
    Command::Change(Box::new(body(value)))
}

fn stage(name: &str, kind: &str) -> Value {
    let (probability, forecast_category) = match kind {
        "won" => (100, "closed"),
        "lost" => (0, "omitted"),
        _ => (50, "pipeline"),
    };
    json!({"name": name, "kind": kind, "probability": probability, "forecast_category": forecast_category})
}

fn stages() -> Value {
    json!([stage("Talk", "open"), stage("Done", "won"), stage("Gone", "lost")])
}

fn add(name: &str) -> Command {
    Command::AddPipeline(Box::new(body(json!({"name": name, "stages": stages()}))))
}

fn state(given: &[Command]) -> SalesSettingsState {
    given::state::<SalesSettings>(&inputs(), given).expect("a state")
}

/// The pipeline that was added last.
fn added(given: &[Command]) -> PipelineId {
    state(given).terms.pipelines.last().expect("a pipeline").pipeline_id
}

fn default_pipeline() -> PipelineId {
    SalesTerms::default_in(&scope()).default_pipeline_id
}

fn named(pipeline_id: PipelineId) -> NamedPipeline {
    NamedPipeline { pipeline_id }
}

fn change(pipeline_id: PipelineId, mut fields: Value) -> Command {
    fields["pipeline_id"] = json!(pipeline_id);
    Command::ChangePipeline(Box::new(body(fields)))
}

fn refused(given: &[Command], when: &Command) -> Rejection {
    given::decided::<SalesSettings>(&inputs(), given, when).expect_err("a rejection")
}

fn check(given: &[Command], when: &Command, then: Expect) {
    given::check::<SalesSettings>(&inputs(), given, when, then);
}

/// What a sentence of refusals says: code and field.
fn no(given: &[Command], when: &Command) -> (&'static str, String) {
    let no = refused(given, when);
    (no.code, no.pointer.unwrap_or_default())
}

/// Deals refer to the stages of the default: with the first change they must stay what they were. Requirement: SET-4, OPP-2
#[test]
fn the_first_command_records_the_default_with_its_ids() {
    check(
        &[],
        &patch(json!({})),
        expect![[r#"
            SalesSettingsCreated {"sales_settings_id":"SALES_SETTINGS","pipelines":[{"pipeline_id":"pipeline_0000000000e34by03pc8h9hr2g","name":"Sales","stages":[{"stage_id":"stage_0000000000fv5sft89t0y180cj","name":"Prospecting","kind":"open","probability":10,"forecast_category":"pipeline"},{"stage_id":"stage_0000000000fgqb8kgaaj5jdz01","name":"Qualification","kind":"open","probability":20,"forecast_category":"pipeline"},{"stage_id":"stage_0000000000eem8ecn4g9kqz16z","name":"Proposal","kind":"open","probability":50,"forecast_category":"best_case"},{"stage_id":"stage_0000000000ecftxywt8ry7kxjg","name":"Negotiation","kind":"open","probability":80,"forecast_category":"commit"},{"stage_id":"stage_0000000000ebn8x99cb8783ms0","name":"Won","kind":"won","probability":100,"forecast_category":"closed"},{"stage_id":"stage_0000000000fhksyhfz0htkj7cq","name":"Lost","kind":"lost","probability":0,"forecast_category":"omitted"}],"archived":false}],"default_pipeline_id":"pipeline_0000000000e34by03pc8h9hr2g","loss_reasons":[{"code":"unknown","name":"Unknown"},{"code":"other","name":"Other"},{"code":"price","name":"Price"},{"code":"competitor","name":"Lost to a competitor"},{"code":"no_budget","name":"No budget"},{"code":"timing","name":"Bad timing"}]}
        "#]],
    );
    assert_eq!(state(&[patch(json!({}))]), SalesSettingsState::beginning(SalesTerms::default_in(&scope())));
    assert_eq!(no(&[], &patch(json!({"loss_reasons": null}))).0, "field_required");
}

/// A pipeline whose stages share an id with others would move their deals. Requirement: SET-4
#[test]
fn a_pipeline_is_added_with_ids_that_nothing_else_has() {
    check(
        &[],
        &add("Renewals"),
        expect![[r#"
            SalesSettingsCreated {"sales_settings_id":"SALES_SETTINGS","pipelines":[{"pipeline_id":"pipeline_0000000000e34by03pc8h9hr2g","name":"Sales","stages":[{"stage_id":"stage_0000000000fv5sft89t0y180cj","name":"Prospecting","kind":"open","probability":10,"forecast_category":"pipeline"},{"stage_id":"stage_0000000000fgqb8kgaaj5jdz01","name":"Qualification","kind":"open","probability":20,"forecast_category":"pipeline"},{"stage_id":"stage_0000000000eem8ecn4g9kqz16z","name":"Proposal","kind":"open","probability":50,"forecast_category":"best_case"},{"stage_id":"stage_0000000000ecftxywt8ry7kxjg","name":"Negotiation","kind":"open","probability":80,"forecast_category":"commit"},{"stage_id":"stage_0000000000ebn8x99cb8783ms0","name":"Won","kind":"won","probability":100,"forecast_category":"closed"},{"stage_id":"stage_0000000000fhksyhfz0htkj7cq","name":"Lost","kind":"lost","probability":0,"forecast_category":"omitted"}],"archived":false}],"default_pipeline_id":"pipeline_0000000000e34by03pc8h9hr2g","loss_reasons":[{"code":"unknown","name":"Unknown"},{"code":"other","name":"Other"},{"code":"price","name":"Price"},{"code":"competitor","name":"Lost to a competitor"},{"code":"no_budget","name":"No budget"},{"code":"timing","name":"Bad timing"}]}
            SalesSettingsPipelineAdded {"sales_settings_id":"SALES_SETTINGS","pipeline_id":"pipeline_01kahmg3vvfh4v0sstw11gy0v8","name":"Renewals","stages":[{"stage_id":"stage_01kahmg3vvf48v7zv6envp6nyy","name":"Talk","kind":"open","probability":50,"forecast_category":"pipeline"},{"stage_id":"stage_01kahmg3vveb5ajes3whvckedg","name":"Done","kind":"won","probability":100,"forecast_category":"closed"},{"stage_id":"stage_01kahmg3vve6kambntfmgbgmjz","name":"Gone","kind":"lost","probability":0,"forecast_category":"omitted"}]}
        "#]],
    );
    let given = [add("Renewals"), add("Renewals"), add("Partners")];
    let state = state(&given);
    let stages =
        state.terms.pipelines.iter().flat_map(|pipeline| pipeline.stages.iter().map(|stage| stage.stage_id.erase()));
    let ids: BTreeSet<_> =
        stages.chain(state.terms.pipelines.iter().map(|pipeline| pipeline.pipeline_id.erase())).collect();
    assert_eq!((ids.len(), state.ids_given), (7 + 3 * 4, 3 * 4));
    assert!(state.terms.pipelines.iter().all(|pipeline| !pipeline.archived));
}

/// Two ids of one millisecond must differ, and those of another tenant too. Requirement: SET-4
#[test]
fn a_new_id_is_made_of_settings_time_and_number() {
    let first = |inputs: &Inputs<SalesSettingsId>| {
        let events = SalesSettings::decide(None, &add("A"), inputs).expect("accepted");
        events
            .iter()
            .fold(None, SalesSettings::evolve)
            .expect("a state")
            .terms
            .pipelines
            .last()
            .map(|last| last.pipeline_id)
    };
    let later = Inputs { now: at(1), ..inputs() };
    let elsewhere = given::inputs(given::id('9'));
    assert_eq!(first(&inputs()), first(&inputs()));
    assert_eq!(BTreeSet::from([first(&inputs()), first(&later), first(&elsewhere)]).len(), 3);
}

/// One event per meaning; a pipeline that is as wished already gives none. Requirement: SET-4, ALL-3
#[test]
fn a_pipeline_is_renamed_and_gets_other_stages() {
    let given = [add("Renewals")];
    let id = added(&given);
    let kept: Vec<_> = state(&given).terms.pipeline(id).expect("a pipeline").stages.iter().cloned().collect();
    check(&given, &change(id, json!({"name": "Renewals", "stages": kept})), expect![""]);
    check(&given, &change(id, json!({})), expect![""]);
    let wish = json!({"name": " Renewal ", "stages": [kept[0], stage("Deal", "open"), kept[2], kept[1]]});
    check(
        &given,
        &change(id, wish.clone()),
        expect![[r#"
        SalesSettingsPipelineRenamed {"sales_settings_id":"SALES_SETTINGS","pipeline_id":"pipeline_01kahmg3vvfh4v0sstw11gy0v8","name":"Renewal"}
        SalesSettingsPipelineStagesChanged {"sales_settings_id":"SALES_SETTINGS","pipeline_id":"pipeline_01kahmg3vvfh4v0sstw11gy0v8","stages":[{"stage_id":"stage_01kahmg3vvf48v7zv6envp6nyy","name":"Talk","kind":"open","probability":50,"forecast_category":"pipeline"},{"stage_id":"stage_01kahmg3vvf249f3qdye5se0vf","name":"Deal","kind":"open","probability":50,"forecast_category":"pipeline"},{"stage_id":"stage_01kahmg3vve6kambntfmgbgmjz","name":"Gone","kind":"lost","probability":0,"forecast_category":"omitted"},{"stage_id":"stage_01kahmg3vveb5ajes3whvckedg","name":"Done","kind":"won","probability":100,"forecast_category":"closed"}]}
    "#]],
    );
    // The default pipeline is a pipeline like any other.
    check(
        &[],
        &change(default_pipeline(), json!({"name": "Direct"})),
        expect![[r#"
            SalesSettingsCreated {"sales_settings_id":"SALES_SETTINGS","pipelines":[{"pipeline_id":"pipeline_0000000000e34by03pc8h9hr2g","name":"Sales","stages":[{"stage_id":"stage_0000000000fv5sft89t0y180cj","name":"Prospecting","kind":"open","probability":10,"forecast_category":"pipeline"},{"stage_id":"stage_0000000000fgqb8kgaaj5jdz01","name":"Qualification","kind":"open","probability":20,"forecast_category":"pipeline"},{"stage_id":"stage_0000000000eem8ecn4g9kqz16z","name":"Proposal","kind":"open","probability":50,"forecast_category":"best_case"},{"stage_id":"stage_0000000000ecftxywt8ry7kxjg","name":"Negotiation","kind":"open","probability":80,"forecast_category":"commit"},{"stage_id":"stage_0000000000ebn8x99cb8783ms0","name":"Won","kind":"won","probability":100,"forecast_category":"closed"},{"stage_id":"stage_0000000000fhksyhfz0htkj7cq","name":"Lost","kind":"lost","probability":0,"forecast_category":"omitted"}],"archived":false}],"default_pipeline_id":"pipeline_0000000000e34by03pc8h9hr2g","loss_reasons":[{"code":"unknown","name":"Unknown"},{"code":"other","name":"Other"},{"code":"price","name":"Price"},{"code":"competitor","name":"Lost to a competitor"},{"code":"no_budget","name":"No budget"},{"code":"timing","name":"Bad timing"}]}
            SalesSettingsPipelineRenamed {"sales_settings_id":"SALES_SETTINGS","pipeline_id":"pipeline_0000000000e34by03pc8h9hr2g","name":"Direct"}
        "#]],
    );
}

/// A pipeline that disappears takes its deals with it; without the default one nobody could be offered any. Requirement: SET-4
#[test]
fn a_pipeline_is_archived_and_restored_but_not_the_default_one() {
    let given = [add("Renewals")];
    let id = added(&given);
    let (archive, restore) = (Command::ArchivePipeline(named(id)), Command::RestorePipeline(named(id)));
    check(&given, &restore, expect![""]);
    check(
        &given,
        &archive,
        expect![[r#"
        SalesSettingsPipelineArchived {"sales_settings_id":"SALES_SETTINGS","pipeline_id":"pipeline_01kahmg3vvfh4v0sstw11gy0v8"}
    "#]],
    );
    let archived = [&given[..], std::slice::from_ref(&archive)].concat();
    check(&archived, &archive, expect![""]);
    check(
        &archived,
        &restore,
        expect![[r#"
        SalesSettingsPipelineRestored {"sales_settings_id":"SALES_SETTINGS","pipeline_id":"pipeline_01kahmg3vvfh4v0sstw11gy0v8"}
    "#]],
    );
    assert!(state(&archived).terms.pipeline(id).is_some_and(|pipeline| pipeline.archived), "it stays readable");
    assert_eq!(no(&archived, &change(id, json!({"name": "B"}))), ("pipeline_archived", "/pipeline_id".into()));
    let default = patch(json!({"default_pipeline_id": id}));
    assert_eq!(no(&archived, &default), ("pipeline_archived", "/default_pipeline_id".into()));
    let last = Command::ArchivePipeline(named(default_pipeline()));
    for given in [&[][..], &given] {
        assert_eq!(no(given, &last), ("default_pipeline", "/pipeline_id".into()));
    }
    let moved = [&given[..], &[default]].concat();
    check(
        &moved,
        &last,
        expect![[r#"
        SalesSettingsPipelineArchived {"sales_settings_id":"SALES_SETTINGS","pipeline_id":"pipeline_0000000000e34by03pc8h9hr2g"}
    "#]],
    );
    assert_eq!(no(&moved, &archive), ("default_pipeline", "/pipeline_id".into()));
}

/// A full set of pipelines must still let one go. Requirement: SET-4
#[test]
fn what_puts_a_pipeline_away_is_essential() {
    let given = [add("Renewals")];
    let archive = Command::ArchivePipeline(named(added(&given)));
    let restore = Command::RestorePipeline(named(added(&given)));
    for (given, command, essential) in [
        (given.to_vec(), archive.clone(), true),
        ([&given[..], &[archive]].concat(), restore, true),
        (given.to_vec(), add("B"), false),
    ] {
        let events = given::commit::<SalesSettings>(&inputs(), &given, &command).events;
        assert!(events.iter().all(|event| SalesSettings::is_essential(&event.data) == essential), "{command:?}");
    }
}

/// What refers to a pipeline that is not there must say so, and name the field. Requirement: SET-4, ALL-7
#[test]
fn a_pipeline_that_is_not_there_is_named() {
    let foreign: PipelineId = given::id('7');
    for (command, pointer) in [
        (change(foreign, json!({"name": "B"})), "/pipeline_id"),
        (Command::ArchivePipeline(named(foreign)), "/pipeline_id"),
        (Command::RestorePipeline(named(foreign)), "/pipeline_id"),
        (patch(json!({"default_pipeline_id": foreign})), "/default_pipeline_id"),
    ] {
        for given in [&[][..], &[add("Renewals")]] {
            assert_eq!(no(given, &command), ("pipeline_not_found", pointer.into()), "{command:?}");
        }
    }
}

/// A team that works in another pipeline by now must not be offered the old one first. Requirement: SET-4
#[test]
fn another_pipeline_becomes_the_default() {
    let given = [add("Renewals")];
    check(
        &given,
        &patch(json!({"default_pipeline_id": added(&given)})),
        expect![[r#"
        SalesSettingsDefaultPipelineChanged {"sales_settings_id":"SALES_SETTINGS","from":"pipeline_0000000000e34by03pc8h9hr2g","to":"pipeline_01kahmg3vvfh4v0sstw11gy0v8"}
    "#]],
    );
    check(&given, &patch(json!({"default_pipeline_id": default_pipeline()})), expect![""]);
    let removal = patch(json!({"default_pipeline_id": null}));
    assert_eq!(no(&given, &removal), ("field_required", "/default_pipeline_id".into()));
}

fn reasons(more: &[(&str, &str)]) -> Value {
    let all = [("unknown", "Unknown"), ("other", "Other")];
    all.iter().chain(more).map(|(code, name)| json!({"code": code, "name": name})).collect()
}

/// A deal is always lost for some reason: `unknown` and `other` must be there for the rest. Requirement: SET-4
#[test]
fn loss_reasons_are_replaced_but_for_the_two_that_are_needed() {
    check(
        &[],
        &patch(json!({"loss_reasons": reasons(&[("price", "Too expensive")])})),
        expect![[r#"
            SalesSettingsCreated {"sales_settings_id":"SALES_SETTINGS","pipelines":[{"pipeline_id":"pipeline_0000000000e34by03pc8h9hr2g","name":"Sales","stages":[{"stage_id":"stage_0000000000fv5sft89t0y180cj","name":"Prospecting","kind":"open","probability":10,"forecast_category":"pipeline"},{"stage_id":"stage_0000000000fgqb8kgaaj5jdz01","name":"Qualification","kind":"open","probability":20,"forecast_category":"pipeline"},{"stage_id":"stage_0000000000eem8ecn4g9kqz16z","name":"Proposal","kind":"open","probability":50,"forecast_category":"best_case"},{"stage_id":"stage_0000000000ecftxywt8ry7kxjg","name":"Negotiation","kind":"open","probability":80,"forecast_category":"commit"},{"stage_id":"stage_0000000000ebn8x99cb8783ms0","name":"Won","kind":"won","probability":100,"forecast_category":"closed"},{"stage_id":"stage_0000000000fhksyhfz0htkj7cq","name":"Lost","kind":"lost","probability":0,"forecast_category":"omitted"}],"archived":false}],"default_pipeline_id":"pipeline_0000000000e34by03pc8h9hr2g","loss_reasons":[{"code":"unknown","name":"Unknown"},{"code":"other","name":"Other"},{"code":"price","name":"Price"},{"code":"competitor","name":"Lost to a competitor"},{"code":"no_budget","name":"No budget"},{"code":"timing","name":"Bad timing"}]}
            SalesSettingsLossReasonsChanged {"sales_settings_id":"SALES_SETTINGS","loss_reasons":[{"code":"unknown","name":"Unknown"},{"code":"other","name":"Other"},{"code":"price","name":"Too expensive"}]}
        "#]],
    );
    let given = [patch(json!({"loss_reasons": reasons(&[])}))];
    check(&given, &patch(json!({"loss_reasons": reasons(&[])})), expect![""]);
    let renamed = json!([{"code": "unknown", "name": "Nobody knows"}, {"code": "other", "name": "\u{5d0}\u{5d7}\u{5e8} \u{1f980}"}]);
    assert_eq!(state(&[patch(json!({"loss_reasons": renamed}))]).terms.loss_reasons.len(), 2);
    for (wrong, code, pointer) in [
        (json!(null), "field_required", "/loss_reasons"),
        (json!([]), "loss_reason_required", "/loss_reasons"),
        (json!([{"code": "unknown", "name": "Unknown"}]), "loss_reason_required", "/loss_reasons"),
        (json!([{"code": "other", "name": "Other"}]), "loss_reason_required", "/loss_reasons"),
        (reasons(&[("other", "Else")]), "invalid_field", "/loss_reasons/2/code"),
        (reasons(&[("else", "OTHER")]), "invalid_field", "/loss_reasons/2/name"),
    ] {
        assert_eq!(no(&given, &patch(json!({"loss_reasons": wrong}))), (code, pointer.into()), "{wrong}");
    }
}

/// Every field has a form and a limit. Requirement: SET-4, ALL-7
#[test]
fn every_field_has_a_form() {
    let many = |count: usize| {
        let more: Vec<_> = (2..count).map(|n| (format!("r{n}"), format!("Reason {n}"))).collect();
        reasons(&more.iter().map(|(code, name)| (code.as_str(), name.as_str())).collect::<Vec<_>>())
    };
    let change = |value: Value| serde_json::from_value::<ChangeSalesSettings>(json!({"loss_reasons": value})).is_ok();
    assert!(change(many(limits::LOSS_REASONS)) && change(many(limits::LOSS_REASONS - 1)));
    assert!(!change(many(limits::LOSS_REASONS + 1)));
    assert!(!change(json!([{"code": "Price", "name": "x"}])) && !change(json!([{"code": "price", "name": " "}])));
    assert!(!change(json!([{"code": "price"}])) && !change(json!([{"code": "price", "name": "x", "note": "y"}])));

    let add = |name: Value, stages: Value| {
        serde_json::from_value::<AddPipeline>(json!({"name": name, "stages": stages})).is_ok()
    };
    let long = |count| "\u{1f980}".repeat(count);
    for name in [long(limits::SHORT_TEXT), long(limits::SHORT_TEXT - 1), "صفقات \u{202b}".into(), "Ze\u{301}".into()]
    {
        assert!(add(json!(name), stages()), "{name}");
    }
    for name in
        [json!(""), json!("  "), json!("\u{200b}"), json!("a\nb"), json!(long(limits::SHORT_TEXT + 1)), json!(null)]
    {
        assert!(!add(name.clone(), stages()), "{name}");
    }
    let open = |count: usize| (0..count).map(|n| stage(&format!("S{n}"), "open")).collect::<Value>();
    assert!(add(json!("A"), open(limits::STAGES)) && add(json!("A"), open(limits::STAGES - 1)));
    assert!(!add(json!("A"), open(limits::STAGES + 1)) && !add(json!("A"), json!(null)));
    for (field, value) in [
        ("stage_id", json!("pipeline_01h2xcejqtf2nbrexx3vqjhp41")),
        ("name", json!(null)),
        ("kind", json!("Open")),
        ("probability", json!(101)),
        ("probability", json!(-1)),
        ("probability", json!(50.5)),
        ("probability", json!("50")),
        ("forecast_category", json!("best case")),
        ("archived", json!(true)),
    ] {
        let mut wrong = stage("A", "open");
        wrong[field] = value.clone();
        assert!(!add(json!("A"), json!([wrong])), "{field} {value}");
    }
    let named = |value: Value| serde_json::from_value::<NamedPipeline>(value).is_ok();
    assert!(named(json!({"pipeline_id": default_pipeline()})));
    assert!(
        !named(json!({}))
            && !named(json!({"pipeline_id": null}))
            && !named(json!({"pipeline_id": "stage_01h2xcejqtf2nbrexx3vqjhp41"}))
    );
}

/// Pipelines without a limit fill the settings. Requirement: SET-4
#[test]
fn pipelines_are_limited() {
    let given: Vec<_> = (1..limits::PIPELINES).map(|n| add(&format!("P{n}"))).collect();
    let (last, before) = given.split_last().expect("pipelines");
    assert!(given::decided::<SalesSettings>(&inputs(), before, last).is_ok(), "one more fits");
    let no = refused(&given, &add("One more"));
    assert_eq!((no.code, no.detail.contains("20")), ("too_many_pipelines", true), "{}", no.detail);
}

/// Others decide by what is published: it must be what the settings say, without what is nobody's business. Requirement: SET-4
#[test]
fn what_is_published_is_what_the_settings_say() {
    let state = state(&[add("Renewals")]);
    let published = SalesSettings::published(&state).expect("published");
    assert_eq!(published.attributes.get("ids_given"), None);
    let known = kernel::Known { published: [(inputs().id.erase(), published)].into(), ..kernel::Known::default() };
    assert_eq!(SalesTerms::of(&known, &scope()), Ok(state.terms));
}

/// A type without a schema would pass the bus unchecked.
#[test]
fn every_event_type_is_named_after_its_entity_and_registered_once() {
    let mut names: Vec<_> = SalesSettingsEvent::schemas().iter().map(|schema| schema.event_type).collect();
    assert!(names.iter().all(|name| name.starts_with("SalesSettings")), "{names:?}");
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 8);
}

proptest! {
    /// The state that is stored must be the fold of the stream, and a repeated command must do nothing, whatever came before; the
    /// default pipeline must be in use, and the reasons that are needed there. Requirement: PLT-1, SET-4
    #[test]
    fn any_commands_keep_the_laws(commands in prop::collection::vec(any_command(), 1..20)) {
        // To add a pipeline twice adds two: it stands first.
        given::check_laws::<SalesSettings>(&inputs(), &[&[add("Renewals")][..], &commands].concat(), |state| {
            let terms = &state.terms;
            assert!(terms.pipeline(terms.default_pipeline_id).is_some_and(|pipeline| !pipeline.archived));
            for needed in ["unknown", "other"] {
                assert!(terms.loss_reason(&needed.parse().expect("a code")).is_some());
            }
        });
    }
}

fn any_command() -> impl Strategy<Value = Command> {
    let ids = [default_pipeline(), added(&[add("Renewals")])];
    let kept: Vec<_> =
        state(&[add("Renewals")]).terms.pipelines.iter().map(|pipeline| pipeline.stages.clone()).collect();
    let mut commands = vec![
        patch(json!({"loss_reasons": reasons(&[])})),
        patch(json!({"loss_reasons": reasons(&[("price", "Price")])})),
        patch(json!({"loss_reasons": []})),
    ];
    for (id, stages) in ids.into_iter().zip(kept) {
        let reversed: Vec<_> = stages.iter().rev().cloned().collect();
        commands.extend([
            patch(json!({"default_pipeline_id": id})),
            Command::ArchivePipeline(named(id)),
            Command::RestorePipeline(named(id)),
            change(id, json!({"name": "A"})),
            change(id, json!({"name": "B", "stages": reversed})),
            change(id, json!({"stages": stages})),
        ]);
    }
    select(commands)
}
