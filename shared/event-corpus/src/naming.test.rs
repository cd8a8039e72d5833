use super::*;

/// A style that writes two of them alike would leave a vocabulary untried.
#[test]
fn every_style_writes_its_own_names() {
    let fields = FieldCase::ALL.map(|case| case.name("customer order id"));
    assert_eq!(
        fields.join(" "),
        "customer_order_id customerOrderId CustomerOrderId customer-order-id CUSTOMER_ORDER_ID cstm_ordr_id"
    );
    let naming = [
        TypeNaming::Pascal,
        TypeNaming::Dotted,
        TypeNaming::Snake,
        TypeNaming::ScreamingKebab,
        TypeNaming::Domain("com.acme".to_owned()),
        TypeNaming::Slashed,
        TypeNaming::Versioned,
        TypeNaming::ActionFirst,
        TypeNaming::PascalActionFirst,
        TypeNaming::Kebab,
    ];
    assert_eq!(
        naming.map(|naming| naming.name("sales order", "created", 2)).join(" "),
        "SalesOrderCreated sales_order.created sales_order_created SALES-ORDER-CREATED com.acme.sales-order.created \
         sales-order/created SalesOrderCreatedV2 created:sales-order CreatedSalesOrder sales-order-created"
    );
}
