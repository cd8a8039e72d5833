//! What can be wished of a contact, and what becomes of it.

mod consents;
mod lifecycle;
mod person;

use kernel::{Inputs, Pii, Rejection};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    AccountLink, ContactEmail, ContactEvent, ContactId, ContactPhone, ContactState, Lifecycle,
    events::{ContactArchived, ContactOwnerAssigned, ContactRestored},
};
use crate::{
    limits,
    patch::Patch,
    record::{self, AssignOwner, unless},
    value::{Capped, Date, Locale, ShortText, Tag, TimeZone},
};

pub use consents::{GrantConsent, OptIn, OptOut, WithdrawConsent};
pub use lifecycle::{AdvanceLifecycle, ResetLifecycle};

/// A wish.
#[derive(Clone, Debug, PartialEq)]
pub enum ContactCommand {
    /// Enter a person.
    Create(Box<CreateContact>),
    /// Change what is known of it.
    Change(Box<ChangeContact>),
    /// Say that it came further.
    Advance(AdvanceLifecycle),
    /// Set it back.
    Reset(ResetLifecycle),
    /// Record a ground to use its data.
    GrantConsent(GrantConsent),
    /// Withdraw all grounds for a purpose.
    WithdrawConsent(WithdrawConsent),
    /// Record that it refuses a channel.
    OptOut(OptOut),
    /// Record that it refuses a channel no more.
    OptIn(OptIn),
    /// Give it to another member.
    Assign(AssignOwner),
    /// Put it away.
    Archive,
    /// Take it back, with these changes: a value or a reference that it had may not be free any more.
    Restore(Option<Box<ChangeContact>>),
}

/// The body of `POST /contacts`. A name or an email address must be there.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateContact {
    /// The given name.
    #[serde(default)]
    pub given_name: Option<Pii<ShortText>>,
    /// The family name.
    #[serde(default)]
    pub family_name: Option<Pii<ShortText>>,
    /// The position.
    #[serde(default)]
    pub job_title: Option<ShortText>,
    /// The department.
    #[serde(default)]
    pub department: Option<ShortText>,
    /// The language to write in.
    #[serde(default)]
    pub locale: Option<Locale>,
    /// The time zone to call in, one that the IANA database lists.
    #[serde(default)]
    pub time_zone: Option<TimeZone>,
    /// The day of birth, not before 1900 and not after tomorrow: it may be tomorrow already where somebody was born.
    #[serde(default)]
    pub birthday: Option<Pii<Date>>,
    /// The email addresses; each must be unique in the capsule. One of several must be primary.
    #[serde(default)]
    pub emails: Capped<ContactEmail, { limits::EMAILS }>,
    /// The telephone numbers. One of several must be primary.
    #[serde(default)]
    pub phones: Capped<ContactPhone, { limits::PHONES }>,
    /// The accounts that the person works for, or did; one link to each. One of several must be primary.
    #[serde(default)]
    pub links: Capped<AccountLink, { limits::ACCOUNT_LINKS }>,
    /// The contact that the person reports to.
    #[serde(default)]
    pub reports_to: Option<ContactId>,
    /// How far the person has come.
    #[serde(default)]
    pub lifecycle: Lifecycle,
    /// Labels.
    #[serde(default)]
    pub tags: Capped<Tag, { limits::TAGS }>,
}

