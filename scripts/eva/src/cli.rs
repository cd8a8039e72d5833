//! The commands and their help. The help teaches: every command says what it is for and shows how it is used.

use std::{ffi::OsStr, path::PathBuf};

use clap::{
    Arg, ArgGroup, Args, CommandFactory as _, Parser, Subcommand, ValueEnum,
    error::{ContextKind, ContextValue, ErrorKind},
};
use kernel::{CapsuleId, TenantId, UserId};

use crate::token::{Grant, Ttl};
pub use crate::{
    events::{analyze::AnalyzeArgs, propose::ProposeArgs},
    schema_check::SchemaCheckArgs,
};

/// The operator's command line of Eva, a multi-tenant CRM on AWS Lambda.
#[derive(Debug, Parser)]
// The lines are broken here: whether clap breaks them depends on what else is built with it.
#[command(name = "eva", version, after_help = EVA_HELP, disable_help_subcommand = true, term_width = 0)]
pub struct Eva {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const EVA_HELP: &str = "\
Start with a running system: `scripts/dev` starts one, builds this program as `target/debug/eva`, and as long as it runs
EVA_URL, EVA_TOKEN and the rest stand in `.eva/env`.

  . .eva/env                                  what the commands below read
  curl -H \"Authorization: Bearer $EVA_TOKEN\" \"$EVA_URL/accounts\"
  target/debug/eva events tail                watch what happens
  target/debug/eva check                      prove that every hop works

Exit codes: 0 done, 1 failed (one sentence on stderr says why), 2 wrong usage.";

const ENVIRONMENT_TIP: &str = "while `scripts/dev` runs, `. .eva/env` sets them all";

/// Adds to clap's complaint about missing options where their values come from, if that is the environment: nobody should have to
/// type them. `args` are those of the command line, without the program.
pub fn with_tip(mut error: clap::Error, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> clap::Error {
    let Some(ContextValue::Strings(missing)) = error.get(ContextKind::InvalidArg) else { return error };
    let mut eva = Eva::command();
    eva.build();
    // The error does not say whose options they are, and `eva token` has a --capsule that no variable sets.
    let mut command = &eva;
    for arg in args {
        let Some(subcommand) = command.find_subcommand(arg) else { break };
        command = subcommand;
    }
    let of_environment = |arg: &Arg| arg.get_env().is_some() && missing.contains(&arg.to_string());
    let helps = command.get_arguments().any(of_environment);
    if error.kind() == ErrorKind::MissingRequiredArgument && helps {
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![ENVIRONMENT_TIP.into()]));
    }
    error
}

/// The commands. What has arguments is described there.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// The key that signs tokens
    #[command(subcommand)]
    Keys(KeysCommand),
    Token(TokenArgs),
    /// The events on the bus
    #[command(subcommand)]
    Events(EventsCommand),
    Check(CheckArgs),
    /// The JSON Schemas of the events
    #[command(subcommand)]
    Schema(SchemaCommand),
    /// The OpenAPI document of the API
    #[command(subcommand)]
    Openapi(OpenapiCommand),
}

/// The commands about event schemas.
#[derive(Debug, Subcommand)]
pub enum SchemaCommand {
    /// Write `events/schemas/<type>/<version>.json` from the Rust types
    ///
    /// A published schema never changes: raise the version of the event instead. A file that belongs to no event of the code is
    /// left alone and reported. A version without a sample gets one, `events/samples/<type>/<version>.json`, which is never written
    /// again.
    Generate(GenerateArgs),
    Check(SchemaCheckArgs),
    Register(RegisterArgs),
}

/// Register the schema of another service's event in a running system
///
/// The file is called `<EventType>/<version>.json`, is a JSON Schema (2020-12) of the whole event as it is on the bus, and says whose the
/// events are: `"x-eva-isolation": "capsule"`, or `"platform"` for those that belong to a tenant as a whole. From then on the validator
/// checks events of the type by it, and that they come from the source.
///
/// A version never changes once it is there, and a type stays its owner's. Types of this platform come with its code.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  target/debug/eva schema register schemas/InvoiceIssued/1.json --owner billing --source acme.billing"
)]
pub struct RegisterArgs {
    /// The schema
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Who answers for it: a team or a service
    #[arg(long, value_name = "NAME")]
    pub owner: String,
    /// The EventBridge source of the events
    #[arg(long, value_name = "NAME")]
    pub source: String,
    /// The table
    #[arg(long, value_name = "NAME", env = "EVA_TABLE", hide_env_values = true)]
    pub table: String,
    /// Where the AWS services answer [default: $AWS_ENDPOINT_URL, or AWS itself]
    #[arg(long, value_name = "URL", env = "EVA_ENDPOINT", hide_env_values = true)]
    pub endpoint: Option<String>,
}

