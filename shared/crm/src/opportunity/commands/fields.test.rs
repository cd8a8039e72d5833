//! What each field of each command takes, and what it does not.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::{
    given::{id, user},
    limits,
    opportunity::{
        AbandonOpportunity, AddLine, ChangeLine, ChangeOpportunity, ChangeStage, CreateOpportunity, LoseOpportunity,
        OverrideForecast, PushCloseDate, RemoveLine, ReopenOpportunity, ReorderLines, WinOpportunity,
        tests::known::{extended, stage},
    },
    record::AssignOwner,
    reference::{AccountId, ContactId, LeadId, ProductId},
};

/// Whether a body is read with this field in place of what it has, or besides.
fn taken<T: DeserializeOwned>(body: &Value, field: &str, value: &Value) -> bool {
    serde_json::from_value::<T>(extended(body.clone(), json!({ field: value }))).is_ok()
}

/// What a field takes and what it does not.
fn check<T: DeserializeOwned>(body: &Value, field: &str, takes: &[Value], refuses: &[Value]) {
    for value in takes {
        assert!(taken::<T>(body, field, value), "{field}: {value} is taken");
    }
    for value in refuses {
        assert!(!taken::<T>(body, field, value), "{field}: {value} is refused");
    }
}

/// The same of a body that is needed as a whole.
fn check_required<T: DeserializeOwned>(body: &Value) {
    assert!(serde_json::from_value::<T>(body.clone()).is_ok(), "{body}");
    for field in body.as_object().expect("an object").keys() {
        let mut without = body.clone();
        without.as_object_mut().expect("an object").remove(field);
        assert!(serde_json::from_value::<T>(without).is_err(), "without {field}");
        assert!(!taken::<T>(body, field, &Value::Null), "{field} is null");
    }
    assert!(!taken::<T>(body, "unknown", &Value::Null), "another field");
}

/// Values, written with a space between them.
fn words(words: &str) -> Vec<Value> {
    words.split_whitespace().map(|word| json!(word)).collect()
}

/// Texts: the longest one, one longer, and what else people and programs type. Requirement: OPP-1, ALL-7
fn check_text_up_to<T: DeserializeOwned>(limit: usize, body: &Value, field: &str) {
    let takes = [
        json!("x"),
        json!(" x "),
        json!("ä".repeat(limit)),
        json!(format!(" {} ", "🦀".repeat(limit))),
        json!("\u{202e}rtl \u{5d0}\u{5d1}"),
        json!("العربية"),
        json!("🧑🏽‍🚀"),
        json!("e\u{301}\u{323}"),
        json!("ｆｕｌｌ"),
        json!("a\u{200d}b"),
    ];
    let refuses = [
        json!(""),
        json!(" \u{a0} "),
        json!("\u{200b}\u{feff}"),
        json!("ä".repeat(limit + 1)),
        json!("\u{0}"),
        json!("\u{1b}[31m"),
        json!(1),
        json!(["x"]),
    ];
    check::<T>(body, field, &takes, &refuses);
}

fn check_text<T: DeserializeOwned>(body: &Value, field: &str) {
    check_text_up_to::<T>(limits::SHORT_TEXT, body, field);
    check::<T>(body, field, &[], &[json!("two\nlines")]);
}

fn check_long_text<T: DeserializeOwned>(body: &Value, field: &str) {
    check_text_up_to::<T>(limits::LONG_TEXT, body, field);
    check::<T>(body, field, &[json!("two\nlines")], &[]);
}

/// Days: a day that no calendar has, or that two programs read differently, is a deal in the wrong quarter.
fn check_day<T: DeserializeOwned>(body: &Value, field: &str) {
    let refuses = "2026-02-29 2026-02-30 2026-04-31 2026-13-01 2026-00-10 2026-01-00 2026-1-1 10000-01-01 -0001-01-01 \
                   2026-03-31T00:00:00Z 2026-03-31[UTC] 31.03.2026 20260331 2026-W14-2 tomorrow";
    let refuses = [words(refuses), vec![json!(""), json!(" 2026-03-31"), json!(20260331)]].concat();
    check::<T>(body, field, &words("2028-02-29 0000-01-01 9999-12-31 2026-03-31"), &refuses);
}

