//! The key that signs tokens: Ed25519 in PKCS#8, in a file that only its owner reads.

use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;

use crate::cli::KeysCreateArgs;

const FILE_NAME: &str = "signing-key.p8";

/// What can go wrong with the key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The random source or the cryptographic library failed.
    #[error("no key could be generated: the system's random source does not answer")]
    Generate,
    /// The folder or the file could not be written.
    #[error("the signing key `{}` could not be written", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The file could not be read.
    #[error("the signing key `{}` could not be read; `target/debug/eva keys create --dir ..` makes one", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The file holds something else.
    #[error("`{}` is no Ed25519 key in PKCS#8; move it away and run `target/debug/eva keys create`", path.display())]
    Invalid {
        /// The file.
        path: PathBuf,
    },
}

/// A private key. It has no `Debug`: a key is never shown.
pub struct SigningKey {
    pkcs8: Vec<u8>,
    public: Vec<u8>,
}

impl SigningKey {
    /// Reads the key of a folder.
    ///
    /// # Errors
    /// [`KeyError`] when there is none.
    pub fn load(dir: &Path) -> Result<Self, KeyError> {
        let path = dir.join(FILE_NAME);
        let pkcs8 = fs::read(&path).map_err(|source| KeyError::Read { path: path.clone(), source })?;
        let pair = Ed25519KeyPair::from_pkcs8(&pkcs8).map_err(|_| KeyError::Invalid { path })?;
        let public = pair.public_key().as_ref().to_vec();
        Ok(Self { pkcs8, public })
    }

    /// Reads the key of a folder, and makes one if there is none.
    ///
    /// # Errors
    /// [`KeyError`] when it can be neither read nor made.
    pub fn load_or_create(dir: &Path) -> Result<(Self, Created), KeyError> {
        let path = dir.join(FILE_NAME);
        let written = |source| KeyError::Write { path: path.clone(), source };
        DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(written)?;
        if path.exists() {
            return Ok((Self::load(dir)?, Created::Before));
        }
        let pair = Ed25519KeyPair::generate().map_err(|_| KeyError::Generate)?;
        // Version 1 of PKCS#8 is the one that OpenSSL reads too.
        let document = pair.to_pkcs8v1().map_err(|_| KeyError::Generate)?;
        // Two commands at once must end with one key, and nobody may ever read half of it: the file is written under another name,
        // and only one link to the real name can be made.
        let draft = dir.join(format!("{FILE_NAME}.{}", Uuid::now_v7().simple()));
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft);
        let linked = file
            .and_then(|mut file| file.write_all(document.as_ref()).and_then(|()| file.sync_all()))
            .and_then(|()| fs::hard_link(&draft, &path));
        let _ = fs::remove_file(&draft);
        let created = match linked {
            Ok(()) => Created::Now,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Created::Before,
            Err(error) => return Err(written(error)),
        };
        Ok((Self::load(dir)?, created))
    }

    /// The PKCS#8 document.
    #[must_use]
    pub fn pkcs8(&self) -> &[u8] {
        &self.pkcs8
    }

    /// The public key as the `x` of its JWK (RFC 8037): base64url without padding.
    #[must_use]
    pub fn public_key(&self) -> String {
        URL_SAFE_NO_PAD.encode(&self.public)
    }
}

/// When a key was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Created {
    /// By this command.
    Now,
    /// By an earlier one.
    Before,
}

/// `eva keys create`.
///
/// # Errors
/// [`KeyError`].
pub fn create(args: &KeysCreateArgs) -> Result<(), crate::Failure> {
    let (key, created) = SigningKey::load_or_create(&args.dir)?;
    let path = args.dir.join(FILE_NAME);
    crate::say(&match created {
        Created::Now => format!("created the signing key {}; its public key:", path.display()),
        Created::Before => format!("the signing key {} exists already; its public key:", path.display()),
    });
    writeln!(io::stdout().lock(), "{}", key.public_key())?;
    Ok(())
}

#[cfg(test)]
#[path = "keys.test.rs"]
pub(crate) mod tests;
