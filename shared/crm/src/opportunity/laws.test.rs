//! What holds of a deal whatever was done to it.

use kernel::{Aggregate as _, Inputs};
use proptest::{prelude::*, sample::select};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::{
    inputs,
    known::{self, knowing, stage},
    state, state_in,
    wishes::{
        abandon, add, add_line, assign, change_line, deal, deal_with, forecast, lose, patch, push, remove_line, reopen,
        reorder, restore, to_stage, win,
    },
};
use crate::{
    forecast::{ForecastCategory, Probability},
    given::{self, at, body, id},
    opportunity::{
        Discount, Line, Opportunity, OpportunityCommand, OpportunityEvent, OpportunityId, OpportunityState,
        OpportunityStatus,
    },
    reference::{AccountId, ContactId, ProductId},
    value::Money,
};

/// The whole number nearest to a quotient of numbers that are not negative, and the even one of two that are equally near.
fn half_even(dividend: i128, divisor: i128) -> i128 {
    let (whole, rest) = (dividend / divisor, dividend % divisor);
    if 2 * rest > divisor || (2 * rest == divisor && whole % 2 == 1) { whole + 1 } else { whole }
}

/// A decimal in units of so many places.
fn units(decimal: Decimal, places: u32) -> i128 {
    let units = decimal * Decimal::from(10_u64.pow(places));
    assert!(units.is_integer(), "{decimal} in {places} places");
    units.normalize().mantissa()
}

/// What a line comes to, in the smallest units of its currency, worked out apart from the code.
fn worth(line: &Line) -> i128 {
    let places = line.amount.amount().scale();
    let price = units(line.unit_price.amount(), places);
    let gross = half_even(price * units(line.quantity.decimal(), 6), 1_000_000);
    gross
        - match &line.discount {
            Discount::None {} => 0,
            Discount::Percent { percent } => half_even(gross * units(percent.decimal(), 4), 1_000_000),
            Discount::Amount { amount } => units(amount.amount(), places),
        }
}

/// The laws of one state.
fn check_state(state: &OpportunityState) {
    if let Some(amount) = &state.amount {
        let places = amount.amount().scale();
        assert_eq!(places, amount.currency().minor_digits().expect("a currency"));
        let mut total = 0;
        for line in state.lines.iter() {
            assert_eq!(units(line.amount.amount(), places), worth(line), "{line:?}");
            assert!(worth(line) >= 0 && line.line_id <= state.lines_numbered);
            for money in [&line.amount, &line.unit_price] {
                assert_eq!(money.currency(), amount.currency(), "one currency");
            }
            total += worth(line);
        }
        assert!(
            state.lines.is_empty() || total == units(amount.amount(), places),
            "the amount is the sum of the lines"
        );
        let weighted = half_even(units(amount.amount(), places) * i128::from(state.probability.get()), 100);
        assert_eq!(state.weighted_amount.as_ref().map(|money| units(money.amount(), places)), Some(weighted));
        assert_eq!(state.weighted_amount.as_ref().map(Money::currency), Some(amount.currency()));
    } else {
        assert!(state.lines.is_empty() && state.weighted_amount.is_none());
    }
    let mut numbers: Vec<_> = state.lines.iter().map(|line| line.line_id).collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), state.lines.len(), "a number is given once");
    let expected = match state.status {
        OpportunityStatus::Open => None,
        OpportunityStatus::Won => Some((Probability::CERTAIN, ForecastCategory::Closed)),
        OpportunityStatus::Lost | OpportunityStatus::Abandoned => Some((Probability::NONE, ForecastCategory::Omitted)),
    };
    assert_eq!(state.closing.is_some(), expected.is_some());
    if let Some(certain) = expected {
        assert_eq!((state.probability, state.forecast_category), certain);
        assert!(!state.probability_overridden && !state.forecast_category_overridden);
    }
}

/// What must not move while a deal is closed: all of it but owner, tags and whether it is put away.
fn frozen(state: &OpportunityState) -> Option<OpportunityState> {
    let still =
        OpportunityState { owner_id: given::user('1'), tags: Default::default(), archived_at: None, ..state.clone() };
    (state.status != OpportunityStatus::Open).then_some(still)
}

