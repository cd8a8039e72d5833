use std::os::unix::fs::PermissionsExt as _;

use super::*;

/// A folder that is gone after the test.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Self {
        Self(std::env::temp_dir().join(format!("eva-test-{}", Uuid::now_v7().simple())))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// Guards against a key that every user of the machine can read.
#[test]
fn a_new_key_is_readable_by_its_owner_only() {
    let folder = Folder::new();
    let (key, created) = SigningKey::load_or_create(&folder.0).unwrap();
    assert_eq!(created, Created::Now);
    assert_eq!((mode(&folder.0), mode(&folder.0.join(FILE_NAME))), (0o700, 0o600));
    assert_eq!(key.public_key().len(), 43);
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 1, "no draft stays behind");
}

/// Guards against a second `scripts/dev` that invalidates the tokens of the first.
#[test]
fn an_existing_key_is_never_replaced() {
    let folder = Folder::new();
    let (first, _) = SigningKey::load_or_create(&folder.0).unwrap();
    let (second, created) = SigningKey::load_or_create(&folder.0).unwrap();
    assert_eq!((created, second.public_key()), (Created::Before, first.public_key()));
}

/// Guards against two commands at once that end with two keys, or with half of one.
#[test]
fn commands_at_the_same_time_end_with_one_key() {
    let folder = Folder::new();
    let keys: Vec<String> = std::thread::scope(|scope| {
        let start = || SigningKey::load_or_create(&folder.0).unwrap().0.public_key();
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(start)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(keys.windows(2).all(|pair| pair[0] == pair[1]));
}

/// Guards against a riddle from the cryptographic library where a sentence helps.
#[test]
fn a_missing_or_broken_key_says_what_to_do() {
    let folder = Folder::new();
    let missing = SigningKey::load(&folder.0).err().unwrap().to_string();
    assert!(missing.contains("eva keys create"), "{missing}");
    fs::create_dir_all(&folder.0).unwrap();
    fs::write(folder.0.join(FILE_NAME), "no key").unwrap();
    let broken = SigningKey::load_or_create(&folder.0).err().unwrap().to_string();
    assert!(broken.contains("no Ed25519 key") && broken.contains("move it away"), "{broken}");
}
