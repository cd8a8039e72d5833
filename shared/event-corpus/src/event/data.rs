//! The data of an event.

use super::{Mark, Slot, Writer};
use crate::{
    dice::Dice,
    ids::{IdFormat, date},
    naming::joined,
    node::Node,
    plan::{Action, Field, KeyStyle, Money, OwnId, Presence, Revision, Role, Shape},
    words::{FAMILIES, FILLER, PEOPLE, VALUES, invented, words},
    world::Stream,
};

/// How often the last value of an enum comes.
const RARE_VALUE: f64 = 0.004;
const DAY: u64 = 86_400_000;

impl Writer<'_> {
    pub(super) fn data(
        &mut self,
        stream: &mut Stream,
        action: &Action,
        revision: Option<&Revision>,
        slots: &mut Vec<Slot>,
    ) {
        let plan = self.plan;
        let Some(entity) = plan.entities.get(stream.entity) else { return };
        let mut inside = plan.payload().to_vec();
        if let Some(mut own) = entity.own_field(plan.own_id, plan.case) {
            let in_envelope = plan.envelope.iter().any(|part| part.role == Role::Stream);
            let mark = if in_envelope { Mark::Own } else { Mark::Stream };
            if plan.own_id == OwnId::Nested {
                inside.extend(own.drain(..1));
            }
            let at = inside.iter().cloned().chain(own).collect();
            slots.push(Slot { at, value: stream.id.clone(), mark, steady: true });
        }
        for field in &entity.shared {
            let from = slots.len();
            self.field(field, stream, &inside, true, slots);
            // What a stream refers to stays the same.
            for slot in slots.iter_mut().skip(from).filter(|slot| matches!(slot.mark, Mark::Reference(_) | Mark::Data))
            {
                slot.value = stream.fixed.entry(slot.at.join("/")).or_insert_with(|| slot.value.clone()).clone();
            }
        }
        let unsteady = |name: &str| {
            action.next.as_ref().is_some_and(|next| {
                next.dropped.as_deref() == Some(name) || next.renamed.as_ref().is_some_and(|(old, _)| old == name)
            })
        };
        let mut before: Option<(String, Node)> = None;
        for field in &action.fields {
            if let Presence::With(wanted) = &field.presence {
                let there = before.as_ref().is_some_and(|(_, value)| match wanted {
                    Some(wanted) => *value == Node::text(wanted),
                    None => *value != Node::Null,
                });
                if there {
                    self.field(field, stream, &inside, false, slots);
                }
                continue;
            }
            if revision.is_some_and(|revision| revision.dropped.as_deref() == Some(&field.name)) {
                before = None;
                continue;
            }
            let renamed = revision.and_then(|revision| revision.renamed.as_ref()).filter(|(old, _)| *old == field.name);
            let field = &Field { name: renamed.map_or(&field.name, |(_, new)| new).clone(), ..field.clone() };
            let from = slots.len();
            self.field(field, stream, &inside, !unsteady(&field.name) && renamed.is_none(), slots);
            before = slots.get(from).map(|slot| (field.name.clone(), slot.value.clone()));
        }
        for field in revision.iter().flat_map(|revision| &revision.added) {
            self.field(field, stream, &inside, false, slots);
        }
    }

    fn field(&mut self, field: &Field, stream: &Stream, inside: &[String], steady: bool, slots: &mut Vec<Slot>) {
        let mut at = inside.to_vec();
        at.push(field.name.clone());
        match field.presence {
            Presence::Optional(part) if !self.dice.chance(part) => return,
            Presence::Nullable(part) if self.dice.chance(part) => {
                slots.push(Slot { at, value: Node::Null, mark: Mark::Fixed, steady: false });
                return;
            }
            _ => {}
        }
        let steady = steady && field.presence == Presence::Always;
        let mark = match &field.shape {
            Shape::Object(fields) => {
                for inner in fields {
                    self.field(inner, stream, &at, steady, slots);
                }
                return;
            }
            Shape::Any(entities) => {
                let Some(entity) = self.dice.pick(entities).copied() else { return };
                let value = self.reference(entity, stream.leaf);
                let kind = self.plan.entities.get(entity).map(|entity| joined(&entity.words, "_")).unwrap_or_default();
                for (name, value) in [("kind", Node::text(kind)), ("id", value)] {
                    let at = at.iter().cloned().chain([self.plan.case.name(name)]).collect();
                    slots.push(Slot { at, value, mark: Mark::Fixed, steady: false });
                }
                return;
            }
            Shape::Items(fields) => match fields.iter().find_map(|inner| match inner.shape {
                Shape::Reference(entity) if inner.presence == Presence::Always => Some((entity, inner.name.clone())),
                _ => None,
            }) {
                Some((entity, name)) => Mark::Items(entity, name),
                None => Mark::Data,
            },
            Shape::Reference(entity) => Mark::Reference(*entity),
            Shape::Own => Mark::Own,
            Shape::Scope(level) => Mark::ScopeCopy(*level),
            Shape::Key(_) | Shape::Url => Mark::Key,
            Shape::References(_) | Shape::Map => Mark::Fixed,
            _ => Mark::Data,
        };
        let value = self.value(&field.shape, stream);
        slots.push(Slot { at, value, mark, steady });
    }

    fn value(&mut self, shape: &Shape, stream: &Stream) -> Node {
        let now = self.world.now;
        match shape {
            Shape::Name => Node::text(name(self.dice)),
            Shape::Prose => Node::text(prose(self.dice)),
            Shape::Enum(values) => {
                let common = values.len().saturating_sub(1);
                let index = if self.dice.chance(RARE_VALUE) { common } else { self.dice.below(common) };
                values.get(index).map_or(Node::Null, Node::text)
            }
            Shape::Money => self.money(),
            Shape::Count(low, high) => Node::number(self.dice.between(*low, *high)),
            Shape::Ratio => Node::Number(format!("{}.{:02}", self.dice.below(100), 1 + self.dice.below(99))),
            Shape::Flag => Node::Flag(self.dice.chance(0.3)),
            Shape::Date => Node::text(date(now + self.dice.between(1, 400) * DAY)),
            Shape::Instant => self.plan.times.write(now + self.dice.between(1_000, 40 * DAY)),
            Shape::Email => {
                let number = self.dice.below(1000);
                Node::text(format!("{}{number}@{}.example", invented(self.dice, 2), invented(self.dice, 2)))
            }
            Shape::Tags(values) => {
                let count = self.dice.below(4);
                Node::List(self.dice.some(values, count).into_iter().map(Node::Text).collect())
            }
            Shape::Map => {
                let count = 1 + self.dice.below(4);
                let keys: std::collections::BTreeSet<_> = (0..count).map(|_| invented(self.dice, 2)).collect();
                let value = |dice: &mut Dice| Node::text(dice.word(&words(VALUES)));
                Node::Object(keys.into_iter().map(|key| (key, value(self.dice))).collect())
            }
            Shape::Url => match self.own_key(KeyStyle::Path, stream) {
                Node::Text(path) => Node::Text(format!("https://api.example.com{path}")),
                other => other,
            },
            Shape::Key(style) => self.own_key(*style, stream),
            Shape::Reference(entity) => self.reference(*entity, stream.leaf),
            Shape::References(entity) => {
                let count = self.dice.below(4);
                let mut ids: Vec<_> = (0..count).map(|_| self.reference(*entity, stream.leaf)).collect();
                ids.sort();
                ids.dedup();
                Node::List(ids)
            }
            Shape::Shared(entity) => {
                let known = self.world.known(self.dice, *entity, crate::world::NOWHERE);
                // Before the first of them is created, one that is older than the corpus.
                let format = self.plan.entities.get(*entity).map_or(&IdFormat::Slug, |entity| &entity.id);
                known.unwrap_or_else(|| format.mint(self.dice, 1))
            }
            Shape::Person => self.world.person(self.dice, stream.leaf),
            Shape::Own => stream.id.clone(),
            Shape::Scope(level) => {
                let leaf = self.world.leaves.get(stream.leaf);
                leaf.and_then(|leaf| leaf.values.get(*level)).cloned().unwrap_or(Node::Null)
            }
            Shape::Object(fields) => self.object(fields, stream),
            Shape::Items(fields) => {
                let count = 1 + self.dice.below(4);
                Node::List((0..count).map(|_| self.object(fields, stream)).collect())
            }
            Shape::Any(_) => Node::Null,
        }
    }

    fn object(&mut self, fields: &[Field], stream: &Stream) -> Node {
        let mut slots = Vec::new();
        for field in fields {
            self.field(field, stream, &[], false, &mut slots);
        }
        let mut object = Node::object();
        slots.into_iter().for_each(|slot| object.insert(&slot.at, slot.value));
        object
    }

    fn own_key(&self, style: KeyStyle, stream: &Stream) -> Node {
        self.plan.entities.get(stream.entity).map_or(Node::Null, |entity| self.key(style, stream, entity))
    }

    fn reference(&mut self, entity: usize, leaf: usize) -> Node {
        match self.world.known(self.dice, entity, leaf) {
            Some(known) => known,
            None => self.world.mint(self.plan, self.dice, entity, leaf),
        }
    }

    fn money(&mut self) -> Node {
        let minor = self.dice.between(1, 500_000);
        let amount = format!("{}.{:02}", minor / 100, minor % 100);
        match self.plan.money {
            Money::Object => Node::Object(vec![
                ("amount".to_owned(), Node::Text(amount)),
                ("currency".to_owned(), Node::text(self.dice.word(&["EUR", "EUR", "USD", "GBP", "JPY"]))),
            ]),
            Money::Minor => Node::number(minor),
            Money::Text => Node::Text(amount),
            Money::Decimal => Node::Number(amount),
        }
    }
}

fn name(dice: &mut Dice) -> String {
    match dice.below(3) {
        0 => format!("{} {}", dice.word(&words(PEOPLE)), dice.word(&words(FAMILIES))),
        1 => format!("{} {}", invented(dice, 2), dice.word(&["GmbH", "Ltd", "& Co", "Group", "2"])),
        _ => invented(dice, 3),
    }
}

/// A few words, and now and then many.
fn prose(dice: &mut Dice) -> String {
    let count = if dice.chance(0.03) { 150 + dice.below(300) } else { 3 + dice.below(15) };
    let filler = words(FILLER);
    (0..count).map(|_| dice.word(&filler)).collect::<Vec<_>>().join(" ")
}
