//! The store on DynamoDB against the one in memory: the same commands, in any order, from any past, get the same answers and leave
//! the same behind. The memory store is the reference of what each refusal is and which of several comes first.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test that cannot go on stops")]

use std::collections::BTreeMap;

use dynamodb_store::{DynamoDbStore, ListShards, local_table::LocalTable};
use kernel::{
    AppendError, CommandKey, CommandRecord, Commit, Cursor, Digest, KeyName, Known, Lineage, Listing, MemoryStore,
    Needs, Scope, Snapshot, SortName, Store, Timestamp, TypedId as _,
    contract::{
        AmountAdded, BOOK, CLOSED, Ledger, LedgerClosed, LedgerEntered, LedgerEvent, LedgerId, LedgerMerged,
        LedgerMoved, LedgerOpened, LedgerPinned, LedgerRemoved, LedgerRenamed, LedgerReopened, OPEN, commit, ledger,
        scope,
    },
};

const LEDGERS: u64 = 5;
const STEPS: usize = 150;

/// A generator of numbers (SplitMix64): the same seed gives the same run everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (bits ^ (bits >> 31)) % limit
    }

    fn one_in(&mut self, number: u64) -> bool {
        self.below(number) == 0
    }

    fn ledger(&mut self) -> LedgerId {
        ledger(u128::from(self.below(LEDGERS)) + 1)
    }

    fn name(&mut self) -> String {
        ["a", "A", "ab", "d", "ada@example.com", "bob@example.com"][usize::try_from(self.below(6)).expect("small")]
            .to_owned()
    }

    /// A wish of a ledger, about others: that nothing refers to itself is the decision's to see.
    fn wish(&mut self, me: LedgerId) -> LedgerEvent {
        let other = std::iter::repeat_with(|| self.ledger()).find(|other| *other != me).expect("there are others");
        match self.below(17) {
            0 => AmountAdded { amount: self.below(9), note: String::new() }.into(),
            1 | 2 => LedgerClosed {}.into(),
            3..=5 => LedgerReopened {}.into(),
            6 | 7 => LedgerEntered { book: other, page: 7 }.into(),
            8 | 9 => LedgerRemoved { book: other }.into(),
            10..=12 => LedgerMoved { under: Some(other) }.into(),
            13 => LedgerMoved { under: None }.into(),
            14 => LedgerRenamed { name: self.name() }.into(),
            15 if self.one_in(6) => LedgerMerged { into: other }.into(),
            _ => LedgerPinned { entry: Some(other).filter(|_| !self.one_in(2)) }.into(),
        }
    }

    fn record(&mut self, id: LedgerId) -> CommandRecord {
        let key = self.below(20).to_be_bytes();
        CommandRecord {
            key: CommandKey { function: KeyName::new("TEST"), digest: Digest::of(&[&key]) },
            request: Digest::of(&[b"request"]),
            aggregate_id: id.erase(),
            version: 1,
            status: 200,
            // Records of a day ago give way, records of today do not.
            expires_at: Timestamp::EPOCH
                .plus_seconds(10 * 86_400 + 86_400 * i64::try_from(self.below(3)).expect("small")),
        }
    }
}

fn told(answer: Result<(), AppendError>) -> String {
    match answer {
        Ok(()) => "written".to_owned(),
        Err(AppendError::ClaimTaken { claim, holder }) => format!("{} is taken by {holder}", claim.value),
        Err(AppendError::Reference(refused)) => format!("{refused:?}"),
        Err(AppendError::Blocked { by }) => format!("blocked by {by:?}"),
        Err(AppendError::Contention(error)) => format!("busy: {}", error.code()),
        Err(AppendError::Failed(error)) => format!("failed: {}", error.code()),
        Err(other) => other.to_string(),
    }
}

/// Some commit from some state that once was: the newest, or an older one.
async fn some_commit(
    dice: &mut Dice,
    memory: &MemoryStore,
    scope: Scope,
    past: &BTreeMap<LedgerId, Vec<Snapshot<Ledger>>>,
    seen: &[Lineage],
) -> Commit<Ledger> {
    let id = dice.ledger();
    let known = past.get(&id).map_or(&[][..], Vec::as_slice);
    let before = if dice.one_in(8) {
        known.get(usize::try_from(dice.below(known.len() as u64 + 1)).expect("small"))
    } else {
        known.last()
    };
    let mut events: Vec<_> = (0..=dice.below(3)).map(|_| dice.wish(id)).collect();
    if before.is_none() {
        events.insert(0, LedgerOpened { name: dice.name() }.into());
    }
    let mut commit = commit::<Ledger>(scope, id, before, events);
    if let Some(above) = commit.snapshot.state.under {
        let needs = Needs { published: Vec::new(), lineage_of: Some(above.erase()) };
        let fresh = memory.look_up(&scope, &needs).await.expect("a chain");
        // A chain that was read some time ago, if there is one that begins there.
        let stale = seen.iter().find(|chain| chain.steps.first().is_some_and(|(first, _)| *first == above.erase()));
        let lineage = stale.filter(|_| dice.one_in(4)).cloned().unwrap_or(fresh.lineage);
        // The decision that refuses a circle is not under test; a chain through the ledger itself is never rested on.
        if !lineage.contains(&id.erase()) {
            commit = commit.resting_on(&Known { lineage, ..Known::default() });
        }
    }
    if dice.one_in(3) {
        commit.record = Some(dice.record(id));
    }
    commit
}

