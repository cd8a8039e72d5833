//! Compiles the committed schemas, so that the check of an event needs no work when a process starts. A schema that cannot be compiled is an error
//! here and not a surprise there.

#![allow(clippy::print_stdout, reason = "standard output is how a build script speaks to cargo")]

#[path = "src/head.rs"]
#[allow(dead_code, reason = "the crate needs more of it than its build script")]
mod head;

use std::{
    env,
    error::Error,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use head::Head;
use schema_program::Compiler;
use serde_json::Value;

const FOLDER: &str = "events/schemas";
const RELATIONS: &str = "events/relations.json";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=../../{FOLDER}");
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../..");
    let mut compiler = Compiler::new();
    let mut rows = String::new();
    let mut count = 0;
    for path in files(&root)? {
        row(&mut compiler, &mut rows, &root, &path)
            .map_err(|error| format!("{path}: {error}; mend it, or remove it and run `eva schema generate`"))?;
        count += 1;
    }
    // Before the first generation there is none.
    println!("cargo:rerun-if-changed=../../{RELATIONS}");
    let relations = if root.join(RELATIONS).is_file() { embed(RELATIONS) } else { "\"{}\"".to_owned() };
    let program = compiler.finish().to_rust();
    let code = format!(
        "static PROGRAM: Program = {program};\n\nstatic FILES: [Embedded; {count}] = [\n{rows}];\n\nstatic RELATIONS: &str = {relations};\n"
    );
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("embedded.rs"), code)?;
    Ok(())
}

/// One file as a row of the table.
fn row(compiler: &mut Compiler, rows: &mut String, root: &Path, path: &str) -> Result<(), Box<dyn Error>> {
    let schema: Value = serde_json::from_str(&fs::read_to_string(root.join(path))?)?;
    let head = Head::of(&schema);
    let isolation = head.isolation.ok_or("it does not say whose events these are")?;
    let aggregate_type = head.aggregate_type.ok_or("`aggregate_type` is no constant")?;
    let start = compiler.add(&schema, &Head::captures(&aggregate_type))?;
    writeln!(
        rows,
        "    Embedded {{ path: {path:?}, isolation: Isolation::{isolation:?}, source: {:?}, aggregate_type: {aggregate_type:?}, \
         start: {start}, text: {} }},",
        head.source,
        embed(path),
    )?;
    Ok(())
}

/// The text of a file, as an expression.
fn embed(path: &str) -> String {
    format!("include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/../../{path}\"))")
}

/// The schema files, from the root of the repository.
fn files(root: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let mut paths = Vec::new();
    for folder in fs::read_dir(root.join(FOLDER))? {
        let folder = folder?;
        println!("cargo:rerun-if-changed={}", folder.path().display());
        if !folder.file_type()?.is_dir() {
            continue;
        }
        for file in fs::read_dir(folder.path())? {
            let file = file?;
            println!("cargo:rerun-if-changed={}", file.path().display());
            let (folder, file) = (folder.file_name(), file.file_name());
            paths.push(format!("{FOLDER}/{}/{}", folder.to_string_lossy(), file.to_string_lossy()));
        }
    }
    paths.sort();
    Ok(paths)
}
