//! What events are about, and what happens to it.

use super::{
    Action, Entity, Field, OwnId, Plan, Presence, Revision, Shape, Standing, Values,
    draw::id_format,
    fields::{Fields, Vocabulary, key_style},
};
use crate::{
    dice::Dice,
    ids::IdFormat,
    violation::Kind,
    words::{invented, one},
};

/// What all tenants may share.
const SHARED: &str = "plan|currency|catalogue item|template|region|tax rate|price model|product type";
/// A type with fewer events than this has no later version: nobody could tell it from an event that deviates.
const EVENTS_OF_REVISED: f64 = 150.0;

/// The entities, from what stands alone to what refers to it.
pub(super) fn entities(dice: &mut Dice, vocabulary: &mut Vocabulary, plan: &Plan) -> Vec<Entity> {
    let mut drawn = Drawn {
        beginning: vocabulary.beginning(dice),
        one_id: dice.chance(0.5).then(|| id_format(dice, "")),
        local: dice.chance(0.12),
        copies: copies(dice, vocabulary, plan),
        vocabulary,
        plan,
        entities: Vec::new(),
    };
    for _ in 0..dice.below(3) {
        drawn.global(dice);
    }
    if dice.chance(0.7) {
        drawn.root(dice, 0);
    }
    if plan.levels.len() == 3 && dice.chance(0.3) {
        drawn.root(dice, 1);
    }
    for _ in 0..5 + dice.below(8) {
        drawn.scoped(dice);
    }
    for _ in 0..dice.below(4) {
        drawn.rare(dice, false);
    }
    if plan.levels.len() > 1 && plan.kinds.contains(&Kind::Missing) && dice.chance(0.5) {
        for _ in 0..1 + dice.below(4) {
            drawn.rare(dice, true);
        }
    }
    let Drawn { mut entities, .. } = drawn;
    revise(dice, vocabulary, plan, &mut entities);
    entities
}

struct Drawn<'a> {
    vocabulary: &'a mut Vocabulary,
    plan: &'a Plan,
    /// How things come into being here.
    beginning: String,
    one_id: Option<IdFormat>,
    /// Whether some ids start again in every scope.
    local: bool,
    /// What all data repeat.
    copies: Vec<Field>,
    entities: Vec<Entity>,
}

impl Drawn<'_> {
    fn global(&mut self, dice: &mut Dice) {
        let words = if self.vocabulary.invents { invented(dice, 2) } else { one(dice, SHARED) };
        if self.entities.iter().any(|entity| entity.words == words) {
            return;
        }
        let mut entity = self.entity(dice, words, 2);
        entity.standing = Standing::Global;
        entity.opened = (0..2 + dice.below(6)).map(|_| dice.range(0.0, 0.01)).collect();
        entity.life = (1, 3);
        without_scope(&mut entity);
        self.entities.push(entity);
    }

    fn root(&mut self, dice: &mut Dice, level: usize) {
        let Some(Values::Ids(id)) = self.plan.levels.get(level).map(|level| level.values.clone()) else { return };
        let words = self.plan.levels.get(level).map(|level| level.words.clone()).unwrap_or_default();
        let mut entity = self.entity(dice, words, 2);
        entity.id = id;
        entity.standing = Standing::Root(level);
        entity.weight = 0.0;
        entity.life = (1, 4);
        without_scope(&mut entity);
        self.entities.push(entity);
    }

    fn scoped(&mut self, dice: &mut Dice) {
        let words = self.vocabulary.noun(dice);
        let fields = 3 + dice.below(8);
        let mut entity = self.entity(dice, words, fields);
        if self.local && dice.chance(0.3) {
            entity.id = IdFormat::LocalInteger;
        }
        entity.weight = dice.range(0.3, 3.0);
        entity.life = (2, dice.between(5, 14));
        if dice.chance(0.4)
            && let Some(action) = entity.actions.last_mut()
        {
            action.at = (0..1 + dice.below(3)).map(|_| dice.range(0.1, 0.95)).collect();
        }
        self.entities.push(entity);
    }

    /// An entity with few events.
    fn rare(&mut self, dice: &mut Dice, deviates: bool) {
        let words = self.vocabulary.noun(dice);
        let mut entity = self.entity(dice, words, 3);
        entity.opened = (0..1 + dice.below(3)).map(|_| dice.range(0.1, 0.95)).collect();
        entity.life = (1, if deviates && dice.chance(0.3) { 4 } else { 1 });
        entity.deviates = deviates;
        self.entities.push(entity);
    }

    fn entity(&mut self, dice: &mut Dice, words: String, body: usize) -> Entity {
        let words = if self.entities.iter().any(|known| known.words == words) { invented(dice, 3) } else { words };
        let mut fields = Fields::new(self.vocabulary, &words, &self.entities);
        self.copies.iter().for_each(|copy| fields.keep(&copy.name));
        let body = fields.body(dice, body);
        let mut shared = self.copies.clone();
        if dice.chance(0.3) && !fields.targets.is_empty() {
            shared.push(Field { presence: Presence::Always, ..fields.reference(dice) });
        }
        let count = 2 + dice.below(4);
        let names = self.vocabulary.actions(dice, &self.beginning, count);
        let last = names.len() - 1;
        let actions = names.into_iter().enumerate().map(|(index, words)| {
            let fields = match index {
                0 => body.clone(),
                _ if index == last => Vec::new(),
                _ => change(dice, &body, &mut fields),
            };
            Action { words, weight: dice.range(0.3, 2.0), at: Vec::new(), fields, next: None }
        });
        let actions = actions.collect();
        let id = match &self.one_id {
            Some(IdFormat::TypeId(_)) => IdFormat::TypeId(words.replace(' ', "_")),
            Some(IdFormat::Stripe(_)) => IdFormat::Stripe(words.chars().take(3).collect()),
            Some(IdFormat::PrefixNumber(_)) => {
                IdFormat::PrefixNumber(words.chars().take(3).collect::<String>().to_uppercase())
            }
            Some(format) => format.clone(),
            None => id_format(dice, &words),
        };
        Entity {
            words,
            id,
            standing: Standing::Scoped,
            weight: 0.0,
            opened: Vec::new(),
            life: (1, 1),
            shared,
            actions,
            deviates: false,
        }
    }
}