/// Half a yen, a thousandth of a dinar and what is exactly in the middle: a sum of weighted amounts that drifts up says that more will come
/// than will. Requirement: OPP-6
#[test]
fn a_weighted_amount_is_rounded_half_to_even_at_the_smallest_unit() {
    for (amount, currency, probability, weighted) in [
        ("1000.50", "USD", 10, "100.05"),
        ("0.05", "USD", 10, "0.00"),
        ("0.15", "USD", 10, "0.02"),
        ("0.25", "USD", 10, "0.02"),
        ("0.35", "USD", 10, "0.04"),
        ("0.01", "USD", 51, "0.01"),
        ("0.01", "USD", 49, "0.00"),
        ("1", "JPY", 50, "0"),
        ("3", "JPY", 50, "2"),
        ("101", "JPY", 49, "49"),
        ("0.001", "KWD", 50, "0.000"),
        ("0.003", "KWD", 50, "0.002"),
        ("0.0005", "CLF", 30, "0.0002"),
        ("0.0005", "CLF", 50, "0.0002"),
        ("1234.56", "USD", 0, "0.00"),
        ("1234.56", "USD", 100, "1234.56"),
        ("999999999999999999.99", "USD", 99, "989999999999999999.99"),
    ] {
        let deal = deal_with(json!({"amount": {"amount": amount, "currency": currency}}));
        let state = state(&[deal, forecast(json!({"probability": probability}))]);
        let found = state.weighted_amount.expect("an amount");
        assert_eq!(found.amount().to_string(), weighted, "{probability} % of {amount} {currency}");
        assert_eq!(found.currency().as_str(), currency);
    }
    assert_eq!(state(&[deal_with(json!({}))]).weighted_amount, None);
}

