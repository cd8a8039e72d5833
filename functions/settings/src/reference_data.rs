//! Reference data: countries, their subdivisions, currencies. The same for everybody, and from the binary.

use std::{borrow::Cow, collections::BTreeMap, str::FromStr, sync::LazyLock};

use access_control::Permission;
use api::{Asset, PathParameter, Problem, api_endpoint};
use axum::{http::HeaderMap, response::Response};
use crm::value::{Country as CountryCode, ValueError};
use reference_data::{Country, Currency, Subdivision, postal_code_pattern};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use crate::App;

/// A day: codes change a few times a year. Private: the data is nobody's secret, but a shared cache would hand it to who has no token,
/// or one that was revoked.
const CACHE_CONTROL: &str = "private, max-age=86400";

/// A list that is answered as a whole.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "{T}List")]
pub struct List<T> {
    /// All of them, in the order of their codes.
    items: Vec<T>,
}

/// A country with how its postal codes look.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ListedCountry")]
pub struct CountryView {
    #[serde(flatten)]
    country: &'static Country,
    /// The pattern of its postal codes in upper case: a regular expression (ECMA-262) for the whole code. Missing where there are no
    /// postal codes, or none whose form is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    postal_code_pattern: Option<&'static str>,
}

/// The country of a path: a code that no country has is a list that is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathCountry(CountryCode);

impl FromStr for PathCountry {
    type Err = ValueError;
    fn from_str(text: &str) -> Result<Self, ValueError> {
        text.parse().map(Self)
    }
}

impl JsonSchema for PathCountry {
    fn schema_name() -> Cow<'static, str> {
        CountryCode::schema_name()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        CountryCode::json_schema(generator)
    }
}

impl PathParameter for PathCountry {}

static COUNTRIES: LazyLock<Asset> = LazyLock::new(|| {
    let view =
        |country: &'static Country| CountryView { country, postal_code_pattern: postal_code_pattern(country.alpha2) };
    asset(Country::all().iter().map(view))
});

static SUBDIVISIONS: LazyLock<BTreeMap<&str, Asset>> =
    LazyLock::new(|| Country::all().iter().map(|country| (country.alpha2, asset(country.subdivisions()))).collect());

static CURRENCIES: LazyLock<Asset> = LazyLock::new(|| asset(Currency::all()));

/// The bytes of a list.
fn asset<T: Serialize>(items: impl IntoIterator<Item = T>) -> Asset {
    // Texts and numbers always become JSON.
    let body = serde_json::to_vec(&List { items: items.into_iter().collect() }).unwrap_or_default();
    Asset::new("application/json", CACHE_CONTROL, body)
}

/// The countries.
#[api_endpoint(
    method = GET,
    path = "/reference/countries",
    permission = Permission::ReferenceRead,
    extractors(headers),
    state = App,
    response = List<CountryView>,
    summary = "List the countries of ISO 3166-1",
    description = "Kept for a day; with the `ETag` in `If-None-Match` the answer is 304 while the list is the same."
)]
pub async fn countries_reference(headers: HeaderMap) -> Response {
    COUNTRIES.serve(&headers)
}

/// The subdivisions of a country.
#[api_endpoint(
    method = GET,
    path = "/reference/countries/{country}/subdivisions",
    permission = Permission::ReferenceRead,
    path_params(country),
    extractors(headers),
    state = App,
    response = List<Subdivision>,
    summary = "List the subdivisions of a country, by ISO 3166-2",
    description = "All levels that the standard lists; some countries have none. Kept for a day; with the `ETag` in `If-None-Match` the \
                   answer is 304 while the list is the same."
)]
pub async fn subdivisions_reference(country: PathCountry, headers: HeaderMap) -> Result<Response, Problem> {
    let subdivisions = SUBDIVISIONS.get(country.0.as_str()).ok_or_else(Problem::not_found)?;
    Ok(subdivisions.serve(&headers))
}

/// The currencies.
#[api_endpoint(
    method = GET,
    path = "/reference/currencies",
    permission = Permission::ReferenceRead,
    extractors(headers),
    state = App,
    response = List<Currency>,
    summary = "List the currencies of ISO 4217",
    description = "Kept for a day; with the `ETag` in `If-None-Match` the answer is 304 while the list is the same."
)]
pub async fn currencies_reference(headers: HeaderMap) -> Response {
    CURRENCIES.serve(&headers)
}

#[cfg(test)]
#[path = "reference_data.test.rs"]
mod tests;
