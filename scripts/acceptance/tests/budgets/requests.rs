//! What the functions ask of the table is what `docs/access.md` lets them, and no right of the page is idle.

use std::collections::BTreeSet;

use dynamodb_store::local_table::{Call, Fault, Injection};
use eva::generate::secured_operations;
use serde_json::{Value, json};

use crate::{
    Read,
    access_page::{ItemRight, PAGE, of_page},
    commands::{COMMANDS, function_of},
    operators::priced,
    query_fields, reads,
    world::World,
};

/// Rights that no request here uses: action, what the pattern contains, why it stays.
const RARE: [(&str, &str, &str); 1] =
    [("UpdateItem", "PLATFORM#QUARANTINE#", "only an item that is not what its key says is noted")];

/// What a function asks for: function, `table` or an index, partition key, action.
type Asked = BTreeSet<(&'static str, String, String, String)>;

fn note(asked: &mut Asked, function: &'static str, calls: Vec<Call>) {
    asked.extend(calls.into_iter().flat_map(|call| call.touched).map(|touch| {
        let place = touch.index.unwrap_or_else(|| "table".to_owned());
        (function, place, touch.partition_key, touch.action)
    }));
}

/// What the functions ask for in all commands, also when an answer is lost and they have to look, and in all reads.
async fn asked() -> Asked {
    let mut asked = Asked::new();
    let lost = Injection { fault: Fault::LoseAnswer, operation: Some("TransactWriteItems"), after: 0, times: 1 };
    for command in COMMANDS.iter() {
        for key in [None, Some("key")] {
            for injections in [&[][..], &[lost]] {
                let (world, prepared) = World::prepared(command).await;
                world.table.inject(injections);
                world.table.count_calls();
                world.send(command, &prepared, key).await;
                note(&mut asked, command.function(), world.table.take_calls());
            }
        }
    }
    note(&mut asked, "contact", report_to_a_chain().await);
    for priced in priced().await {
        note(&mut asked, priced.function, priced.calls);
    }
    for Read { name, operation, world, call } in reads().await {
        let other_lists = switches(operation).into_iter().map(|switch| call.clone().query(&switch, "true"));
        for call in other_lists.collect::<Vec<_>>().into_iter().chain([call]) {
            world.table.count_calls();
            let answer = call.send().await;
            assert_eq!(answer.status, 200, "{name}: {}", answer.body);
            note(&mut asked, function_of(operation), world.table.take_calls());
        }
    }
    asked
}

/// The parameters of a read that are true or false: each asks for another list.
fn switches(operation: &str) -> Vec<String> {
    let operations = secured_operations();
    let operation = operations.iter().find(|known| known.id == operation).expect("a known operation");
    let is_switch = |(_, schema): &(String, Value)| schema["type"].to_string().contains("boolean");
    query_fields(operation).into_iter().filter(is_switch).map(|(name, _)| name).collect()
}

/// Somebody gets a manager who has one as well: the whole chain is checked.
async fn report_to_a_chain() -> Vec<Call> {
    let command = COMMANDS.iter().find(|command| command.name == "change_contact: manager").expect("a command");
    let (world, prepared) = World::prepared(command).await;
    let boss = world.created(world.contacts.post("/contacts", json!({"family_name": "Byron"}))).await;
    world.done(world.contacts.patch(format!("/contacts/{}", prepared.manager), json!({"reports_to": boss}))).await;
    world.table.count_calls();
    assert_eq!(world.send(command, &prepared, None).await.status, 200);
    world.table.take_calls()
}

/// Whether IAM's `StringLike` finds a key in a pattern of ours, which has no `*`.
fn is_like(pattern: &str, key: &str) -> bool {
    pattern.len() == key.len()
        && pattern.bytes().zip(key.bytes()).all(|(wanted, found)| wanted == b'?' || wanted == found)
}

/// A request without a right is an outage on AWS that no local engine shows; a right without a request is one too many.
/// Requirement: ACS-6
#[tokio::test(start_paused = true)]
async fn the_page_allows_what_the_functions_ask_for_and_no_more() {
    let (allowed, mut used, mut refused) = (of_page(), BTreeSet::new(), BTreeSet::new());
    for (function, place, key, action) in asked().await {
        let lets = |right: &&ItemRight| {
            let (of, at, pattern, allowed) = right;
            *of == function && *at == place && *allowed == action && is_like(pattern, &key)
        };
        match allowed.iter().find(lets) {
            Some(right) => _ = used.insert(right),
            None => _ = refused.insert(format!("`{function}` asks for {action} on `{key}` ({place})")),
        }
    }
    assert!(refused.is_empty(), "{PAGE} does not allow it:\n{}", refused.into_iter().collect::<Vec<_>>().join("\n"));

    let is_rare = |(_, _, pattern, action): &&ItemRight| {
        RARE.iter().any(|(rare, part, _)| action == rare && pattern.contains(part))
    };
    let (rare, common): (Vec<_>, Vec<_>) = allowed.iter().partition(is_rare);
    let idle: Vec<_> = common.into_iter().filter(|right| !used.contains(right)).collect();
    assert!(idle.is_empty(), "nobody needs these rights of {PAGE}: {idle:#?}");
    let used_after_all: Vec<_> = rare.into_iter().filter(|right| used.contains(right)).collect();
    assert!(used_after_all.is_empty(), "these are used, and need no excuse: {used_after_all:#?}");
}

/// A pattern that is read too generously would let every request pass.
#[test]
fn a_pattern_matches_character_by_character() {
    assert!(is_like("A#??", "A#01"));
    assert!(!is_like("A#??", "A#012") && !is_like("A#??", "B#01") && !is_like("A#??", ""));
}