/// The commands about the OpenAPI document.
#[derive(Debug, Subcommand)]
pub enum OpenapiCommand {
    /// Write `functions/api-docs/openapi.json` from the endpoints of all functions
    Generate(GenerateArgs),
}

/// Where generated files go.
#[derive(Clone, Debug, Args)]
pub struct GenerateArgs {
    /// Write nothing; exit with 1 when the committed files differ from the code
    #[arg(long)]
    pub check: bool,
    /// The folder of the repository
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
}

/// The commands about keys.
#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    Create(KeysCreateArgs),
}

/// The commands about events.
#[derive(Debug, Subcommand)]
pub enum EventsCommand {
    Tail(TailArgs),
    Analyze(AnalyzeArgs),
    Propose(ProposeArgs),
}

/// Create the signing key, unless there is one, and print its public key
///
/// The key is Ed25519, in `<dir>/signing-key.p8` (PKCS#8), readable by its owner only. An existing key is never replaced: the
/// command only prints its public key again. The public key is the base64url `x` of a JWK (RFC 8037), which is what the template
/// parameter `TokenPublicKey` and the authorizer's `TOKEN_PUBLIC_KEY` expect.
///
/// This key is for local systems and demonstrations; in production an identity provider holds it.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  sam deploy --parameter-overrides TokenPublicKey=\"$(target/debug/eva keys create)\""
)]
pub struct KeysCreateArgs {
    /// Where the key lies
    #[arg(long, value_name = "DIR", default_value = ".eva")]
    pub dir: PathBuf,
}

/// Sign a token for the API
///
/// The token names the tenant and the capsule that its bearer works in: neither can be chosen by a header, a path or a body. An
/// operator's names neither: it is for what is above all tenants, such as their violations, and for nothing else.
#[derive(Debug, Args)]
#[command(after_help = TOKEN_HELP, group = ArgGroup::new("scope").required(true).args(["tenant", "new_tenant", "operator"]))]
pub struct TokenArgs {
    /// Where the signing key lies, see `eva keys create`
    #[arg(long, value_name = "DIR", default_value = ".eva")]
    pub dir: PathBuf,
    /// The tenant, such as tenant_01h2xcejqtf2nbrexx3vqjhp41
    #[arg(long, value_name = "ID", requires = "capsule")]
    pub tenant: Option<TenantId>,
    /// The capsule inside the tenant
    #[arg(long, value_name = "ID", requires = "tenant")]
    pub capsule: Option<CapsuleId>,
    /// A new tenant with a new capsule
    #[arg(long, conflicts_with = "capsule")]
    pub new_tenant: bool,
    /// For an operator of the platform, of no tenant
    #[arg(long, conflicts_with_all = ["capsule", "user"])]
    pub operator: bool,
    /// The user who acts [default: a new one]
    #[arg(long, value_name = "ID")]
    pub user: Option<UserId>,
    /// What the bearer may do: `all`, or names such as account.read,account.create, or violation.read for an operator
    #[arg(long, value_name = "NAMES", default_value = "all")]
    pub permissions: Grant,
    /// How long the token is valid: a number and s, m, h or d
    #[arg(long, value_name = "TIME", default_value = "12h")]
    pub ttl: Ttl,
    /// Who signs: `TokenIssuer` of the template
    #[arg(long, value_name = "URL", default_value = "https://eva.local")]
    pub issuer: String,
    /// For whom the token is: `TokenAudience` of the template, or `OperatorAudience` [default: eva-api, or eva-operations]
    #[arg(long, value_name = "NAME")]
    pub audience: Option<String>,
    /// What to print
    #[arg(long, value_enum, default_value_t = TokenFormat::Token)]
    pub format: TokenFormat,
}

