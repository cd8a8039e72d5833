//! Makes an event wrong, in one way.

use crate::{
    dice::Dice,
    event::{Draft, Mark, Slot},
    ids::IdFormat,
    node::Node,
    plan::{Plan, Standing, Values},
    violation::Kind,
    world::World,
};

mod change;

/// A type that has fewer events than this does not show what its events share.
const EVENTS_OF_TYPE: u64 = 8;
/// The same for what its data share.
const EVENTS_OF_DATA: u64 = 25;
/// A stream that has fewer events than this does not show its scope.
const EVENTS_OF_STREAM: u64 = 3;

/// Plants violations. Its choices are its own, so that the events stay what they are without it.
#[derive(Clone, Debug)]
pub(crate) struct Planter {
    dice: Dice,
    planted: Vec<(Kind, u64)>,
}

impl Planter {
    pub fn new(plan: &Plan) -> Self {
        let mut dice = Dice::new(plan.seed.wrapping_add(0x5eed));
        let mut planted: Vec<_> = plan.kinds.iter().map(|kind| (*kind, 0)).collect();
        dice.shuffle(&mut planted);
        Self { dice, planted }
    }

    /// Makes an event wrong or leaves it. What is wrong, and the way to the field.
    pub fn plant(
        &mut self,
        plan: &Plan,
        world: &World,
        draft: &mut Draft,
        progress: f64,
    ) -> Option<(Kind, Vec<String>)> {
        let entity = plan.entities.get(draft.entity)?;
        let innermost = plan.levels.len().saturating_sub(1);
        if entity.deviates {
            let at = draft.slots.iter().find(|slot| slot.mark == Mark::Scope(innermost))?.at.clone();
            let gone = |mark: &Mark| matches!(mark, Mark::Scope(level) | Mark::ScopeCopy(level) if *level == innermost);
            draft.slots.retain(|slot| !gone(&slot.mark));
            return Some((Kind::Missing, at));
        }
        let none_yet = plan.rate > 0.0 && progress > 0.7 && self.planted.iter().all(|(_, count)| *count == 0);
        let wanted = self.dice.chance(plan.rate) || none_yet;
        if !wanted || entity.standing != Standing::Scoped || draft.of_type < EVENTS_OF_TYPE {
            return None;
        }
        // The kind that was planted least comes first.
        let mut kinds = self.planted.clone();
        kinds.sort_by_key(|(_, count)| *count);
        for (kind, _) in kinds {
            if let Some(at) = self.plant_kind(kind, plan, world, draft) {
                self.planted.iter_mut().filter(|(known, _)| *known == kind).for_each(|(_, count)| *count += 1);
                return Some((kind, at));
            }
        }
        None
    }

    fn plant_kind(&mut self, kind: Kind, plan: &Plan, world: &World, draft: &mut Draft) -> Option<Vec<String>> {
        let fits = |slot: &&Slot| fits(kind, plan, draft, slot);
        // Boundaries matter most.
        let weight = |slot: &Slot| match slot.mark {
            Mark::Scope(_) => 6.0,
            Mark::Stream | Mark::Reference(_) => 2.0,
            Mark::Data => 0.3,
            _ => 1.0,
        };
        let slots: Vec<_> = draft.slots.iter().filter(fits).map(|slot| (slot.at.clone(), weight(slot))).collect();
        for _ in 0..4 {
            let index = self.dice.weighted(slots.iter().map(|(_, weight)| *weight))?;
            let at = slots.get(index)?.0.clone();
            if self.change(kind, plan, world, draft, &at).is_some() {
                return Some(at);
            }
        }
        None
    }

    fn change(&mut self, kind: Kind, plan: &Plan, world: &World, draft: &mut Draft, at: &[String]) -> Option<()> {
        let index = draft.slots.iter().position(|slot| slot.at == at)?;
        let slot = draft.slots.get(index)?.clone();
        let changed = match kind {
            Kind::Missing => {
                draft.slots.remove(index);
                return Some(());
            }
            Kind::Null => Slot { value: Node::Null, ..slot },
            Kind::Moved => Slot { at: change::place(&mut self.dice, draft, at)?, ..slot },
            Kind::Renamed => Slot { at: change::name(&mut self.dice, draft, at)?, ..slot },
            Kind::Type => Slot { value: change::json_type(&mut self.dice, &slot.value), ..slot },
            Kind::Value => Slot { value: self.value(plan, world, draft, &slot)?, ..slot },
            Kind::Reference => Slot { value: self.reference(world, draft, &slot)?, ..slot },
            Kind::Format => {
                let value = change::format(&mut self.dice, &slot.value, slot.mark == Mark::Time)?;
                Slot { value, ..slot }
            }
        };
        *draft.slots.get_mut(index)? = changed;
        Some(())
    }