/// Amounts: an exponent, a comma or a float is another number to the next program.
fn check_money<T: DeserializeOwned>(body: &Value, field: &str) {
    let money = |amount: &Value| json!({"amount": amount, "currency": "USD"});
    let takes = words("0 -0 0.00 1000.50 0001 -5 999999999999999999.99 0.123456789");
    let refuses = words(
        "1000000000000000000 1e3 1E3 +1 1,5 1_000 0x10 .5 5. . - NaN nan inf -Infinity １ 0.1234567890 \
         1234567890123456789012345678901234567890 0.1234567890123456789012345678901234567890",
    );
    let refuses = [refuses, vec![json!(""), json!(" 1"), json!(1), json!(1.5), Value::Null]].concat();
    let of = |amounts: Vec<Value>| amounts.iter().map(money).collect::<Vec<_>>();
    check::<T>(body, field, &of(takes), &of(refuses));
    let refuses = [
        json!({"amount": "1"}),
        json!({"currency": "USD"}),
        json!({"amount": "1", "currency": "usd"}),
        json!({"amount": "1", "currency": "US"}),
        json!({"amount": "1", "currency": "USDT"}),
        json!({"amount": "1", "currency": "USD", "cents": 0}),
        json!("1 USD"),
        json!(1),
    ];
    check::<T>(body, field, &[], &refuses);
}

/// Ids: one of another kind would be looked for where it never is.
fn check_id<T: DeserializeOwned>(body: &Value, field: &str, right: impl serde::Serialize) {
    let right = json!(right);
    let upper = json!(right.as_str().expect("a text").to_uppercase());
    let refuses = [json!(user('1')), upper, json!(""), json!("1"), json!(1), json!({"id": right})];
    check::<T>(body, field, &[right], &refuses);
}

/// The body of a creation with no more than it needs.
fn creation() -> Value {
    json!({"name": "x", "account_id": id::<AccountId>('7'), "stage_id": stage("Proposal"), "close_date": "2026-03-31"})
}

fn role(role: &str) -> Value {
    json!({"contact_id": id::<ContactId>('1'), "role": role})
}

/// What a creation and a change have in common is taken or refused alike. Requirement: OPP-1, ALL-1, ALL-3, ALL-7
#[test]
fn the_fields_of_a_deal_are_taken_up_to_their_limits_and_no_further() {
    check_common::<CreateOpportunity>(&creation());
    check_common::<ChangeOpportunity>(&json!({}));
}

fn check_common<T: DeserializeOwned>(body: &Value) {
    check_text::<T>(body, "name");
    check_text::<T>(body, "next_step");
    check_money::<T>(body, "amount");
    check_id::<T>(body, "account_id", id::<AccountId>('1'));
    check_id::<T>(body, "primary_contact_id", id::<ContactId>('1'));

    let roles = |count: usize| json!((0..count).map(|n| role(&n.to_string())).collect::<Vec<_>>());
    let takes = [roles(0), roles(limits::CONTACT_ROLES), json!([role(&"x".repeat(limits::SHORT_TEXT))])];
    let refuses = [
        roles(limits::CONTACT_ROLES + 1),
        json!([role(&"x".repeat(limits::SHORT_TEXT + 1))]),
        json!([role("")]),
        json!([{"contact_id": id::<ContactId>('1')}]),
        json!([{"contact_id": id::<LeadId>('1'), "role": "x"}]),
        json!([extended(role("x"), json!({"is_primary": true}))]),
        role("x"),
    ];
    check::<T>(body, "contact_roles", &takes, &refuses);

    let tags = |count: usize| json!((0..count).map(|n| format!("t{n}")).collect::<Vec<_>>());
    let takes = [tags(0), tags(limits::TAGS), json!(["x".repeat(limits::TAG)])];
    let refuses = [tags(limits::TAGS + 1), json!(["x".repeat(limits::TAG + 1)]), json!([" "]), json!("x")];
    check::<T>(body, "tags", &takes, &refuses);

    // These are worked out, or have commands of their own.
    for field in
        ["probability", "forecast_category", "weighted_amount", "pipeline_id", "lines", "status", "owner_id", "closing"]
    {
        check::<T>(body, field, &[], &[Value::Null]);
    }
}

