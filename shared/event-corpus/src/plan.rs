//! What a corpus is made of: every knob, drawn from a seed or set by hand.

use crate::{
    ids::{IdFormat, TimeFormat},
    naming::{FieldCase, TypeNaming},
    violation::Kind,
};

mod draw;
mod entities;
mod envelope;
mod fields;
mod text;

/// What a corpus is made of. The same plan makes the same lines, and those without a planted violation are the same at every rate.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// What random choices start from.
    pub seed: u64,
    /// How many lines.
    pub events: u64,
    /// The part of the lines that gets a violation, 0 to 0.05; types that deviate come on top.
    pub rate: f64,
    /// The kinds of violations to plant.
    pub kinds: Vec<Kind>,
    /// What stands around an event.
    pub wire: Wire,
    /// How types are written.
    pub naming: TypeNaming,
    /// How fields are written.
    pub case: FieldCase,
    /// What stands in an event and where, in the order in which it is written.
    pub envelope: Vec<Part>,
    /// Whether every event writes its fields in another order.
    pub shuffled: bool,
    /// The boundaries, the outermost first.
    pub levels: Vec<Level>,
    /// How an event's data names the thing that it is about.
    pub own_id: OwnId,
    /// The form of the ids of actors.
    pub actor_id: IdFormat,
    /// How money is written.
    pub money: Money,
    /// How times in the data are written.
    pub times: TimeFormat,
    /// What events are about. References go to entities that stand before.
    pub entities: Vec<Entity>,
    /// What is unusual and right.
    pub traps: Traps,
}

/// What stands around an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    /// Nothing.
    Bare,
    /// The envelope of EventBridge, with the event in `detail`.
    Bridge,
    /// Either.
    Mixed,
}

/// Something that an event says, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// What it says.
    pub role: Role,
    /// The names on the way to it. None for data that stand flat in the event.
    pub at: Vec<String>,
}

/// What a field of the envelope says.
#[derive(Clone, Debug, PartialEq)]
pub enum Role {
    /// The id of the event.
    EventId(IdFormat),
    /// The type of the event.
    Type,
    /// The entity, where entity and action stand apart.
    Entity,
    /// The action, where entity and action stand apart.
    Action,
    /// The version of the type.
    Version,
    /// The boundary of a level.
    Scope(usize),
    /// What the stream is about.
    StreamType,
    /// The id of what the event is about.
    Stream,
    /// The position in the stream, from 1.
    Sequence,
    /// When it happened.
    Time(TimeFormat),
    /// Who did it.
    Actor,
    /// What belongs to one flow.
    Correlation(IdFormat),
    /// The id of the event that caused it, where one did.
    Causation,
    /// The service that wrote it, one of some.
    Producer(Vec<String>),
    /// A field that some events of all types have.
    Extra(IdFormat, Presence),
    /// The data.
    Payload,
}

/// A boundary.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// What it is called, in words.
    pub words: String,
    /// What its values are.
    pub values: Values,
    /// How many values there are within one value of the level outside: at least and at most.
    pub count: (u64, u64),
}

/// The values of a boundary.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Ids, each of one outer value only.
    Ids(IdFormat),
    /// Names that every outer value may have again.
    Names(Vec<String>),
}

/// How data names the thing that they are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnId {
    /// Not at all: the envelope does.
    None,
    /// `order_id`
    Named,
    /// `id`
    Plain,
    /// `order.id`, with all data in `order`
    Nested,
}

/// How money is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Money {
    /// `{"amount":"12.50","currency":"EUR"}`
    Object,
    /// `1250`
    Minor,
    /// `"12.50"`
    Text,
    /// `12.50`
    Decimal,
}

/// Something that events are about.
#[derive(Clone, Debug, PartialEq)]
pub struct Entity {
    /// What it is called, in words.
    pub words: String,
    /// The form of its ids.
    pub id: IdFormat,
    /// Where it stands among the boundaries.
    pub standing: Standing,
    /// How many of all streams are about one.
    pub weight: f64,
    /// When streams are opened, as parts of the corpus, where that is not left to the weight.
    pub opened: Vec<f64>,
    /// How many events a stream has: at least and at most.
    pub life: (u64, u64),
    /// What all its events carry in their data.
    pub shared: Vec<Field>,
    /// What happens to it. The first one opens a stream.
    pub actions: Vec<Action>,
    /// Whether all its events lack the innermost boundary although they should not.
    pub deviates: bool,
}

