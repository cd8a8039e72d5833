//! Where an event says what it is.

use super::{Level, Part, Presence, Role, Wire, draw::id_format, fields::Vocabulary};
use crate::{
    dice::Dice,
    ids::{IdFormat, TimeFormat},
    words::{
        ACTION, ACTOR, CAUSATION, CORRELATION, ENTITY, ENVELOPE, EVENT_ID, EXTRA, PAYLOAD, PRODUCER, SCOPE_HOLDER,
        SEQUENCE, STREAM, STREAM_TYPE, TIME, TYPE, VERSION, invented, words,
    },
};

/// The parts of an event in the order in which they are written. All names are different, so that none means two things.
pub(super) fn envelope(dice: &mut Dice, vocabulary: &Vocabulary, levels: &[Level], wire: Wire) -> Vec<Part> {
    let mut names = Names { vocabulary, taken: Vec::new() };
    let holder = dice.chance(0.5).then(|| names.draw(dice, ENVELOPE));
    let payload = dice.chance(0.75).then(|| names.draw(dice, PAYLOAD));
    let scope_holder = dice.chance(0.15).then(|| names.draw(dice, SCOPE_HOLDER));
    let types_outside = holder.is_some() && dice.chance(0.5);
    let two_fields = dice.chance(0.12);
    let inside = |name: String| holder.iter().cloned().chain([name]).collect::<Vec<_>>();
    let mut parts = Vec::new();
    for (level, name) in scopes(dice, &mut names, levels).into_iter().enumerate() {
        let mut at = holder.iter().cloned().collect::<Vec<_>>();
        at.extend(scope_holder.clone());
        at.push(name);
        parts.push(Part { role: Role::Scope(level), at });
    }
    // The bus names the type of each event: only there it may be missing from the event.
    if two_fields {
        for (role, pool) in [(Role::Entity, ENTITY), (Role::Action, ACTION)] {
            let name = names.draw(dice, pool);
            parts.push(Part { role, at: if types_outside { vec![name] } else { inside(name) } });
        }
    } else if wire != Wire::Bridge || dice.chance(0.6) {
        let name = names.draw(dice, TYPE);
        parts.push(Part { role: Role::Type, at: if types_outside { vec![name] } else { inside(name) } });
    }
    let event_ids = [IdFormat::Uuid, IdFormat::Ulid, IdFormat::Hex(32), IdFormat::Stripe("evt".to_owned())];
    let event_id = dice.pick(&event_ids).cloned().unwrap_or(IdFormat::Uuid);
    let time = dice.pick(&TimeFormat::ALL).copied().unwrap_or(TimeFormat::Millis);
    let correlation =
        dice.pick(&[IdFormat::Uuid, IdFormat::Hex(32), IdFormat::Ulid]).cloned().unwrap_or(IdFormat::Uuid);
    let producers: Vec<_> = (0..1 + dice.below(4)).map(|_| invented(dice, 2) + "-svc").collect();
    let presence = Presence::Optional(dice.range(0.1, 0.9));
    let extra = Role::Extra(id_format(dice, "ses"), presence);
    let wanted = [
        (0.9, Role::EventId(event_id), EVENT_ID),
        (0.7, Role::Stream, STREAM),
        (0.35, Role::StreamType, STREAM_TYPE),
        (0.55, Role::Sequence, SEQUENCE),
        (0.97, Role::Time(time), TIME),
        (0.75, Role::Actor, ACTOR),
        (0.55, Role::Correlation(correlation), CORRELATION),
        (0.45, Role::Causation, CAUSATION),
        (0.5, Role::Version, VERSION),
        (0.4, Role::Producer(producers), PRODUCER),
        (0.4, extra, EXTRA),
    ];
    for (probability, role, pool) in wanted {
        if dice.chance(probability) {
            let name = names.draw(dice, pool);
            let outside = dice.chance(0.1);
            parts.push(Part { role, at: if outside { vec![name] } else { inside(name) } });
        }
    }
    let has = |wanted: fn(&Role) -> bool| parts.iter().any(|part| wanted(&part.role));
    // What caused an event can only be named where events have ids.
    if !has(|role| matches!(role, Role::EventId(_))) {
        parts.retain(|part| part.role != Role::Causation);
    }
    dice.shuffle(&mut parts);
    let data = Part { role: Role::Payload, at: payload.into_iter().collect() };
    let at = if dice.chance(0.3) { 0 } else { parts.len() };
    parts.insert(at, data);
    parts
}

/// The names of the boundaries: `tenant_id` or `tenant`, all with the same end.
fn scopes(dice: &mut Dice, names: &mut Names<'_>, levels: &[Level]) -> Vec<String> {
    let end = dice.word(&[" id", " id", " id", "", " ref", " key"]);
    levels.iter().map(|level| names.take(dice, &format!("{}{end}", level.words))).collect()
}

struct Names<'v> {
    vocabulary: &'v Vocabulary,
    taken: Vec<String>,
}

impl Names<'_> {
    /// A name for a role that no other one has.
    fn draw(&mut self, dice: &mut Dice, pool: &'static str) -> String {
        let pool = words(pool);
        for _ in 0..20 {
            let role = if self.vocabulary.invents_roles { invented(dice, 2) } else { dice.word(&pool).to_owned() };
            let name = self.vocabulary.case.name(&role);
            if !self.taken.contains(&name) {
                self.taken.push(name.clone());
                return name;
            }
        }
        let role = invented(dice, 3);
        self.take(dice, &role)
    }

    fn take(&mut self, dice: &mut Dice, role: &str) -> String {
        let mut name = self.vocabulary.case.name(role);
        while self.taken.contains(&name) {
            name = self.vocabulary.case.name(&format!("{role} {}", invented(dice, 1)));
        }
        self.taken.push(name.clone());
        name
    }
}
