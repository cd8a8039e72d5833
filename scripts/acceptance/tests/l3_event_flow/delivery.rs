//! Events arrive: each type, in wire form, in sequence.

use std::collections::BTreeSet;

use acceptance::{Arrival, Cloud, Feed, Tenant};
use crm::{
    account::Account,
    contact::Contact,
    opportunity::Opportunity,
    product::Product,
    settings::{financial::FinancialSettings, rates::ExchangeRates, sales::SalesSettings},
};
use event_schema::{BusContext, Registry};
use kernel::{Aggregate, DataSubject, DomainEvent as _, EventEnvelope, Scope, Snapshot, TypedId as _, in_clear};
use personal_data::open;
use serde_json::{Value, json};

use crate::lives::Life;

/// One test per aggregate, from the life in which everything happens to one of its records; and one that none was forgotten.
macro_rules! every_event_type_arrives {
    ($($test:ident: $aggregate:ty, $life:path;)+) => {
        $(
            /// An event type that is written and never arrives, or arrives in another form than its schema says, is lost for every
            /// consumer. Requirement: PLT-1
            #[tokio::test]
            async fn $test() {
                let (cloud, tenant) = (Cloud::from_env().await, Tenant::fresh());
                let feed = cloud.feed(&tenant).await;
                let life = $life(&cloud.client(&tenant)).await;
                assert_arrived::<$aggregate>(&cloud, &tenant, feed, &life).await;
            }
        )+

        /// An aggregate without a life here is one whose events nobody has seen arrive. Requirement: PLT-1
        #[test]
        fn every_aggregate_has_a_life() {
            let lived = [$(<$aggregate as Aggregate>::Event::schemas()),+].into_iter().flatten();
            let lived: BTreeSet<_> = lived.map(|schema| schema.event_type).collect();
            let all: BTreeSet<_> = crm::event_schemas().iter().map(|schema| schema.event_type).collect();
            assert_eq!(
                lived, all,
                "what has a life in lives.rs and a line in delivery.rs (left) and `crm::event_schemas` (right) differ"
            );
        }
    };
}

every_event_type_arrives! {
    every_event_type_of_an_account_arrives_in_wire_form_and_in_sequence: Account, Life::of_account;
    every_event_type_of_a_contact_arrives_in_wire_form_and_in_sequence: Contact, Life::of_contact;
    every_event_type_of_an_opportunity_arrives_in_wire_form_and_in_sequence: Opportunity, Life::of_opportunity;
    every_event_type_of_a_product_arrives_in_wire_form_and_in_sequence: Product, Life::of_product;
    every_event_type_of_financial_settings_arrives_in_wire_form_and_in_sequence:
        FinancialSettings, Life::of_financial_settings;
    every_event_type_of_exchange_rates_arrives_in_wire_form_and_in_sequence: ExchangeRates, Life::of_exchange_rates;
    every_event_type_of_sales_settings_arrives_in_wire_form_and_in_sequence: SalesSettings, Life::of_sales_settings;
}

/// What is personal in the life of a person: on the bus everybody could read it.
const PERSONAL: [&str; 4] = ["Augusta", "Lovelace", "1915", "7946"];

async fn assert_arrived<A: Aggregate>(cloud: &Cloud, tenant: &Tenant, mut feed: Feed, life: &Life) {
    feed.wait_for_sequence(&life.id, life.version()).await;
    let stream = feed.of(&life.id);
    let registry = Registry::embedded().expect("the committed schemas");
    let mut types = BTreeSet::new();
    for (sequence, arrival) in (1..).zip(&stream) {
        assert_wire_form(&registry, arrival);
        assert!(PERSONAL.iter().all(|clear| !arrival.detail.get().contains(clear)), "{}", arrival.detail);
        let event = arrival.event();
        assert_eq!(event.sequence, sequence, "no gap and nothing twice");
        assert_eq!(event.claimed_scope(), (tenant.tenant_id, tenant.capsule_id));
        assert_eq!(event.actor.to_string(), tenant.user_id.to_string());
        types.insert(event.event_type.into_owned());
    }
    assert_eq!(stream.len() as u64, life.version());
    let all: BTreeSet<_> = A::Event::schemas().iter().map(|schema| schema.event_type.to_owned()).collect();
    assert_eq!(types, all, "the life has every event type");
    assert_state_is_fold::<A>(cloud, tenant, life, &stream).await;
}

/// On the bus an event has its own fields and no others, under the type and the source that rules filter on.
fn assert_wire_form(registry: &Registry, arrival: &Arrival) {
    let context = BusContext { source: &arrival.source, detail_type: &arrival.detail_type };
    if let Err(rejected) = registry.validate(arrival.detail.get(), context) {
        panic!("{:?} of {}", rejected.violations, arrival.detail);
    }
    let event = arrival.event();
    assert_eq!(arrival.detail_type, event.event_type);
    assert_eq!(serde_json::to_value(&event).expect("JSON"), arrival.json());
}

/// Requirement: PLT-1
async fn assert_state_is_fold<A: Aggregate>(cloud: &Cloud, tenant: &Tenant, life: &Life, stream: &[Arrival]) {
    let events: Vec<EventEnvelope<A::Event>> =
        stream.iter().map(|arrival| arrival.event().decode().expect("an event of the aggregate")).collect();
    let id: A::Id = life.id.parse().expect("an id");
    let mut folded = Snapshot::<A>::fold(id, None, &events).expect("a fold").expect("a state");
    let scope = Scope::establish(tenant.tenant_id, tenant.capsule_id);
    let subject = DataSubject::of_aggregate(&scope, &id.erase());
    open(&cloud.personal_data_keys(), vec![(subject, &mut folded.state)]).await.expect("the keys of the system");
    let mut folded = in_clear(|| serde_json::to_value(folded)).expect("JSON");
    // A record shows the state's fields beside those of the snapshot.
    let snapshot = folded.as_object_mut().expect("an object");
    if let Some(Value::Object(state)) = snapshot.remove("state") {
        snapshot.extend(state);
    }
    let mut read = cloud.client(tenant).get(&life.path).await.expect(200).json();
    // Beside its state a record may say what became of others.
    let archived = read.as_object_mut().expect("an object").remove("archived_references");
    assert!(archived.is_none_or(|archived| archived == json!([])), "nobody was archived");
    assert_eq!(read, folded);
}

/// Without one correlation id per request nobody can tell which events belong together. Requirement: PLT-8
#[tokio::test]
async fn the_events_of_one_request_share_its_correlation_id() {
    let (cloud, tenant) = (Cloud::from_env().await, Tenant::fresh());
    let mut feed = cloud.feed(&tenant).await;
    let life = Life::of_account(&cloud.client(&tenant)).await;
    feed.wait_for_sequence(&life.id, life.version()).await;

    let stream: Vec<_> = feed.of(&life.id).iter().map(Arrival::event).collect();
    let mut seen = BTreeSet::new();
    let mut before = 0;
    for version in life.versions {
        let request: Vec<_> =
            stream.iter().filter(|event| event.sequence > before && event.sequence <= version).collect();
        assert!(!request.is_empty(), "every request of the life records events");
        assert!(request.iter().all(|event| event.correlation_id == request[0].correlation_id));
        assert!(request.iter().all(|event| event.causation_id == request[0].causation_id));
        assert!(seen.insert(request[0].correlation_id), "another request has another id");
        before = version;
    }
    assert_eq!(before, stream.len() as u64);
}
