//! Account: a company. Read in this order: events, state and its fold, commands and decisions.

mod commands;
mod events;
mod state;

use kernel::{
    Aggregate, Anchor, Blocking, Claim, ClaimSet, Inputs, KeyName, NoLink, Pin, Rejection, SortName, TypedId as _,
};

use crate::reference;

pub use commands::{AccountCommand, ChangeAccount, CreateAccount};
pub use events::{
    AccountActivated, AccountAnnualRevenueChanged, AccountArchived, AccountCreated, AccountDeactivated,
    AccountDescriptionChanged, AccountDomainsChanged, AccountEmployeeCountChanged, AccountEvent,
    AccountIndustryChanged, AccountKindChanged, AccountOwnerAssigned, AccountPhonesChanged,
    AccountPrimaryContactChanged, AccountRenamed, AccountRestored, AccountTagsChanged, AccountTaxIdsChanged,
    AccountWebsiteChanged,
};
pub use reference::AccountId;
pub use state::{AccountKind, AccountState, AccountStatus, AccountSummary};

/// The accounts in use.
pub const LIST: KeyName = KeyName::new("ACCOUNT");
/// The archived accounts.
pub const ARCHIVED_LIST: KeyName = KeyName::new("ACCOUNT_ARCHIVED");
/// The unique value of a domain.
const DOMAIN: KeyName = KeyName::new("DOMAIN");

/// The largest change: an event per field, the state, a record, every domain released and claimed, the anchor, and the look at the
/// link of the primary contact.
const LARGEST_CHANGE: usize = 12 + 1 + 1 + 2 * crate::limits::DOMAINS + 1 + 1;
const _: () = assert!(LARGEST_CHANGE <= kernel::MAX_ITEMS, "a change must fit one transaction");

/// The aggregate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account;

impl Aggregate for Account {
    const FOLD_VERSION: u32 = 1;
    const BLOCKING: &'static [Blocking] =
        &[Blocking { counter: reference::OPPORTUNITIES, kind: reference::ACCOUNT, list: reference::OPPORTUNITY_LIST }];
    type Id = AccountId;
    type State = AccountState;
    type Command = AccountCommand;
    type Event = AccountEvent;
    type Summary = AccountSummary;
    type Link = NoLink;

    fn decide(
        state: Option<&AccountState>,
        command: &AccountCommand,
        inputs: &Inputs<AccountId>,
    ) -> Result<Vec<AccountEvent>, Rejection> {
        commands::decide(state, command, inputs)
    }

    fn evolve(state: Option<AccountState>, event: &AccountEvent) -> Option<AccountState> {
        state::evolve(state, event)
    }

    /// An archived account gives its domains back.
    fn claims(state: &AccountState) -> ClaimSet {
        if state.archived_at.is_some() {
            return ClaimSet::new();
        }
        let domains = state.domains.iter().enumerate();
        domains
            .map(|(index, domain)| Claim {
                name: DOMAIN,
                value: domain.to_string(),
                personal: false,
                pointer: format!("/domains/{index}"),
            })
            .collect()
    }

    /// The primary contact must keep its link to the account.
    fn anchor(state: &AccountState) -> Option<Anchor> {
        let pinned = state.primary_contact_id.map(|contact_id| Pin {
            kind: reference::ACCOUNT,
            holder: contact_id.erase(),
            pointer: "/primary_contact_id".to_owned(),
        });
        Some(Anchor { alive: state.archived_at.is_none(), pinned, ..Anchor::default() })
    }

    fn is_essential(event: &AccountEvent) -> bool {
        match event {
            AccountEvent::Archived(_)
            | AccountEvent::Restored(_)
            | AccountEvent::Activated(_)
            | AccountEvent::Deactivated(_)
            | AccountEvent::OwnerAssigned(_) => true,
            // The account lets its primary contact go when it is archived.
            AccountEvent::PrimaryContactChanged(changed) => changed.to.is_none(),
            _ => false,
        }
    }

    fn list(state: &AccountState) -> KeyName {
        if state.archived_at.is_some() { ARCHIVED_LIST } else { LIST }
    }

    fn summary(state: &AccountState) -> AccountSummary {
        AccountSummary::of(state)
    }

    fn sort_name(state: &AccountState) -> Option<SortName> {
        SortName::of(state.name.as_str())
    }
}

#[cfg(test)]
#[path = "account.test.rs"]
mod tests;