proptest! {
    /// A rule that holds for the examples only is none. Requirement: OPP-6
    #[test]
    fn every_weighted_amount_is_rounded_half_to_even(cents in 0..=99_999_999_999_999_999_999_i128, probability in 0..=100_u8) {
        let amount = Decimal::from_i128_with_scale(cents, 2).to_string();
        let deal = deal_with(json!({"amount": {"amount": amount, "currency": "USD"}}));
        let state = state(&[deal, forecast(json!({"probability": probability}))]);
        let weighted = state.weighted_amount.expect("an amount").amount();
        prop_assert_eq!(units(weighted, 2), half_even(cents * i128::from(probability), 100));
    }

    /// The state that is stored must be the fold of the stream, a repeated command must do nothing, and no sequence of commands may make
    /// an amount that is not the sum of its lines, two currencies in one deal, or a number that two lines had.
    /// Requirement: PLT-1, ALL-3, OPP-4, OPP-5, OPP-6
    #[test]
    fn any_commands_keep_the_laws(commands in prop::collection::vec(any_command(), 1..30)) {
        let mut last: Option<OpportunityState> = None;
        let adds = |command: &OpportunityCommand| matches!(command, OpportunityCommand::AddLine(_));
        let commands = [&[deal()][..], &commands].concat();
        given::check_laws_with_additions::<Opportunity>(&inputs(), &commands, adds, |state| {
            check_state(state);
            if let Some(last) = last.replace(state.clone()) {
                assert!(last.lines_numbered <= state.lines_numbered);
                if let (Some(before), Some(after)) = (frozen(&last), frozen(state)) {
                    assert_eq!(before, after, "closed is frozen");
                }
            }
        });
    }

    /// Next year's calendar, a rate that is recorded late, other currencies: none of it may move what was reported. Requirement: OPP-4, OPP-7
    #[test]
    fn what_is_closed_does_not_move_whatever_comes_after(
        before in prop::collection::vec(any_command(), 0..10),
        close in select(closings()),
        after in prop::collection::vec(any_command(), 1..20),
    ) {
        let then = inputs();
        let state = run(Some(state_in(&then, &[deal()])), &then, &before, |_| true);
        let state = run(state, &then, &[OpportunityCommand::Restore(None), close], |_| true);
        let Some(closed) = state.as_ref().and_then(frozen) else { return Ok(()) };
        let later = in_another_year();
        run(state, &later, &after, |state| {
            if state.status != OpportunityStatus::Open {
                assert_eq!(frozen(state).as_ref(), Some(&closed));
            }
            state.status != OpportunityStatus::Open
        });
    }

    /// A client that sends back what it read changes nothing. Requirement: ALL-3
    #[test]
    fn sending_back_the_record_gives_no_event(commands in prop::collection::vec(any_command(), 0..20)) {
        let state = run(Some(state_in(&inputs(), &[deal()])), &inputs(), &commands, |_| true).expect("a state");
        if state.archived_at.is_none() {
            let record = serde_json::to_value(&state).expect("JSON");
            let fields = ["name", "account_id", "primary_contact_id", "contact_roles", "amount", "next_step", "tags"];
            let sent = fields.map(|field| (field.to_owned(), record.get(field).cloned().unwrap_or_default()));
            let decide = |command| given::decide::<Opportunity>(&inputs(), Some(&state), &command);
            prop_assert_eq!(decide(patch(Value::Object(sent.into_iter().collect()))), Ok(Vec::new()));
            prop_assert_eq!(decide(push(&state.close_date.to_string())), Ok(Vec::new()));
            for line in state.lines.iter() {
                let line = json!({
                    "line_id": line.line_id, "quantity": line.quantity, "unit_price": line.unit_price, "discount": line.discount
                });
                prop_assert_eq!(decide(change_line(line)), Ok(Vec::new()));
            }
        }
    }

    /// A fold that fails, or makes a deal out of anything but a creation, would make a stream that nobody can load. Requirement: PLT-1
    #[test]
    fn events_in_any_order_can_be_folded(
        commands in prop::collection::vec(any_command(), 1..20),
        order in prop::collection::vec(any::<prop::sample::Index>(), 1..20),
    ) {
        let mut events = Vec::new();
        let mut state = None;
        for command in [&[deal()][..], &commands].concat() {
            let decided = given::decide::<Opportunity>(&inputs(), state.as_ref(), &command).unwrap_or_default();
            state = decided.iter().fold(state, Opportunity::evolve);
            events.extend(decided);
        }
        let shuffled: Vec<_> = order.iter().map(|index| index.get(&events)).collect();
        let begins = shuffled.iter().any(|event| matches!(event, OpportunityEvent::Created(_)));
        let folded = shuffled.into_iter().fold(None, Opportunity::evolve);
        prop_assert_eq!(folded.is_some(), begins);
    }
}

/// Runs those of the commands that are accepted, for as long as the state is such.
fn run(
    mut state: Option<OpportunityState>,
    inputs: &Inputs<OpportunityId>,
    commands: &[OpportunityCommand],
    mut goes_on: impl FnMut(&OpportunityState) -> bool,
) -> Option<OpportunityState> {
    for command in commands {
        let events = given::decide::<Opportunity>(inputs, state.as_ref(), command).unwrap_or_default();
        state = events.iter().fold(state, Opportunity::evolve);
        if !state.as_ref().is_some_and(&mut goes_on) {
            break;
        }
    }
    state
}

/// The same tenant a year later, with another calendar, base currency, list of rates and price list.
fn in_another_year() -> Inputs<OpportunityId> {
    let calendar = json!({"months": {"start_month": 7, "start_day": 1, "named_by": "end_year"}});
    let terms = json!({
        "base_currency": "EUR", "time_zone": "Asia/Tokyo",
        "fiscal_calendars": [{"effective_from": "2020-01-01", "calendar": calendar}]
    });
    let later = knowing([
        known::financial(terms),
        known::rates("USD", 2025, json!({"EUR": {"2025-01-01": "0.9"}})),
        known::product('1', json!({"name": "Other", "sku": "OTHER"})),
    ]);
    Inputs { now: at(365 * 24 * 3600), ..later }
}

fn closings() -> Vec<OpportunityCommand> {
    vec![win(json!({})), lose(json!({"reason": "unknown"})), abandon(json!({}))]
}

