//! Account: a company. Read in this order: events, state and its fold, commands and decisions.

mod commands;
mod events;
mod state;

use kernel::{Aggregate, Claim, ClaimSet, Inputs, KeyName, Rejection, typed_id};

pub use commands::{AccountCommand, ChangeAccount, CreateAccount};
pub use events::{
    AccountActivated, AccountAnnualRevenueChanged, AccountArchived, AccountCreated, AccountDeactivated,
    AccountDescriptionChanged, AccountDomainsChanged, AccountEmployeeCountChanged, AccountEvent,
    AccountIndustryChanged, AccountKindChanged, AccountOwnerAssigned, AccountPhonesChanged, AccountRenamed,
    AccountRestored, AccountTagsChanged, AccountTaxIdsChanged, AccountWebsiteChanged,
};
pub use state::{AccountKind, AccountState, AccountStatus, AccountSummary};

typed_id! {
    /// The id of an account.
    pub struct AccountId = "account";
}

/// The accounts in use.
pub const LIST: KeyName = KeyName::new("ACCOUNT");
/// The archived accounts.
pub const ARCHIVED_LIST: KeyName = KeyName::new("ACCOUNT_ARCHIVED");
/// The unique value of a domain.
const DOMAIN: KeyName = KeyName::new("DOMAIN");

/// The largest change: an event per field, the state, a record, and every domain released and claimed.
const LARGEST_CHANGE: usize = 11 + 1 + 1 + 2 * crate::limits::DOMAINS;
const _: () = assert!(LARGEST_CHANGE <= kernel::MAX_ITEMS, "a change must fit one transaction");

/// The aggregate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account;

impl Aggregate for Account {
    const FOLD_VERSION: u32 = 1;
    type Id = AccountId;
    type State = AccountState;
    type Command = AccountCommand;
    type Event = AccountEvent;
    type Summary = AccountSummary;

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
                pointer: format!("/domains/{index}"),
            })
            .collect()
    }

    fn list(state: &AccountState) -> KeyName {
        if state.archived_at.is_some() { ARCHIVED_LIST } else { LIST }
    }

    fn summary(state: &AccountState) -> AccountSummary {
        AccountSummary::of(state)
    }
}

#[cfg(test)]
#[path = "account.test.rs"]
mod tests;
