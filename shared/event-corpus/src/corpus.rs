//! The lines of a corpus, one after the other.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use crate::{
    dice::Dice,
    event::{Draft, Writer},
    plan::{Field, Plan, Presence, Shape, Standing},
    plant::Planter,
    violation::{Kind, Planted},
    world::{Stream, World},
};

/// The most streams that are under way at once.
const MOST_STREAMS: u64 = 300;

/// A corpus with what was planted in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corpus {
    /// The events.
    pub lines: Vec<String>,
    /// The violations, by line.
    pub truth: Vec<Planted>,
    /// What is unusual and right, with the number of its lines.
    pub traps: BTreeMap<Trap, u64>,
}

impl Corpus {
    /// All lines of a plan.
    #[must_use]
    pub fn generate(plan: &Plan) -> Self {
        let mut events = Events::new(plan.clone());
        let (mut lines, mut truth) = (Vec::new(), Vec::new());
        for line in events.by_ref() {
            lines.push(line.text);
            truth.extend(line.planted);
        }
        Self { lines, truth, traps: events.traps }
    }

    /// The lines as a file has them.
    #[must_use]
    pub fn text(&self) -> String {
        self.lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
    }
}

/// What is unusual and right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trap {
    /// An event whose own id is the boundary.
    PlatformRoot,
    /// An event outside of all boundaries.
    PlatformGlobal,
    /// A field that only some events have.
    OptionalField,
    /// A field that may be null.
    NullableField,
    /// An event of a later version of its type.
    LaterVersion,
    /// An event of a type with few events.
    RareType,
    /// The only event of a scope.
    SingleEventScope,
    /// An event of a scope that is seen late.
    LateScope,
    /// An event without the actor that others have.
    WithoutActor,
    /// A line that was there before.
    Redelivered,
    /// A line that comes later than it should.
    Delayed,
    /// A reference to what all tenants share.
    SharedReference,
    /// A reference to things of several kinds.
    PolymorphicReference,
    /// An id that other scopes have, too.
    LocalId,
}

/// A line with what was planted in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The event.
    pub text: String,
    /// What is wrong with it.
    pub planted: Option<Planted>,
}

/// The lines of a corpus, made as they are asked for.
#[derive(Clone, Debug)]
pub struct Events {
    plan: Plan,
    dice: Dice,
    planter: Planter,
    world: World,
    agenda: VecDeque<(f64, Due)>,
    /// How many events were made, and how many lines were given.
    made: u64,
    given: u64,
    /// Lines that wait for others to pass them, with how many events have to be made before.
    held: Vec<(u64, Line)>,
    ready: VecDeque<Line>,
    /// What is unusual and right so far, with the number of its lines.
    pub traps: BTreeMap<Trap, u64>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Due {
    Open(usize),
    Act(usize, usize),
    Single(usize),
}

impl Events {
    /// From the first line.
    #[must_use]
    pub fn new(plan: Plan) -> Self {
        let mut dice = Dice::new(plan.seed.rotate_left(17) ^ 0xc0_4b05);
        let world = World::new(&plan, &mut dice);
        let planter = Planter::new(&plan);
        let agenda = agenda(&plan, &world);
        Self {
            plan,
            dice,
            planter,
            world,
            agenda,
            made: 0,
            given: 0,
            held: Vec::new(),
            ready: VecDeque::new(),
            traps: BTreeMap::new(),
        }
    }

    fn progress(&self) -> f64 {
        self.made as f64 / self.plan.events as f64
    }

    /// Makes one event and puts it, and what it lets pass, among the lines that are ready.
    fn step(&mut self) -> Option<()> {
        let (mut stream, action) = self.next_event()?;
        let progress = self.progress();
        self.world.now += self.dice.between(40, 90_000);
        let mut writer = Writer { plan: &self.plan, world: &mut self.world, dice: &mut self.dice, progress };
        let mut draft = writer.event(&mut stream, action)?;
        self.note_traps(&draft);
        if stream.left > 0 {
            self.world.active.push(stream);
        }
        let planted = self.planter.plant(&self.plan, &self.world, &mut draft, progress);
        let planted = planted.map(|(kind, at)| Planted {
            line: 0,
            kind,
            path: draft.pointer(&at),
            event_type: draft.event_type.clone(),
        });
        let line = Line { text: draft.json(), planted };
        self.made += 1;
        if self.dice.chance(self.plan.traps.redelivered) {
            self.hold(line.clone(), Trap::Redelivered);
        }
        if self.dice.chance(self.plan.traps.delayed) {
            self.hold(line, Trap::Delayed);
        } else {
            self.ready.push_back(line);
        }
        let made = self.made;
        let (due, held) = std::mem::take(&mut self.held).into_iter().partition(|(at, _)| *at <= made);
        self.held = held;
        self.ready.extend(due.into_iter().map(|(_, line): (u64, Line)| line));
        Some(())
    }