const TOKEN_HELP: &str = "\
Examples:
  target/debug/eva token --new-tenant                             a tenant to play with
  target/debug/eva token --new-tenant --format env >> .eva/env    and its ids, for the shell
  target/debug/eva token --tenant $EVA_TENANT_ID --capsule $EVA_CAPSULE_ID --permissions account.read --ttl 15m
  target/debug/eva token --operator --permissions violation.read  to look at violations, and no more";

/// What `eva token` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TokenFormat {
    /// The token alone
    Token,
    /// An object with tenant_id, capsule_id, user_id, session_id and token
    Json,
    /// Lines such as EVA_TOKEN=.., for a shell
    Env,
}

/// Where the AWS services are.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "The system")]
pub struct CloudArgs {
    /// Where the AWS services answer [default: $AWS_ENDPOINT_URL, or AWS itself]
    #[arg(long, value_name = "URL", env = "EVA_ENDPOINT", hide_env_values = true)]
    pub endpoint: Option<String>,
    /// The bus that carries the events
    #[arg(long, value_name = "NAME", env = "EVA_EVENT_BUS", hide_env_values = true)]
    pub event_bus: String,
}

/// Follow the events on the bus until Ctrl-C
///
/// One line per event: when it occurred, its type, the aggregate and its sequence, the tenant, and the correlation id that ties it
/// to the request that caused it. Violations stand out. What the events say (`data`) is shown with --json only.
///
/// The command creates a queue and a rule of its own and removes them when it ends. Events that arrived before are not shown.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  target/debug/eva events tail --tenant $EVA_TENANT_ID
  target/debug/eva events tail --json | jq 'select(.event_type == \"AccountCreated\")'")]
pub struct TailArgs {
    /// Only the events of this tenant
    #[arg(long, value_name = "ID")]
    pub tenant: Option<TenantId>,
    /// One JSON object per line, as on the bus, with `data`
    #[arg(long)]
    pub json: bool,
    /// Where to look.
    #[command(flatten)]
    pub cloud: CloudArgs,
}

/// Drive a running system through every hop and say what happened
///
/// Creates the companies of the demo data over the API and reads them back page by page, takes one account through its life
/// (create, repeat, change, conflict, archive, restore), gives it a contact (link, list, primary contact, refused archive) and puts
/// one forged event on the bus. Waits for each hop: the event in the table, on the bus, past the validator; the violation on its
/// queue and in its record. Prints each with its time in milliseconds since the request.
///
/// Everything it needs is in the environment that `scripts/dev` writes. It writes into the capsule of the token and leaves the
/// accounts and the contact there; it may be run as often as one likes. The forged event names a tenant that nobody has.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  . .eva/env; target/debug/eva check
  target/debug/eva check --companies 5        a quick look")]
pub struct CheckArgs {
    /// How many companies of the demo data to create
    #[arg(long, value_name = "N", default_value_t = 85, value_parser = clap::value_parser!(u16).range(1..=85))]
    pub companies: u16,
    /// How long to wait for one hop
    #[arg(long, value_name = "TIME", default_value = "20s")]
    pub patience: Ttl,
    /// The API, such as http://127.0.0.1:4566/_aws/execute-api/abc/v1
    #[arg(long, value_name = "URL", env = "EVA_URL", hide_env_values = true)]
    pub url: String,
    /// A token with the permissions on accounts and contacts, see `eva token`
    #[arg(long, value_name = "TOKEN", env = "EVA_TOKEN", hide_env_values = true)]
    pub token: String,
    /// The tenant of the token
    #[arg(long, value_name = "ID", env = "EVA_TENANT_ID", hide_env_values = true)]
    pub tenant: TenantId,
    /// The capsule of the token
    #[arg(long, value_name = "ID", env = "EVA_CAPSULE_ID", hide_env_values = true)]
    pub capsule: CapsuleId,
    /// The table
    #[arg(long, value_name = "NAME", env = "EVA_TABLE", hide_env_values = true)]
    pub table: String,
    /// The queue of the violation events
    #[arg(long, value_name = "URL", env = "EVA_VIOLATIONS_QUEUE_URL", hide_env_values = true)]
    pub violations_queue: String,
    /// The queue of stream records that could not be published
    #[arg(long, value_name = "URL", env = "EVA_QUARANTINE_QUEUE_URL", hide_env_values = true)]
    pub quarantine_queue: Option<String>,
    /// Where the rest is.
    #[command(flatten)]
    pub cloud: CloudArgs,
}

#[cfg(test)]
#[path = "cli.test.rs"]
mod tests;
