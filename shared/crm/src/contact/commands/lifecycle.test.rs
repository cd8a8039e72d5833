use expect_test::expect;
use serde_json::json;

use super::*;
use crate::{
    contact::{
        ContactCommand,
        tests::{check, create, inputs},
    },
    given::{self, body},
};

fn at_stage(stage: Lifecycle) -> ContactCommand {
    create(json!({"given_name": "Ada", "lifecycle": stage}))
}

fn advance_to(to: Lifecycle) -> ContactCommand {
    ContactCommand::Advance(AdvanceLifecycle { to })
}

fn reset_to(to: Lifecycle) -> ContactCommand {
    ContactCommand::Reset(body(json!({"to": to, "reason": "bounced"})))
}

/// A report of conversions counts each stage once: forward by itself, back never without a reason. Requirement: CON-5
#[test]
fn every_move_is_forward_or_a_reset() {
    for from in Lifecycle::ALL {
        for to in Lifecycle::ALL {
            let decide = |command| given::decided::<crate::contact::Contact>(&inputs(), &[at_stage(from)], &command);
            let (advanced, reset) = (decide(advance_to(to)), decide(reset_to(to)));
            match to.cmp(&from) {
                Ordering::Equal => assert_eq!((advanced, reset), (Ok(vec![]), Ok(vec![]))),
                Ordering::Greater => {
                    assert_eq!(advanced.map(|events| events.len()), Ok(1));
                    assert_eq!(reset.expect_err("a rejection").code, "lifecycle_forward");
                }
                Ordering::Less => {
                    assert_eq!(advanced.expect_err("a rejection").code, "lifecycle_backward");
                    assert_eq!(reset.map(|events| events.len()), Ok(1));
                }
            }
        }
    }
}

/// Whoever is refused must learn what would be accepted. Requirement: CON-5
#[test]
fn events_name_both_stages_and_refusals_the_way_out() {
    check(
        &[at_stage(Lifecycle::Lead)],
        &advance_to(Lifecycle::Customer),
        expect![[r#"
        ContactLifecycleAdvanced {"contact_id":"CONTACT","from":"lead","to":"customer"}
    "#]],
    );
    check(
        &[at_stage(Lifecycle::Sql)],
        &reset_to(Lifecycle::Lead),
        expect![[r#"
        ContactLifecycleReset {"contact_id":"CONTACT","from":"sql","to":"lead","reason":"bounced"}
    "#]],
    );
    check(
        &[at_stage(Lifecycle::Sql)],
        &advance_to(Lifecycle::Lead),
        expect![[r#"
        Unprocessable lifecycle_backward /to: `lead` lies behind `sql`; ahead of it is `opportunity`, `customer`; to go back, reset it with a reason
    "#]],
    );
    check(
        &[at_stage(Lifecycle::Customer)],
        &advance_to(Lifecycle::Lead),
        expect![[r#"
        Unprocessable lifecycle_backward /to: `lead` lies behind `customer`; ahead of it is nothing; to go back, reset it with a reason
    "#]],
    );
    check(
        &[at_stage(Lifecycle::Lead)],
        &reset_to(Lifecycle::Sql),
        expect![[r#"
        Unprocessable lifecycle_forward /to: `sql` lies ahead of `lead`; advance to it
    "#]],
    );
}

/// A reset without a reason cannot be explained to anybody. Requirement: CON-5
#[test]
fn a_reset_needs_a_reason() {
    for reset in [json!({"to": "lead"}), json!({"to": "lead", "reason": " "}), json!({"to": "lead", "reason": null})] {
        assert!(serde_json::from_value::<ResetLifecycle>(reset).is_err());
    }
}

/// A stage that messages call otherwise than bodies could not be typed in. Requirement: CON-5
#[test]
fn messages_name_the_stages_as_bodies_do() {
    for stage in Lifecycle::ALL {
        assert_eq!(json!(stage), stage.as_str());
    }
    assert!(Lifecycle::ALL.is_sorted());
}
