use std::{env, fs, process};

use super::*;

/// A repository of its own.
struct Repository(PathBuf);

impl Repository {
    fn new(name: &str) -> Self {
        let root = env::temp_dir().join(format!("eva-schema-check-{}-{name}", process::id()));
        fs::create_dir_all(root.join(SCHEMA_FOLDER).join("NoteOpened")).unwrap();
        let repository = Self(root);
        repository.git(&["init", "--quiet"]);
        repository
    }

    fn git(&self, args: &[&str]) {
        let identity = ["-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
        let status = Command::new("git").arg("-C").arg(&self.0).args(identity).args(args).status().unwrap();
        assert!(status.success(), "git {args:?}");
    }

    fn write(&self, version: u32, text: &str) {
        fs::write(self.0.join(SCHEMA_FOLDER).join(format!("NoteOpened/{version}.json")), text).unwrap();
    }

    fn commit(&self) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", "A state"]);
    }

    fn check(&self, against: &str) -> Result<Outcome, String> {
        let args = SchemaCheckArgs { against: against.to_owned(), root: self.0.clone() };
        run(&args).map_err(|failure| {
            assert!(failure.is::<Unusable>());
            failure.to_string()
        })
    }
}

impl Drop for Repository {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const ONE: &str = r#"{ "x-eva-isolation": "platform", "x-eva-platform-reason": "a note is about the tenant", "type": "object", "description": "One.", "properties": { "tenant_id": { "type": "string" }, "aggregate_type": { "const": "note" } }, "required": ["tenant_id"] }"#;

/// Guards against a comparison with the wrong files: what counts is what was committed and what lies there now.
#[test]
fn the_folder_is_held_against_the_revision() {
    let repository = Repository::new("folder");
    repository.write(1, ONE);
    repository.commit();
    assert_eq!(repository.check("HEAD"), Ok(Outcome::Done));
    repository.write(1, &ONE.replace("One.", "Ein\u{df}."));
    assert_eq!(repository.check("HEAD"), Ok(Outcome::Done));
    repository.write(2, ONE);
    assert_eq!(repository.check("HEAD"), Ok(Outcome::Done));
    repository.write(2, &ONE.replace(r#""required": ["tenant_id"]"#, r#""required": []"#));
    assert_eq!(repository.check("HEAD"), Ok(Outcome::Found));
    repository.commit();
    fs::remove_file(repository.0.join(SCHEMA_FOLDER).join("NoteOpened/1.json")).unwrap();
    assert_eq!(repository.check("HEAD"), Ok(Outcome::Found));
    assert_eq!(repository.check("HEAD~1"), Ok(Outcome::Found));
}

/// Guards against a type of another service that alone among its relatives belongs to no capsule, because its file says so.
#[test]
fn a_schema_of_another_service_is_held_against_its_relatives() {
    let repository = Repository::new("relatives");
    repository.write(1, &ONE.replace(r#""x-eva-platform-reason": "a note is about the tenant", "#, ""));
    repository.commit();
    assert_eq!(repository.check("HEAD"), Ok(Outcome::Found));
    repository.write(1, ONE);
    assert_eq!(repository.check("HEAD"), Ok(Outcome::Done));
    // Two versions that come from two places.
    repository.write(2, &ONE.replacen("{ ", r#"{ "x-eva-source": "acme.notes", "#, 1));
    assert_eq!(repository.check("HEAD"), Ok(Outcome::Found));
    repository.write(2, &ONE.replace(r#""const": "note""#, r#""type": "string""#));
    assert_eq!(repository.check("HEAD"), Ok(Outcome::Found), "no kind of aggregate");
}

/// Guards against a proof that is rewritten whenever the code cannot read it any more.
#[test]
fn a_sample_is_never_written_again() {
    let repository = Repository::new("samples");
    let sample = repository.0.join(SAMPLE_FOLDER).join("NoteOpened/1.json");
    fs::create_dir_all(sample.parent().unwrap()).unwrap();
    fs::write(&sample, "{}").unwrap();
    repository.write(1, ONE);
    repository.commit();
    assert_eq!(repository.check("HEAD"), Ok(Outcome::Done));
    fs::write(&sample, "{ }").unwrap();
    assert_eq!(repository.check("HEAD"), Ok(Outcome::Found));
    fs::remove_file(&sample).unwrap();
    assert_eq!(repository.check("HEAD"), Ok(Outcome::Found));
}

/// Guards against a mistyped revision that counts as "nothing is broken", and against one that git takes for an option.
#[test]
fn what_cannot_be_compared_is_not_fine() {
    let repository = Repository::new("revision");
    repository.write(1, ONE);
    repository.commit();
    for revision in ["nonsense", "--help", "", "HEAD:README.md"] {
        assert!(repository.check(revision).unwrap_err().contains("no revision"), "{revision}");
    }
    let nowhere = SchemaCheckArgs { against: "HEAD".to_owned(), root: env::temp_dir().join("eva-nowhere") };
    assert!(run(&nowhere).is_err());
}
