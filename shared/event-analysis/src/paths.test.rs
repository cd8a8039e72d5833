use super::{BUS, Paths, ROOT};

/// A pointer that names another field sends people to the wrong place.
#[test]
fn a_path_is_written_as_a_pointer() {
    let mut paths = Paths::new();
    let data = paths.child(ROOT, "data");
    let lines = paths.child(data, "lines");
    let element = paths.child(lines, "*");
    let odd = paths.child(element, "a/b");
    assert_eq!(paths.pointer(odd), "/data/lines/*/a~1b");
    let bus = paths.child(ROOT, BUS);
    let source = paths.child(bus, "source");
    assert_eq!(paths.pointer(source), "bus:/source");
    assert!(paths.repeats(odd) && !paths.repeats(lines));
}

/// A map whose keys are ids would fill the memory with one path for each.
#[test]
fn keys_of_maps_are_one_path() {
    let mut paths = Paths::new();
    let map = paths.child(ROOT, "shares");
    let one = paths.child(map, "account_01h2xcejqtf2");
    let other = paths.child(map, "account_01h2xcejqtf9");
    assert_eq!(one, other);
    for typed in ["ada@example.com", "Ada Lovelace", "\u{1b}[2J", "Zürich"] {
        let key = paths.child(map, typed);
        assert_eq!(paths.pointer(key), "/shares/*", "{typed:?}");
    }
    for number in 0..5_000 {
        paths.child(map, &format!("key{number}"));
    }
    assert!(paths.len() < 1_100, "{}", paths.len());
}

/// The next event most often has its fields in the same order; a guess that is wrong must not give another field.
#[test]
fn a_guess_never_changes_the_answer() {
    let mut paths = Paths::new();
    let a = paths.field(ROOT, ROOT, "a");
    let b = paths.field(ROOT, a, "b");
    assert_eq!((paths.field(ROOT, ROOT, "a"), paths.field(ROOT, a, "b")), (a, b));
    assert_eq!(paths.field(ROOT, ROOT, "b"), b);
    assert_eq!(paths.field(ROOT, b, "a"), a);
    let inner = paths.field(a, ROOT, "b");
    assert_ne!(inner, b);
}
