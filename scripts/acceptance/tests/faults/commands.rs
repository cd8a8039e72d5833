//! The commands, each with what has to be there before it.

#[path = "commands/account.rs"]
mod account;
#[path = "commands/contact.rs"]
mod contact;
#[path = "commands/opportunity.rs"]
mod opportunity;
#[path = "commands/product.rs"]
mod product;
#[path = "commands/settings.rs"]
mod settings;

use std::{collections::BTreeMap, sync::LazyLock};

use eva::generate::http_functions;
use lambda_host::gateway_client::Call;
use serde_json::{Value, json};

use crate::world::World;

/// A command and the answer that it gets when nothing goes wrong.
#[derive(Clone, Copy, Debug)]
pub struct Command {
    /// The operation, and which variant of it.
    pub name: &'static str,
    /// The status.
    pub status: u16,
}

impl Command {
    /// The operation's name in the API.
    pub fn operation(&self) -> &'static str {
        self.name.split(':').next().unwrap_or_default()
    }

    /// The function that serves it.
    pub fn function(&self) -> &'static str {
        function_of(self.operation())
    }
}

/// The function that serves an operation.
pub fn function_of(operation: &str) -> &'static str {
    static FUNCTIONS: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
        let served = |(function, operations): (_, Vec<api::Operation>)| {
            operations.into_iter().map(move |operation| (operation.id, function))
        };
        http_functions().into_iter().flat_map(served).collect()
    });
    FUNCTIONS.get(operation).unwrap_or_else(|| panic!("no function serves `{operation}`"))
}

const fn command(name: &'static str, status: u16) -> Command {
    Command { name, status }
}

/// All of them; those that are refused belong here too, because a refusal must be true as well.
pub static COMMANDS: LazyLock<Vec<Command>> = LazyLock::new(|| {
    [&account::COMMANDS[..], &contact::COMMANDS, &product::COMMANDS, &settings::COMMANDS, &opportunity::COMMANDS]
        .concat()
});

/// Who gets a record that is assigned.
const OTHER_USER: &str = "user_01h2xcejqtf2nbrexx3vqjhp43";

/// What was prepared: the record that the command is on, and others.
#[derive(Debug, Default)]
pub struct Prepared {
    pub account: String,
    pub other_account: String,
    pub contact: String,
    pub manager: String,
    pub product: String,
    pub opportunity: String,
    pub owner: String,
    pub stage: String,
    pub pipeline: String,
    pub default_pipeline: String,
}

impl Prepared {
    /// Makes what the command needs.
    pub async fn new(world: &World, command: &Command) -> Self {
        match command.function() {
            "account" => account::prepare(world, command).await,
            "contact" => contact::prepare(world, command).await,
            "opportunity" => opportunity::prepare(world, command).await,
            "product" => product::prepare(world, command).await,
            "settings" => settings::prepare(world, command).await,
            other => panic!("nothing prepares commands of the function `{other}`: add a module, in faults/commands.rs"),
        }
    }

    /// The request of the command.
    pub fn request(&self, world: &World, command: &Command) -> Call {
        match command.function() {
            "account" => account::request(self, world, command),
            "contact" => contact::request(self, world, command),
            "opportunity" => opportunity::request(self, world, command),
            "product" => product::request(self, world, command),
            "settings" => settings::request(self, world, command),
            other => panic!("nothing requests commands of the function `{other}`: add a module, in faults/commands.rs"),
        }
    }
}

fn link(account: &str) -> Value {
    json!([{ "account_id": account }])
}