    /// The value of another scope or stream.
    fn value(&mut self, plan: &Plan, world: &World, draft: &Draft, slot: &Slot) -> Option<Node> {
        match slot.mark {
            Mark::Scope(level) | Mark::ScopeCopy(level) => {
                world.other_leaf(&mut self.dice, draft.leaf, level)?.values.get(level).cloned()
            }
            Mark::Own => {
                let stream = draft.slots.iter().find(|slot| slot.mark == Mark::Stream)?;
                let other = world.known(&mut self.dice, draft.entity, draft.leaf)?;
                (other != stream.value).then_some(other)
            }
            Mark::Key => {
                let level = self.dice.below(plan.levels.len());
                let own = world.leaves.get(draft.leaf)?.values.get(level)?.plain();
                let other = world.other_leaf(&mut self.dice, draft.leaf, level)?.values.get(level)?.plain();
                let Node::Text(text) = &slot.value else { return None };
                // A short value may stand in other places of the text by chance.
                (own.len() >= 6 && text.matches(&own).count() == 1).then(|| Node::Text(text.replace(&own, &other)))
            }
            _ => None,
        }
    }

    /// An id of another scope.
    fn reference(&mut self, world: &World, draft: &Draft, slot: &Slot) -> Option<Node> {
        match (&slot.mark, &slot.value) {
            (Mark::Reference(entity), _) => world.foreign(&mut self.dice, *entity, draft.leaf),
            (Mark::Items(entity, name), Node::List(items)) => {
                let foreign = world.foreign(&mut self.dice, *entity, draft.leaf)?;
                let mut items = items.clone();
                let Some(Node::Object(fields)) = items.first_mut() else { return None };
                fields.iter_mut().find(|(field, _)| field == name)?.1 = foreign;
                Some(Node::List(items))
            }
            _ => None,
        }
    }
}

/// Whether a human could tell from the corpus that the field is wrong.
fn fits(kind: Kind, plan: &Plan, draft: &Draft, slot: &Slot) -> bool {
    let Some(entity) = plan.entities.get(draft.entity) else { return false };
    let format_of = |entity: &usize| plan.entities.get(*entity).map(|entity| &entity.id);
    let unique = |entity: &usize| format_of(entity).is_some_and(IdFormat::is_unique);
    let strict = |entity: &usize| format_of(entity).is_some_and(IdFormat::is_strict);
    let strict_level = |level: &usize| {
        let values = plan.levels.get(*level).map(|level| &level.values);
        matches!(values, Some(Values::Ids(format)) if format.is_strict())
    };
    let shape = slot.steady
        && match slot.mark {
            Mark::Fixed | Mark::Items(..) => false,
            Mark::Data | Mark::Reference(_) => draft.of_type >= EVENTS_OF_DATA,
            _ => true,
        };
    match kind {
        Kind::Missing | Kind::Null | Kind::Moved | Kind::Renamed | Kind::Type => shape,
        Kind::Value => match slot.mark {
            Mark::Scope(_) => draft.seen >= EVENTS_OF_STREAM && entity.id.is_unique(),
            Mark::ScopeCopy(_) | Mark::Own | Mark::Key => slot.steady,
            _ => false,
        },
        Kind::Reference => match &slot.mark {
            Mark::Reference(target) | Mark::Items(target, _) => unique(target),
            _ => false,
        },
        Kind::Format => match &slot.mark {
            Mark::Scope(level) | Mark::ScopeCopy(level) => strict_level(level),
            Mark::Stream | Mark::Own => strict(&draft.entity),
            Mark::Reference(target) => strict(target) && draft.of_type >= EVENTS_OF_DATA,
            Mark::Id | Mark::Time => slot.steady,
            _ => false,
        },
    }
}