/// Where an entity stands among the boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Within all of them.
    Scoped,
    /// Its own id is the value of a level; it has no inner ones.
    Root(usize),
    /// Outside of all: all tenants share it.
    Global,
}

/// What happens to an entity.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    /// What it is called, in words.
    pub words: String,
    /// How often it happens, beside the others.
    pub weight: f64,
    /// When it happens, as parts of the corpus, where that is not left to the weight.
    pub at: Vec<f64>,
    /// What its data carry.
    pub fields: Vec<Field>,
    /// What changes with a later version.
    pub next: Option<Revision>,
}

/// A later version of a type.
#[derive(Clone, Debug, PartialEq)]
pub struct Revision {
    /// From which part of the corpus on.
    pub from: f64,
    /// What is added.
    pub added: Vec<Field>,
    /// The name of the field that is dropped.
    pub dropped: Option<String>,
    /// The name of the field that is renamed, and its new name.
    pub renamed: Option<(String, String)>,
}

/// A field of the data.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its name, as it is written.
    pub name: String,
    /// What it holds.
    pub shape: Shape,
    /// When it is there.
    pub presence: Presence,
}

/// When a field is there.
#[derive(Clone, Debug, PartialEq)]
pub enum Presence {
    /// Always.
    Always,
    /// In a part of the events.
    Optional(f64),
    /// Always, and null in a part of the events.
    Nullable(f64),
    /// When the field before is there with a value other than null and, if it is an enum, with this value.
    With(Option<String>),
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// The name of a person or a thing.
    Name,
    /// Free text, sometimes long.
    Prose,
    /// One of some values; the last one is rare.
    Enum(Vec<String>),
    /// An amount.
    Money,
    /// A whole number.
    Count(u64, u64),
    /// A number with two decimals.
    Ratio,
    /// True or false.
    Flag,
    /// A date.
    Date,
    /// A point in time.
    Instant,
    /// An email address.
    Email,
    /// A list of some words.
    Tags(Vec<String>),
    /// An object with keys that differ.
    Map,
    /// A link with the id of the thing and the values of the boundaries in it.
    Url,
    /// A key with the id of the thing and the values of the boundaries in it.
    Key(KeyStyle),
    /// The id of an entity of the same scope.
    Reference(usize),
    /// Ids of an entity of the same scope.
    References(usize),
    /// The id of an entity that all tenants share.
    Shared(usize),
    /// The kind and id of one of some entities of the same scope.
    Any(Vec<usize>),
    /// Somebody of the same outermost scope.
    Person,
    /// The id of the thing once more.
    Own,
    /// The value of a boundary once more.
    Scope(usize),
    /// Fields.
    Object(Vec<Field>),
    /// A list of objects with fields.
    Items(Vec<Field>),
}

/// How keys are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyStyle {
    /// `TENANT#1#ORDER#2`
    Hash,
    /// `/tenants/1/orders/2`
    Path,
    /// `arn:aws:tenant:1:order/2`
    Arn,
    /// `1:order:2`
    Colon,
}

/// What is unusual and right.
#[derive(Clone, Debug, PartialEq)]
pub struct Traps {
    /// The part of the lines that comes a second time.
    pub redelivered: f64,
    /// The part of the lines that comes too late.
    pub delayed: f64,
    /// How many innermost scopes have one event only.
    pub single: u64,
    /// The part of the innermost scopes that is first seen in the second half.
    pub late: f64,
    /// Whether events outside of boundaries carry them as null instead of not at all.
    pub null_scopes: bool,
    /// The part of the events that `system` does.
    pub system: f64,
    /// The entities whose events have no actor.
    pub without_actor: Vec<usize>,
}

impl Plan {
    /// The same without any violation.
    #[must_use]
    pub fn clean(&self) -> Self {
        let mut plan = Self { rate: 0.0, ..self.clone() };
        plan.entities.iter_mut().for_each(|entity| entity.deviates = false);
        plan
    }

    /// Where the data stand.
    #[must_use]
    pub fn payload(&self) -> &[String] {
        self.envelope.iter().find(|part| part.role == Role::Payload).map_or(&[], |part| &part.at)
    }
}

impl Entity {
    /// The field in which data name it.
    #[must_use]
    pub fn own_field(&self, own: OwnId, case: FieldCase) -> Option<Vec<String>> {
        match own {
            OwnId::None => None,
            OwnId::Named => Some(vec![case.name(&format!("{} id", self.words))]),
            OwnId::Plain => Some(vec![case.name("id")]),
            OwnId::Nested => Some(vec![case.name(&self.words), case.name("id")]),
        }
    }
}
