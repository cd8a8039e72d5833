//! One event, as its fields before they are put together.

use crate::{
    dice::Dice,
    naming::{joined, pascal},
    node::Node,
    plan::{Action, Entity, KeyStyle, Plan, Presence, Role, Standing},
    world::{NOWHERE, Stream, World},
};

mod data;

/// A field of an event.
#[derive(Clone, Debug)]
pub(crate) struct Slot {
    /// The names on the way to it.
    pub at: Vec<String>,
    pub value: Node,
    pub mark: Mark,
    /// Whether all events of the type have it, never null, in all versions.
    pub steady: bool,
}

/// What a field is, for those who plant violations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// The value of a boundary.
    Scope(usize),
    /// The value of a boundary once more.
    ScopeCopy(usize),
    /// The id of the stream.
    Stream,
    /// The id of the stream once more.
    Own,
    /// A key or link that holds the values of boundaries.
    Key,
    /// The id of an entity of the same scope.
    Reference(usize),
    /// Objects in a list with such an id, and the name of its field.
    Items(usize, String),
    /// An id of no stream: of the event or its flow.
    Id,
    /// When it happened.
    Time,
    /// Something else of the envelope.
    Envelope,
    /// Something else of the data.
    Data,
    /// What has to stay: the type, or an object of fields that may be absent.
    Fixed,
}

/// An event before it is written.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub slots: Vec<Slot>,
    pub entity: usize,
    pub action: usize,
    pub version: u32,
    pub event_type: String,
    pub leaf: usize,
    /// How many events of its stream came before.
    pub seen: u64,
    /// How many events of its type came before.
    pub of_type: u64,
    pub now: u64,
    /// What EventBridge says about it, where it is in its envelope.
    pub bridge: Option<Vec<(String, Node)>>,
}

impl Draft {
    /// The line.
    pub fn json(&self) -> String {
        let mut event = Node::object();
        for slot in &self.slots {
            event.insert(&slot.at, slot.value.clone());
        }
        let Some(bridge) = &self.bridge else { return event.json() };
        let mut fields = bridge.clone();
        fields.push(("detail".to_owned(), event));
        Node::Object(fields).json()
    }

    /// The JSON pointer of a field in the line.
    pub fn pointer(&self, at: &[String]) -> String {
        let escaped = |name: &String| format!("/{}", name.replace('~', "~0").replace('/', "~1"));
        let outside = if self.bridge.is_some() { "/detail" } else { "" };
        outside.to_owned() + &at.iter().map(escaped).collect::<String>()
    }
}

/// What is needed to write an event of a stream.
pub(crate) struct Writer<'a> {
    pub plan: &'a Plan,
    pub world: &'a mut World,
    pub dice: &'a mut Dice,
    /// The part of the corpus that is written.
    pub progress: f64,
}