/// All that can be read in a scope, as text.
async fn everything<S: Store>(store: &S, scope: &Scope) -> Vec<String> {
    let mut found = Vec::new();
    let ids: Vec<_> = (1..=LEDGERS).map(|number| ledger(number.into())).collect();
    for id in &ids {
        found.push(format!("{:?}", store.load::<Ledger>(scope, *id, None).await.expect("a load")));
        found.push(format!("{:?}", store.events::<Ledger>(scope, *id, 0, 1_000).await.expect("events").events));
        let needs = Needs { published: ids.iter().map(|id| id.erase()).collect(), lineage_of: Some(id.erase()) };
        found.push(format!("{:?}", store.look_up(scope, &needs).await.expect("what is known")));
        for list in [OPEN, CLOSED] {
            found.extend(pages(store, scope, &Listing::By { list, kind: BOOK, target: id.erase() }).await);
        }
    }
    for list in [OPEN, CLOSED] {
        found.extend(pages(store, scope, &Listing::All(list.clone())).await);
        for prefix in [None, SortName::prefix("A")] {
            found.extend(pages(store, scope, &Listing::ByName { list: list.clone(), prefix }).await);
        }
    }
    found
}

/// A list, two rows a page.
async fn pages<S: Store>(store: &S, scope: &Scope, listing: &Listing) -> Vec<String> {
    let (mut found, mut cursor): (Vec<String>, Option<Cursor>) = (Vec::new(), None);
    loop {
        let page = store.list::<Ledger>(scope, listing, cursor.as_ref(), 2).await.expect("a page");
        found.push(format!("{listing:?} {:?}", page.rows));
        cursor = page.next;
        if cursor.is_none() {
            return found;
        }
    }
}

async fn run(seed: u64, scope: Scope, stores: [&DynamoDbStore; 2]) -> BTreeMap<String, usize> {
    let (mut dice, memory) = (Dice(seed), MemoryStore::new());
    let (mut past, mut seen, mut answers) = (BTreeMap::<_, Vec<_>>::new(), Vec::new(), BTreeMap::new());
    for step in 0..STEPS {
        let commit = some_commit(&mut dice, &memory, scope, &past, &seen).await;
        let expected = told(memory.append(&commit).await);
        // In the second half the lists are spread over more shards than the rows were written in.
        let store = stores[usize::from(step >= STEPS / 2)];
        let found = told(store.append(&commit).await);
        assert_eq!(found, expected, "seed {seed}, step {step}: {commit:#?}");
        if expected == "written" {
            past.entry(commit.snapshot.id).or_default().push(commit.snapshot);
        }
        let needs = Needs { published: Vec::new(), lineage_of: Some(dice.ledger().erase()) };
        seen.push(memory.look_up(&scope, &needs).await.expect("a chain").lineage);
        let kind =
            ["refusal: ", " is taken", "blocked", "busy", "failed"].iter().find(|kind| expected.contains(**kind));
        let kind = kind.map_or(expected.clone(), |kind| match *kind {
            "refusal: " => expected.rsplit(kind).next().unwrap_or_default().chars().take(6).collect(),
            kind => kind.to_owned(),
        });
        *answers.entry(kind).or_default() += 1;
    }
    assert_eq!(everything(stores[1], &scope).await, everything(&memory, &scope).await, "seed {seed}");
    answers
}

/// Two stores that answer the same command differently, or keep something else of it, make what is tested in memory untrue of what
/// runs. Requirement: PLT-1
#[tokio::test]
async fn any_commands_get_the_answers_of_the_memory_store() {
    let table = LocalTable::start().await;
    let one = table.store();
    let four = table.store().with_list_shards(ListShards::new(4).expect("a number of shards"));
    let mut answers = BTreeMap::<String, usize>::new();
    for seed in 1..=10 {
        for (answer, count) in run(seed, scope(seed.into(), 1), [&one, &four]).await {
            *answers.entry(answer).or_default() += count;
        }
    }
    // A run that meets few answers proves little.
    assert!(answers.len() >= 11, "{answers:?}");
}
