//! The operator's command line of Eva.

use std::process::ExitCode;

use clap::Parser as _;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match eva::run(eva::cli::Eva::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eva::report(&error);
            ExitCode::FAILURE
        }
    }
}