/// What only a creation has. Requirement: OPP-1, ALL-7, ALL-10
#[test]
fn the_fields_of_a_creation_alone_are_checked_as_well() {
    let body = creation();
    check_required::<CreateOpportunity>(&body);
    check_day::<CreateOpportunity>(&body, "close_date");
    check_day::<CreateOpportunity>(&body, "effective_on");
    check_id::<CreateOpportunity>(&body, "stage_id", stage("Proposal"));
    check_id::<CreateOpportunity>(&body, "originating_lead_id", id::<LeadId>('1'));
    for optional in ["amount", "primary_contact_id", "next_step", "originating_lead_id", "effective_on"] {
        check::<CreateOpportunity>(&body, optional, &[Value::Null], &[]);
    }
    for field in ["close_date", "stage_id", "originating_lead_id", "effective_on"] {
        check::<ChangeOpportunity>(&json!({}), field, &[], &[Value::Null]);
    }
}

/// Stages, days, reasons and notes of the moves. Requirement: OPP-3, OPP-4, ALL-7, ALL-10
#[test]
fn the_fields_of_a_move_are_taken_up_to_their_limits_and_no_further() {
    let to = json!({"stage_id": stage("Proposal")});
    check_required::<ChangeStage>(&to);
    check_id::<ChangeStage>(&to, "stage_id", stage("Proposal"));
    check_day::<ChangeStage>(&to, "effective_on");

    let pushed = json!({"close_date": "2026-03-31"});
    check_required::<PushCloseDate>(&pushed);
    check_day::<PushCloseDate>(&pushed, "close_date");
    check_text::<PushCloseDate>(&pushed, "reason");

    check_required::<WinOpportunity>(&json!({}));
    check_id::<WinOpportunity>(&json!({}), "stage_id", stage("Won"));
    check_day::<WinOpportunity>(&json!({}), "effective_on");

    let lost = json!({"reason": "unknown"});
    check_required::<LoseOpportunity>(&lost);
    let takes = [json!("a"), json!("no_budget_2"), json!("x".repeat(limits::LOSS_CODE))];
    let refuses = [json!("x".repeat(limits::LOSS_CODE + 1)), json!(""), json!("Price"), json!("no budget"), json!(1)];
    check::<LoseOpportunity>(&lost, "reason", &takes, &refuses);
    check_long_text::<LoseOpportunity>(&lost, "note");
    check_id::<LoseOpportunity>(&lost, "stage_id", stage("Lost"));
    check_day::<LoseOpportunity>(&lost, "effective_on");

    check_required::<AbandonOpportunity>(&json!({}));
    check_long_text::<AbandonOpportunity>(&json!({}), "note");
    check_day::<AbandonOpportunity>(&json!({}), "effective_on");
    check::<AbandonOpportunity>(&json!({}), "reason", &[], &[json!("unknown")]);

    let reopened = json!({"stage_id": stage("Proposal"), "reason": "x"});
    check_required::<ReopenOpportunity>(&reopened);
    check_id::<ReopenOpportunity>(&reopened, "stage_id", stage("Proposal"));
    check_text::<ReopenOpportunity>(&reopened, "reason");
    check_day::<ReopenOpportunity>(&reopened, "effective_on");

    let assigned = json!({"owner_id": user('1')});
    check_required::<AssignOwner>(&assigned);
    check_text::<AssignOwner>(&assigned, "reason");
    check::<AssignOwner>(&assigned, "owner_id", &[json!(user('2'))], &[json!(id::<ContactId>('1'))]);
}

