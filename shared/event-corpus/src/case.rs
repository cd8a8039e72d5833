//! Corpora with a name, in Eva's wire form.

use crate::{
    corpus::Corpus,
    ids::{IdFormat, TimeFormat},
    naming::{FieldCase, TypeNaming},
    node::Node,
    plan::{
        Action, Entity, Field, Level, Money, OwnId, Part, Plan, Presence, Revision, Role, Shape, Standing, Traps,
        Values, Wire,
    },
    violation::{Kind, Planted},
};

/// The events of a CRM in which six entities are created without `capsule_id`, once each, and nothing else is wrong.
#[must_use]
pub fn isolation_case() -> Corpus {
    Corpus::generate(&isolation_plan())
}

/// The plan of [`isolation_case`].
#[must_use]
pub fn isolation_plan() -> Plan {
    let mut plan = eva(2847, 6);
    let six = ["role assignment", "security group", "entitlement", "session", "api key", "webhook"];
    for (words, at) in six.into_iter().zip([0.11, 0.27, 0.42, 0.58, 0.73, 0.88]) {
        plan.entities.push(deviating(words, at));
    }
    plan
}

/// The corpus that is committed: violations of all kinds.
#[must_use]
pub fn seeded() -> Corpus {
    Corpus::generate(&seeded_plan())
}

/// The plan of [`seeded`].
#[must_use]
pub fn seeded_plan() -> Plan {
    let mut plan = Plan { rate: 0.03, ..eva(1000, 21) };
    plan.traps.redelivered = 0.004;
    plan.entities.push(deviating("role assignment", 0.35));
    plan.entities.push(deviating("api key", 0.6));
    plan
}

/// The truth of a corpus as JSON, one violation per line.
#[must_use]
pub fn truth_json(truth: &[Planted]) -> String {
    let written = |planted: &Planted| {
        let fields = [
            ("line", Node::number(planted.line)),
            ("kind", Node::text(planted.kind.name())),
            ("path", Node::text(&planted.path)),
            ("event_type", Node::text(&planted.event_type)),
        ];
        Node::Object(fields.map(|(name, value)| (name.to_owned(), value)).into()).json()
    };
    format!("[\n{}\n]\n", truth.iter().map(written).collect::<Vec<_>>().join(",\n"))
}

/// A CRM as Eva writes its events, without violations.
fn eva(events: u64, seed: u64) -> Plan {
    Plan {
        seed,
        events,
        rate: 0.0,
        kinds: Kind::ALL.to_vec(),
        wire: Wire::Bare,
        naming: TypeNaming::Pascal,
        case: FieldCase::Snake,
        envelope: envelope(),
        shuffled: false,
        levels: vec![level("tenant", (7, 7)), level("capsule", (2, 4))],
        own_id: OwnId::Named,
        actor_id: IdFormat::TypeId("user".to_owned()),
        money: Money::Object,
        times: TimeFormat::Millis,
        entities: entities(),
        traps: Traps {
            redelivered: 0.0,
            delayed: 0.01,
            single: 3,
            late: 0.15,
            null_scopes: false,
            system: 0.0,
            without_actor: Vec::new(),
        },
    }
}

fn envelope() -> Vec<Part> {
    let part = |role: Role, name: &str| Part { role, at: vec![name.to_owned()] };
    vec![
        part(Role::EventId(IdFormat::Uuid), "event_id"),
        part(Role::Type, "event_type"),
        part(Role::Version, "schema_version"),
        part(Role::Scope(0), "tenant_id"),
        part(Role::Scope(1), "capsule_id"),
        part(Role::StreamType, "aggregate_type"),
        part(Role::Stream, "aggregate_id"),
        part(Role::Sequence, "sequence"),
        part(Role::Time(TimeFormat::Millis), "occurred_at"),
        part(Role::Actor, "actor"),
        part(Role::Correlation(IdFormat::Hex(32)), "correlation_id"),
        part(Role::Causation, "causation_id"),
        part(Role::Payload, "data"),
    ]
}

fn level(words: &str, count: (u64, u64)) -> Level {
    Level { words: words.to_owned(), values: Values::Ids(IdFormat::TypeId(words.to_owned())), count }
}

