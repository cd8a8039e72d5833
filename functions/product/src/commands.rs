//! The commands on products.

use access_control::Permission;
use api::{JsonBody, OptionalBody, Problem, api_endpoint};
use axum::{extract::State, response::Response};
use crm::{
    product::{ChangeProduct, CreateProduct, Product, ProductCommand, ProductId, SetPrice},
    record::AssignOwner,
};
use lambda_host::{CommandHead, view::Record};

use crate::App;

/// Enters a product.
#[api_endpoint(
    method = POST,
    path = "/products",
    permission = Permission::ProductCreate,
    extractors(app, head, body),
    state = App,
    request = CreateProduct,
    response = Record<Product>,
    status = 201,
    summary = "Create a product",
    description = "A draft without a price: it can be sold when it is active and has a price in force."
)]
pub async fn create_product(
    State(app): State<App>,
    head: CommandHead,
    body: JsonBody<CreateProduct>,
) -> Result<Response, Problem> {
    let command = ProductCommand::Create(Box::new(body.value));
    app.create::<Product>(head, command, &body.bytes).await
}

/// Changes what is known of a product.
#[api_endpoint(
    method = PATCH,
    path = "/products/{product_id}",
    permission = Permission::ProductUpdate,
    path_params(product_id),
    extractors(app, head, body),
    state = App,
    request = ChangeProduct,
    response = Record<Product>,
    summary = "Change a product by a merge patch",
    description = "Only a draft may get another SKU: 422 `sku_frozen`."
)]
pub async fn change_product(
    product_id: ProductId,
    State(app): State<App>,
    head: CommandHead,
    body: JsonBody<ChangeProduct>,
) -> Result<Response, Problem> {
    let command = ProductCommand::Change(Box::new(body.value));
    app.run::<Product>(head, product_id, command, &body.bytes).await
}

/// Puts a product away.
#[api_endpoint(
    method = DELETE,
    path = "/products/{product_id}",
    permission = Permission::ProductArchive,
    path_params(product_id),
    extractors(app, head),
    state = App,
    response = Record<Product>,
    summary = "Archive a product",
    description = "Its SKU becomes free. To archive it again changes nothing."
)]
pub async fn archive_product(
    product_id: ProductId,
    State(app): State<App>,
    head: CommandHead,
) -> Result<Response, Problem> {
    app.run::<Product>(head, product_id, ProductCommand::Archive, &[]).await
}

/// Takes a product back from the archive.
#[api_endpoint(
    method = POST,
    path = "/products/{product_id}/restore",
    permission = Permission::ProductRestore,
    path_params(product_id),
    extractors(app, head, body),
    state = App,
    optional_request = ChangeProduct,
    response = Record<Product>,
    summary = "Restore an archived product",
    description = "Its SKU may be taken by now. A body, a merge patch as of a change, is carried out at the same time; that takes \
                   the permission to change too. A record in use is not changed here: 422 `not_archived`, unless all of it is so \
                   already."
)]
pub async fn restore_product(
    product_id: ProductId,
    State(app): State<App>,
    head: CommandHead,
    body: OptionalBody<ChangeProduct>,
) -> Result<Response, Problem> {
    app.restore::<Product, _>(head, product_id, Permission::ProductUpdate, body, ProductCommand::Restore).await
}

/// Sets the price of a product on some days.
#[api_endpoint(
    method = POST,
    path = "/products/{product_id}/set-price",
    permission = Permission::ProductSetPrice,
    path_params(product_id),
    extractors(app, head, body),
    state = App,
    request = SetPrice,
    response = Record<Product>,
    summary = "Set the price of a product",
    description = "It supersedes what stood in its currency on its days: an earlier price ends before it, or is split around it. \
                   Equal prices that follow each other without a gap stand as one."
)]
pub async fn set_price_product(
    product_id: ProductId,
    State(app): State<App>,
    head: CommandHead,
    body: JsonBody<SetPrice>,
) -> Result<Response, Problem> {
    app.run::<Product>(head, product_id, ProductCommand::SetPrice(body.value), &body.bytes).await
}

/// Begins to sell a product.
#[api_endpoint(
    method = POST,
    path = "/products/{product_id}/activate",
    permission = Permission::ProductActivate,
    path_params(product_id),
    extractors(app, head),
    state = App,
    response = Record<Product>,
    summary = "Activate a draft of a product",
    description = "Its SKU is final from then on. 422 `illegal_move` for a product that is retired."
)]
pub async fn activate_product(
    product_id: ProductId,
    State(app): State<App>,
    head: CommandHead,
) -> Result<Response, Problem> {
    app.run::<Product>(head, product_id, ProductCommand::Activate, &[]).await
}

/// Stops selling a product.
#[api_endpoint(
    method = POST,
    path = "/products/{product_id}/retire",
    permission = Permission::ProductRetire,
    path_params(product_id),
    extractors(app, head),
    state = App,
    response = Record<Product>,
    summary = "Retire an active product",
    description = "422 `illegal_move` for a draft."
)]
pub async fn retire_product(
    product_id: ProductId,
    State(app): State<App>,
    head: CommandHead,
) -> Result<Response, Problem> {
    app.run::<Product>(head, product_id, ProductCommand::Retire, &[]).await
}

/// Sells a product again.
#[api_endpoint(
    method = POST,
    path = "/products/{product_id}/reinstate",
    permission = Permission::ProductReinstate,
    path_params(product_id),
    extractors(app, head),
    state = App,
    response = Record<Product>,
    summary = "Reinstate a retired product",
    description = "422 `illegal_move` for a draft."
)]
pub async fn reinstate_product(
    product_id: ProductId,
    State(app): State<App>,
    head: CommandHead,
) -> Result<Response, Problem> {
    app.run::<Product>(head, product_id, ProductCommand::Reinstate, &[]).await
}

/// Gives a product to another member.
#[api_endpoint(
    method = POST,
    path = "/products/{product_id}/assign",
    permission = Permission::ProductAssign,
    path_params(product_id),
    extractors(app, head, body),
    state = App,
    request = AssignOwner,
    response = Record<Product>,
    summary = "Assign an owner to a product"
)]
pub async fn assign_product(
    product_id: ProductId,
    State(app): State<App>,
    head: CommandHead,
    body: JsonBody<AssignOwner>,
) -> Result<Response, Problem> {
    app.run::<Product>(head, product_id, ProductCommand::Assign(body.value), &body.bytes).await
}