/// A probability of 101 % or a half makes a forecast that nobody believes. Requirement: OPP-1, OPP-3, ALL-7
#[test]
fn the_fields_of_a_forecast_are_within_their_limits() {
    let body = json!({});
    check_required::<OverrideForecast>(&body);
    let takes = [json!(0), json!(1), json!(99), json!(100), Value::Null];
    let refuses = [json!(-1), json!(101), json!(256), json!(50.5), json!(1e300), json!("50")];
    check::<OverrideForecast>(&body, "probability", &takes, &refuses);
    let takes = [words("omitted pipeline best_case commit closed"), vec![Value::Null]].concat();
    check::<OverrideForecast>(&body, "forecast_category", &takes, &words("Commit bestCase won 1"));
}

/// Quantities, prices and discounts. Requirement: OPP-5, ALL-7
#[test]
fn the_fields_of_a_line_are_taken_up_to_their_limits_and_no_further() {
    let added = json!({"product_id": id::<ProductId>('1'), "quantity": "1"});
    check_required::<AddLine>(&added);
    check_id::<AddLine>(&added, "product_id", id::<ProductId>('1'));
    check_priced::<AddLine>(&added);
    check::<AddLine>(&added, "discount", &[], &[Value::Null]);
    check::<AddLine>(&added, "name", &[], &[json!("Drill")]);

    let changed = json!({"line_id": 1});
    check_required::<ChangeLine>(&changed);
    check_priced::<ChangeLine>(&changed);
    check::<ChangeLine>(&changed, "discount", &[Value::Null], &[]);
    check::<ChangeLine>(&changed, "product_id", &[], &[json!(id::<ProductId>('1'))]);

    check_required::<RemoveLine>(&changed);
    let numbers = [json!(0), json!(1), json!(u32::MAX)];
    let none = [json!(-1), json!(u64::from(u32::MAX) + 1), json!(1.0), json!("1")];
    check::<ChangeLine>(&changed, "line_id", &numbers, &none);
    check::<RemoveLine>(&changed, "line_id", &numbers, &none);

    let ordered = json!({"line_ids": [1]});
    check_required::<ReorderLines>(&ordered);
    let many = |count: usize| json!((0..count).collect::<Vec<_>>());
    let refuses = [many(limits::LINES + 1), json!(["1"]), json!([-1]), json!(1)];
    check::<ReorderLines>(&ordered, "line_ids", &[many(0), many(limits::LINES)], &refuses);
}

fn check_priced<T: DeserializeOwned>(body: &Value) {
    check_money::<T>(body, "unit_price");
    let takes = words("1 0.000001 999999999999.999999 0001 1.500000");
    let refuses =
        words("0 0.000000 0.0000001 1000000000000 -1 1e3 NaN inf 1,5 １ 1234567890123456789012345678901234567890");
    let refuses = [refuses, vec![json!(""), json!(1), json!(1.5)]].concat();
    check::<T>(body, "quantity", &takes, &refuses);

    check::<T>(body, "discount", &[json!({"kind": "none"})], &[json!({"kind": "half"}), json!({}), json!("none")]);
    let percent = |percent: &Value| json!({"kind": "percent", "percent": percent});
    let takes = words("0.0001 12.5 99.9999 100 100.0000");
    let refuses = [words("0 100.0001 101 0.00001 -1 1e1 NaN"), vec![json!(5), Value::Null]].concat();
    let of = |values: Vec<Value>| values.iter().map(percent).collect::<Vec<_>>();
    check::<T>(body, "discount", &of(takes), &of(refuses));
    let dollar = json!({"amount": "1", "currency": "USD"});
    let refuses = [
        json!({"kind": "percent"}),
        json!({"kind": "amount"}),
        json!({"kind": "amount", "amount": "1"}),
        // What is not meant is not taken for nothing.
        json!({"kind": "none", "percent": "50"}),
        json!({"kind": "percent", "percent": "50", "amount": dollar}),
        json!({"kind": "amount", "amount": dollar, "percent": "50"}),
    ];
    check::<T>(body, "discount", &[json!({"kind": "amount", "amount": dollar})], &refuses);
}
