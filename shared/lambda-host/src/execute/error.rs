//! Why a command was not carried out.

use kernel::{AnyId, Claim, FoldError, KeyName, Limit, LoadError, RefusedReference, Rejection, StoreError};

/// Why a command was not carried out. Nothing was written, but for [`Busy`](Self::Busy), where that is not known
/// when an answer was lost.
#[derive(Debug, thiserror::Error)]
pub enum ExecuteError {
    /// The business says no.
    #[error("the command was rejected")]
    Rejected(#[source] Rejection),
    /// Another record holds a value that must be unique.
    #[error("a unique value is taken")]
    Taken {
        /// What was wanted.
        claim: Claim,
        /// Who has it.
        holder: AnyId,
    },
    /// A reference cannot be taken or given back.
    #[error("a reference was refused")]
    Reference(RefusedReference),
    /// Others still refer to the record, so that it cannot be put away.
    #[error("others still refer to the record")]
    Blocked {
        /// What there still is of them.
        counters: Vec<KeyName>,
        /// Some of them, of each kind the newest first.
        ids: Vec<AnyId>,
        /// Whether there are more of them.
        more: bool,
    },
    /// The client saw another version than the current one.
    #[error("the version is {current}, not the one asked for")]
    VersionMismatch {
        /// The current version; 0 when there is no such record.
        current: u64,
    },
    /// The key was used for another request.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// Others changed the same record each time; the client may try again.
    #[error("others changed the record at the same time")]
    Conflict,
    /// The store is busy or does not answer; the client may try again with the same idempotency key.
    #[error("the store is busy")]
    Busy(#[source] StoreError),
    /// More than one transaction holds, or one record.
    #[error("the command is too large, {what:?}: {found}, at most {limit} fit")]
    TooLarge {
        /// What there is too much of.
        what: Limit,
        /// How much.
        found: usize,
        /// How much fits.
        limit: usize,
    },
    /// A load failed for good.
    #[error("the record could not be loaded")]
    Load(#[source] LoadError),
    /// The decided events do not fold: a mistake in the domain.
    #[error("the decided events do not follow the state")]
    Fold(#[from] FoldError),
    /// The store refused for good.
    #[error("the record could not be written")]
    Write(#[source] StoreError),
}

impl From<LoadError> for ExecuteError {
    fn from(error: LoadError) -> Self {
        match error {
            LoadError::Unavailable(source) => Self::Busy(source),
            other => Self::Load(other),
        }
    }
}

impl ExecuteError {
    /// Whether it is a no: nothing was done, because of what stands there.
    #[must_use]
    pub const fn is_refusal(&self) -> bool {
        match self {
            Self::Rejected(_)
            | Self::Taken { .. }
            | Self::Reference(_)
            | Self::Blocked { .. }
            | Self::VersionMismatch { .. }
            | Self::Conflict
            | Self::TooLarge { .. } => true,
            Self::KeyReused | Self::Busy(_) | Self::Load(_) | Self::Fold(_) | Self::Write(_) => false,
        }
    }

    /// A stable word for it, safe to log.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Rejected(rejection) => rejection.code,
            Self::Taken { .. } => "duplicate_value",
            Self::Reference(_) => "reference_refused",
            Self::Blocked { .. } => "still_referred_to",
            Self::VersionMismatch { .. } => "version_mismatch",
            Self::KeyReused => "idempotency_key_reused",
            Self::Conflict => "concurrent_change",
            Self::Busy(_) => "busy",
            Self::TooLarge { what: Limit::StateBytes, .. } => "record_too_large",
            Self::TooLarge { .. } => "command_too_large",
            Self::Load(_) => "load",
            Self::Fold(_) => "fold",
            Self::Write(_) => "write",
        }
    }
}
