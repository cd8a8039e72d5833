//! Files that are made from the code and committed, so that a change of the contract is seen in review.

use std::{fs, path::Path};

use api::{Access, Operation};
use event_schema::{SchemaFile, committed};

use crate::{Failure, cli::GenerateArgs, sample, say};

const OPENAPI: &str = "functions/api-docs/openapi.json";

/// Why the committed files are not those of the code.
#[derive(Debug, thiserror::Error)]
enum GenerateFailure {
    /// Files differ, and only a check was asked for.
    #[error("{0}")]
    Drift(String),
    /// The root is not the repository's.
    #[error("there is no `{0}` here; run this in the repository, or name it with --root")]
    NoRepository(&'static str),
}

/// The schema files of the events of all aggregates, and the relations between these and the committed ones of other services.
///
/// # Errors
/// When the declarations of the events contradict each other.
pub fn schema_files(committed: &[SchemaFile]) -> Result<Vec<SchemaFile>, Failure> {
    Ok(event_schema::generate(&crm::event_schemas(), committed)?)
}

/// The functions with endpoints: the one list of them.
#[must_use]
pub fn http_functions() -> Vec<(&'static str, Vec<Operation>)> {
    vec![
        ("account", account::api().operations().to_vec()),
        ("contact", contact::api().operations().to_vec()),
        ("opportunity", opportunity::api().operations().to_vec()),
        ("product", product::api().operations().to_vec()),
        ("settings", settings::api().operations().to_vec()),
        ("violations", violations::api().operations().to_vec()),
        ("api-docs", api_docs::operations()),
    ]
}

/// The operations that ask for an operator's permission: those on what is above all tenants.
#[must_use]
pub fn operators_operations() -> Vec<Operation> {
    let all = http_functions().into_iter().flat_map(|(_, operations)| operations);
    all.filter(|operation| matches!(operation.access, Access::Operator(_))).collect()
}

/// The operations that ask for a permission in a tenant: those on records.
#[must_use]
pub fn secured_operations() -> Vec<Operation> {
    let all = http_functions().into_iter().flat_map(|(_, operations)| operations);
    all.filter(|operation| matches!(operation.access, Access::Permission(_))).collect()
}

/// The OpenAPI document of all functions.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn openapi_document() -> Result<String, Failure> {
    let mut functions = http_functions();
    // The document begins with what everybody may see.
    functions.rotate_right(1);
    let operations: Vec<_> = functions.into_iter().flat_map(|(_, operations)| operations).collect();
    let document = api::openapi(&api_docs::INFO, &operations);
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

/// `eva schema generate`.
///
/// # Errors
/// With `--check`, when the committed files differ; otherwise when they cannot be written.
pub fn schemas(args: &GenerateArgs) -> Result<(), Failure> {
    in_repository(&args.root)?;
    let files = schema_files(&committed(&args.root)?)?;
    if !args.check {
        for path in event_schema::write(&args.root, &files)? {
            say(&format!("wrote {}", path.display()));
        }
    }
    let drift = event_schema::drift(&args.root, &files)?;
    let samples = sample::missing(&args.root, &committed(&args.root)?)?;
    if !args.check {
        sample::write(&args.root, &samples)?;
        samples.iter().for_each(|file| say(&format!("wrote {}", file.path)));
    } else if let (Some(file), true) = (samples.first(), drift.is_empty()) {
        let missing = format!("`{}` is missing; run `target/debug/eva schema generate` and commit it", file.path);
        return Err(GenerateFailure::Drift(missing).into());
    }
    if drift.is_empty() {
        say(&format!("{} event schemas are those of the code", files.len()));
        return Ok(());
    }
    let lines: Vec<_> = drift.iter().map(ToString::to_string).collect();
    Err(GenerateFailure::Drift(lines.join("; ")).into())
}

/// `eva openapi generate`.
///
/// # Errors
/// With `--check`, when the committed document differs; otherwise when it cannot be written.
pub fn openapi(args: &GenerateArgs) -> Result<(), Failure> {
    in_repository(&args.root)?;
    let (path, document) = (args.root.join(OPENAPI), openapi_document()?);
    let same = fs::read_to_string(&path).is_ok_and(|committed| committed == document);
    if same {
        say(&format!("`{OPENAPI}` is that of the code"));
    } else if args.check {
        let drift =
            format!("`{OPENAPI}` differs from the code; run `target/debug/eva openapi generate` and review the change");
        return Err(GenerateFailure::Drift(drift).into());
    } else {
        fs::write(&path, document)?;
        say(&format!("wrote {OPENAPI}"));
    }
    Ok(())
}

fn in_repository(root: &Path) -> Result<(), GenerateFailure> {
    if root.join("template.yaml").is_file() { Ok(()) } else { Err(GenerateFailure::NoRepository("template.yaml")) }
}

#[cfg(test)]
#[path = "generate.test.rs"]
mod tests;
