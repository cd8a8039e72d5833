//! Contact: a person. Read in this order: values, events, state and its fold, commands and decisions.

mod commands;
mod events;
mod state;
mod values;

use kernel::{
    Aggregate, Anchor, Claim, ClaimSet, Inputs, KeyName, Listed, Needs, Published, Reference, Rejection, TypedId as _,
};
use serde_json::Value;

use crate::{limits, reference};

pub use commands::{
    AdvanceLifecycle, ChangeContact, ContactCommand, CreateContact, GrantConsent, OptIn, OptOut, ResetLifecycle,
    WithdrawConsent,
};
pub use events::{
    ContactArchived, ContactBirthdayChanged, ContactConsentGranted, ContactConsentWithdrawn, ContactCreated,
    ContactDepartmentChanged, ContactEmailsChanged, ContactEvent, ContactJobTitleChanged, ContactLifecycleAdvanced,
    ContactLifecycleReset, ContactLinksChanged, ContactLocaleChanged, ContactNameChanged, ContactOptedIn,
    ContactOptedOut, ContactOwnerAssigned, ContactPhonesChanged, ContactReportsToChanged, ContactRestored,
    ContactTagsChanged, ContactTimeZoneChanged,
};
pub use reference::ContactId;
pub use state::{ContactState, ContactSummary};
pub use values::{
    AccountLink, Channel, Consent, ContactEmail, ContactPhone, EmailKind, EmailStatus, LegalBasis, Lifecycle, OptedOut,
    PhoneKind,
};

/// The contacts in use.
pub const LIST: KeyName = KeyName::new("CONTACT");
/// The archived contacts.
pub const ARCHIVED_LIST: KeyName = KeyName::new("CONTACT_ARCHIVED");
/// The unique value of an email address.
const EMAIL: KeyName = KeyName::new("EMAIL");

/// Most events of one change that leaves emails or links alone: one per meaning of a field.
const CHANGES: usize = 10;
/// The state and the record of the command.
const ALWAYS: usize = 1 + 1;
/// What a new manager costs: the own anchor, the chain above, and the manager before.
const NEW_MANAGER: usize = 1 + limits::REPORTING_DEPTH + 1;
/// The published item, every claim, every edge, the own anchor, the anchors of the accounts and of the manager.
const SURROUNDINGS: usize = 1 + limits::EMAILS + 2 * limits::ACCOUNT_LINKS + 1 + 1;

/// Creation takes the whole chain above the manager, who is counted in [`SURROUNDINGS`] already.
const LARGEST_CREATION: usize = 1 + ALWAYS + SURROUNDINGS + limits::REPORTING_DEPTH - 1;
/// To be archived or restored.
const LARGEST_MOVE: usize = 1 + ALWAYS + SURROUNDINGS;
/// Everything but the links: every email released and claimed, every edge rewritten because it shows the primary email.
const LARGEST_WITHOUT_LINKS: usize = CHANGES + ALWAYS + 2 * limits::EMAILS + limits::ACCOUNT_LINKS + NEW_MANAGER;
/// Everything but the emails: every edge and its account's anchor left and taken.
const LARGEST_WITHOUT_EMAILS: usize = CHANGES + ALWAYS + 4 * limits::ACCOUNT_LINKS + NEW_MANAGER;
/// To be restored with everything changed: no email is released and no account's anchor left, because an archived contact has none.
const LARGEST_RESTORE: usize = 1 + CHANGES + 1 + LARGEST_MOVE - 1 - 1 + limits::ACCOUNT_LINKS + limits::REPORTING_DEPTH;

