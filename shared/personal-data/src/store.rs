//! A store whose personal data is encrypted.

use kernel::{
    Aggregate, AppendError, CommandKey, CommandRecord, Commit, Cursor, DataSubject, EventEnvelope, EventPage, Known,
    ListPage, Listing, LoadError, Loaded, Needs, PersonalData, PersonalDataError, Scope, Store, StoreError,
    TypedId as _,
};

use crate::{KeyProvider, open, seal};

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
    // Says where and what, and nothing of the data.
    let error = StoreError::finding(error.to_string());
    if key { LoadError::Unavailable(error) } else { LoadError::Decode(error) }
}

impl<S: Store, K: KeyProvider> Store for EncryptedStore<S, K> {
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
        for event in events {
            seal(&self.keys, &subject, &mut event.data).await.map_err(failed)?;
        }
        Ok(())
    }

    async fn append<A: Aggregate>(&self, commit: &Commit<A>) -> Result<(), AppendError> {
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
}
