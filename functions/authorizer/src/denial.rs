//! Why a request is not let in.

/// Why a request is not let in. Carries no part of the token: it may be logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denial {
    /// The event is not that of a REQUEST authorizer.
    #[error("the event is not one of a REQUEST authorizer")]
    Request,
    /// There is no `Authorization` header.
    #[error("the `Authorization` header is missing")]
    CredentialsMissing,
    /// There is more than one, or one with a comma.
    #[error("there is more than one credential")]
    CredentialsRepeated,
    /// The credentials are not `Bearer`, one space and one token.
    #[error("the credentials are not `Bearer`, one space and a token")]
    Scheme,
    /// The token is longer than [`MAX_TOKEN_BYTES`](crate::request::MAX_TOKEN_BYTES).
    #[error("the token is too long")]
    TokenTooLong,
    /// The token is no JWT, or one with an unknown algorithm such as `none`.
    #[error("the token is malformed")]
    TokenMalformed,
    /// The token names another algorithm than `EdDSA`.
    #[error("the token's algorithm is not `EdDSA`")]
    Algorithm,
    /// The header demands extensions, or says that this is no access token.
    #[error("the token's header asks for what is not supported")]
    Header,
    /// The signature is not that of our key over this content.
    #[error("the token's signature is wrong")]
    Signature,
    /// `exp` has passed.
    #[error("the token has expired")]
    Expired,
    /// `nbf` is still to come.
    #[error("the token is not valid yet")]
    NotYetValid,
    /// `iss` is somebody else.
    #[error("the token is from another issuer")]
    Issuer,
    /// `aud` does not name this API.
    #[error("the token is for another audience")]
    Audience,
    /// A claim is missing or of the wrong kind.
    #[error("the claim `{0}` is missing or of the wrong kind")]
    Claim(&'static str),
}

impl Denial {
    /// A stable code for logs and metrics.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Request => "request_malformed",
            Self::CredentialsMissing => "credentials_missing",
            Self::CredentialsRepeated => "credentials_repeated",
            Self::Scheme => "scheme_not_bearer",
            Self::TokenTooLong => "token_too_long",
            Self::TokenMalformed => "token_malformed",
            Self::Algorithm => "algorithm_refused",
            Self::Header => "header_refused",
            Self::Signature => "signature_wrong",
            Self::Expired => "token_expired",
            Self::NotYetValid => "token_not_yet_valid",
            Self::Issuer => "issuer_wrong",
            Self::Audience => "audience_wrong",
            Self::Claim(_) => "claim_wrong",
        }
    }

    /// The name of the claim that is wrong, if it is one.
    #[must_use]
    pub const fn claim(self) -> Option<&'static str> {
        match self {
            Self::Claim(name) => Some(name),
            _ => None,
        }
    }
}