// All emails, all links and the manager at once may be more than one transaction takes: stores refuse that before any call, and
// the answer says to split it.
const _: () = assert!(LARGEST_CREATION <= kernel::MAX_ITEMS, "a creation must fit one transaction");
const _: () = assert!(LARGEST_MOVE <= kernel::MAX_ITEMS, "to archive or restore must fit one transaction");
const _: () = assert!(LARGEST_RESTORE <= kernel::MAX_ITEMS, "to restore with changes must fit one transaction");
const _: () = assert!(LARGEST_WITHOUT_LINKS <= kernel::MAX_ITEMS, "a change of all emails must fit one transaction");
const _: () = assert!(LARGEST_WITHOUT_EMAILS <= kernel::MAX_ITEMS, "a change of all links must fit one transaction");

/// The aggregate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contact;

impl Aggregate for Contact {
    const FOLD_VERSION: u32 = 1;
    type Id = ContactId;
    type State = ContactState;
    type Command = ContactCommand;
    type Event = ContactEvent;
    type Summary = ContactSummary;
    type Link = AccountLink;

    /// The chain above a new manager.
    fn needs(state: Option<&ContactState>, command: &ContactCommand, _: &Inputs<ContactId>) -> Needs {
        let manager = commands::new_manager(state, command);
        Needs { lineage_of: manager.map(ContactId::erase), ..Needs::default() }
    }

    fn decide(
        state: Option<&ContactState>,
        command: &ContactCommand,
        inputs: &Inputs<ContactId>,
    ) -> Result<Vec<ContactEvent>, Rejection> {
        commands::decide(state, command, inputs)
    }

    fn evolve(state: Option<ContactState>, event: &ContactEvent) -> Option<ContactState> {
        state::evolve(state, event)
    }

    /// An archived contact gives its email addresses back.
    fn claims(state: &ContactState) -> ClaimSet {
        if state.archived_at.is_some() {
            return ClaimSet::new();
        }
        let emails = state.emails.iter().enumerate();
        emails
            .filter_map(|(index, email)| {
                let value = email.address.value()?.normalised();
                Some(Claim { name: EMAIL, value, personal: true, pointer: format!("/emails/{index}/address") })
            })
            .collect()
    }

    /// Its accounts and its manager. A link that has ended stays: it says where somebody worked. While the contact is archived none
    /// of them counts.
    fn references(state: &ContactState) -> Vec<Reference<AccountLink>> {
        let counted = |counter: KeyName| state.archived_at.is_none().then_some(counter);
        let accounts = state.links.iter().enumerate().map(|(index, link)| Reference {
            kind: reference::ACCOUNT,
            target: link.account_id.erase(),
            counter: counted(reference::CONTACTS),
            listed: Some(Listed { list: Self::list(state), link: link.clone() }),
            pointer: format!("/links/{index}/account_id"),
        });
        let manager = state.reports_to.map(|manager| Reference {
            kind: reference::MANAGER,
            target: manager.erase(),
            counter: counted(reference::REPORTS),
            listed: None,
            pointer: "/reports_to".to_owned(),
        });
        accounts.chain(manager).collect()
    }

    fn anchor(state: &ContactState) -> Option<Anchor> {
        let parent = state.reports_to.map(ContactId::erase);
        Some(Anchor { alive: state.archived_at.is_none(), parent, ..Anchor::default() })
    }

    /// Nothing of a person: whoever may see more reads the contact.
    fn published(state: &ContactState) -> Option<Published> {
        Some(Published { archived: state.archived_at.is_some(), attributes: Value::Object(serde_json::Map::new()) })
    }

    /// Above all, nobody may be kept from saying no.
    fn is_essential(event: &ContactEvent) -> bool {
        matches!(
            event,
            ContactEvent::Archived(_)
                | ContactEvent::Restored(_)
                | ContactEvent::ConsentWithdrawn(_)
                | ContactEvent::OptedOut(_)
                | ContactEvent::OwnerAssigned(_)
        )
    }

    fn list(state: &ContactState) -> KeyName {
        if state.archived_at.is_some() { ARCHIVED_LIST } else { LIST }
    }

    fn summary(state: &ContactState) -> ContactSummary {
        ContactSummary::of(state)
    }
}

#[cfg(test)]
#[path = "contact.test.rs"]
mod tests;
