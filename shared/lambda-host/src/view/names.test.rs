use api::Location;

use super::*;

const LIST: KeyName = KeyName::new("ACCOUNT");

/// The list, or the parameter that was refused.
fn listing(sort: Option<Sort>, name_prefix: Option<&str>) -> Result<Listing, Location> {
    let query = NamedPageQuery { sort, name_prefix: name_prefix.map(str::to_owned), ..NamedPageQuery::default() };
    query.listing(LIST).map_err(|problem| problem.errors()[0].location.clone())
}

/// An order or a search that is ignored answers with rows that nobody asked for. Requirement: ALL-6
#[test]
fn the_order_and_the_prefix_choose_the_list() {
    let by_name = |prefix: Option<&str>| Ok(Listing::ByName { list: LIST, prefix: prefix.and_then(SortName::of) });
    assert_eq!(listing(None, None), Ok(Listing::All(LIST)));
    assert_eq!(listing(Some(Sort::Created), None), Ok(Listing::All(LIST)));
    assert_eq!(listing(Some(Sort::Name), None), by_name(None));
    for sort in [None, Some(Sort::Name)] {
        assert_eq!(listing(sort, Some("ACME")), by_name(Some("acme")));
    }
    let longest = "x".repeat(SortName::MAX_BYTES);
    assert_eq!(listing(None, Some(&longest)), by_name(Some(&longest)));
}

/// What cannot be looked for must be said, not answered with the whole list. Requirement: ALL-6, ALL-7
#[test]
fn a_prefix_that_cannot_be_looked_for_is_refused() {
    let too_long = "x".repeat(SortName::MAX_BYTES + 1);
    for (sort, prefix, parameter) in [
        (None, "", "name_prefix"),
        (Some(Sort::Name), too_long.as_str(), "name_prefix"),
        (Some(Sort::Created), "acme", "sort"),
    ] {
        assert_eq!(listing(sort, Some(prefix)), Err(Location::Parameter(parameter.into())));
    }
}
