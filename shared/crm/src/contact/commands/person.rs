//! What is known of a person, entered and changed.

use kernel::{Inputs, Lineage, Pii, Rejection, Timestamp, TypedId as _};

use super::{ChangeContact, CreateContact};
use crate::{
    checks::{check_business_date, check_distinct, invalid, with_one_primary},
    contact::{
        AccountLink, ContactEmail, ContactEvent, ContactId, ContactPhone, ContactState,
        events::{
            ContactBirthdayChanged, ContactCreated, ContactDepartmentChanged, ContactEmailsChanged,
            ContactJobTitleChanged, ContactLinksChanged, ContactLocaleChanged, ContactNameChanged,
            ContactPhonesChanged, ContactReportsToChanged, ContactTagsChanged, ContactTimeZoneChanged,
        },
    },
    limits,
    patch::Patch,
    record::first_owner,
    value::{Capped, Date, EmailAddress, ShortText, TimeZone, ValueError},
};

type Emails = Capped<ContactEmail, { limits::EMAILS }>;
type Phones = Capped<ContactPhone, { limits::PHONES }>;
type Links = Capped<AccountLink, { limits::ACCOUNT_LINKS }>;

pub(super) fn create(
    state: Option<&ContactState>,
    wish: &CreateContact,
    inputs: &Inputs<ContactId>,
) -> Result<Vec<ContactEvent>, Rejection> {
    if state.is_some() {
        return Err(Rejection::conflict("contact_exists", "a contact with this id exists"));
    }
    let wish = wish.clone();
    check_known(wish.given_name.as_ref(), wish.family_name.as_ref(), &wish.emails)?;
    check_time_zone(wish.time_zone.as_ref())?;
    check_birthday(wish.birthday.as_ref(), inputs.now)?;
    check_manager(wish.reports_to, inputs)?;
    let created = ContactCreated {
        contact_id: inputs.id,
        owner_id: first_owner(&inputs.actor)?,
        tags: wish.tags,
        given_name: wish.given_name,
        family_name: wish.family_name,
        job_title: wish.job_title,
        department: wish.department,
        locale: wish.locale,
        time_zone: wish.time_zone,
        birthday: wish.birthday,
        emails: checked_emails(wish.emails)?,
        phones: checked_phones(wish.phones)?,
        links: checked_links(wish.links)?,
        reports_to: wish.reports_to,
        lifecycle: wish.lifecycle,
    };
    Ok(vec![created.into()])
}

/// One event per meaning, and none for what stays as it is.
pub(super) fn change(
    state: &ContactState,
    patch: &ChangeContact,
    inputs: &Inputs<ContactId>,
) -> Result<Vec<ContactEvent>, Rejection> {
    let contact_id = inputs.id;
    let mut events: Vec<ContactEvent> = Vec::new();
    let (given_name, family_name) =
        (patch.given_name.changes(&state.given_name), patch.family_name.changes(&state.family_name));
    let renamed = given_name.is_some() || family_name.is_some();
    let given_name = given_name.unwrap_or_else(|| state.given_name.clone());
    let family_name = family_name.unwrap_or_else(|| state.family_name.clone());
    let emails = list(&patch.emails, &state.emails, checked_emails)?;
    check_known(given_name.as_ref(), family_name.as_ref(), emails.as_ref().unwrap_or(&state.emails))?;

    if renamed {
        events.push(ContactNameChanged { contact_id, given_name, family_name }.into());
    }
    if let Some(job_title) = patch.job_title.changes(&state.job_title) {
        events.push(ContactJobTitleChanged { contact_id, job_title }.into());
    }
    if let Some(department) = patch.department.changes(&state.department) {
        events.push(ContactDepartmentChanged { contact_id, department }.into());
    }
    if let Some(locale) = patch.locale.changes(&state.locale) {
        events.push(ContactLocaleChanged { contact_id, locale }.into());
    }
    if let Some(time_zone) = patch.time_zone.changes(&state.time_zone) {
        check_time_zone(time_zone.as_ref())?;
        events.push(ContactTimeZoneChanged { contact_id, time_zone }.into());
    }
    if let Some(birthday) = patch.birthday.changes(&state.birthday) {
        check_birthday(birthday.as_ref(), inputs.now)?;
        events.push(ContactBirthdayChanged { contact_id, birthday }.into());
    }
    if let Some(emails) = emails {
        events.push(ContactEmailsChanged { contact_id, emails }.into());
    }
    if let Some(phones) = list(&patch.phones, &state.phones, checked_phones)? {
        events.push(ContactPhonesChanged { contact_id, phones }.into());
    }
    if let Some(links) = list(&patch.links, &state.links, checked_links)? {
        events.push(ContactLinksChanged { contact_id, links }.into());
    }
    if let Some(to) = patch.reports_to.changes(&state.reports_to) {
        check_manager(to, inputs)?;
        events.push(ContactReportsToChanged { contact_id, from: state.reports_to, to }.into());
    }
    if let Some(tags) = patch.tags.list_changes(&state.tags) {
        events.push(ContactTagsChanged { contact_id, tags }.into());
    }
    Ok(events)
}

