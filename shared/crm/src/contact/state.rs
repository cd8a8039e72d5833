//! The state of a contact and how events make it.

use kernel::{PersonalData, Pii, Timestamp, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    AccountLink, Channel, Consent, ContactEmail, ContactEvent, ContactId, ContactPhone, Lifecycle, OptedOut,
    events::{ContactConsentGranted, ContactConsentWithdrawn, ContactCreated, ContactOptedOut},
};
use crate::{
    limits,
    value::{Capped, Date, EmailAddress, Locale, Purpose, ShortText, Tag, TimeZone},
};

/// The fold of a contact's stream.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, PersonalData)]
#[schemars(rename = "Contact")]
pub struct ContactState {
    /// The member who owns the record.
    pub owner_id: UserId,
    /// Labels.
    pub tags: Capped<Tag, { limits::TAGS }>,
    /// Since when it is archived.
    pub archived_at: Option<Timestamp>,
    /// The given name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[pii]
    pub given_name: Option<Pii<ShortText>>,
    /// The family name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[pii]
    pub family_name: Option<Pii<ShortText>>,
    /// The position.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job_title: Option<ShortText>,
    /// The department.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<ShortText>,
    /// The language to write in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<Locale>,
    /// The time zone to call in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<TimeZone>,
    /// The day of birth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[pii]
    pub birthday: Option<Pii<Date>>,
    /// The email addresses, each unique in the capsule.
    #[serde(default)]
    #[pii]
    pub emails: Capped<ContactEmail, { limits::EMAILS }>,
    /// The telephone numbers.
    #[serde(default)]
    #[pii]
    pub phones: Capped<ContactPhone, { limits::PHONES }>,
    /// The accounts that the person works for, or did.
    #[serde(default)]
    pub links: Capped<AccountLink, { limits::ACCOUNT_LINKS }>,
    /// The contact that the person reports to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reports_to: Option<ContactId>,
    /// How far the person has come.
    pub lifecycle: Lifecycle,
    /// The grounds on which personal data may be used, oldest first, withdrawn ones included.
    #[serde(default)]
    // No `Capped` list: that drops a value which comes again, and none of these may be lost.
    #[schemars(length(max = limits::CONSENTS))]
    pub consents: Vec<Consent>,
    /// The channels that the person refuses, whatever the consents say.
    #[serde(default)]
    pub opt_outs: Vec<OptedOut>,
}

impl ContactState {
    /// Since when and how it is known that the person refuses a channel, if it does.
    #[must_use]
    pub fn opt_out(&self, channel: Channel) -> Option<&OptedOut> {
        self.opt_outs.iter().find(|opt_out| opt_out.channel == channel)
    }

    /// The grounds for a purpose that were not withdrawn.
    pub fn standing_consents(&self, purpose: &Purpose) -> impl Iterator<Item = &Consent> {
        self.consents.iter().filter(move |consent| consent.withdrawn_at.is_none() && consent.purpose == *purpose)
    }

    /// Whether the person may be contacted over a channel for a purpose: there is a ground for the purpose, and the person does not
    /// refuse the channel, which wins over every ground.
    #[must_use]
    pub fn may_contact(&self, channel: Channel, purpose: &Purpose) -> bool {
        self.opt_out(channel).is_none() && self.standing_consents(purpose).next().is_some()
    }
}

/// What lists show of a contact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, PersonalData)]
pub struct ContactSummary {
    /// The given name, or `null`.
    #[pii]
    pub given_name: Option<Pii<ShortText>>,
    /// The family name, or `null`.
    #[pii]
    pub family_name: Option<Pii<ShortText>>,
    /// The position, or `null`.
    pub job_title: Option<ShortText>,
    /// The primary email address, or `null`.
    #[pii(name = "emails.address")]
    pub primary_email: Option<Pii<EmailAddress>>,
    /// How far the person has come.
    pub lifecycle: Lifecycle,
    /// The member who owns the record.
    pub owner_id: UserId,
    /// Since when it is archived, or `null`.
    pub archived_at: Option<Timestamp>,
}

