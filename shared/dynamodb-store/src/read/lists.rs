//! Lists, over the indexes.

use std::error::Error;

use dynamodb_entity::Query;
use futures_util::future::try_join_all;
use kernel::{
    Aggregate, AnyId, Blocking, Cursor, ListPage, ListRow, Listing, LoadError, Place, Scope, SortName, StoreError,
};

use crate::{
    DynamoDbStore,
    call::failed_read,
    entities::{EdgeItem, ListedEdge, ListedState, NamedState, StateItem},
};

/// Most pages that are read to find the holders of references, and the rows of one: an answer is late after more of them.
const HOLDER_PAGES: usize = 10;
const PAGE_ROWS: usize = 500;

impl DynamoDbStore {
    /// A page of a list. A list that is spread over shards is merged: every shard is asked for a whole page, because all rows of the page
    /// may stand in one.
    pub(crate) async fn query_list<A: Aggregate>(
        &self,
        scope: &Scope,
        listing: &Listing,
        cursor: Option<&Cursor>,
        limit: usize,
    ) -> Result<ListPage<A>, LoadError> {
        let after = cursor.map(|cursor| listing.resume::<A>(cursor)).transpose()?;
        // One row more than asked for tells whether there is a next page.
        let wanted = limit.saturating_add(1);
        let mut rows: Vec<(Place, ListRow<A>)> = match listing {
            Listing::All(list) => {
                let queries = self.shards.all().map(|shard| {
                    let query = StateItem::gsi1_query(scope, list, &shard);
                    let query = match &after {
                        Some(place) => query.sk_after(StateItem::gsi1_sk_of(&place.id)),
                        None => query,
                    };
                    self.query_index(query, wanted)
                });
                try_join_all(queries).await?.into_iter().flatten().collect()
            }
            Listing::ByName { list, prefix } => {
                let queries = self.shards.all().map(|shard| {
                    let query = StateItem::gsi3_query(scope, list, &shard);
                    self.query_index(part_of_names(query, prefix.as_ref(), after.as_ref()), wanted)
                });
                try_join_all(queries).await?.into_iter().flatten().collect()
            }
            Listing::By { list, kind, target } => {
                let query = EdgeItem::gsi2_query(scope, list, kind, target);
                let query = match &after {
                    Some(place) => query.sk_after(EdgeItem::gsi2_sk_of(&place.id)),
                    None => query,
                };
                self.query_index(query, wanted).await?
            }
        };
        rows.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        // While a record moves from one shard to another, an index may show it in both for a moment.
        rows.dedup_by(|(one, _), (other, _)| one == other);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|(place, _)| listing.behind(place));
        Ok(ListPage { rows: rows.into_iter().map(|(_, row)| row).collect(), next })
    }

    /// The list shows those too whose references do not count (any more), so that it is read page by page until there are enough; the
    /// newest first, because they are the ones that still count.
    pub(crate) async fn query_holders(
        &self,
        scope: &Scope,
        blocking: &Blocking,
        target: &AnyId,
        limit: usize,
    ) -> Result<Vec<AnyId>, LoadError> {
        let query = EdgeItem::gsi2_query(scope, &blocking.list, &blocking.kind, target);
        let (mut holders, mut start) = (Vec::new(), None);
        for _ in 0..HOLDER_PAGES {
            let answer =
                self.query(&query, PAGE_ROWS, start).scan_index_forward(false).send().await.map_err(failed_read)?;
            for item in answer.items.unwrap_or_default() {
                let edge: ListedEdge = self.answered(&query, item).await?;
                if edge.counted {
                    holders.push(edge.aggregate_id);
                }
            }
            start = answer.last_evaluated_key;
            if start.is_none() || holders.len() >= limit {
                break;
            }
        }
        holders.truncate(limit);
        Ok(holders)
    }

    async fn query_index<A: Aggregate, R: Row>(
        &self,
        query: Query<R>,
        wanted: usize,
    ) -> Result<Vec<(Place, ListRow<A>)>, LoadError> {
        let (mut rows, mut start) = (Vec::new(), None);
        loop {
            let left = wanted.saturating_sub(rows.len());
            let answer = self.query(&query, left, start).send().await.map_err(failed_read)?;
            for item in answer.items.unwrap_or_default() {
                rows.push(self.answered(&query, item).await?.into_row()?);
            }
            start = answer.last_evaluated_key;
            if start.is_none() || rows.len() >= wanted {
                return Ok(rows);
            }
        }
    }
}

/// The part of a list by name that begins so, behind a place in it.
fn part_of_names<R>(query: Query<R>, prefix: Option<&SortName>, after: Option<&Place>) -> Query<R> {
    let after = after.and_then(|place| Some(StateItem::gsi3_sk_of(place.name.as_ref()?, &place.id)));
    match (prefix.map(SortName::as_str), after) {
        (None, None) => query,
        (Some(prefix), None) => query.sk_begins_with(prefix),
        (None, Some(after)) => query.sk_after(after),
        (Some(prefix), Some(after)) => query.sk_after_among(after, prefix),
    }
}

/// What an index shows, as a row of a list with its place there.
trait Row {
    fn into_row<A: Aggregate>(self) -> Result<(Place, ListRow<A>), LoadError>;
}

impl Row for ListedState {
    fn into_row<A: Aggregate>(self) -> Result<(Place, ListRow<A>), LoadError> {
        row(Place { name: None, id: self.aggregate_id }, &self.summary, None)
    }
}

impl Row for NamedState {
    fn into_row<A: Aggregate>(self) -> Result<(Place, ListRow<A>), LoadError> {
        let name = self.gsi3sk.split('#').next().unwrap_or_default().parse().map_err(undecodable)?;
        row(Place { name: Some(name), id: self.aggregate_id }, &self.summary, None)
    }
}

impl Row for ListedEdge {
    fn into_row<A: Aggregate>(self) -> Result<(Place, ListRow<A>), LoadError> {
        row(Place { name: None, id: self.aggregate_id }, &self.summary, Some(&self.link))
    }
}

fn row<A: Aggregate>(place: Place, summary: &str, link: Option<&str>) -> Result<(Place, ListRow<A>), LoadError> {
    let id = place.id.typed().map_err(undecodable)?;
    let summary = serde_json::from_str(summary).map_err(undecodable)?;
    let link = link.map(serde_json::from_str).transpose().map_err(undecodable)?;
    Ok((place, ListRow { id, summary, link }))
}

fn undecodable(error: impl Error + Send + Sync + 'static) -> LoadError {
    LoadError::Decode(StoreError::new("decode", error))
}
