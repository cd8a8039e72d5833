//! Consents and opt-outs: what a person agreed to, and what it refuses whatever it agreed to.

use kernel::{Inputs, Rejection, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    contact::{
        Channel, Consent, ContactEvent, ContactId, ContactState, LegalBasis,
        events::{ContactConsentGranted, ContactConsentWithdrawn, ContactOptedIn, ContactOptedOut},
    },
    limits,
    record::unless,
    value::{Purpose, ShortText},
};

/// The body of `POST /contacts/{contact_id}/grant-consent`.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantConsent {
    /// For what.
    pub purpose: Purpose,
    /// On what ground.
    pub basis: LegalBasis,
    /// How it is known: a form, a call, a contract.
    pub source: ShortText,
    /// Since when, not in the future; now when it is left out.
    #[serde(default)]
    pub granted_at: Option<Timestamp>,
}

/// The body of `POST /contacts/{contact_id}/withdraw-consent`.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawConsent {
    /// For what.
    pub purpose: Purpose,
}

/// The body of `POST /contacts/{contact_id}/opt-out`.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OptOut {
    /// The channel.
    pub channel: Channel,
    /// How it is known.
    #[serde(default)]
    pub source: Option<ShortText>,
}

/// The body of `POST /contacts/{contact_id}/opt-in`.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OptIn {
    /// The channel.
    pub channel: Channel,
    /// How it is known that the person wants it again.
    pub source: ShortText,
}

/// A ground that stands already is not recorded again, unless it is known from elsewhere or since another time: that is another proof.
pub(super) fn grant(
    state: &ContactState,
    wish: &GrantConsent,
    inputs: &Inputs<ContactId>,
) -> Result<Vec<ContactEvent>, Rejection> {
    let GrantConsent { purpose, basis, source, granted_at } = wish.clone();
    let repeats = |consent: &Consent| {
        consent.basis == basis && consent.source == source && granted_at.is_none_or(|at| at == consent.granted_at)
    };
    if state.standing_consents(&purpose).any(repeats) {
        return Ok(Vec::new());
    }
    let granted_at = granted_at.unwrap_or(inputs.now);
    if granted_at > inputs.now {
        return Err(Rejection::invalid_field("/granted_at", "must not be in the future"));
    }
    if state.consents.len() >= limits::CONSENTS {
        let detail = format!(
            "a contact has at most {} consents, withdrawn ones included, which are kept as proof: this one takes no more",
            limits::CONSENTS
        );
        return Err(Rejection::unprocessable("too_many_consents", detail));
    }
    Ok(vec![ContactConsentGranted { contact_id: inputs.id, purpose, basis, granted_at, source }.into()])
}

pub(super) fn withdraw(state: &ContactState, wish: &WithdrawConsent, inputs: &Inputs<ContactId>) -> Vec<ContactEvent> {
    let purpose = wish.purpose.clone();
    let nothing_stands = state.standing_consents(&purpose).next().is_none();
    unless(nothing_stands, ContactConsentWithdrawn { contact_id: inputs.id, purpose, withdrawn_at: inputs.now })
}

pub(super) fn opt_out(state: &ContactState, wish: &OptOut, inputs: &Inputs<ContactId>) -> Vec<ContactEvent> {
    let OptOut { channel, source } = wish.clone();
    let already = state.opt_out(channel).is_some();
    unless(already, ContactOptedOut { contact_id: inputs.id, channel, since: inputs.now, source })
}

pub(super) fn opt_in(state: &ContactState, wish: &OptIn, contact_id: ContactId) -> Vec<ContactEvent> {
    let OptIn { channel, source } = wish.clone();
    unless(state.opt_out(channel).is_none(), ContactOptedIn { contact_id, channel, source })
}

#[cfg(test)]
#[path = "consents.test.rs"]
mod tests;
