//! A store whose personal data is encrypted.

use kernel::{
    Aggregate, AnyId, AppendError, Blocking, CommandKey, CommandRecord, Commit, Cursor, DataSubject, EventEnvelope,
    EventPage, FieldPath, Known, ListPage, Listing, LoadError, Loaded, Needs, PersonalData, PersonalDataError,
    PersonalVisitor, Scope, Store, StoreError, TypedId as _,
};

use crate::{KeyProvider, cipher::check, open, seal};

/// Any store, with the personal data of its records encrypted: what is read is opened, what is to be recorded is sealed first. The store under
/// it sees cipher text only, and the state holds that of the events, so that one is the fold of the other also there.
#[derive(Clone, Debug)]
pub struct EncryptedStore<S, K> {
    inner: S,
    keys: K,
}

impl<S: Store, K: KeyProvider> EncryptedStore<S, K> {
    /// The store over another one.
    #[must_use]
    pub const fn new(inner: S, keys: K) -> Self {
        Self { inner, keys }
    }

    async fn open<'d, D: PersonalData + 'd>(
        &self,
        records: impl Iterator<Item = (DataSubject, &'d mut D)>,
    ) -> Result<(), LoadError> {
        if !D::PERSONAL {
            return Ok(());
        }
        open(&self.keys, records.collect()).await.map_err(failed)
    }
}

/// A key may be there the next time; what does not open never will.
fn failed(error: PersonalDataError) -> LoadError {
    let key = matches!(error, PersonalDataError::Key { .. });
    let error = StoreError::new("personal_data", error);
    if key { LoadError::Unavailable(error) } else { LoadError::Decode(error) }
}

/// The data of some events, sealed with one key.
struct Data<'d, E>(Vec<&'d mut E>);

impl<E: PersonalData> PersonalData for Data<'_, E> {
    const PERSONAL: bool = E::PERSONAL;

    fn visit_personal<V: PersonalVisitor>(
        &mut self,
        at: &FieldPath<'_>,
        visitor: &mut V,
    ) -> Result<(), PersonalDataError> {
        self.0.iter_mut().try_for_each(|data| data.visit_personal(at, visitor))
    }
}

/// Whether what is made from the events holds their values where they open again: a value that stands under another name than in the
/// event could be written and never be read.
fn sealed_in_place<A: Aggregate>(commit: &Commit<A>) -> Result<(), PersonalDataError> {
    let snapshot = &commit.snapshot;
    let subject = DataSubject::of_aggregate(&commit.scope, &snapshot.id.erase());
    if A::State::PERSONAL {
        check(&subject, &mut snapshot.state.clone())?;
    }
    if A::Summary::PERSONAL {
        check(&subject, &mut A::summary(&snapshot.state))?;
    }
    let links = commit.listed.iter().filter_map(|reference| reference.listed.as_ref()).filter(|_| A::Link::PERSONAL);
    links.map(|listed| listed.link.clone()).try_for_each(|mut link| check(&subject, &mut link))
}

impl<S: Store, K: KeyProvider> Store for EncryptedStore<S, K> {
    const ENCRYPTS: bool = true;

    async fn load<A: Aggregate>(
        &self,
        scope: &Scope,
        id: A::Id,
        command: Option<&CommandKey>,
    ) -> Result<Loaded<A>, LoadError> {
        let mut loaded = self.inner.load::<A>(scope, id, command).await?;
        let subject = DataSubject::of_aggregate(scope, &id.erase());
        self.open(loaded.snapshot.iter_mut().map(|snapshot| (subject.clone(), &mut snapshot.state))).await?;
        Ok(loaded)
    }

    async fn record(&self, scope: &Scope, command: &CommandKey) -> Result<Option<CommandRecord>, LoadError> {
        self.inner.record(scope, command).await
    }

    async fn look_up(&self, scope: &Scope, needs: &Needs) -> Result<Known, LoadError> {
        self.inner.look_up(scope, needs).await
    }

    async fn seal<A: Aggregate>(
        &self,
        scope: &Scope,
        id: A::Id,
        events: &mut [EventEnvelope<A::Event>],
    ) -> Result<(), LoadError> {
        let subject = DataSubject::of_aggregate(scope, &id.erase());
        let mut data = Data(events.iter_mut().map(|event| &mut event.data).collect());
        seal(&self.keys, &subject, &mut data).await.map_err(failed)
    }

    async fn append<A: Aggregate>(&self, commit: &Commit<A>) -> Result<(), AppendError> {
        sealed_in_place(commit).map_err(|error| AppendError::Failed(StoreError::new("personal_data", error)))?;
        self.inner.append(commit).await
    }

    async fn events<A: Aggregate>(
        &self,
        scope: &Scope,
        id: A::Id,
        after: u64,
        limit: usize,
    ) -> Result<EventPage<A::Event>, LoadError> {
        let mut page = self.inner.events::<A>(scope, id, after, limit).await?;
        let subject = DataSubject::of_aggregate(scope, &id.erase());
        self.open(page.events.iter_mut().map(|event| (subject.clone(), &mut event.data))).await?;
        Ok(page)
    }

    async fn list<A: Aggregate>(
        &self,
        scope: &Scope,
        listing: &Listing,
        cursor: Option<&Cursor>,
        limit: usize,
    ) -> Result<ListPage<A>, LoadError> {
        let mut page = self.inner.list::<A>(scope, listing, cursor, limit).await?;
        let subject = |id: A::Id| DataSubject::of_aggregate(scope, &id.erase());
        self.open(page.rows.iter_mut().map(|row| (subject(row.id), &mut row.summary))).await?;
        let links = page.rows.iter_mut().filter_map(|row| Some((subject(row.id), row.link.as_mut()?)));
        self.open(links).await?;
        Ok(page)
    }

    async fn holders(
        &self,
        scope: &Scope,
        blocking: &Blocking,
        target: &AnyId,
        limit: usize,
    ) -> Result<Vec<AnyId>, LoadError> {
        self.inner.holders(scope, blocking, target, limit).await
    }
}
