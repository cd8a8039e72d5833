//! What a cancelled transaction means.

use aws_sdk_dynamodb::types::CancellationReason;
use dynamodb_entity::{CapsuleIsolated, DynamoDbEntity as _};
use kernel::{
    Aggregate, AnchorTouch, AnyId, AppendError, Blocking, Claim, Commit, LoadError, Pin, ReferenceRefusal,
    RefusedReference, StoreError, TypedId as _,
};

use super::items::{Role, claim_item};
use crate::{
    DynamoDbStore, Key,
    call::{COLLISION, codes, is_busy},
    entities::{AnchorItem, ClaimItem},
};

/// The code of an item whose condition did not hold.
const REFUSED: &str = "ConditionalCheckFailed";

impl DynamoDbStore {
    /// A recorded command comes first: its loser must read the record, whatever else it collided with. Then the own stream: a stale
    /// decision says nothing about claims and references.
    pub(super) async fn refusal<A: Aggregate>(
        &self,
        commit: &Commit<A>,
        roles: &[Role],
        reasons: Vec<CancellationReason>,
    ) -> AppendError {
        let with_code = |code: &'static str| {
            roles.iter().zip(&reasons).filter(move |(_, reason)| reason.code.as_deref() == Some(code))
        };
        if with_code(REFUSED).any(|(role, _)| matches!(role, Role::Record)) {
            return AppendError::CommandRecorded;
        }
        let error = || StoreError::finding(codes(&reasons).collect::<Vec<_>>().join(", "));
        // A twin with the same key is about to be recorded: what else stands in the way is what it did.
        if with_code(COLLISION).any(|(role, _)| matches!(role, Role::Record)) {
            return AppendError::Contention(error());
        }
        if with_code(REFUSED).any(|(role, _)| matches!(role, Role::Stream | Role::Released)) {
            return AppendError::Conflict;
        }
        for (role, reason) in with_code(REFUSED) {
            match role {
                Role::Acquired(claim) => return self.taken(commit, claim, reason).await,
                Role::Touched(touch) => return self.refused_touch(commit, touch, reason).await,
                Role::Pinned(pin) => return refused_pin(pin),
                Role::Stream | Role::Released | Role::Own | Role::Anchor | Role::Record => {}
            }
        }
        if let Some((_, reason)) = with_code(REFUSED).find(|(role, _)| matches!(role, Role::Anchor)) {
            return self.refused_anchor(commit, reason).await;
        }
        // Somebody is writing: to the own stream, which is a conflict like any other; or only to an item of somebody else. With a
        // record it may be a twin with the same key, whose record is about to be there.
        if commit.record.is_none() && with_code(COLLISION).any(|(role, _)| matches!(role, Role::Stream)) {
            return AppendError::Conflict;
        }
        if is_busy(&reasons) { AppendError::Contention(error()) } else { AppendError::Failed(error()) }
    }

    /// Who holds a unique value.
    async fn taken<A: Aggregate>(&self, commit: &Commit<A>, claim: &Claim, reason: &CancellationReason) -> AppendError {
        let wanted = match claim_item(self, commit, claim) {
            Ok(wanted) => wanted,
            Err(error) => return error,
        };
        match self.standing::<ClaimItem, A>(commit, wanted.pk(), wanted.sk(), reason).await {
            Ok(Some(held)) => AppendError::ClaimTaken { claim: claim.clone(), holder: held.holder },
            // Released in between: the same commit may succeed now.
            Ok(None) => AppendError::Contention(StoreError::finding("the claim was released meanwhile")),
            Err(error) => error,
        }
    }

    async fn refused_touch<A: Aggregate>(
        &self,
        commit: &Commit<A>,
        touch: &AnchorTouch,
        reason: &CancellationReason,
    ) -> AppendError {
        let pk = AnchorItem::pk_of(&commit.scope, &touch.target.aggregate_type(), &touch.target);
        let anchor = match self.standing::<AnchorItem, A>(commit, pk, AnchorItem::sk_of(), reason).await {
            Ok(anchor) => anchor,
            Err(error) => return error,
        };
        let refusal = match anchor {
            None => ReferenceRefusal::Missing,
            Some(AnchorItem { alive: false, merged_into, .. }) if !touch.taken.is_empty() => {
                merged_into.map_or(ReferenceRefusal::Archived, ReferenceRefusal::MergedInto)
            }
            Some(AnchorItem { pinned, .. })
                if !touch.given_back.is_empty() && pinned == Some(commit.snapshot.id.erase()) =>
            {
                ReferenceRefusal::Pinned
            }
            Some(_) => return AppendError::Contention(StoreError::finding("the chain of parents moved")),
        };
        refused(touch.target.clone(), touch.pointer(), refusal)
    }

    async fn refused_anchor<A: Aggregate>(&self, commit: &Commit<A>, reason: &CancellationReason) -> AppendError {
        let id = commit.snapshot.id.erase();
        let pk = AnchorItem::pk_of(&commit.scope, &id.aggregate_type(), &id);
        match self.standing::<AnchorItem, A>(commit, pk, AnchorItem::sk_of(), reason).await {
            Ok(Some(anchor)) => {
                let above_zero = |one: &&Blocking| anchor.counters.get(&one.counter).is_some_and(|count| *count > 0);
                let by: Vec<_> = A::BLOCKING.iter().filter(above_zero).cloned().collect();
                if by.is_empty() {
                    AppendError::Contention(StoreError::finding("the last reference was given back meanwhile"))
                } else {
                    AppendError::Blocked { by }
                }
            }
            Ok(None) => AppendError::Failed(StoreError::finding("the anchor of the aggregate is missing")),
            Err(error) => error,
        }
    }

    /// The item that stood in the way: from the refusal itself, or by looking where the engine does not say.
    async fn standing<E: CapsuleIsolated, A: Aggregate>(
        &self,
        commit: &Commit<A>,
        pk: String,
        sk: String,
        reason: &CancellationReason,
    ) -> Result<Option<E>, AppendError> {
        let key = Key { pk, sk };
        let looked = async {
            let item = match reason.item.clone().filter(|item| !item.is_empty()) {
                Some(item) => Some(item),
                None => self.get(&key).await?,
            };
            match item {
                Some(item) => self.read(&commit.scope, &key, item).await.map(Some),
                None => Ok(None),
            }
        };
        looked.await.map_err(|error| match error {
            LoadError::Unavailable(source) => AppendError::Contention(source),
            other => AppendError::Unreadable(other),
        })
    }
}

fn refused_pin(pin: &Pin) -> AppendError {
    refused(pin.holder.clone(), pin.pointer.clone(), ReferenceRefusal::NotHeld)
}

fn refused(target: AnyId, pointer: String, refusal: ReferenceRefusal) -> AppendError {
    AppendError::Reference(RefusedReference { target, pointer, refusal })
}
