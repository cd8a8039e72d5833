//! The tables against others' tables: iso-codes 4.15.0 and CLDR 48.2, as the files beside this one have them. Every
//! code on one side only stands here with its reason; any other difference fails.
//!
//! `rust_iso3166` itself is made from a later iso-codes (4.20.1). So where 4.15.0 says otherwise, CLDR, which has its
//! subdivisions from ISO on its own, must side with us.

#![allow(clippy::expect_used, reason = "a test that cannot go on stops")]

mod countries;
mod currencies;
mod difference;
mod subdivisions;
