//! What others publish, as the tests of opportunities need it.

use kernel::{AnyId, Inputs, Published, TypedId};
use serde_json::{Value, json};

use crate::{
    given::{self, id, scope},
    published::{FinancialTerms, RateTable, SalesTerms, Stage},
    reference::{ContactId, LeadId, OpportunityId, PipelineId, ProductId, StageId},
};

/// What an aggregate shows of itself.
pub type Shown = (AnyId, Published);

/// The inputs of a tenant without any settings, in whose scope there are three contacts, a lead and two products.
pub fn inputs() -> Inputs<OpportunityId> {
    let contacts = ['1', '2', '3'].map(|last| shown(id::<ContactId>(last), json!({})));
    let others = [shown(id::<LeadId>('1'), json!({})), product('1', json!({})), product('2', json!({}))];
    let mut inputs = given::inputs(id('1'));
    inputs.known.published.extend(contacts.into_iter().chain(others));
    inputs
}

/// The same inputs, where these are shown besides, or instead.
pub fn knowing(more: impl IntoIterator<Item = Shown>) -> Inputs<OpportunityId> {
    let mut inputs = inputs();
    inputs.known.published.extend(more);
    inputs
}

pub fn shown(id: impl TypedId, attributes: Value) -> Shown {
    (id.erase(), Published { archived: false, attributes })
}

pub fn archived((id, published): Shown) -> Shown {
    (id, Published { archived: true, ..published })
}

/// Financial settings that differ from the default in these fields.
pub fn financial(fields: Value) -> Shown {
    let terms = serde_json::to_value(FinancialTerms::default()).expect("JSON");
    shown(FinancialTerms::id(&scope()), extended(terms, fields))
}

/// Sales settings that differ from the default in this.
pub fn sales(change: impl FnOnce(&mut Value)) -> Shown {
    let mut terms = serde_json::to_value(SalesTerms::default_in(&scope())).expect("JSON");
    change(&mut terms);
    shown(SalesTerms::id(&scope()), terms)
}

/// Rates of a year, as `{"USD": {"2025-01-02": "1.03"}}`.
pub fn rates(from: &str, year: i16, rates: Value) -> Shown {
    let id = RateTable::id(&scope(), &from.parse().expect("a currency"), year);
    shown(id, json!({"from": from, "year": year, "rates": rates}))
}

/// A product that is sold, but for these fields.
pub fn product(last: char, fields: Value) -> Shown {
    let price = |amount: &str, currency: &str| json!({"price": {"amount": amount, "currency": currency}, "effective_from": "2025-01-01"});
    let prices = [price("10.00", "USD"), price("9.00", "EUR"), price("900", "JPY"), price("1.005", "KWD")];
    let offer = json!({"sku": format!("DR-{last}"), "name": "Drill", "status": "active", "prices": prices});
    shown(id::<ProductId>(last), extended(offer, fields))
}

/// An object with other fields, and more.
pub fn extended(mut object: Value, fields: Value) -> Value {
    let fields = fields.as_object().expect("an object").clone();
    object.as_object_mut().expect("an object").extend(fields);
    object
}

/// A pipeline of a tenant's own, whose id ends in this character: two open stages (`..1` and `..2`), a won (`..8`) and a lost one (`..9`).
pub fn pipeline(last: char) -> Value {
    let stage = |stage: char, kind: &str, probability: u8, forecast_category: &str| {
        json!({
            "stage_id": stage_of(last, stage), "name": format!("{kind} {stage}"), "kind": kind, "probability": probability,
            "forecast_category": forecast_category
        })
    };
    let stages = [
        stage('1', "open", 15, "pipeline"),
        stage('2', "open", 65, "commit"),
        stage('8', "won", 100, "closed"),
        stage('9', "lost", 0, "omitted"),
    ];
    json!({"pipeline_id": id::<PipelineId>(last), "name": "Own", "stages": stages, "archived": false})
}

/// A stage of a [`pipeline`].
pub fn stage_of(pipeline: char, stage: char) -> StageId {
    let id = id::<StageId>(stage).to_string();
    format!("{}{pipeline}{stage}", &id[..id.len() - 2]).parse().expect("an id")
}

/// A stage of the default pipeline.
pub fn stage(name: &str) -> StageId {
    let found = default_stages().into_iter().find(|stage| stage.name.as_str() == name);
    found.expect("a stage").stage_id
}

/// The text with names in capitals for the ids of the default pipeline.
pub fn with_names_of_stages(text: String) -> String {
    let terms = SalesTerms::default_in(&scope());
    let text = text.replace(&terms.default_pipeline_id.to_string(), "PIPELINE");
    let named =
        |text: String, stage: Stage| text.replace(&stage.stage_id.to_string(), &stage.name.as_str().to_uppercase());
    default_stages().into_iter().fold(text, named)
}

fn default_stages() -> Vec<Stage> {
    let terms = SalesTerms::default_in(&scope());
    terms.pipelines.iter().flat_map(|pipeline| pipeline.stages.iter().cloned()).collect()
}
