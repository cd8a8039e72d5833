//! The reads of products.

use access_control::Permission;
use api::{Caller, Problem, api_endpoint};
use axum::{extract::State, response::Response};
use crm::product::{ARCHIVED_LIST, LIST, Product, ProductId};
use lambda_host::view::{self, NamedPageQuery, Page, Record};

use crate::App;

/// One product.
#[api_endpoint(
    method = GET,
    path = "/products/{product_id}",
    permission = Permission::ProductRead,
    path_params(product_id),
    extractors(app, caller),
    state = App,
    response = Record<Product>,
    summary = "Get a product"
)]
pub async fn get_product(product_id: ProductId, State(app): State<App>, caller: Caller) -> Result<Response, Problem> {
    app.get::<Product>(&caller, product_id).await
}

/// A page of products.
#[api_endpoint(
    method = GET,
    path = "/products",
    permission = Permission::ProductRead,
    query_params(query),
    extractors(app, caller),
    state = App,
    response = Page<Product>,
    summary = "List products, oldest first or by name"
)]
pub async fn list_products(query: NamedPageQuery, State(app): State<App>, caller: Caller) -> Result<Response, Problem> {
    let list = if query.archived == Some(true) { ARCHIVED_LIST } else { LIST };
    let listing = query.listing(list)?;
    Ok(view::page(app.page::<Product>(&caller, &listing, &query.page()).await?))
}
