//! The commands on contacts.

use access_control::Permission;
use api::{JsonBody, OptionalBody, Problem, api_endpoint};
use axum::{extract::State, response::Response};
use crm::{
    contact::{
        AdvanceLifecycle, ChangeContact, Contact, ContactCommand, ContactId, CreateContact, GrantConsent, OptIn,
        OptOut, ResetLifecycle, WithdrawConsent,
    },
    record::AssignOwner,
};
use lambda_host::{CommandHead, view::Record};

use crate::App;

/// Enters a person.
#[api_endpoint(
    method = POST,
    path = "/contacts",
    permission = Permission::ContactCreate,
    extractors(app, head, body),
    state = App,
    request = CreateContact,
    response = Record<Contact>,
    status = 201,
    summary = "Create a contact"
)]
pub async fn create_contact(
    State(app): State<App>,
    head: CommandHead,
    body: JsonBody<CreateContact>,
) -> Result<Response, Problem> {
    let command = ContactCommand::Create(Box::new(body.value));
    app.create::<Contact>(head, command, &body.bytes).await
}

/// Changes what is known of a person.
#[api_endpoint(
    method = PATCH,
    path = "/contacts/{contact_id}",
    permission = Permission::ContactUpdate,
    path_params(contact_id),
    extractors(app, head, body),
    state = App,
    request = ChangeContact,
    response = Record<Contact>,
    summary = "Change a contact by a merge patch"
)]
pub async fn change_contact(
    contact_id: ContactId,
    State(app): State<App>,
    head: CommandHead,
    body: JsonBody<ChangeContact>,
) -> Result<Response, Problem> {
    let command = ContactCommand::Change(Box::new(body.value));
    app.run::<Contact>(head, contact_id, command, &body.bytes).await
}

/// Puts a contact away.
#[api_endpoint(
    method = DELETE,
    path = "/contacts/{contact_id}",
    permission = Permission::ContactArchive,
    path_params(contact_id),
    extractors(app, head),
    state = App,
    response = Record<Contact>,
    summary = "Archive a contact",
    description = "Its email addresses become free; its links stay and count no more. 409 `reference_needed` while an account names it as its primary contact; somebody others report to can be archived. To archive it again changes nothing."
)]
pub async fn archive_contact(
    contact_id: ContactId,
    State(app): State<App>,
    head: CommandHead,
) -> Result<Response, Problem> {
    app.run::<Contact>(head, contact_id, ContactCommand::Archive, &[]).await
}

/// Takes a contact back from the archive.
#[api_endpoint(
    method = POST,
    path = "/contacts/{contact_id}/restore",
    permission = Permission::ContactRestore,
    path_params(contact_id),
    extractors(app, head, body),
    state = App,
    optional_request = ChangeContact,
    response = Record<Contact>,
    summary = "Restore an archived contact",
    description = "A value that must be unique may be taken by now, and a record that it refers to archived. A body, a merge patch \
                   as of a change, is carried out at the same time; that takes the permission to change too. A record in \
                   use is not changed here: 422 `not_archived`, unless all of it is so already."
)]
pub async fn restore_contact(
    contact_id: ContactId,
    State(app): State<App>,
    head: CommandHead,
    body: OptionalBody<ChangeContact>,
) -> Result<Response, Problem> {
    app.restore::<Contact, _>(head, contact_id, Permission::ContactUpdate, body, ContactCommand::Restore).await
}

/// Gives a contact to another member.
#[api_endpoint(
    method = POST,
    path = "/contacts/{contact_id}/assign",
    permission = Permission::ContactAssign,
    path_params(contact_id),
    extractors(app, head, body),
    state = App,
    request = AssignOwner,
    response = Record<Contact>,
    summary = "Assign an owner to a contact"
)]
pub async fn assign_contact(
    contact_id: ContactId,
    State(app): State<App>,
    head: CommandHead,
    body: JsonBody<AssignOwner>,
) -> Result<Response, Problem> {
    app.run::<Contact>(head, contact_id, ContactCommand::Assign(body.value), &body.bytes).await
}

