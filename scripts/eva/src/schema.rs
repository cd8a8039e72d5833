//! Schemas of other services' events, registered in the table of a running system.

use std::{fs, path::Path};

use event_schema::{Incompatibility, Registry, SCHEMA_FOLDER, SchemaFile, incompatibilities};
use governance::{SchemaItem, SchemaRecords};
use kernel::Timestamp;
use serde_json::Value;

use crate::{
    Failure,
    cli::{CloudArgs, RegisterArgs},
    cloud::Cloud,
    say,
};

/// The word of a schema that says where events of the type come from.
const SOURCE_KEYWORD: &str = "x-eva-source";

/// Why a file is no schema that can be registered.
#[derive(Debug, thiserror::Error)]
enum SchemaFailure {
    /// The file is called otherwise.
    #[error("`{0}` is called otherwise: name it `<EventType>/<version>.json`, as `InvoiceIssued/1.json`")]
    Name(String),
    /// The file is no object of JSON.
    #[error("`{0}` is no object of JSON")]
    Json(String),
    /// The type is one of the code.
    #[error("`{0}` is an event of this platform: its schema comes with the code, and its next version too")]
    Ours(String),
    /// The name of the owner or of the source has another form.
    #[error(
        "`{0}` is no name of an owner or a source: use lower-case letters, digits, `.` and `-`, and for a source none that begins with `eva.` or `aws.`"
    )]
    Word(String),
    /// It leaves open whose the events are, or breaks what a registered version promised.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Refused(Vec<Incompatibility>),
    /// The file names another source.
    #[error("the schema says `{SOURCE_KEYWORD}: {found}`, and --source `{given}`: make them the same")]
    Source {
        /// In the file.
        found: String,
        /// In the command.
        given: String,
    },
}

/// `eva schema register`.
///
/// # Errors
/// When the file is no schema with a boundary, breaks what a registered version promised, the type or version is somebody else's, or the table
/// does not take it.
pub async fn register(args: &RegisterArgs) -> Result<(), Failure> {
    let (event_type, version) = name_of(&args.file)?;
    let text = fs::read_to_string(&args.file)?;
    let item = item(&event_type, version, &text, &args.owner, &args.source)?;
    let cloud = Cloud::connect(&CloudArgs { endpoint: args.endpoint.clone(), event_bus: String::new() }).await;
    let records = SchemaRecords::new(cloud.table, args.table.clone());
    holds(&item, &records.versions(&event_type).await?)?;
    let new = records.register(&item).await?;
    let what = if new { "registered" } else { "was registered already" };
    say(&format!(
        "`{event_type}` version {version} of `{}` {what}; the validator knows it within a minute",
        args.owner
    ));
    Ok(())
}

/// What is put on record, or why not.
fn item(event_type: &str, version: u32, text: &str, owner: &str, source: &str) -> Result<SchemaItem, Failure> {
    let path = format!("{SCHEMA_FOLDER}/{event_type}/{version}.json");
    for word in [owner, source] {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte);
        if word.is_empty() || word.len() > 64 || !word.bytes().all(plain) {
            return Err(SchemaFailure::Word(word.to_owned()).into());
        }
    }
    if ["eva.", "aws."].iter().any(|reserved| source.starts_with(reserved)) {
        return Err(SchemaFailure::Word(source.to_owned()).into());
    }
    let ours = Registry::embedded()?;
    if ours.event_types().any(|ours| ours == event_type) {
        return Err(SchemaFailure::Ours(event_type.to_owned()).into());
    }
    let mut schema: Value = serde_json::from_str(text).map_err(|_| SchemaFailure::Json(path.clone()))?;
    let object = schema.as_object_mut().ok_or_else(|| SchemaFailure::Json(path.clone()))?;
    let said = object.entry(SOURCE_KEYWORD).or_insert_with(|| source.into());
    if said != source {
        let found = said.as_str().map_or_else(|| said.to_string(), str::to_owned);
        return Err(SchemaFailure::Source { found, given: source.to_owned() }.into());
    }
    // One spelling: the same schema in other white space is the same schema.
    let text = serde_json::to_string(&schema)?;
    let file = SchemaFile { path, text: text.clone() };
    Registry::of(std::slice::from_ref(&file))?;
    refused(ours.gaps(&file))?;
    let registered_at = Timestamp::from_millis(now_millis())?;
    Ok(SchemaItem {
        digest: SchemaItem::digest_of(event_type),
        kind: SchemaItem::KIND.to_owned(),
        event_type: event_type.to_owned(),
        version,
        owner: owner.to_owned(),
        source: source.to_owned(),
        text,
        registered_at,
    })
}

/// Whether a version holds what the registered ones promised. No code turns its events into others: there are no upcasters here.
fn holds(item: &SchemaItem, registered: &[SchemaItem]) -> Result<(), Failure> {
    let published: Vec<SchemaFile> = registered.iter().map(file_of).collect();
    if published.contains(&file_of(item)) {
        return Ok(());
    }
    let mut present: Vec<SchemaFile> =
        registered.iter().filter(|there| there.version != item.version).map(file_of).collect();
    present.push(file_of(item));
    refused(incompatibilities(&published, &present, &[]))?;
    Registry::of(&present)?;
    Ok(())
}

fn file_of(item: &SchemaItem) -> SchemaFile {
    SchemaFile::of(&item.event_type, item.version, item.text.clone())
}

fn refused(reasons: Vec<Incompatibility>) -> Result<(), SchemaFailure> {
    if reasons.is_empty() { Ok(()) } else { Err(SchemaFailure::Refused(reasons)) }
}

fn now_millis() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or_default()
}

/// The type and the version that a file is called by.
fn name_of(path: &Path) -> Result<(String, u32), SchemaFailure> {
    let other = || SchemaFailure::Name(path.display().to_string());
    let folder = path.parent().and_then(Path::file_name).and_then(|name| name.to_str()).ok_or_else(other)?;
    let stem = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_suffix(".json"));
    let version = stem.and_then(|stem| stem.parse().ok()).filter(|version: &u32| *version > 0).ok_or_else(other)?;
    let is_type = folder.starts_with(|c: char| c.is_ascii_uppercase())
        && folder.len() <= 64
        && folder.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_type { Ok((folder.to_owned(), version)) } else { Err(other()) }
}

#[cfg(test)]
#[path = "schema.test.rs"]
mod tests;
