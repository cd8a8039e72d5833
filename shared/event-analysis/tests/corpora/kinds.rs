//! Ids that are compared with others than those of their own kind.

use event_analysis::Violation;

use super::{analysed, boundaries, id, serious};

const VERBS: [&str; 4] = ["made", "named", "paid", "sent"];

/// Each flow of a small shop is one person's, and there are more persons than records. Persons partition nothing, and what nobody did
/// lacks no person: the streams say so, though the flows keep to one.
#[test]
fn whoever_did_it_is_no_boundary_though_there_are_more_of_them_than_streams() {
    let lines = (0..1_200_u64).map(|n| {
        let (record, verb) = (n / 160 * 40 + n % 40, VERBS[(n % 160 / 40) as usize]);
        let noun = ["order", "ticket"][(n / 160 % 2) as usize];
        let (stream, flow) = (id(noun, record), id("flow", n / 2));
        let by = if verb == "sent" { String::new() } else { format!(r#""by":"{}","#, id("person", n / 2)) };
        let tenant = id("tenant", record % 8);
        format!(r#"{{"type":"{noun}.{verb}","stream":"{stream}",{by}"tenant":"{tenant}","flow":"{flow}","data":{{"n":{n}}}}}"#)
    });
    let report = analysed(lines);
    assert_eq!(boundaries(&report), ["/tenant"], "{report}");
    assert_eq!(serious(&report), Vec::<&Violation>::new(), "{report}");
}
