//! The operator's command line of Eva: keys and tokens, the events on the bus, and the check of a running system.
//!
//! [`cli`] is what people read; every command is a module of its own, and `check` is also how `scripts/dev --check` proves that
//! the whole path works. Answers go to stdout, everything else to stderr. Exit code 0: done, 1: failed, 2: wrong usage. A command
//! that looks for something ends with 1 when it found it, and with 2 when it could not look.

pub mod check;
pub mod cli;
pub mod cloud;
pub mod events;
pub mod generate;
pub mod keys;
mod outcome;
pub mod sample;
pub mod schema;
pub mod schema_check;
pub mod token;

use std::{
    error::Error,
    io::{self, Write as _},
};

use cli::{Command, Eva, EventsCommand, KeysCommand, OpenapiCommand, SchemaCommand};
pub use outcome::{Outcome, Unusable, exit_code};

/// What any command may fail with. Its text, with its sources, is all that the operator sees.
pub type Failure = Box<dyn Error + Send + Sync>;

/// Runs one command.
///
/// # Errors
/// Those of the command.
pub async fn run(eva: Eva) -> Result<Outcome, Failure> {
    match eva.command {
        Command::Keys(KeysCommand::Create(args)) => keys::create(&args)?,
        Command::Token(args) => token::print(&args)?,
        Command::Events(EventsCommand::Tail(args)) => events::tail(&args).await?,
        Command::Events(EventsCommand::Analyze(args)) => return events::analyze::run(&args).await,
        Command::Events(EventsCommand::Propose(args)) => events::propose::run(&args)?,
        Command::Check(args) => check::run(&args).await?,
        Command::Schema(SchemaCommand::Generate(args)) => generate::schemas(&args)?,
        Command::Schema(SchemaCommand::Register(args)) => schema::register(&args).await?,
        Command::Schema(SchemaCommand::Check(args)) => return schema_check::run(&args),
        Command::Openapi(OpenapiCommand::Generate(args)) => generate::openapi(&args)?,
    }
    Ok(Outcome::Done)
}

/// Tells the operator what failed, in one line: the error and what caused it.
pub fn report(error: &Failure) {
    let mut line = format!("eva: {error}");
    let mut source = error.source();
    while let Some(cause) = source {
        let text = cause.to_string();
        // Some errors repeat their source in their own text.
        if !line.contains(&text) {
            line.push_str(": ");
            line.push_str(&text);
        }
        source = cause.source();
    }
    say(&line);
}

/// Writes a line for people. Nobody may be reading any more, which is no reason to fail.
pub(crate) fn say(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}
