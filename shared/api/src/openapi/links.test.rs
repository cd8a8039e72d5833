use super::record_of;

/// Guards against links that lead to another kind of record, or to a place that the id does not name.
#[test]
fn a_record_is_one_segment_below_its_collection() {
    for (path, parameter) in [
        ("/accounts/{account_id}", Some("account_id")),
        ("/accounts/{account_id}/assign", Some("account_id")),
        ("/accounts/{account_id}/contacts/all", Some("account_id")),
        ("/accounts/{account_id}/contacts/{contact_id}", None),
        ("/accounts", None),
        ("/accounts/all", None),
        ("/accounts/all/{account_id}", None),
        ("/accounts-old/{account_id}", None),
        ("/contacts/{contact_id}", None),
    ] {
        assert_eq!(record_of("/accounts", path), parameter, "{path}");
    }
}