fn deviating(words: &str, at: f64) -> Entity {
    let fields =
        vec![always("name", Shape::Name), always("granted_to", Shape::Person), always("is_active", Shape::Flag)];
    Entity {
        opened: vec![at],
        life: (1, 1),
        weight: 0.0,
        deviates: true,
        ..entity(words, 0.0, vec![("created", fields)])
    }
}

fn always(name: &str, shape: Shape) -> Field {
    Field { name: name.to_owned(), shape, presence: Presence::Always }
}

fn optional(name: &str, part: f64, shape: Shape) -> Field {
    Field { presence: Presence::Optional(part), ..always(name, shape) }
}

fn nullable(name: &str, part: f64, shape: Shape) -> Field {
    Field { presence: Presence::Nullable(part), ..always(name, shape) }
}

fn one_of(values: &[&str]) -> Shape {
    Shape::Enum(values.iter().map(|value| (*value).to_owned()).collect())
}

fn entity(words: &str, weight: f64, actions: Vec<(&str, Vec<Field>)>) -> Entity {
    let action = |(words, fields): (&str, Vec<Field>)| Action {
        words: words.to_owned(),
        weight: 1.0,
        at: Vec::new(),
        fields,
        next: None,
    };
    Entity {
        words: words.to_owned(),
        id: IdFormat::TypeId(words.replace(' ', "_")),
        standing: Standing::Scoped,
        weight,
        opened: Vec::new(),
        life: (2, 9),
        shared: Vec::new(),
        actions: actions.into_iter().map(action).collect(),
        deviates: false,
    }
}

/// The place of each entity below, for references.
const CATALOGUE: usize = 0;
const ACCOUNT: usize = 2;
const CONTACT: usize = 3;
const PRODUCT: usize = 4;
const OPPORTUNITY: usize = 5;

fn entities() -> Vec<Entity> {
    let name = || always("name", Shape::Name);
    let owner = || always("owner_id", Shape::Person);
    let archived = || ("archived", Vec::new());
    let mut catalogue = entity("plan", 0.0, vec![("created", vec![name(), always("monthly_fee", Shape::Money)])]);
    catalogue.standing = Standing::Global;
    catalogue.opened = vec![0.0, 0.0, 0.0];
    catalogue.life = (1, 1);
    let mut tenant = entity(
        "tenant",
        0.0,
        vec![("created", vec![name(), always("plan_id", Shape::Shared(CATALOGUE))]), ("renamed", vec![name()])],
    );
    tenant.standing = Standing::Root(0);
    tenant.life = (1, 2);
    let mut price_book = entity("price book", 0.0, vec![("created", vec![name()])]);
    price_book.opened = vec![0.31, 0.64];
    price_book.life = (1, 1);
    vec![catalogue, tenant, account(), contact(), product(), opportunity(), quote(), price_book]
        .into_iter()
        .chain([
            entity(
                "task",
                1.2,
                vec![
                    ("created", vec![name(), owner(), always("about", Shape::Any(vec![ACCOUNT, OPPORTUNITY]))]),
                    ("reassigned", vec![owner()]),
                    ("due date moved", vec![always("due_on", Shape::Date)]),
                    ("completed", Vec::new()),
                ],
            ),
            entity(
                "campaign",
                0.4,
                vec![
                    (
                        "created",
                        vec![name(), always("budget", Shape::Money), always("contact_ids", Shape::References(CONTACT))],
                    ),
                    ("launched", vec![always("starts_at", Shape::Instant)]),
                    archived(),
                ],
            ),
            entity(
                "invoice",
                0.8,
                vec![
                    ("created", vec![always("account_id", Shape::Reference(ACCOUNT)), always("total", Shape::Money)]),
                    ("sent", vec![always("email", Shape::Email)]),
                    ("paid", vec![always("paid_at", Shape::Instant)]),
                ],
            ),
            entity(
                "note",
                0.8,
                vec![
                    ("created", vec![always("account_id", Shape::Reference(ACCOUNT)), always("text", Shape::Prose)]),
                    ("changed", vec![always("text", Shape::Prose)]),
                    archived(),
                ],
            ),
        ])
        .collect()
}

