//! The operator's command line of Eva.

use std::{env, process::ExitCode};

use clap::Parser as _;
use eva::cli::{self, Eva};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let command = Eva::try_parse().unwrap_or_else(|error| cli::with_tip(error, env::args_os().skip(1)).exit());
    match eva::run(command).await {
        Ok(outcome) => outcome.into(),
        Err(error) => {
            eva::report(&error);
            eva::exit_code(&error)
        }
    }
}