/// What a list becomes once it is checked and has its primary element; `None` when that is nothing new.
fn list<T: Clone + PartialEq, const MAX: usize>(
    patch: &Patch<Capped<T, MAX>>,
    current: &Capped<T, MAX>,
    checked: impl FnOnce(Capped<T, MAX>) -> Result<Capped<T, MAX>, Rejection>,
) -> Result<Option<Capped<T, MAX>>, Rejection> {
    let wanted = patch.list().map(checked).transpose()?;
    Ok(wanted.filter(|wanted| wanted != current))
}

/// Somebody without a name and an address cannot be told from anybody else.
fn check_known(
    given_name: Option<&Pii<ShortText>>,
    family_name: Option<&Pii<ShortText>>,
    emails: &[ContactEmail],
) -> Result<(), Rejection> {
    if given_name.is_none() && family_name.is_none() && emails.is_empty() {
        return Err(Rejection::unprocessable("name_or_email_required", "a contact needs a name or an email address"));
    }
    Ok(())
}

fn checked_emails(emails: Emails) -> Result<Emails, Rejection> {
    check_distinct(
        &emails,
        |email| email.address.value().map(EmailAddress::normalised),
        |index| format!("/emails/{index}/address"),
    )?;
    with_one_primary(emails, "/emails")
}

fn checked_phones(phones: Phones) -> Result<Phones, Rejection> {
    check_distinct(&phones, |phone| phone.e164.clone(), |index| format!("/phones/{index}/e164"))?;
    with_one_primary(phones, "/phones")
}

fn checked_links(links: Links) -> Result<Links, Rejection> {
    check_distinct(&links, |link| link.account_id, |index| format!("/links/{index}/account_id"))?;
    for (index, link) in links.iter().enumerate() {
        for (day, field) in [(link.from, "from"), (link.until, "until")] {
            day.map_or(Ok(()), |day| check_business_date(day, &format!("/links/{index}/{field}")))?;
        }
    }
    let backwards = |link: &AccountLink| link.from.zip(link.until).is_some_and(|(from, until)| until < from);
    if let Some(index) = links.iter().position(backwards) {
        return Err(Rejection::invalid_field(format!("/links/{index}/until"), "must not be before `from`"));
    }
    with_one_primary(links, "/links")
}

fn check_time_zone(time_zone: Option<&TimeZone>) -> Result<(), Rejection> {
    let checked = time_zone.map_or(Ok(()), TimeZone::check);
    checked.map_err(|error| invalid(&error, "/time_zone"))
}

/// It may be tomorrow already where somebody was born.
fn check_birthday(birthday: Option<&Pii<Date>>, now: Timestamp) -> Result<(), Rejection> {
    let (earliest, latest) = (limits::EARLIEST_BIRTHDAY, Date::of(now).next());
    let birthday = birthday.and_then(Pii::value);
    if birthday.is_none_or(|birthday| (earliest..=latest).contains(birthday)) {
        return Ok(());
    }
    let error = ValueError::new(format!("must not be before {earliest} and not in the future"));
    Err(invalid(&error, "/birthday"))
}

/// The chain above a new manager has an end, and the contact is not in it. Nothing is known of a manager who does not exist: the
/// store refuses the reference.
fn check_manager(manager: Option<ContactId>, inputs: &Inputs<ContactId>) -> Result<(), Rejection> {
    let Some(manager) = manager else { return Ok(()) };
    let Lineage { steps, cut } = &inputs.known.lineage;
    if manager == inputs.id || inputs.known.lineage.contains(&inputs.id.erase()) {
        let detail = "a contact cannot report to itself, directly or over others";
        return Err(Rejection::unprocessable("reports_to_cycle", detail).at("/reports_to"));
    }
    if *cut || steps.len() > limits::REPORTING_DEPTH {
        let detail = format!("the chain of managers may have at most {} members", limits::REPORTING_DEPTH);
        return Err(Rejection::unprocessable("reports_to_too_deep", detail).at("/reports_to"));
    }
    Ok(())
}

#[cfg(test)]
#[path = "person.test.rs"]
mod tests;