impl Writer<'_> {
    /// The next event of a stream.
    pub fn event(&mut self, stream: &mut Stream, action: usize) -> Option<Draft> {
        let plan = self.plan;
        let entity = plan.entities.get(stream.entity)?;
        let of_action = entity.actions.get(action)?;
        let revision = of_action.next.as_ref().filter(|revision| self.progress >= revision.from);
        let version = if revision.is_some() { 2 } else { 1 };
        let event_type = plan.naming.name(&entity.words, &of_action.words, version);
        let of_type = self.world.types.get(&(stream.entity, action, version)).copied().unwrap_or(0);
        self.world.happened(stream, action, version);
        let mut draft = Draft {
            slots: Vec::new(),
            entity: stream.entity,
            action,
            version,
            event_type,
            leaf: stream.leaf,
            seen: stream.seen - 1,
            of_type,
            now: self.world.now,
            bridge: None,
        };
        for part in &plan.envelope {
            if part.role == Role::Payload {
                self.data(stream, of_action, revision, &mut draft.slots);
            } else if let Some((value, mark, steady)) = self.role(&part.role, stream, entity, of_action, &draft) {
                draft.slots.push(Slot { at: part.at.clone(), value, mark, steady });
            }
        }
        self.remember_flow(stream, &draft);
        if plan.shuffled {
            self.dice.shuffle(&mut draft.slots);
        }
        draft.bridge = self.bridge(entity, &draft);
        Some(draft)
    }

    fn role(
        &mut self,
        role: &Role,
        stream: &Stream,
        entity: &Entity,
        action: &Action,
        draft: &Draft,
    ) -> Option<(Node, Mark, bool)> {
        let flow = self.world.flows.get(&stream.leaf).cloned();
        let goes_on = flow.filter(|_| draft.now.is_multiple_of(5));
        Some(match role {
            Role::EventId(format) => (format.mint(self.dice, draft.now), Mark::Id, true),
            Role::Type => (Node::text(&draft.event_type), Mark::Fixed, true),
            Role::Entity => (Node::text(joined(&entity.words, "_")), Mark::Fixed, true),
            Role::Action => (Node::text(joined(&action.words, "_")), Mark::Fixed, true),
            Role::Version => (Node::number(draft.version), Mark::Envelope, true),
            Role::Scope(level) => return self.scope(*level, stream, entity),
            Role::StreamType => (Node::text(joined(&entity.words, "_")), Mark::Envelope, true),
            Role::Stream => (stream.id.clone(), Mark::Stream, true),
            Role::Sequence => (Node::number(stream.seen), Mark::Envelope, true),
            Role::Time(format) => (format.write(draft.now), Mark::Time, true),
            Role::Actor => return self.actor(stream),
            Role::Correlation(format) => {
                let fresh = format.mint(self.dice, draft.now);
                (goes_on.map_or(fresh, |(correlation, _)| correlation), Mark::Id, true)
            }
            Role::Causation => (goes_on?.1, Mark::Fixed, false),
            Role::Producer(services) => {
                (Node::text(services.get(stream.entity.checked_rem(services.len())?)?), Mark::Envelope, true)
            }
            Role::Extra(format, Presence::Optional(part)) => {
                let value = format.mint(self.dice, draft.now % 1000);
                return self.dice.chance(*part).then_some((value, Mark::Fixed, false));
            }
            Role::Extra(format, _) => (format.mint(self.dice, draft.now % 1000), Mark::Fixed, false),
            Role::Payload => return None,
        })
    }

    fn scope(&self, level: usize, stream: &Stream, entity: &Entity) -> Option<(Node, Mark, bool)> {
        let inside = match entity.standing {
            Standing::Scoped => true,
            Standing::Root(own) => level <= own,
            Standing::Global => false,
        };
        if inside {
            let value = self.world.leaves.get(stream.leaf)?.values.get(level)?;
            return Some((value.clone(), Mark::Scope(level), true));
        }
        self.plan.traps.null_scopes.then_some((Node::Null, Mark::Fixed, false))
    }

    fn actor(&mut self, stream: &Stream) -> Option<(Node, Mark, bool)> {
        let person = self.world.person(self.dice, stream.leaf);
        let system = self.dice.chance(self.plan.traps.system);
        if self.plan.traps.without_actor.contains(&stream.entity) {
            return None;
        }
        let strict = self.plan.traps.system == 0.0 && self.plan.actor_id.is_strict();
        let mark = if strict { Mark::Id } else { Mark::Envelope };
        Some((if system { Node::text("system") } else { person }, mark, true))
    }

    /// A flow goes on from its last event, in the same scope.
    fn remember_flow(&mut self, stream: &Stream, draft: &Draft) {
        let of = |wanted: fn(&Role) -> bool| {
            let part = self.plan.envelope.iter().find(|part| wanted(&part.role))?;
            draft.slots.iter().find(|slot| slot.at == part.at).map(|slot| slot.value.clone())
        };
        let Some(id) = of(|role| matches!(role, Role::EventId(_))) else { return };
        let correlation = of(|role| matches!(role, Role::Correlation(_))).unwrap_or(Node::Null);
        self.world.flows.insert(stream.leaf, (correlation, id));
    }

    fn bridge(&mut self, entity: &Entity, draft: &Draft) -> Option<Vec<(String, Node)>> {
        let wrapped = match self.plan.wire {
            crate::plan::Wire::Bare => false,
            crate::plan::Wire::Bridge => true,
            crate::plan::Wire::Mixed => self.dice.chance(0.5),
        };
        let id = crate::ids::IdFormat::Uuid.mint(self.dice, 0);
        let source =
            format!("{}.{}", joined(&entity.words, "-"), if draft.leaf == NOWHERE { "global" } else { "events" });
        let fields = [
            ("version", Node::text("0")),
            ("id", id),
            ("detail-type", Node::text(&draft.event_type)),
            ("source", Node::text(source)),
            ("account", Node::text("123456789012")),
            ("time", crate::ids::TimeFormat::Seconds.write(draft.now)),
            ("region", Node::text("eu-central-1")),
            ("resources", Node::List(Vec::new())),
        ];
        wrapped.then(|| fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// A text that holds the values of the boundaries and the id of the thing.
    fn key(&self, style: KeyStyle, stream: &Stream, entity: &Entity) -> Node {
        let values = self.world.leaves.get(stream.leaf).map(|leaf| leaf.values.clone()).unwrap_or_default();
        let levels = self.plan.levels.iter().map(|level| level.words.clone()).zip(values);
        let parts: Vec<_> = levels.chain([(entity.words.clone(), stream.id.clone())]).collect();
        let each = |write: &dyn Fn(&str, String) -> String, between: &str| {
            parts.iter().map(|(words, value)| write(words, value.plain())).collect::<Vec<_>>().join(between)
        };
        Node::text(match style {
            KeyStyle::Hash => each(&|words, value| format!("{}#{value}", joined(words, "_").to_uppercase()), "#"),
            KeyStyle::Path => format!("/{}", each(&|words, value| format!("{}s/{value}", joined(words, "-")), "/")),
            KeyStyle::Arn => format!("arn:aws:{}", each(&|words, value| format!("{}/{value}", pascal(words)), ":")),
            KeyStyle::Colon => each(&|words, value| format!("{}:{value}", joined(words, "-")), ":"),
        })
    }
}