impl ContactSummary {
    pub(super) fn of(state: &ContactState) -> Self {
        let primary = state.emails.iter().find(|email| email.is_primary);
        Self {
            given_name: state.given_name.clone(),
            family_name: state.family_name.clone(),
            job_title: state.job_title.clone(),
            primary_email: primary.map(|email| email.address.clone()),
            lifecycle: state.lifecycle,
            owner_id: state.owner_id,
            archived_at: state.archived_at,
        }
    }
}

pub(super) fn evolve(state: Option<ContactState>, event: &ContactEvent) -> Option<ContactState> {
    match (state, event) {
        (None, ContactEvent::Created(created)) => Some(begin(created)),
        (Some(mut state), event) => {
            apply(&mut state, event);
            Some(state)
        }
        (None, _) => None,
    }
}

fn begin(created: &ContactCreated) -> ContactState {
    ContactState {
        owner_id: created.owner_id,
        tags: created.tags.clone(),
        archived_at: None,
        given_name: created.given_name.clone(),
        family_name: created.family_name.clone(),
        job_title: created.job_title.clone(),
        department: created.department.clone(),
        locale: created.locale.clone(),
        time_zone: created.time_zone.clone(),
        birthday: created.birthday.clone(),
        emails: created.emails.clone(),
        phones: created.phones.clone(),
        links: created.links.clone(),
        reports_to: created.reports_to,
        lifecycle: created.lifecycle,
        consents: Vec::new(),
        opt_outs: Vec::new(),
    }
}

fn apply(state: &mut ContactState, event: &ContactEvent) {
    match event {
        // A stream begins once; a second beginning changes nothing.
        ContactEvent::Created(_) => {}
        ContactEvent::NameChanged(data) => {
            state.given_name.clone_from(&data.given_name);
            state.family_name.clone_from(&data.family_name);
        }
        ContactEvent::JobTitleChanged(data) => state.job_title = data.job_title.clone(),
        ContactEvent::DepartmentChanged(data) => state.department = data.department.clone(),
        ContactEvent::LocaleChanged(data) => state.locale = data.locale.clone(),
        ContactEvent::TimeZoneChanged(data) => state.time_zone = data.time_zone.clone(),
        ContactEvent::BirthdayChanged(data) => state.birthday = data.birthday.clone(),
        ContactEvent::EmailsChanged(data) => state.emails = data.emails.clone(),
        ContactEvent::PhonesChanged(data) => state.phones = data.phones.clone(),
        ContactEvent::LinksChanged(data) => state.links = data.links.clone(),
        ContactEvent::ReportsToChanged(data) => state.reports_to = data.to,
        ContactEvent::TagsChanged(data) => state.tags = data.tags.clone(),
        ContactEvent::LifecycleAdvanced(data) => state.lifecycle = data.to,
        ContactEvent::LifecycleReset(data) => state.lifecycle = data.to,
        ContactEvent::ConsentGranted(data) => state.consents.push(granted(data)),
        ContactEvent::ConsentWithdrawn(data) => withdraw(&mut state.consents, data),
        ContactEvent::OptedOut(data) => opt_out(&mut state.opt_outs, data),
        ContactEvent::OptedIn(data) => state.opt_outs.retain(|opt_out| opt_out.channel != data.channel),
        ContactEvent::OwnerAssigned(data) => state.owner_id = data.to,
        ContactEvent::Archived(data) => state.archived_at = Some(data.archived_at),
        ContactEvent::Restored(_) => state.archived_at = None,
    }
}

fn granted(data: &ContactConsentGranted) -> Consent {
    Consent {
        purpose: data.purpose.clone(),
        basis: data.basis,
        granted_at: data.granted_at,
        source: data.source.clone(),
        withdrawn_at: None,
    }
}

fn withdraw(consents: &mut [Consent], data: &ContactConsentWithdrawn) {
    for consent in consents.iter_mut().filter(|consent| consent.purpose == data.purpose) {
        consent.withdrawn_at.get_or_insert(data.withdrawn_at);
    }
}

fn opt_out(opt_outs: &mut Vec<OptedOut>, data: &ContactOptedOut) {
    opt_outs.retain(|opt_out| opt_out.channel != data.channel);
    opt_outs.push(OptedOut { channel: data.channel, since: data.since, source: data.source.clone() });
}
