#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on stops")]

use axum::{body::to_bytes, http::header};
use serde_json::{Value, json};

use super::*;

async fn body(response: Response) -> Value {
    serde_json::from_slice(&to_bytes(response.into_body(), usize::MAX).await.unwrap()).unwrap()
}

async fn of(country: &str) -> Result<Response, Problem> {
    subdivisions_reference(country.parse().unwrap(), HeaderMap::new()).await
}

/// A form that offers countries, and checks what is typed into it, needs no more than this. Requirement: REF-1
#[tokio::test]
async fn a_country_comes_with_the_pattern_of_its_postal_codes() {
    let list = body(countries_reference(HeaderMap::new()).await).await;
    let items = list["items"].as_array().unwrap();
    let country = |alpha2: &str| items.iter().find(|item| item["alpha2"] == alpha2).unwrap().clone();
    assert_eq!(items.len(), Country::all().len());
    assert_eq!(
        country("DE"),
        json!({"alpha2": "DE", "alpha3": "DEU", "numeric": "276", "name": "Germany", "postal_code_pattern": "\\d{5}"})
    );
    // Hong Kong has no postal codes.
    assert_eq!(country("HK").get("postal_code_pattern"), None);
}

/// A list without what it is for, or of another country, misleads whoever chooses from it. Requirement: REF-1
#[tokio::test]
async fn subdivisions_are_those_of_the_country() {
    let list = body(of("DE").await.unwrap()).await;
    assert_eq!(list["items"].as_array().unwrap().len(), 16);
    assert_eq!(list["items"][1], json!({"code": "DE-BE", "name": "Berlin", "category": "Land"}));
    assert_eq!(body(of("AQ").await.unwrap()).await, json!({"items": []}));
}

/// A code that no country has is nothing that is there, and what is no code is a mistake in the request. Requirement: REF-1, ALL-7
#[tokio::test]
async fn an_unknown_country_is_not_found() {
    for unknown in ["ZZ", "AN"] {
        assert_eq!(of(unknown).await.unwrap_err().status().as_u16(), 404, "{unknown}");
    }
    for wrong in ["", "de", "DEU", "D", "ÄÖ"] {
        assert!(wrong.parse::<PathCountry>().is_err(), "{wrong}");
    }
}

/// An amount with the wrong number of digits is refused by the bank. Requirement: REF-1
#[tokio::test]
async fn currencies_come_with_their_minor_units() {
    let list = body(currencies_reference(HeaderMap::new()).await).await;
    let items = list["items"].as_array().unwrap();
    let digits = |code: &str| items.iter().find(|item| item["code"] == code).unwrap().get("minor_digits").cloned();
    let expected = [Some(json!(0)), Some(json!(2)), Some(json!(3)), Some(json!(4)), None];
    assert_eq!(["JPY", "EUR", "KWD", "CLF", "XAU"].map(digits), expected);
}

/// Lists that never change would be loaded with every form, and a shared cache would give them to who may not ask. Requirement: REF-1
#[tokio::test]
async fn a_client_keeps_what_it_has() {
    let mut tags = Vec::new();
    for list in 0..4 {
        let serve = async |headers: HeaderMap| match list {
            0 => countries_reference(headers).await,
            1 => currencies_reference(headers).await,
            2 => subdivisions_reference("DE".parse().unwrap(), headers).await.unwrap(),
            _ => subdivisions_reference("FR".parse().unwrap(), headers).await.unwrap(),
        };
        let first = serve(HeaderMap::new()).await;
        assert_eq!(first.headers()[header::CACHE_CONTROL], "private, max-age=86400");
        let tag = first.headers()[header::ETAG].clone();
        let again = serve(HeaderMap::from_iter([(header::IF_NONE_MATCH, tag.clone())])).await;
        assert_eq!((again.status().as_u16(), &again.headers()[header::ETAG]), (304, &tag));
        assert!(to_bytes(again.into_body(), 1).await.unwrap().is_empty());
        tags.push(tag);
    }
    tags.sort_by(|one, other| one.as_bytes().cmp(other.as_bytes()));
    tags.dedup();
    assert_eq!(tags.len(), 4, "each list has a tag of its own");
}
