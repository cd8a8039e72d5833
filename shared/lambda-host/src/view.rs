//! What clients see of aggregates: records and lists.

mod names;

use api::{ClearJson, Problem, etag};
use axum::response::{IntoResponse, Response};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{HeaderValue, StatusCode, header};
use kernel::{Actor, Aggregate, AnyId, Cursor, EventId, Known, ListPage, ListRow, Snapshot, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Execution;

pub use names::{NamedPageQuery, Sort};

/// How many rows a page has when the client does not say.
const DEFAULT_LIMIT: usize = 50;
/// How many rows a page has at most.
const MAX_LIMIT: usize = 200;

/// A record: what all aggregates have in common, and the state.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "{S}Record")]
pub struct RecordView<I, S> {
    /// The id.
    id: I,
    /// How many events the record has; also the `ETag`.
    version: u64,
    /// The last event.
    last_event_id: EventId,
    /// When it was created.
    created_at: Timestamp,
    /// Who created it.
    created_by: Actor,
    /// When it was changed last.
    updated_at: Timestamp,
    /// Who changed it last.
    updated_by: Actor,
    #[serde(flatten)]
    state: S,
}

/// A record of an aggregate.
pub type Record<A> = RecordView<<A as Aggregate>::Id, <A as Aggregate>::State>;

impl<A: Aggregate> From<Snapshot<A>> for RecordView<A::Id, A::State> {
    fn from(snapshot: Snapshot<A>) -> Self {
        Self {
            id: snapshot.id,
            version: snapshot.version,
            last_event_id: snapshot.last_event_id,
            created_at: snapshot.created_at,
            created_by: snapshot.created_by,
            updated_at: snapshot.updated_at,
            updated_by: snapshot.updated_by,
            state: snapshot.state,
        }
    }
}

/// A record, and what became of those that it refers to.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "{S}Referring")]
pub struct ReferringRecordView<I, S> {
    #[serde(flatten)]
    record: RecordView<I, S>,
    /// Those of its soft references that are archived by now: contacts, leads, products. What it belongs to, an account for one, is not
    /// looked at.
    archived_references: Vec<AnyId>,
}

/// A record of an aggregate that has [soft references](Aggregate::soft_references).
pub type ReferringRecord<A> = ReferringRecordView<<A as Aggregate>::Id, <A as Aggregate>::State>;

/// The answer with a record as it is now, and which of its soft references are archived.
pub fn referring_record<A: Aggregate>(snapshot: Snapshot<A>, known: &Known) -> Response {
    let archived = known.published.iter().filter(|(_, published)| published.archived);
    let archived_references = archived.map(|(id, _)| id.clone()).collect();
    let version = snapshot.version;
    let view: ReferringRecord<A> = ReferringRecordView { record: snapshot.into(), archived_references };
    versioned(StatusCode::OK, version, view)
}

/// A record that is there before its first event, as settings are: until then it is the default, of version 0 and made by nobody.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "{S}OrDefault")]
pub struct RecordOrDefaultView<I, S> {
    /// The id.
    id: I,
    /// How many events the record has, 0 for the default; also the `ETag`.
    version: u64,
    /// The last event, or `null` for the default, as all that follows.
    last_event_id: Option<EventId>,
    /// When it was created.
    created_at: Option<Timestamp>,
    /// Who created it.
    created_by: Option<Actor>,
    /// When it was changed last.
    updated_at: Option<Timestamp>,
    /// Who changed it last.
    updated_by: Option<Actor>,
    #[serde(flatten)]
    state: S,
}

/// A record of an aggregate that is there before its first event.
pub type RecordOrDefault<A> = RecordOrDefaultView<<A as Aggregate>::Id, <A as Aggregate>::State>;

/// The answer with what counts before the first event. Once there is one, it is that with a [`record`].
pub fn default_record<A: Aggregate>(id: A::Id, state: A::State) -> Response {
    let (last_event_id, created_at, created_by, updated_at, updated_by) = Default::default();
    let version = 0;
    let view: RecordOrDefault<A> =
        RecordOrDefaultView { id, version, last_event_id, created_at, created_by, updated_at, updated_by, state };
    versioned(StatusCode::OK, version, view)
}

/// The answer with a record as it is now.
pub fn record<A: Aggregate>(snapshot: Snapshot<A>) -> Response {
    answer::<A>(StatusCode::OK, snapshot)
}

/// The answer to a command: the record after it. A creation also says where the record is: under `collection`,
/// relative to the path of the request (RFC 9110, section 10.2.2).
pub fn executed<A: Aggregate>(execution: Execution<A>, collection: &str) -> Response {
    let status = StatusCode::from_u16(execution.status).unwrap_or(StatusCode::OK);
    let location = HeaderValue::from_str(&format!("{collection}/{}", execution.snapshot.id)).ok();
    let mut response = answer::<A>(status, execution.snapshot);
    if let Some(location) = location.filter(|_| status == StatusCode::CREATED) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

fn answer<A: Aggregate>(status: StatusCode, snapshot: Snapshot<A>) -> Response {
    versioned(status, snapshot.version, Record::<A>::from(snapshot))
}

/// The answer with what is worked out from records and is none itself.
pub fn worked_out(view: impl Serialize) -> Response {
    private(ClearJson(view).into_response())
}

fn versioned(status: StatusCode, version: u64, view: impl Serialize) -> Response {
    let mut response = (status, ClearJson(view)).into_response();
    response.headers_mut().insert(header::ETAG, etag(version));
    private(response)
}

/// Which page of a list is asked for.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PageQuery {
    /// How many rows at most: 1 to 200, by default 50.
    #[serde(default)]
    #[schemars(range(min = 1, max = 200), example = 50)]
    pub limit: Option<usize>,
    /// The `next_cursor` of the page before.
    #[serde(default)]
    pub cursor: Option<String>,
    /// `true` lists the archived records instead of those in use.
    #[serde(default)]
    #[schemars(example = true)]
    pub archived: Option<bool>,
}

impl PageQuery {
    /// The number of rows, checked.
    ///
    /// # Errors
    /// 400 outside 1 to 200.
    pub fn rows(&self) -> Result<usize, Problem> {
        let limit = self.limit.unwrap_or(DEFAULT_LIMIT);
        if (1..=MAX_LIMIT).contains(&limit) {
            Ok(limit)
        } else {
            Err(Problem::invalid_parameter("limit", format!("expected 1 to {MAX_LIMIT}")))
        }
    }

    /// Where the page begins.
    ///
    /// # Errors
    /// 400 when the cursor is none that a list gave out.
    pub fn start(&self) -> Result<Option<Cursor>, Problem> {
        let Some(text) = &self.cursor else { return Ok(None) };
        let bytes = URL_SAFE_NO_PAD.decode(text).ok();
        match bytes.and_then(|bytes| String::from_utf8(bytes).ok()) {
            Some(place) => Ok(Some(Cursor::from_client(place))),
            None => Err(crate::load_problem(&kernel::LoadError::Cursor)),
        }
    }
}

/// One record in a list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "{S}Row")]
pub struct RowView<I, S> {
    /// The id.
    id: I,
    #[serde(flatten)]
    summary: S,
}

/// One record in a list that can be asked for by reference.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "{S}LinkedRow")]
pub struct LinkedRowView<I, S, L> {
    /// The id.
    id: I,
    /// How it is linked to the record that the list was asked for by; only there when it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<L>,
    #[serde(flatten)]
    summary: S,
}

/// A page of a list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "{R}Page")]
pub struct PageView<R> {
    /// The records, in the order of the list.
    items: Vec<R>,
    /// What to send as `cursor` for the next page, or `null` at the end.
    next_cursor: Option<String>,
}

/// A page of a list of an aggregate.
pub type Page<A> = PageView<RowView<<A as Aggregate>::Id, <A as Aggregate>::Summary>>;

/// A page of a list of an aggregate that can be asked for by reference.
pub type LinkedPage<A> =
    PageView<LinkedRowView<<A as Aggregate>::Id, <A as Aggregate>::Summary, <A as Aggregate>::Link>>;

/// The answer with a page.
pub fn page<A: Aggregate>(page: ListPage<A>) -> Response {
    paged(page, |row| RowView { id: row.id, summary: row.summary })
}

/// The answer with a page of a list that can be asked for by reference.
pub fn linked_page<A: Aggregate>(page: ListPage<A>) -> Response {
    paged(page, |row| LinkedRowView { id: row.id, link: row.link, summary: row.summary })
}

fn paged<A: Aggregate, R: Serialize>(page: ListPage<A>, row: impl Fn(ListRow<A>) -> R) -> Response {
    let view = PageView {
        items: page.rows.into_iter().map(row).collect(),
        next_cursor: page.next.map(|cursor| URL_SAFE_NO_PAD.encode(cursor.into_client())),
    };
    worked_out(view)
}

/// For the caller alone, who asks again before it is used again.
fn private(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    response
}
