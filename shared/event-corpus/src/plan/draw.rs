//! A plan from a seed.

use super::{
    Level, Money, OwnId, Part, Plan, Role, Traps, Values, Wire, entities::entities, envelope::envelope,
    fields::Vocabulary,
};
use crate::{
    dice::Dice,
    ids::{IdFormat, TimeFormat},
    naming::{FieldCase, TypeNaming},
    violation::Kind,
    words::{INNER, MIDDLE, OUTER, STAGES, invented, one, words},
};

/// The lowest and the highest rate of planted violations.
const RATES: (f64, f64) = (0.0005, 0.05);

impl Plan {
    /// A plan with every knob drawn from a seed. `events` is a thousand to twenty thousand; change it as you like.
    #[must_use]
    pub fn draw(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let case = dice.pick(&FieldCase::ALL).copied().unwrap_or(FieldCase::Snake);
        let mut vocabulary = Vocabulary::draw(&mut dice, case);
        let levels = levels(&mut dice, &vocabulary);
        let wire = *dice.pick(&[Wire::Bare, Wire::Bare, Wire::Bridge, Wire::Mixed]).unwrap_or(&Wire::Bare);
        let envelope = envelope(&mut dice, &vocabulary, &levels, wire);
        let has = |role: &Role| envelope.iter().any(|part| part.role == *role);
        let own_id = own_id(&mut dice, has(&Role::Stream));
        let naming = naming(&mut dice, has(&Role::Version) || has(&Role::Entity));
        let mut plan = Self {
            seed,
            events: [1_000, 2_000, 3_000, 5_000, 8_000, 20_000].get(dice.below(6)).copied().unwrap_or(1_000),
            rate: RATES.0 * (RATES.1 / RATES.0).powf(dice.range(0.0, 1.0)),
            kinds: kinds(&mut dice),
            wire,
            naming,
            case,
            shuffled: dice.chance(0.1),
            actor_id: id_format(&mut dice, "user"),
            money: *dice.pick(&[Money::Object, Money::Minor, Money::Text, Money::Decimal]).unwrap_or(&Money::Minor),
            times: times(&mut dice, &envelope),
            entities: Vec::new(),
            traps: traps(&mut dice),
            envelope,
            levels,
            own_id,
        };
        vocabulary.reserve(&plan);
        plan.entities = entities(&mut dice, &mut vocabulary, &plan);
        if dice.chance(0.3) {
            plan.traps.without_actor = (0..plan.entities.len()).filter(|_| dice.chance(0.2)).collect();
        }
        plan
    }
}

/// All kinds in half of the corpora, some in the others.
fn kinds(dice: &mut Dice) -> Vec<Kind> {
    let count = if dice.chance(0.5) { Kind::ALL.len() } else { 1 + dice.below(Kind::ALL.len()) };
    let mut kinds = dice.some(&Kind::ALL, count);
    kinds.sort();
    kinds
}

fn levels(dice: &mut Dice, vocabulary: &Vocabulary) -> Vec<Level> {
    let depth = dice.weighted([0.2, 0.6, 0.2].into_iter()).unwrap_or(0) + 1;
    let one_kind_of_id = dice.chance(0.4).then(|| id_format(dice, "scope"));
    let mut levels = Vec::new();
    for (level, pool) in [OUTER, MIDDLE, INNER].into_iter().enumerate().take(depth) {
        let words = if vocabulary.invents_roles { invented(dice, 2) } else { one(dice, pool) };
        let names = level > 0 && dice.chance(0.3);
        let values = match &one_kind_of_id {
            _ if names => {
                let count = 2 + dice.below(3);
                Values::Names(dice.some(&words_of_stages(), count))
            }
            Some(IdFormat::TypeId(_)) | None => {
                let prefix = words.split(' ').next().unwrap_or_default().to_owned();
                Values::Ids(if dice.chance(0.1) { IdFormat::Slug } else { id_format(dice, &prefix) })
            }
            Some(format) => Values::Ids(format.clone()),
        };
        let count = match (level, depth) {
            (0, 1) => (8, 60),
            (0, _) => (4, 30),
            _ => (2, 5),
        };
        levels.push(Level { words, values, count });
    }
    levels
}

fn words_of_stages() -> Vec<String> {
    words(STAGES).into_iter().map(str::to_owned).collect()
}

/// The form of an id, with a prefix for those that have one.
pub(super) fn id_format(dice: &mut Dice, prefix: &str) -> IdFormat {
    let short: String = prefix.chars().filter(char::is_ascii_alphabetic).take(3).collect();
    match dice.below(9) {
        0 | 1 => IdFormat::TypeId(prefix.replace(' ', "_")),
        2 | 3 => IdFormat::Uuid,
        4 => IdFormat::Ulid,
        5 => IdFormat::PrefixNumber(short.to_uppercase()),
        6 => IdFormat::Hex(if dice.chance(0.5) { 24 } else { 16 }),
        7 => IdFormat::Integer(dice.between(1, 9) * 1000),
        _ => IdFormat::Stripe(short),
    }
}

fn own_id(dice: &mut Dice, in_envelope: bool) -> OwnId {
    let all = [OwnId::Named, OwnId::Plain, OwnId::Nested, OwnId::None];
    let known = if in_envelope { &all[..] } else { all.split_last().map_or(&all[..], |(_, named)| named) };
    dice.pick(known).copied().unwrap_or(OwnId::Named)
}

fn naming(dice: &mut Dice, versions_elsewhere: bool) -> TypeNaming {
    let domain = format!("{}.{}", dice.word(&["com", "io", "org", "net"]), invented(dice, 2));
    let all = [
        TypeNaming::Pascal,
        TypeNaming::Dotted,
        TypeNaming::Snake,
        TypeNaming::ScreamingKebab,
        TypeNaming::Domain(domain),
        TypeNaming::Slashed,
        TypeNaming::ActionFirst,
        TypeNaming::PascalActionFirst,
        TypeNaming::Kebab,
        TypeNaming::Versioned,
    ];
    let known = if versions_elsewhere { all.split_last().map_or(&all[..], |(_, rest)| rest) } else { &all[..] };
    dice.pick(known).cloned().unwrap_or(TypeNaming::Pascal)
}

/// Times in the data: mostly as in the envelope.
fn times(dice: &mut Dice, envelope: &[Part]) -> TimeFormat {
    let of_events = envelope.iter().find_map(|part| match part.role {
        Role::Time(format) => Some(format),
        _ => None,
    });
    let other = dice.pick(&TimeFormat::ALL).copied().unwrap_or(TimeFormat::Millis);
    if dice.chance(0.7) { of_events.unwrap_or(other) } else { other }
}

fn traps(dice: &mut Dice) -> Traps {
    let sometimes = |dice: &mut Dice, high: f64| if dice.chance(0.4) { dice.range(0.001, high) } else { 0.0 };
    Traps {
        redelivered: sometimes(dice, 0.02),
        delayed: sometimes(dice, 0.05),
        single: if dice.chance(0.6) { dice.between(1, 5) } else { 0 },
        late: if dice.chance(0.6) { dice.range(0.05, 0.3) } else { 0.0 },
        null_scopes: dice.chance(0.15),
        system: if dice.chance(0.25) { dice.range(0.05, 0.3) } else { 0.0 },
        without_actor: Vec::new(),
    }
}
