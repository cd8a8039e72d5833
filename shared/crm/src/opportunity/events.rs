//! What can happen to an opportunity. One event per meaning; every event names its opportunity.

use kernel::{Timestamp, UserId};

use super::{Closing, ContactRole, Line, LineId};
use crate::{
    events::events,
    forecast::{ForecastCategory, Probability},
    limits,
    reference::{AccountId, ContactId, LeadId, OpportunityId, PipelineId, StageId},
    value::{Capped, Date, Money, ShortText, Tag},
};

events! {
    /// What can happen to an opportunity.
    pub enum OpportunityEvent of OpportunityId;
    /// The opportunity.
    opportunity_id;

    /// A deal was entered.
    Created(OpportunityCreated, 1) {
        /// The member who owns it: the one who entered it.
        owner_id: UserId,
        /// Labels.
        tags: Capped<Tag, { limits::TAGS }>,
        /// Its name.
        name: ShortText,
        /// The account that may buy.
        account_id: AccountId,
        /// The contact to talk to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        primary_contact_id: Option<ContactId>,
        /// The contacts who have a part in it.
        #[serde(default)]
        contact_roles: Capped<ContactRole, { limits::CONTACT_ROLES }>,
        /// The pipeline that it goes through.
        pipeline_id: PipelineId,
        /// The stage that it begins in.
        stage_id: StageId,
        /// The business day on which it did.
        effective_on: Date,
        /// What it may bring.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        amount: Option<Money>,
        /// The day on which it is expected to be won.
        close_date: Date,
        /// How likely that is, in hundredths: that of the stage.
        probability: Probability,
        /// How a forecast counts it: as the stage says.
        forecast_category: ForecastCategory,
        /// What is to be done next.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next_step: Option<ShortText>,
        /// The lead that it came from.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        originating_lead_id: Option<LeadId>,
    }
    /// The deal has another name.
    Renamed(OpportunityRenamed, 1) {
        /// The new name.
        name: ShortText,
    }
    /// Another account may buy.
    AccountChanged(OpportunityAccountChanged, 1) {
        /// Before.
        from: AccountId,
        /// Now.
        to: AccountId,
    }
    /// Another contact is the one to talk to, or none is.
    PrimaryContactChanged(OpportunityPrimaryContactChanged, 1) {
        /// Before, or `null`.
        from: Option<ContactId>,
        /// Now, or `null`.
        to: Option<ContactId>,
    }
    /// Other contacts have a part in the deal.
    ContactRolesChanged(OpportunityContactRolesChanged, 1) {
        /// All of them from now on.
        contact_roles: Capped<ContactRole, { limits::CONTACT_ROLES }>,
    }
    /// The deal may bring another amount, or it is not known any more.
    AmountChanged(OpportunityAmountChanged, 1) {
        /// Before, or `null`.
        from: Option<Money>,
        /// Now, or `null`.
        to: Option<Money>,
    }
    /// Something else is to be done next, or nothing.
    NextStepChanged(OpportunityNextStepChanged, 1) {
        /// The new step, or `null`.
        next_step: Option<ShortText>,
    }
    /// The labels of the deal are others.
    TagsChanged(OpportunityTagsChanged, 1) {
        /// All of its labels from now on.
        tags: Capped<Tag, { limits::TAGS }>,
    }
    /// The deal is expected to be won on another day.
    CloseDatePushed(OpportunityCloseDatePushed, 1) {
        /// Before.
        from: Date,
        /// Now.
        to: Date,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<ShortText>,
    }
    /// The deal went to another stage of its pipeline. What somebody had said of its forecast does not count there.
    StageChanged(OpportunityStageChanged, 1) {
        /// Before.
        from: StageId,
        /// Now.
        to: StageId,
        /// The business day of it.
        effective_on: Date,
        /// The amount on that day, or `null`.
        amount: Option<Money>,
        /// How many days it was in the stage before.
        days_in_stage: u32,
        /// How likely it is to be won: that of the stage.
        probability: Probability,
        /// How a forecast counts it: as the stage says.
        forecast_category: ForecastCategory,
    }
    /// A member knows better than the stage how likely the deal is to be won or how a forecast counts it, or leaves it to the stage again.
    ForecastOverridden(OpportunityForecastOverridden, 1) {
        /// How likely it is to be won.
        probability: Probability,
        /// Whether that is a member's word.
        probability_overridden: bool,
        /// How a forecast counts it.
        forecast_category: ForecastCategory,
        /// Whether that is a member's word.
        forecast_category_overridden: bool,
    }
    /// The customer bought.
    Won(OpportunityWon, 1) {
        /// The stage before.
        from: StageId,
        /// The stage of deals that are won.
        to: StageId,
        /// The amount, or `null`.
        amount: Option<Money>,
        /// How many days it was in the stage before.
        days_in_stage: u32,
        /// What is written down of it for good.
        closing: Closing,
    }
    /// The customer did not buy.
    Lost(OpportunityLost, 1) {
        /// The stage before.
        from: StageId,
        /// The stage of deals that are lost.
        to: StageId,
        /// The amount, or `null`.
        amount: Option<Money>,
        /// How many days it was in the stage before.
        days_in_stage: u32,
        /// What is written down of it for good.
        closing: Closing,
    }
    /// Nobody works on the deal any more. It stays in its stage.
    Abandoned(OpportunityAbandoned, 1) {
        /// The stage that it is in.
        stage_id: StageId,
        /// The amount, or `null`.
        amount: Option<Money>,
        /// How many days it was in the stage.
        days_in_stage: u32,
        /// What is written down of it for good.
        closing: Closing,
    }
    /// The deal is worked on again.
    Reopened(OpportunityReopened, 1) {
        /// The stage before.
        from: StageId,
        /// The stage that it goes on in.
        to: StageId,
        /// The business day of it.
        effective_on: Date,
        /// Why.
        reason: ShortText,
        /// How likely it is to be won: that of the stage.
        probability: Probability,
        /// How a forecast counts it: as the stage says.
        forecast_category: ForecastCategory,
    }
    /// One more product is to be sold.
    LineAdded(OpportunityLineAdded, 1) {
        /// The line, at the end.
        line: Line,
        /// What all lines come to.
        amount: Money,
    }
    /// Quantity, price or discount of a line are others.
    LineChanged(OpportunityLineChanged, 1) {
        /// The line from now on.
        line: Line,
        /// What all lines come to.
        amount: Money,
    }
    /// A product is not to be sold any more.
    LineRemoved(OpportunityLineRemoved, 1) {
        /// The line.
        line_id: LineId,
        /// What the other lines come to.
        amount: Money,
    }
    /// The lines stand in another order.
    LinesReordered(OpportunityLinesReordered, 1) {
        /// All lines from now on.
        line_ids: Capped<LineId, { limits::LINES }>,
    }
    /// Another member owns the deal.
    OwnerAssigned(OpportunityOwnerAssigned, 1) {
        /// The owner before.
        from: UserId,
        /// The owner now.
        to: UserId,
        /// Why.
        reason: Option<ShortText>,
    }
    /// The deal was put away.
    Archived(OpportunityArchived, 1) {
        /// When.
        archived_at: Timestamp,
    }
    /// The deal was taken back from the archive.
    Restored(OpportunityRestored, 1) {}
}
