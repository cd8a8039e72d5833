//! The store on DynamoDB keeps the promises of every store, against a real engine (dynoxide over HTTP).

use dynamodb_store::local_table::LocalTable;

kernel::store_contract!({
    let table = LocalTable::start().await;
    (table.store(), table)
});

lambda_host::execute_contract!({
    let table = LocalTable::start().await;
    (table.store(), table)
});
