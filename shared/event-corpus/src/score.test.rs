use super::*;

fn planted(line: u64, kind: Kind) -> Planted {
    Planted { line, kind, path: "/tenant_id".to_owned(), event_type: "OrderCreated".to_owned() }
}

/// A line that counts twice, or a false alarm that does not count, would make every report look better than it is.
#[test]
fn lines_count_once_and_kinds_on_their_own() {
    let truth = [planted(1, Kind::Missing), planted(4, Kind::Null), planted(9, Kind::Value)];
    let reported = [(1, Kind::Missing), (1, Kind::Type), (4, Kind::Missing), (7, Kind::Format), (7, Kind::Value)];
    let score = score(&truth, reported);
    assert_eq!((score.planted, score.reported, score.found), (3, 3, 2));
    assert!((score.recall() - 2.0 / 3.0).abs() < 1e-9 && (score.precision() - 2.0 / 3.0).abs() < 1e-9);
    assert_eq!(score.kinds[&Kind::Null], KindScore { planted: 1, found: 1, named: 0 });
    assert_eq!(score.kinds[&Kind::Missing], KindScore { planted: 1, found: 1, named: 1 });
    assert_eq!(score.missed, [planted(9, Kind::Value)]);
    assert_eq!(score.false_alarms.keys().copied().collect::<Vec<_>>(), [7]);
}

/// A corpus without anything to find is passed by finding nothing, and by nothing else.
#[test]
fn nothing_to_find_is_found() {
    let nothing = score(&[], []);
    assert!(nothing.recall() >= 1.0 && nothing.precision() >= 1.0);
    let something = score(&[], [(3, Kind::Null)]);
    assert!(something.recall() >= 1.0 && something.precision() <= 0.0);
}

/// A mean that weighs by length would hide the short corpora. The table is what people read.
#[test]
fn every_corpus_counts_alike() {
    let mut mean = Mean::default();
    mean.add("found", score(&[planted(1, Kind::Null)], [(1, Kind::Null)]));
    mean.add("half", score(&[planted(1, Kind::Null), planted(2, Kind::Value)], [(1, Kind::Type)]));
    assert!((mean.recall() - 0.75).abs() < 1e-9 && (mean.precision() - 1.0).abs() < 1e-9);
    assert_eq!(
        mean.to_string(),
        "corpus                planted reported    found   recall precision\n\
         found                       1        1        1  100.00%   100.00%\n\
         half                        2        1        1   50.00%   100.00%\n\
         mean of 2                   3        2        2   75.00%   100.00%\n\n\
         kind                  planted             found   recall     named\n\
         null                        2                 2  100.00%    50.00%\n\
         value                       1                 0    0.00%     0.00%\n"
    );
}

/// A kind that is misspelt in a report must not be counted as another one.
#[test]
fn kinds_are_read_by_their_names() {
    assert!(Kind::ALL.iter().all(|kind| kind.name().parse::<Kind>().is_ok_and(|read| read == *kind)));
    assert!("Missing".parse::<Kind>().is_err());
}
