//! What the handlers of one aggregate's function share: its commands and the reads of its own aggregate.

use api::{Caller, OptionalBody, Permission, Problem};
use axum::response::Response;
use kernel::{Aggregate, AnyId, KeyName, Known, Listing, Needs, Snapshot, Store};

use crate::{
    CommandHead, execute, load_problem,
    view::{self, PageQuery},
};

/// The commands and reads of one aggregate on a store. A handler only says which command or read it is.
#[derive(Clone, Debug)]
pub struct CommandGroup<S> {
    store: S,
    function: KeyName,
    collection: &'static str,
}

impl<S: Store> CommandGroup<S> {
    /// The group on a store. `function` stands in the keys of idempotency records; `collection` is where the records are, relative
    /// to the root of the API: a `Location` that began with a slash would lose the stage.
    #[must_use]
    pub const fn new(store: S, function: KeyName, collection: &'static str) -> Self {
        Self { store, function, collection }
    }

    /// Makes a new record; answers 201. `body` is what the client sent, byte by byte.
    ///
    /// # Errors
    /// The problem to answer with.
    pub async fn create<A: Aggregate>(
        &self,
        head: CommandHead,
        command: A::Command,
        body: &[u8],
    ) -> Result<Response, Problem> {
        let request = head.creation::<A>(self.function.clone(), command, body)?;
        Ok(view::executed(execute(&self.store, request).await?, self.collection))
    }

    /// Runs a command on a record; answers 200. `body` is what the client sent, byte by byte, empty for none.
    ///
    /// # Errors
    /// The problem to answer with.
    pub async fn run<A: Aggregate>(
        &self,
        head: CommandHead,
        id: A::Id,
        command: A::Command,
        body: &[u8],
    ) -> Result<Response, Problem> {
        let request = head.request::<A>(self.function.clone(), id, command, 200, body);
        Ok(view::executed(execute(&self.store, request).await?, self.collection))
    }

    /// Takes a record back, with the changes of the body if there are any, which take the permission to change too; answers 200.
    ///
    /// # Errors
    /// The problem to answer with.
    pub async fn restore<A: Aggregate, C>(
        &self,
        head: CommandHead,
        id: A::Id,
        to_change: Permission,
        body: OptionalBody<C>,
        command: impl FnOnce(Option<Box<C>>) -> A::Command,
    ) -> Result<Response, Problem> {
        if body.value.is_some() {
            head.allows(to_change)?;
        }
        self.run::<A>(head, id, command(body.value.map(Box::new)), &body.bytes).await
    }

    /// One record.
    ///
    /// # Errors
    /// 404 when there is none in the caller's scope.
    pub async fn get<A: Aggregate>(&self, caller: &Caller, id: A::Id) -> Result<Response, Problem> {
        self.snapshot::<A>(caller, id).await?.map(view::record).ok_or_else(Problem::not_found)
    }

    /// One record, with which of its [soft references](Aggregate::soft_references) are archived by now.
    ///
    /// # Errors
    /// The problem to answer with.
    pub async fn get_referring<A: Aggregate>(&self, caller: &Caller, id: A::Id) -> Result<Response, Problem> {
        let snapshot = self.snapshot::<A>(caller, id).await?.ok_or_else(Problem::not_found)?;
        let references: Vec<_> = A::soft_references(&snapshot.state).into_iter().collect();
        let known = if references.is_empty() { Known::default() } else { self.published(caller, references).await? };
        Ok(view::referring_record(snapshot, &known))
    }

    /// One record that is there before its first event: as it is, or the default.
    ///
    /// # Errors
    /// The problem to answer with.
    pub async fn get_or_default<A: Aggregate>(
        &self,
        caller: &Caller,
        id: A::Id,
        default: impl FnOnce() -> A::State,
    ) -> Result<Response, Problem> {
        let snapshot = self.snapshot::<A>(caller, id).await?;
        Ok(snapshot.map_or_else(|| view::default_record::<A>(id, default()), view::record))
    }

    async fn snapshot<A: Aggregate>(&self, caller: &Caller, id: A::Id) -> Result<Option<Snapshot<A>>, Problem> {
        let loaded = self.store.load::<A>(&caller.scope(), id, None).await.map_err(|error| load_problem(&error))?;
        Ok(loaded.snapshot)
    }

    /// What these aggregates publish in the caller's scope.
    ///
    /// # Errors
    /// The problem to answer with.
    pub async fn published(&self, caller: &Caller, published: Vec<AnyId>) -> Result<Known, Problem> {
        let needs = Needs { published, ..Needs::default() };
        self.store.look_up(&caller.scope(), &needs).await.map_err(|error| load_problem(&error))
    }

    /// A page of a list.
    ///
    /// # Errors
    /// 400 for a cursor or a limit that cannot be.
    pub async fn page<A: Aggregate>(
        &self,
        caller: &Caller,
        listing: &Listing,
        query: &PageQuery,
    ) -> Result<kernel::ListPage<A>, Problem> {
        let (rows, start) = (query.rows()?, query.start()?);
        let page = self.store.list::<A>(&caller.scope(), listing, start.as_ref(), rows).await;
        page.map_err(|error| load_problem(&error))
    }
}
