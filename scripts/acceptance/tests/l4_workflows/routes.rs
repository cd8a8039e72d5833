//! Every route of the functions with records, from their own words: a route that is added there is tested here.

use acceptance::{Client, http::Call, tenant::fresh};
use access_control::Permission;
use api::{Access, Operation};
use crm::{account::AccountId, contact::ContactId};
use eva::generate::secured_operations;
use kernel::UserId;
use serde_json::{Value, json};

/// A route with a body that it takes.
pub struct Route {
    operation: Operation,
    body: Option<Value>,
}

/// One record of each kind, by its id.
#[derive(Clone, Debug)]
pub struct Records {
    /// A company.
    pub account: String,
    /// A person.
    pub contact: String,
}

impl Records {
    /// Enters a company and a person. The person is far in its lifecycle, so that every verb has something to do.
    pub async fn create(client: &Client) -> Self {
        let person = json!({ "family_name": "Secret", "lifecycle": "customer" });
        let contact = client.post_json("/contacts", &person).await.expect(201).id();
        Self { account: super::create(client, "Acme").await.id(), contact }
    }

    /// Ids that are nowhere.
    pub fn nowhere() -> Self {
        Self { account: fresh::<AccountId>().to_string(), contact: fresh::<ContactId>().to_string() }
    }

    /// Ids that are none of their kind.
    pub fn wrong(text: &str) -> Self {
        Self { account: text.to_owned(), contact: text.to_owned() }
    }

    /// Where the records are.
    pub fn paths(&self) -> [String; 2] {
        [format!("/accounts/{}", self.account), format!("/contacts/{}", self.contact)]
    }
}

/// All routes.
pub fn all() -> Vec<Route> {
    secured_operations().into_iter().map(|operation| Route { body: body(&operation), operation }).collect()
}

/// The routes that name a record.
pub fn of_one_record() -> Vec<Route> {
    let routes: Vec<_> = all().into_iter().filter(|route| !route.operation.path_params.is_empty()).collect();
    assert!(routes.len() >= 18, "the routes of one account and of one contact");
    routes
}

fn body(operation: &Operation) -> Option<Value> {
    match operation.id {
        "create_account" => Some(super::company("Routed")),
        "change_account" => Some(json!({ "name": "Routed", "description": "Changed" })),
        "create_contact" | "change_contact" => Some(json!({ "family_name": "Routed" })),
        "assign_account" | "assign_contact" => Some(json!({ "owner_id": fresh::<UserId>() })),
        "advance_contact" => Some(json!({ "to": "customer" })),
        "reset_contact" => Some(json!({ "to": "lead", "reason": "Routed" })),
        "grant_consent_contact" => Some(json!({ "purpose": "news", "basis": "consent", "source": "web form" })),
        "withdraw_consent_contact" => Some(json!({ "purpose": "news" })),
        "opt_out_contact" => Some(json!({ "channel": "email" })),
        "opt_in_contact" => Some(json!({ "channel": "email", "source": "web form" })),
        other => {
            let needs_a_body = operation.request.is_some() && !operation.request_is_optional;
            assert!(!needs_a_body, "`{other}` takes a body: give it one here");
            None
        }
    }
}

impl Route {
    /// The name, for messages.
    pub fn name(&self) -> &'static str {
        self.operation.id
    }

    /// The permission that it asks for.
    pub fn permission(&self) -> Permission {
        match self.operation.access {
            Access::Permission(permission) => permission,
            Access::Public { .. } => panic!("`{}` is public", self.name()),
        }
    }

    /// The status of its success.
    pub fn success(&self) -> u16 {
        self.operation.success
    }

    /// Whether it may change something.
    pub fn is_command(&self) -> bool {
        self.operation.is_command()
    }

    /// Whether it takes query parameters.
    pub fn takes_query(&self) -> bool {
        !self.operation.query_params.is_empty()
    }

    /// A good request to it, about one of these records where it names one.
    pub fn call(&self, client: &Client, records: &Records) -> Call {
        self.call_with(client, records, "")
    }

    /// The same with a query.
    pub fn call_with(&self, client: &Client, records: &Records, query: &str) -> Call {
        let call = self.bare_call(client, records, query);
        match &self.body {
            Some(body) => call.json(body),
            None => call,
        }
    }

    /// A request without a body.
    pub fn bare_call(&self, client: &Client, records: &Records, query: &str) -> Call {
        let path = self.operation.path.replace("{account_id}", &records.account);
        let path = path.replace("{contact_id}", &records.contact);
        assert!(!path.contains('{'), "`{path}` has a parameter that this test does not know");
        client.request(self.operation.method.as_str(), &format!("{path}{query}"))
    }
}