/// One to three of the fields that the first event has, or a new one, and what stands before a field that depends on it.
fn change(dice: &mut Dice, body: &[Field], fields: &mut Fields<'_>) -> Vec<Field> {
    let count = 1 + dice.below(3);
    let free: Vec<_> = body.iter().filter(|field| !matches!(field.presence, Presence::With(_))).cloned().collect();
    let mut some = dice.some(&free, count);
    if dice.chance(0.3) {
        some.push(fields.plain(dice, 1));
    }
    some
}

/// What all data repeat: the id, a boundary, a key.
fn copies(dice: &mut Dice, vocabulary: &Vocabulary, plan: &Plan) -> Vec<Field> {
    let mut fields = Fields::new(vocabulary, "", &[]);
    let mut copies = Vec::new();
    let always = |name: String, shape: Shape| Field { name, shape, presence: Presence::Always };
    if plan.own_id != OwnId::None && dice.chance(0.2) {
        let name = fields.fresh(dice, "record number");
        copies.push(always(name, Shape::Own));
    }
    if dice.chance(0.25) {
        let level = dice.below(plan.levels.len());
        let words = plan.levels.get(level).map(|level| level.words.clone()).unwrap_or_default();
        let name = fields.fresh(dice, &format!("{words} code"));
        copies.push(always(name, Shape::Scope(level)));
    }
    if dice.chance(0.35) {
        let style = key_style(dice);
        let name = fields.name(dice, crate::words::KEYS);
        copies.push(always(name, Shape::Key(style)));
    }
    copies
}

/// What stands outside of boundaries refers to nothing within.
fn without_scope(entity: &mut Entity) {
    let outside = |field: &Field| {
        !matches!(
            field.shape,
            Shape::Scope(_)
                | Shape::Key(_)
                | Shape::Url
                | Shape::Reference(_)
                | Shape::References(_)
                | Shape::Any(_)
                | Shape::Person
                | Shape::Object(_)
                | Shape::Items(_)
        )
    };
    entity.shared.retain(outside);
    for action in &mut entity.actions {
        action.fields.retain(outside);
    }
}

/// Gives some frequent types a later version.
fn revise(dice: &mut Dice, vocabulary: &Vocabulary, plan: &Plan, entities: &mut [Entity]) {
    let events = |entity: &Entity| entity.weight * (entity.life.0 + entity.life.1) as f64 / 2.0;
    let all: f64 = entities.iter().map(events).sum();
    let before: Vec<Entity> = Vec::new();
    for entity in entities.iter_mut().filter(|entity| entity.weight > 0.0) {
        let of_entity = plan.events as f64 * events(entity) / all;
        let openings = of_entity / ((entity.life.0 + entity.life.1) as f64 / 2.0);
        let changes: f64 = entity.actions.iter().skip(1).filter(|a| a.at.is_empty()).map(|a| a.weight).sum();
        for (index, action) in entity.actions.iter_mut().enumerate().filter(|(_, action)| action.at.is_empty()) {
            let expected = if index == 0 { openings } else { (of_entity - openings) * action.weight / changes };
            if expected < EVENTS_OF_REVISED || !dice.chance(0.25) {
                continue;
            }
            let mut fields = Fields::new(vocabulary, &entity.words, &before);
            entity.shared.iter().chain(&action.fields).for_each(|field| fields.keep(&field.name));
            let always: Vec<_> = action
                .fields
                .iter()
                .filter(|field| field.presence == Presence::Always)
                .map(|field| field.name.clone())
                .collect();
            let added = Field { presence: Presence::Always, ..fields.plain(dice, 1) };
            let changed = dice.some(&always, 2);
            let mut changed = changed.into_iter();
            let dropped = if dice.chance(0.4) { changed.next() } else { None };
            let renamed = if dice.chance(0.4) { changed.next() } else { None };
            let renamed = renamed.map(|name| (name, fields.name(dice, crate::words::NAMES)));
            action.next = Some(Revision { from: dice.range(0.3, 0.7), added: vec![added], dropped, renamed });
        }
    }
}
