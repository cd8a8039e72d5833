use kernel::{TenantId, TypedId as _, UserId, contract::uuid};

use super::*;

fn stream(n: u128) -> AnyId {
    UserId::from_uuid(uuid(n)).erase()
}

fn scope(n: u128) -> StreamScope {
    (TenantId::from_uuid(uuid(n)), None)
}

/// A map that only grows takes the function's memory in a day.
#[test]
fn it_never_remembers_more_than_its_capacity() {
    let mut memory = StreamMemory::default();
    for n in 0..20_000 {
        memory.saw(&stream(n), scope(1), 1, Standing::Committed);
        assert!(memory.len() <= StreamMemory::CAPACITY);
    }
    assert_eq!(memory.scope_of(&stream(19_999)), Some((scope(1), Standing::Committed)));
    assert_eq!(memory.scope_of(&stream(1)), None);
}

/// A stream that is busy all day must not be forgotten because others are, too.
#[test]
fn what_is_seen_again_stays() {
    let mut memory = StreamMemory::default();
    for n in 1..20_000 {
        memory.saw(&stream(n), scope(1), 1, Standing::Committed);
        memory.saw(&stream(0), scope(7), 1, Standing::Committed);
    }
    assert_eq!(memory.scope_of(&stream(0)), Some((scope(7), Standing::Committed)));
}

/// One forged event that came first must not make every genuine one a violation for as long as the function lives.
#[test]
fn what_most_events_say_wins_and_one_changes_little() {
    let mut memory = StreamMemory::default();
    memory.saw(&stream(1), scope(9), 1, Standing::Committed);
    memory.saw(&stream(1), scope(1), 1, Standing::Committed);
    assert_eq!(memory.scope_of(&stream(1)), Some((scope(9), Standing::Committed)), "one against one");
    memory.saw(&stream(1), scope(1), 1, Standing::Committed);
    assert_eq!(
        memory.scope_of(&stream(1)),
        Some((scope(1), Standing::Committed)),
        "nothing speaks for the first any more"
    );
    memory.saw(&stream(1), scope(1), 10, Standing::Committed);
    memory.saw(&stream(1), scope(9), 1, Standing::Committed);
    assert_eq!(memory.scope_of(&stream(1)), Some((scope(1), Standing::Committed)));
    memory.saw(&stream(1), scope(1), u32::MAX, Standing::Committed);
    memory.saw(&stream(1), scope(9), StreamMemory::MAX_WEIGHT + 1, Standing::Committed);
    assert_eq!(memory.scope_of(&stream(1)), Some((scope(9), Standing::Committed)), "however long it was known");
}
