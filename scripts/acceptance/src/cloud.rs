//! The deployed system: its services at an explicit endpoint, and the names of its resources.

use std::{env, path::PathBuf, time::SystemTime};

use aws_config::{BehaviorVersion, SdkConfig};
use eva::{
    cli::{TokenArgs, TokenFormat},
    keys::SigningKey,
    token::Claims,
};
use personal_data::LocalKeys;

use crate::{Client, Feed, Quarantine, Table, Tenant};

/// The system that `scripts/test` deployed, or any other that the variables of `scripts/dev --serve` describe.
#[derive(Clone, Debug)]
pub struct Cloud {
    config: SdkConfig,
    url: String,
    table: String,
    event_bus: String,
    quarantine_queue_url: String,
    keys: PathBuf,
}

impl Cloud {
    /// Reads where the system is.
    ///
    /// # Panics
    /// When a variable is missing; the message says how to get them.
    pub async fn from_env() -> Self {
        let config =
            aws_config::defaults(BehaviorVersion::latest()).endpoint_url(variable("EVA_ENDPOINT")).load().await;
        Self {
            config,
            url: variable("EVA_URL"),
            table: variable("EVA_TABLE"),
            event_bus: variable("EVA_EVENT_BUS"),
            quarantine_queue_url: variable("EVA_QUARANTINE_QUEUE_URL"),
            keys: variable("EVA_KEYS").into(),
        }
    }

    /// What SDK clients of this cloud are made from.
    #[must_use]
    pub const fn config(&self) -> &SdkConfig {
        &self.config
    }

    /// Where the API is, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The name of the bus.
    #[must_use]
    pub fn event_bus(&self) -> &str {
        &self.event_bus
    }

    /// The table of the platform.
    #[must_use]
    pub fn table(&self) -> Table {
        Table::new(&self.config, &self.table)
    }

    /// The quarantine of the platform.
    #[must_use]
    pub fn quarantine(&self) -> Quarantine {
        Quarantine::new(&self.config, &self.quarantine_queue_url)
    }

    /// A client with a token for everything that the tenant's user may do.
    #[must_use]
    pub fn client(&self, tenant: &Tenant) -> Client {
        self.client_with(tenant, "all")
    }

    /// A client with a token for these permissions only, as `eva token --permissions` takes them.
    #[must_use]
    pub fn client_with(&self, tenant: &Tenant, permissions: &str) -> Client {
        let mut args = self.token_args(tenant);
        args.permissions = permissions.parse().expect("permissions");
        self.client_of(&self.sign(&args, SystemTime::now()))
    }

    /// A client of an operator with these permissions only, or `all` of them.
    #[must_use]
    pub fn operator_with(&self, permissions: &str) -> Client {
        let mut args = self.operator_args();
        args.permissions = permissions.parse().expect("permissions");
        self.client_of(&self.sign(&args, SystemTime::now()))
    }

    /// What a token of an operator says; to be changed by tests of tokens.
    #[must_use]
    pub fn operator_args(&self) -> TokenArgs {
        TokenArgs { tenant: None, capsule: None, user: None, operator: true, ..self.token_args(&Tenant::fresh()) }
    }

    /// A client that sends this token.
    #[must_use]
    pub fn client_of(&self, token: &str) -> Client {
        Client::new(self.url(), Some(token))
    }

    /// A client without a token.
    #[must_use]
    pub fn anonymous(&self) -> Client {
        Client::new(self.url(), None)
    }

    /// What a token of the tenant's user says; to be changed by tests of tokens.
    ///
    /// # Panics
    /// Never: the constants parse.
    #[must_use]
    pub fn token_args(&self, tenant: &Tenant) -> TokenArgs {
        TokenArgs {
            dir: self.keys.clone(),
            tenant: Some(tenant.tenant_id),
            capsule: Some(tenant.capsule_id),
            new_tenant: false,
            operator: false,
            user: Some(tenant.user_id),
            permissions: "all".parse().expect("permissions"),
            ttl: "1h".parse().expect("a length of time"),
            issuer: "https://eva.local".to_owned(),
            audience: None,
            format: TokenFormat::Token,
        }
    }

    /// Signs a token with the key in the arguments' folder, as if it were issued at that time.
    ///
    /// # Panics
    /// When the key cannot be read.
    #[must_use]
    pub fn sign(&self, args: &TokenArgs, now: SystemTime) -> String {
        let key = SigningKey::load(&args.dir).unwrap_or_else(|error| panic!("{error}"));
        Claims::new(args, now).sign(&key).expect("a token")
    }

    /// The keys of the personal data that the system encrypts.
    #[must_use]
    pub fn personal_data_keys(&self) -> LocalKeys {
        variable("EVA_PERSONAL_DATA_KEY").parse().expect("the secret of the deployment")
    }

    /// What happens to the tenant's records, from now on.
    pub async fn feed(&self, tenant: &Tenant) -> Feed {
        Feed::open(self, "eva.crm", tenant.tenant_id).await
    }

    /// What the validator says about the tenant's events, from now on.
    pub async fn violations(&self, tenant: &Tenant) -> Feed {
        Feed::open(self, "eva.governance", tenant.tenant_id).await
    }
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| {
        panic!(
            "`{name}` is not set: run these tests with `scripts/test events` (or `store`, `http`), which starts the system \
             and says where it is"
        )
    })
}