/// Records that a person came further in its lifecycle.
#[api_endpoint(
    method = POST,
    path = "/contacts/{contact_id}/advance",
    permission = Permission::ContactAdvance,
    path_params(contact_id),
    extractors(app, head, body),
    state = App,
    request = AdvanceLifecycle,
    response = Record<Contact>,
    summary = "Advance the lifecycle of a contact"
)]
pub async fn advance_contact(
    contact_id: ContactId,
    State(app): State<App>,
    head: CommandHead,
    body: JsonBody<AdvanceLifecycle>,
) -> Result<Response, Problem> {
    app.run::<Contact>(head, contact_id, ContactCommand::Advance(body.value), &body.bytes).await
}

/// Sets the lifecycle of a person back.
#[api_endpoint(
    method = POST,
    path = "/contacts/{contact_id}/reset",
    permission = Permission::ContactReset,
    path_params(contact_id),
    extractors(app, head, body),
    state = App,
    request = ResetLifecycle,
    response = Record<Contact>,
    summary = "Reset the lifecycle of a contact"
)]
pub async fn reset_contact(
    contact_id: ContactId,
    State(app): State<App>,
    head: CommandHead,
    body: JsonBody<ResetLifecycle>,
) -> Result<Response, Problem> {
    app.run::<Contact>(head, contact_id, ContactCommand::Reset(body.value), &body.bytes).await
}

/// Records a ground to use the data of a person.
#[api_endpoint(
    method = POST,
    path = "/contacts/{contact_id}/grant-consent",
    permission = Permission::ContactGrantConsent,
    path_params(contact_id),
    extractors(app, head, body),
    state = App,
    request = GrantConsent,
    response = Record<Contact>,
    summary = "Grant a consent of a contact"
)]
pub async fn grant_consent_contact(
    contact_id: ContactId,
    State(app): State<App>,
    head: CommandHead,
    body: JsonBody<GrantConsent>,
) -> Result<Response, Problem> {
    app.run::<Contact>(head, contact_id, ContactCommand::GrantConsent(body.value), &body.bytes).await
}

/// Withdraws the grounds for a purpose.
#[api_endpoint(
    method = POST,
    path = "/contacts/{contact_id}/withdraw-consent",
    permission = Permission::ContactWithdrawConsent,
    path_params(contact_id),
    extractors(app, head, body),
    state = App,
    request = WithdrawConsent,
    response = Record<Contact>,
    summary = "Withdraw the consents of a contact for a purpose",
    description = "When none stands for the purpose, nothing is recorded. An archived contact is restored first."
)]
pub async fn withdraw_consent_contact(
    contact_id: ContactId,
    State(app): State<App>,
    head: CommandHead,
    body: JsonBody<WithdrawConsent>,
) -> Result<Response, Problem> {
    app.run::<Contact>(head, contact_id, ContactCommand::WithdrawConsent(body.value), &body.bytes).await
}

/// Records that a person refuses a channel.
#[api_endpoint(
    method = POST,
    path = "/contacts/{contact_id}/opt-out",
    permission = Permission::ContactOptOut,
    path_params(contact_id),
    extractors(app, head, body),
    state = App,
    request = OptOut,
    response = Record<Contact>,
    summary = "Opt a contact out of a channel",
    description = "An opt-out wins over every consent. An archived contact is restored first."
)]
pub async fn opt_out_contact(
    contact_id: ContactId,
    State(app): State<App>,
    head: CommandHead,
    body: JsonBody<OptOut>,
) -> Result<Response, Problem> {
    app.run::<Contact>(head, contact_id, ContactCommand::OptOut(body.value), &body.bytes).await
}

/// Records that a person refuses a channel no more.
#[api_endpoint(
    method = POST,
    path = "/contacts/{contact_id}/opt-in",
    permission = Permission::ContactOptIn,
    path_params(contact_id),
    extractors(app, head, body),
    state = App,
    request = OptIn,
    response = Record<Contact>,
    summary = "Opt a contact in to a channel again"
)]
pub async fn opt_in_contact(
    contact_id: ContactId,
    State(app): State<App>,
    head: CommandHead,
    body: JsonBody<OptIn>,
) -> Result<Response, Problem> {
    app.run::<Contact>(head, contact_id, ContactCommand::OptIn(body.value), &body.bytes).await
}
