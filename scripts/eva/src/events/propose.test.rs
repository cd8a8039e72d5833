use std::{collections::BTreeMap, env, process};

use clap::Parser as _;
use serde_json::{Value, json};

use super::*;
use crate::cli::{Command, Eva, EventsCommand};

const SEEDED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../events/corpora/seeded.jsonl");

/// A repository without anything in it.
struct Root(PathBuf);

impl Root {
    fn new(name: &str) -> Self {
        let root = env::temp_dir().join(format!("eva-propose-{}-{name}", process::id()));
        fs::create_dir_all(&root).unwrap();
        Self(root)
    }

    fn args(&self, more: &[&str]) -> ProposeArgs {
        let root = self.0.display().to_string();
        let args = [&["eva", "events", "propose", "--root", &root], more].concat();
        match Eva::try_parse_from(args).unwrap().command {
            Command::Events(EventsCommand::Propose(args)) => args,
            other => unreachable!("{other:?}"),
        }
    }

    fn proposals(&self, more: &[&str]) -> Vec<Proposal> {
        let args = self.args(more);
        let corpus = Corpus::read(&args.files, Meaning::of(&report_of(&args.files).unwrap())).unwrap();
        proposals(&args, &corpus).unwrap()
    }

    /// The drafts of all types of the corpus, by type and version.
    fn drafts(&self) -> BTreeMap<String, Value> {
        let proposals = self.proposals(&[SEEDED, "--owner", "billing", "--source", "acme.billing"]);
        let drafts = proposals.into_iter().filter_map(|proposal| {
            let name = proposal.path.strip_prefix(SCHEMA_FOLDER)?.trim_matches('/').strip_suffix(".json")?.to_owned();
            Some((name, serde_json::from_str(&proposal.after).unwrap()))
        });
        drafts.collect()
    }
}

