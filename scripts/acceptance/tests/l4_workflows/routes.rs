//! Every route of the account function, from its own words: a route that is added there is tested here.

use acceptance::{Client, http::Call, tenant::fresh};
use access_control::Permission;
use api::{Access, Operation};
use kernel::UserId;
use serde_json::{Value, json};

/// A route with a body that it takes.
pub struct Route {
    operation: Operation,
    body: Option<Value>,
}

/// All routes.
pub fn all() -> Vec<Route> {
    let operations = account::api().operations().to_vec();
    assert!(operations.len() >= 9, "the routes of the account function");
    operations.into_iter().map(|operation| Route { body: body(&operation), operation }).collect()
}

/// The routes that name an account.
pub fn of_one_account() -> Vec<Route> {
    let routes: Vec<_> = all().into_iter().filter(|route| !route.operation.path_params.is_empty()).collect();
    assert!(routes.len() >= 7, "the routes of one account");
    routes
}

fn body(operation: &Operation) -> Option<Value> {
    match operation.id {
        "create_account" => Some(super::company("Routed")),
        "change_account" => Some(json!({ "name": "Routed", "description": "Changed" })),
        "assign_account" => Some(json!({ "owner_id": fresh::<UserId>() })),
        other => {
            assert!(operation.request.is_none(), "`{other}` takes a body: give it one here");
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

    /// A good request to it, about this account where it names one.
    pub fn call(&self, client: &Client, account_id: &str) -> Call {
        self.call_with(client, account_id, "")
    }

    /// The same with a query.
    pub fn call_with(&self, client: &Client, account_id: &str, query: &str) -> Call {
        let call = self.bare_call(client, account_id, query);
        match &self.body {
            Some(body) => call.json(body),
            None => call,
        }
    }

    /// A request without a body.
    pub fn bare_call(&self, client: &Client, account_id: &str, query: &str) -> Call {
        let path = self.operation.path.replace("{account_id}", account_id);
        assert!(!path.contains('{'), "`{path}` has a parameter that this test does not know");
        client.request(self.operation.method.as_str(), &format!("{path}{query}"))
    }
}