fn any_command() -> impl Strategy<Value = OpportunityCommand> {
    let moves = [
        closings(),
        vec![
            to_stage("Prospecting"),
            to_stage("Proposal"),
            OpportunityCommand::ChangeStage(body(
                json!({"stage_id": stage("Negotiation"), "effective_on": "2025-11-21"}),
            )),
            reopen("Prospecting"),
            reopen("Proposal"),
            reopen("Negotiation"),
            push("2026-04-30"),
            push("2026-03-31"),
            forecast(json!({"probability": 33})),
            forecast(json!({"probability": null, "forecast_category": "commit"})),
            forecast(json!({"forecast_category": null})),
            lose(json!({"reason": "other", "note": "x", "effective_on": "2025-11-21"})),
            deal(),
            assign('1'),
            assign('2'),
            OpportunityCommand::Archive,
            OpportunityCommand::Restore(None),
            restore(json!({"next_step": "x"})),
            restore(json!({"tags": ["back"]})),
        ],
    ];
    prop_oneof![
        2 => any_patch().prop_map(patch),
        3 => select(moves.concat()),
        5 => any_line_command(),
    ]
}

fn any_patch() -> impl Strategy<Value = Value> {
    let contact = |last: char| id::<ContactId>(last);
    given::patches(vec![
        json!({"name": "Engines"}),
        json!({"name": "Turbines"}),
        json!({"account_id": id::<AccountId>('8')}),
        json!({"primary_contact_id": contact('1')}),
        json!({"primary_contact_id": null}),
        json!({"contact_roles": [{"contact_id": contact('1'), "role": "buyer"}]}),
        json!({"contact_roles": [{"contact_id": contact('1'), "role": "user"}, {"contact_id": contact('2'), "role": "user"}]}),
        json!({"contact_roles": null}),
        json!({"amount": {"amount": "0.05", "currency": "EUR"}}),
        json!({"amount": {"amount": "101", "currency": "JPY"}}),
        json!({"amount": {"amount": "1.005", "currency": "KWD"}}),
        json!({"amount": null}),
        json!({"next_step": "call"}),
        json!({"next_step": null}),
        json!({"tags": ["B", "a"]}),
    ])
}

fn any_line_command() -> impl Strategy<Value = OpportunityCommand> {
    let quantity = (1..=99_999_999_u64, 0..=6_u32)
        .prop_map(|(n, places)| Decimal::from_i128_with_scale(n.into(), places).to_string());
    let price = select(vec![
        Value::Null,
        json!({"amount": "19.99", "currency": "USD"}),
        json!({"amount": "0.05", "currency": "EUR"}),
        json!({"amount": "333", "currency": "JPY"}),
        json!({"amount": "0.333", "currency": "KWD"}),
    ]);
    let discount = prop_oneof![
        1 => Just(json!({"kind": "none"})),
        2 => (1..=1_000_000_u64).prop_map(|n| json!({"kind": "percent", "percent": Decimal::from_i128_with_scale(n.into(), 4)})),
        1 => select(vec!["USD", "EUR", "JPY"]).prop_map(|currency| {
            json!({"kind": "amount", "amount": {"amount": "7", "currency": currency}})
        }),
    ];
    let line_id = 0..=6_u32;
    let parts = (line_id, quantity, price, discount);
    prop_oneof![
        3 => parts.clone().prop_map(|(_, quantity, unit_price, discount)| {
            let product_id = id::<ProductId>('1');
            add_line(json!({"product_id": product_id, "quantity": quantity, "unit_price": unit_price, "discount": discount}))
        }),
        2 => (0..=4_u8, parts).prop_map(|(parts, (line_id, quantity, unit_price, discount))| {
            let mut wish = json!({"line_id": line_id});
            let fields = [("quantity", json!(quantity)), ("unit_price", unit_price), ("discount", discount)];
            let chosen = fields.into_iter().enumerate().filter(|(index, _)| parts == 4 || usize::from(parts) == *index);
            for (_, (field, value)) in chosen {
                wish[field] = value;
            }
            change_line(wish)
        }),
        1 => (0..=6_u32).prop_map(remove_line),
        1 => Just(vec![1, 2, 3]).prop_shuffle().prop_map(|order| reorder(&order)),
        1 => Just(vec![1, 2]).prop_shuffle().prop_map(|order| reorder(&order)),
        1 => Just(add("1")),
    ]
}