/// The body of `PATCH /contacts/{contact_id}`: an RFC 7396 merge patch. A list replaces the list before it as a whole. A name or an email
/// address must remain.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ChangeContact {
    /// The given name.
    pub given_name: Patch<Pii<ShortText>>,
    /// The family name.
    pub family_name: Patch<Pii<ShortText>>,
    /// The position.
    pub job_title: Patch<ShortText>,
    /// The department.
    pub department: Patch<ShortText>,
    /// The language to write in.
    pub locale: Patch<Locale>,
    /// The time zone to call in, one that the IANA database lists.
    pub time_zone: Patch<TimeZone>,
    /// The day of birth, not before 1900 and not after tomorrow: it may be tomorrow already where somebody was born.
    pub birthday: Patch<Pii<Date>>,
    /// All email addresses. One of several must be primary.
    pub emails: Patch<Capped<ContactEmail, { limits::EMAILS }>>,
    /// All telephone numbers. One of several must be primary.
    pub phones: Patch<Capped<ContactPhone, { limits::PHONES }>>,
    /// All links to accounts, one to each. One of several must be primary.
    pub links: Patch<Capped<AccountLink, { limits::ACCOUNT_LINKS }>>,
    /// The contact that the person reports to.
    pub reports_to: Patch<ContactId>,
    /// All labels.
    pub tags: Patch<Capped<Tag, { limits::TAGS }>>,
}

/// The manager that a command would set and that was not there before.
pub(super) fn new_manager(state: Option<&ContactState>, command: &ContactCommand) -> Option<ContactId> {
    let wanted = match command {
        ContactCommand::Create(wish) => wish.reports_to,
        ContactCommand::Change(patch) | ContactCommand::Restore(Some(patch)) => match patch.reports_to {
            Patch::Set(manager) => Some(manager),
            Patch::Keep | Patch::Remove => None,
        },
        _ => None,
    };
    wanted.filter(|_| wanted != state.and_then(|state| state.reports_to))
}

pub(super) fn decide(
    state: Option<&ContactState>,
    command: &ContactCommand,
    inputs: &Inputs<ContactId>,
) -> Result<Vec<ContactEvent>, Rejection> {
    let contact_id = inputs.id;
    if let ContactCommand::Create(wish) = command {
        return person::create(state, wish, inputs);
    }
    let state = state.ok_or_else(Rejection::not_found)?;
    if state.archived_at.is_some() && !matches!(command, ContactCommand::Restore(_) | ContactCommand::Archive) {
        return Err(Rejection::unprocessable("contact_archived", "the contact is archived; restore it first"));
    }
    let events = match command {
        ContactCommand::Create(_) => Vec::new(),
        ContactCommand::Change(patch) => person::change(state, patch, inputs)?,
        ContactCommand::Advance(wish) => lifecycle::advance(state, wish, contact_id)?,
        ContactCommand::Reset(wish) => lifecycle::reset(state, wish, contact_id)?,
        ContactCommand::GrantConsent(wish) => consents::grant(state, wish, inputs)?,
        ContactCommand::WithdrawConsent(wish) => consents::withdraw(state, wish, inputs),
        ContactCommand::OptOut(wish) => consents::opt_out(state, wish, inputs),
        ContactCommand::OptIn(wish) => consents::opt_in(state, wish, contact_id),
        ContactCommand::Assign(wish) => assign(state, wish, contact_id),
        ContactCommand::Archive => {
            unless(state.archived_at.is_some(), ContactArchived { contact_id, archived_at: inputs.now })
        }
        ContactCommand::Restore(patch) => restore(state, patch.as_deref(), inputs)?,
    };
    Ok(events)
}

/// A value or a reference that the contact had may be somebody else's or gone by now, so it can come back with changes.
fn restore(
    state: &ContactState,
    patch: Option<&ChangeContact>,
    inputs: &Inputs<ContactId>,
) -> Result<Vec<ContactEvent>, Rejection> {
    let contact_id = inputs.id;
    let restored = ContactEvent::from(ContactRestored { contact_id });
    record::restored(state, state.archived_at.is_some(), restored, super::state::evolve, |state| {
        patch.map_or(Ok(Vec::new()), |patch| person::change(state, patch, inputs))
    })
}

fn assign(state: &ContactState, wish: &AssignOwner, contact_id: ContactId) -> Vec<ContactEvent> {
    let (from, to) = (state.owner_id, wish.owner_id);
    unless(from == to, ContactOwnerAssigned { contact_id, from, to, reason: wish.reason.clone() })
}