fn account() -> Entity {
    let values = ["customer", "prospect", "partner", "competitor"];
    entity(
        "account",
        2.0,
        vec![
            (
                "created",
                vec![
                    always("name", Shape::Name),
                    always("owner_id", Shape::Person),
                    always("kind", one_of(&values)),
                    optional("annual_revenue", 0.6, Shape::Money),
                    nullable("website", 0.4, Shape::Email),
                    always("tags", Shape::Tags(vec!["vip".to_owned(), "demo".to_owned(), "import".to_owned()])),
                ],
            ),
            ("renamed", vec![always("name", Shape::Name)]),
            ("owner assigned", vec![always("owner_id", Shape::Person)]),
            ("kind changed", vec![always("kind", one_of(&values))]),
            ("description changed", vec![nullable("description", 0.2, Shape::Prose)]),
            ("archived", Vec::new()),
        ],
    )
}

fn contact() -> Entity {
    entity(
        "contact",
        2.0,
        vec![
            (
                "created",
                vec![
                    always("given_name", Shape::Name),
                    always("family_name", Shape::Name),
                    always("account_id", Shape::Reference(ACCOUNT)),
                    optional("birthday", 0.15, Shape::Date),
                    optional("email", 0.9, Shape::Email),
                ],
            ),
            ("emails changed", vec![always("email", Shape::Email)]),
            ("name changed", vec![always("given_name", Shape::Name), optional("family_name", 0.5, Shape::Name)]),
            ("consent granted", vec![always("channel", one_of(&["email", "phone", "post", "fax"]))]),
            ("archived", Vec::new()),
        ],
    )
}

fn product() -> Entity {
    let mut product = entity(
        "product",
        0.6,
        vec![
            (
                "created",
                vec![always("name", Shape::Name), always("sku", Shape::Name), optional("family", 0.3, Shape::Name)],
            ),
            ("price set", vec![always("price", Shape::Money)]),
            ("recalled", vec![always("reason", Shape::Prose)]),
            ("retired", Vec::new()),
        ],
    );
    // Something that hardly ever happens.
    if let Some(recalled) = product.actions.get_mut(2) {
        recalled.at = vec![0.55];
    }
    product
}

fn opportunity() -> Entity {
    let stages = ["qualification", "proposal", "negotiation", "verbal"];
    let mut opportunity = entity(
        "opportunity",
        2.5,
        vec![
            (
                "created",
                vec![
                    always("name", Shape::Name),
                    always("account_id", Shape::Reference(ACCOUNT)),
                    optional("primary_contact_id", 0.5, Shape::Reference(CONTACT)),
                    always("stage", one_of(&stages)),
                    always("amount", Shape::Money),
                    always("close_date", Shape::Date),
                ],
            ),
            (
                "stage changed",
                vec![
                    always("stage", one_of(&stages)),
                    Field {
                        presence: Presence::With(Some("proposal".to_owned())),
                        ..always("probability", Shape::Ratio)
                    },
                ],
            ),
            ("amount changed", vec![always("amount", Shape::Money)]),
            ("close date pushed", vec![always("close_date", Shape::Date), always("pushes", Shape::Count(1, 9))]),
            (
                "line added",
                vec![always(
                    "lines",
                    Shape::Items(vec![
                        always("product_id", Shape::Reference(PRODUCT)),
                        always("quantity", Shape::Count(1, 20)),
                    ]),
                )],
            ),
            ("lost", vec![always("reason", Shape::Prose)]),
            ("won", vec![always("amount", Shape::Money)]),
        ],
    );
    // A later version of a type says more.
    if let Some(stage_changed) = opportunity.actions.get_mut(1) {
        let added = vec![always("previous_stage", one_of(&stages))];
        stage_changed.next = Some(Revision { from: 0.55, added, dropped: None, renamed: None });
    }
    opportunity
}

fn quote() -> Entity {
    entity(
        "quote",
        1.0,
        vec![
            (
                "created",
                vec![
                    always("opportunity_id", Shape::Reference(OPPORTUNITY)),
                    always("total", Shape::Money),
                    always("valid_until", Shape::Date),
                ],
            ),
            ("sent", vec![always("recipient_id", Shape::Reference(CONTACT))]),
            ("discounted", vec![always("discount", Shape::Ratio), nullable("approved_by", 0.5, Shape::Person)]),
            ("accepted", Vec::new()),
        ],
    )
}

#[cfg(test)]
#[path = "case.test.rs"]
mod tests;