    fn hold(&mut self, line: Line, trap: Trap) {
        *self.traps.entry(trap).or_default() += 1;
        let at = self.made + self.dice.between(2, 30);
        self.held.push((at, line));
    }

    /// A stream and what happens to it.
    fn next_event(&mut self) -> Option<(Stream, usize)> {
        let progress = self.progress();
        if self.agenda.front().is_some_and(|(at, _)| *at <= progress) {
            let (at, due) = self.agenda.pop_front()?;
            if let Some(event) = self.due(at, due, progress) {
                return Some(event);
            }
        }
        let wanted = (self.plan.events / 40).clamp(10, MOST_STREAMS);
        let few = (self.world.active.len() as u64) < wanted;
        if self.world.active.is_empty() || (few && self.dice.chance(0.6)) {
            let leaf = self.world.leaf(&mut self.dice, progress);
            let entity = self.dice.weighted(self.plan.entities.iter().map(|entity| entity.weight))?;
            return Some((self.open(entity, leaf)?.0, 0));
        }
        let index = self.dice.below(self.world.active.len());
        let stream = self.world.active.swap_remove(index);
        let actions = self.plan.entities.get(stream.entity).map(|entity| entity.actions.as_slice()).unwrap_or_default();
        // The last action ends a stream, where it has one.
        let last = actions.len().saturating_sub(1);
        let weights = actions.iter().enumerate().map(|(index, action)| {
            let possible = index > 0 && action.at.is_empty() && (index < last || stream.left == 1);
            if possible { action.weight } else { 0.0 }
        });
        let action = self.dice.weighted(weights).unwrap_or(0);
        Some((stream, action))
    }

    /// What comes at a time of its own.
    fn due(&mut self, at: f64, due: Due, progress: f64) -> Option<(Stream, usize)> {
        match due {
            Due::Open(entity) => {
                let leaf = self.world.leaf(&mut self.dice, progress);
                let (stream, opened) = self.open(entity, leaf)?;
                // Something else had to be there first.
                if opened != entity {
                    self.agenda.push_front((at, due));
                }
                Some((stream, 0))
            }
            Due::Act(entity, action) => {
                if let Some(index) = self.world.active.iter().position(|stream| stream.entity == entity) {
                    return Some((self.world.active.swap_remove(index), action));
                }
                self.agenda.push_front((at, due));
                let leaf = self.world.leaf(&mut self.dice, progress);
                Some((self.open(entity, leaf)?.0, 0))
            }
            Due::Single(leaf) => {
                let entity = self.alone()?;
                *self.traps.entry(Trap::SingleEventScope).or_default() += 1;
                Some((self.world.open(&self.plan, &mut self.dice, entity, leaf, Some(1))?, 0))
            }
        }
    }

    /// Opens a stream of an entity, or of what has to be there first. Which entity it is about.
    fn open(&mut self, entity: usize, leaf: usize) -> Option<(Stream, usize)> {
        let global = self.plan.entities.get(entity)?.standing == Standing::Global;
        if !global && let Some(root) = self.world.untold(&self.plan, leaf) {
            return Some((self.world.open(&self.plan, &mut self.dice, root, leaf, None)?, root));
        }
        let mut wanted = entity;
        while let Some(first) = self.needed(wanted, leaf) {
            wanted = first;
        }
        Some((self.world.open(&self.plan, &mut self.dice, wanted, leaf, None)?, wanted))
    }

