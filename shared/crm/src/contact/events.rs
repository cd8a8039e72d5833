//! What can happen to a contact. One event per meaning; every event names its contact.

use kernel::{Pii, Timestamp, UserId};

use super::{AccountLink, Channel, ContactEmail, ContactId, ContactPhone, LegalBasis, Lifecycle};
use crate::{
    events::events,
    limits,
    value::{Capped, Date, Locale, Purpose, ShortText, Tag, TimeZone},
};

events! {
    /// What can happen to a contact.
    pub enum ContactEvent of ContactId;

    /// The contact.
    contact_id;

    /// A person was entered.
    Created(ContactCreated, 1) {
        /// The member who owns the record: the one who entered it.
        owner_id: UserId,
        /// Labels.
        tags: Capped<Tag, { limits::TAGS }>,
        /// The given name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[pii]
        given_name: Option<Pii<ShortText>>,
        /// The family name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[pii]
        family_name: Option<Pii<ShortText>>,
        /// The position.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        job_title: Option<ShortText>,
        /// The department.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        department: Option<ShortText>,
        /// The language to write in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        locale: Option<Locale>,
        /// The time zone to call in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        time_zone: Option<TimeZone>,
        /// The day of birth.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[pii]
        birthday: Option<Pii<Date>>,
        /// The email addresses, each unique in the capsule.
        #[serde(default)]
        #[pii]
        emails: Capped<ContactEmail, { limits::EMAILS }>,
        /// The telephone numbers.
        #[serde(default)]
        #[pii]
        phones: Capped<ContactPhone, { limits::PHONES }>,
        /// The accounts that the person works for, or did.
        #[serde(default)]
        links: Capped<AccountLink, { limits::ACCOUNT_LINKS }>,
        /// The contact that the person reports to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reports_to: Option<ContactId>,
        /// How far the person has come.
        lifecycle: Lifecycle,
    }

    /// The person has another name.
    NameChanged(ContactNameChanged, 1) {
        /// The given name from now on, or `null`.
        #[pii]
        given_name: Option<Pii<ShortText>>,
        /// The family name from now on, or `null`.
        #[pii]
        family_name: Option<Pii<ShortText>>,
    }

    /// The person has another position, or none that is known.
    JobTitleChanged(ContactJobTitleChanged, 1) {
        /// The new position, or `null`.
        job_title: Option<ShortText>,
    }

    /// The person works in another department, or in none that is known.
    DepartmentChanged(ContactDepartmentChanged, 1) {
        /// The new department, or `null`.
        department: Option<ShortText>,
    }

    /// The person is to be written to in another language.
    LocaleChanged(ContactLocaleChanged, 1) {
        /// The new language, or `null`.
        locale: Option<Locale>,
    }

    /// The person is in another time zone.
    TimeZoneChanged(ContactTimeZoneChanged, 1) {
        /// The new time zone, or `null`.
        time_zone: Option<TimeZone>,
    }

    /// The day of birth is another one, or not known any more.
    BirthdayChanged(ContactBirthdayChanged, 1) {
        /// The new day, or `null`.
        #[pii]
        birthday: Option<Pii<Date>>,
    }

    /// The email addresses are others, or stand otherwise.
    EmailsChanged(ContactEmailsChanged, 1) {
        /// All of them from now on.
        #[pii]
        emails: Capped<ContactEmail, { limits::EMAILS }>,
    }

    /// The telephone numbers are others, or stand otherwise.
    PhonesChanged(ContactPhonesChanged, 1) {
        /// All of them from now on.
        #[pii]
        phones: Capped<ContactPhone, { limits::PHONES }>,
    }

    /// The links to accounts are others, or say something else.
    LinksChanged(ContactLinksChanged, 1) {
        /// All of them from now on.
        links: Capped<AccountLink, { limits::ACCOUNT_LINKS }>,
    }

    /// The person reports to somebody else, or to nobody who is known.
    ReportsToChanged(ContactReportsToChanged, 1) {
        /// Before, or `null`.
        from: Option<ContactId>,
        /// Now, or `null`.
        to: Option<ContactId>,
    }

    /// The labels of the contact are others.
    TagsChanged(ContactTagsChanged, 1) {
        /// All of its labels from now on.
        tags: Capped<Tag, { limits::TAGS }>,
    }

    /// The person came further.
    LifecycleAdvanced(ContactLifecycleAdvanced, 1) {
        /// Before.
        from: Lifecycle,
        /// Now.
        to: Lifecycle,
    }

    /// The person was set back.
    LifecycleReset(ContactLifecycleReset, 1) {
        /// Before.
        from: Lifecycle,
        /// Now.
        to: Lifecycle,
        /// Why.
        reason: ShortText,
    }

    /// There is a ground to use personal data for a purpose.
    ConsentGranted(ContactConsentGranted, 1) {
        /// For what.
        purpose: Purpose,
        /// On what ground.
        basis: LegalBasis,
        /// Since when.
        granted_at: Timestamp,
        /// How it is known.
        source: ShortText,
    }

    /// All standing grounds for a purpose were withdrawn.
    ConsentWithdrawn(ContactConsentWithdrawn, 1) {
        /// For what.
        purpose: Purpose,
        /// Since when.
        withdrawn_at: Timestamp,
    }

    /// The person refuses a channel, whatever it consented to.
    OptedOut(ContactOptedOut, 1) {
        /// The channel.
        channel: Channel,
        /// Since when.
        since: Timestamp,
        /// How it is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        source: Option<ShortText>,
    }

    /// The person does not refuse a channel any more.
    OptedIn(ContactOptedIn, 1) {
        /// The channel.
        channel: Channel,
        /// How it is known.
        source: ShortText,
    }

    /// Another member owns the contact.
    OwnerAssigned(ContactOwnerAssigned, 1) {
        /// The owner before.
        from: UserId,
        /// The owner now.
        to: UserId,
        /// Why.
        reason: Option<ShortText>,
    }

    /// The contact was put away; its email addresses are free for others.
    Archived(ContactArchived, 1) {
        /// When.
        archived_at: Timestamp,
    }

    /// The contact was taken back from the archive, with its email addresses.
    Restored(ContactRestored, 1) {}
}