impl Drop for Root {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The types of the corpus and how many events each has.
fn types() -> BTreeMap<String, u64> {
    let mut types = BTreeMap::new();
    for line in fs::read_to_string(SEEDED).unwrap().lines() {
        let event: Value = serde_json::from_str(line).unwrap();
        if let Some(name) = event["event_type"].as_str() {
            *types.entry(name.to_owned()).or_default() += 1;
        }
    }
    types
}

/// The types of the corpus that never name a capsule, and are no types of the platform: those with a violation of all their events.
fn without_a_capsule() -> Vec<String> {
    let truth = fs::read_to_string(SEEDED.replace(".jsonl", ".truth.json")).unwrap();
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for line in truth.lines() {
        if let Ok(planted) = serde_json::from_str::<Value>(line.trim_end_matches(','))
            && planted["kind"] == "missing"
            && planted["path"] == "/capsule_id"
        {
            *counts.entry(planted["event_type"].as_str().unwrap().to_owned()).or_default() += 1;
        }
    }
    let types = types();
    counts.into_iter().filter(|(name, count)| types[name] == *count).map(|(name, _)| name).collect()
}

/// Guards against a draft that makes a rule of the mistake: the type that lacks the boundary would lack it for ever.
#[test]
fn a_type_that_lacks_the_boundary_is_required_to_have_it() {
    let root = Root::new("boundary");
    let drafts = root.drafts();
    assert!(types().keys().all(|name| drafts.keys().any(|draft| draft.starts_with(name))));
    for (name, schema) in &drafts {
        let required = schema["required"].as_array().unwrap();
        let is_platform = schema["x-eva-isolation"] == "platform";
        assert_eq!(required.contains(&json!("capsule_id")), !is_platform, "{name}");
        assert!(required.contains(&json!("tenant_id")) || is_platform, "{name}");
    }
    for name in without_a_capsule() {
        let pattern = "^capsule_[0-7][0-9a-hjkmnp-tv-z]{25}$";
        assert_eq!(drafts[&format!("{name}/1")]["properties"]["capsule_id"]["pattern"], pattern, "{name}");
    }
}

/// Guards against a draft that says less than the events do.
#[test]
fn a_draft_says_what_all_events_have() {
    let schema = &Root::new("draft").drafts()["PlanCreated/1"];
    assert_eq!(schema["$id"], "urn:eva:event:PlanCreated:1");
    assert_eq!((&schema["x-eva-owner"], &schema["x-eva-source"]), (&json!("billing"), &json!("acme.billing")));
    assert_eq!(schema["additionalProperties"], false);
    let fields = &schema["properties"];
    assert_eq!(fields["event_type"], json!({ "const": "PlanCreated" }));
    assert_eq!(fields["schema_version"], json!({ "const": 1 }));
    assert_eq!(fields["aggregate_type"], json!({ "const": "plan" }));
    assert_eq!(fields["aggregate_id"], json!({ "type": "string", "pattern": "^plan_[0-7][0-9a-hjkmnp-tv-z]{25}$" }));
    assert_eq!(fields["sequence"], json!({ "type": "integer" }));
    assert_eq!(fields["occurred_at"]["format"], "date-time");
    let data = &fields["data"];
    assert_eq!((&data["type"], &data["additionalProperties"]), (&json!("object"), &json!(false)));
    assert_eq!(data["properties"]["name"], json!({ "type": "string" }));
}

/// Guards against drafts by which the events of the corpus are wrong, apart from those that are.
#[test]
fn the_events_that_nobody_complains_about_fit_their_drafts() {
    let root = Root::new("fit");
    let report = report_of(&[SEEDED.into()]).unwrap();
    let deviating: Vec<u64> = report.violations.iter().flat_map(|violation| violation.lines.clone()).collect();
    let drafts = root.drafts();
    let mut looked = 0;
    for (number, line) in fs::read_to_string(SEEDED).unwrap().lines().enumerate() {
        let event: Value = serde_json::from_str(line).unwrap();
        let path = format!("{}/{}", event["event_type"].as_str().unwrap_or("-"), event["schema_version"]);
        if deviating.contains(&(number as u64 + 1)) {
            continue;
        }
        let schema = &drafts[&path];
        let required = schema["required"].as_array().unwrap();
        assert!(required.iter().all(|name| event.get(name.as_str().unwrap()).is_some()), "line {}", number + 1);
        assert!(
            event.as_object().unwrap().keys().all(|name| schema["properties"].get(name).is_some()),
            "line {}",
            number + 1
        );
        looked += 1;
    }
    assert!(looked > 900, "{looked}");
}

/// Guards against a file of the registry that is written over, and a diff that no tool takes.
#[test]
fn what_is_known_is_not_proposed_again() {
    let root = Root::new("known");
    let path = root.0.join(SCHEMA_FOLDER).join("PlanCreated");
    fs::create_dir_all(&path).unwrap();
    let mut known = root.drafts()["PlanCreated/1"].clone();
    known["description"] = json!("Reviewed.");
    fs::write(path.join("1.json"), known.to_string()).unwrap();
    let all = root.proposals(&[SEEDED]);
    assert!(all.iter().all(|proposal| !proposal.path.contains("PlanCreated")));
    let relations = all.iter().find(|proposal| proposal.path == RELATIONS_FILE).unwrap();
    let relations: Value = serde_json::from_str(&relations.after).unwrap();
    assert_eq!(relations["boundary"], json!(["capsule_id", "tenant_id"]));
    for field in ["event_id", "capsule_id"] {
        assert!(relations["groups"]["*"]["envelope"][field].is_object(), "but for platform types: {relations:#}");
    }

    for proposal in all.iter().filter(|proposal| proposal.gaps.is_empty()) {
        let diff = proposal.diff();
        assert!(diff.starts_with(&format!("--- /dev/null\n+++ b/{}\n@@ -0,0 +1,", proposal.path)), "{diff}");
        proposal.write(&root.0).unwrap();
    }
    let again = root.proposals(&[SEEDED]);
    assert!(again.iter().all(|proposal| !proposal.gaps.is_empty()), "only what cannot be written");
    assert_eq!(fs::read_to_string(path.join("1.json")).unwrap(), known.to_string());
}

/// Guards against a stream that is empty when it is read again, and a type that nobody finds.
#[test]
fn what_cannot_be_proposed_is_said() {
    let root = Root::new("refused");
    assert!(run(&root.args(&["-"])).unwrap_err().to_string().contains("standard input"));
    assert!(run(&root.args(&[SEEDED, "--type", "Nothing"])).unwrap_err().to_string().contains("no event"));
    assert!(run(&root.args(&[SEEDED, "--report", SEEDED])).unwrap_err().to_string().contains("a report in JSON"));
}

/// Guards against people's names in a file that is committed: in ids that somebody made of them, and as the keys of a map.
#[test]
fn no_name_of_a_person_is_proposed() {
    let root = Root::new("people");
    let people = ["alice-miller", "bob-stone", "carol-wu"];
    let event = |number: usize| {
        let person = people[number % 3];
        json!({
            "type": "InvoicePaid", "at": "2026-11-20T22:00:00.123Z", "order": format!("ORD-{number:05}"),
            "payer": format!("{person}-{}", 1_960 + number % 3), "owner": format!("dave-{}", 1_970 + number % 4),
            "shares": { format!("{person}@example.com"): 1, "12 High Street": 2, "+49 171 5551234": 3, "k19801980": 4 },
            "balances": { (["erin", "frank", "grace", "heidi", "ivan"][number % 5]): number },
        })
    };
    let corpus = root.0.join("people.jsonl");
    let lines: Vec<String> = (0..300).map(|number| event(number).to_string()).collect();
    fs::write(&corpus, lines.join("\n")).unwrap();
    let all = root.proposals(&[&corpus.display().to_string(), "--owner", "billing"]);
    let text: String = all.iter().map(|proposal| proposal.after.as_str()).collect();
    for secret in [
        "alice",
        "bob",
        "carol",
        "dave",
        "erin",
        "frank",
        "grace",
        "heidi",
        "ivan",
        "example.com",
        "High Street",
        "5551234",
        "1980",
    ] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    assert!(text.contains("^ORD-[0-9]+$"), "{text}");
}

/// Guards against drafts that are written without a word and break the build of whoever commits them.
#[test]
fn a_draft_that_the_registry_refuses_is_not_written() {
    let root = Root::new("foreign");
    let corpus = root.0.join("foreign.jsonl");
    let lines: Vec<String> = (0..200)
        .map(|number| {
            json!({ "kind": "visit.booked", "clinic": format!("CLN-{}", number % 7), "n": number }).to_string()
        })
        .collect();
    fs::write(&corpus, lines.join("\n")).unwrap();
    let corpus = corpus.display().to_string();
    run(&root.args(&[&corpus, "--owner", "clinic", "--write"])).unwrap();
    assert!(!root.0.join(SCHEMA_FOLDER).exists());
    assert!(root.proposals(&[&corpus]).iter().any(|proposal| !proposal.gaps.is_empty()));
}