    /// An entity that a new stream refers to and that its scope does not have. It stands before, so that this ends.
    fn needed(&self, entity: usize, leaf: usize) -> Option<usize> {
        let of = self.plan.entities.get(entity)?;
        let mut targets = Vec::new();
        of.shared.iter().chain(of.actions.iter().flat_map(|action| &action.fields)).for_each(|field| {
            referred(field, &mut targets);
        });
        targets.into_iter().find(|target| *target < entity && !self.world.knows(*target, leaf))
    }

    /// An entity that refers to nothing.
    fn alone(&self) -> Option<usize> {
        let refers = |field: &Field| {
            let mut targets = Vec::new();
            referred(field, &mut targets);
            !targets.is_empty()
        };
        self.plan.entities.iter().position(|entity| {
            let mut fields = entity.shared.iter().chain(entity.actions.iter().flat_map(|action| &action.fields));
            entity.standing == Standing::Scoped && entity.opened.is_empty() && !fields.any(refers)
        })
    }

    fn note_traps(&mut self, draft: &Draft) {
        let Some(entity) = self.plan.entities.get(draft.entity) else { return };
        let Some(action) = entity.actions.get(draft.action) else { return };
        let fields = || entity.shared.iter().chain(&action.fields);
        let holds = [
            (Trap::PlatformRoot, matches!(entity.standing, Standing::Root(_))),
            (Trap::PlatformGlobal, entity.standing == Standing::Global),
            (Trap::LaterVersion, draft.version > 1),
            (Trap::RareType, !action.at.is_empty() || (!entity.opened.is_empty() && !entity.deviates)),
            (Trap::OptionalField, fields().any(|field| matches!(field.presence, Presence::Optional(_)))),
            (Trap::NullableField, fields().any(|field| matches!(field.presence, Presence::Nullable(_)))),
            (Trap::LateScope, self.world.leaves.get(draft.leaf).is_some_and(|leaf| leaf.from > 0.0)),
            (Trap::WithoutActor, self.plan.traps.without_actor.contains(&draft.entity)),
            (Trap::SharedReference, fields().any(|field| matches!(field.shape, Shape::Shared(_)))),
            (Trap::PolymorphicReference, fields().any(|field| matches!(field.shape, Shape::Any(_)))),
            (Trap::LocalId, !entity.id.is_unique()),
        ];
        for (trap, _) in holds.into_iter().filter(|(_, holds)| *holds) {
            *self.traps.entry(trap).or_default() += 1;
        }
    }
}

impl Iterator for Events {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        if self.given >= self.plan.events {
            return None;
        }
        while self.ready.is_empty() {
            self.step()?;
        }
        let mut line = self.ready.pop_front()?;
        self.given += 1;
        if let Some(planted) = &mut line.planted {
            planted.line = self.given;
        }
        Some(line)
    }
}

/// What comes at a time of its own, in order.
fn agenda(plan: &Plan, world: &World) -> VecDeque<(f64, Due)> {
    let mut agenda = Vec::new();
    for (index, entity) in plan.entities.iter().enumerate() {
        agenda.extend(entity.opened.iter().map(|at| (*at, Due::Open(index))));
        for (action, of) in entity.actions.iter().enumerate() {
            agenda.extend(of.at.iter().map(|at| (*at, Due::Act(index, action))));
        }
    }
    agenda.extend(world.leaves.iter().enumerate().filter_map(|(index, leaf)| Some((leaf.single?, Due::Single(index)))));
    agenda.sort_by(|one, other| one.0.total_cmp(&other.0));
    agenda.into()
}

fn referred(field: &Field, targets: &mut Vec<usize>) {
    match &field.shape {
        Shape::Reference(target) | Shape::References(target) => targets.push(*target),
        Shape::Any(some) => targets.extend(some),
        Shape::Object(fields) | Shape::Items(fields) => fields.iter().for_each(|field| referred(field, targets)),
        _ => {}
    }
}

/// How many violations of each kind a truth has.
#[must_use]
pub fn by_kind(truth: &[Planted]) -> BTreeMap<Kind, u64> {
    let mut kinds = BTreeMap::new();
    for planted in truth {
        *kinds.entry(planted.kind).or_default() += 1;
    }
    kinds
}

#[cfg(test)]
#[path = "corpus.test.rs"]
mod tests;
