//! Writes the tables of countries, subdivisions and currencies out of the crates that keep them: corrected, and sorted
//! by code.
//!
//! The crates' own lookups would link 2.8 MB of maps, and are not in order. What is written here is what is asked for.

#![allow(clippy::print_stdout, reason = "standard output is how a build script speaks to cargo")]

mod corrections;

use std::{collections::BTreeMap, env, error::Error, fs, mem, path::PathBuf};

use corrections::Correction;
use iso_currency::{Currency, IntoEnumIterator as _};
use rust_iso3166::iso3166_2::SUBDIVISION_MAP;

/// The fields of each entry as Rust source, by code.
type Table = BTreeMap<&'static str, String>;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=build");
    write("Country", &countries())?;
    write("Subdivision", &subdivisions())?;
    write("Currency", &currencies()?)
}

fn countries() -> Table {
    let fields = |country: &rust_iso3166::CountryCode| {
        let rust_iso3166::CountryCode { alpha2, alpha3, numeric, name } = country;
        (*alpha2, format!("alpha2: {alpha2:?}, alpha3: {alpha3:?}, numeric: \"{numeric:03}\", name: {name:?}"))
    };
    rust_iso3166::ALL.iter().map(fields).collect()
}

fn subdivisions() -> Table {
    let fields = |subdivision: &rust_iso3166::iso3166_2::Subdivision| {
        let rust_iso3166::iso3166_2::Subdivision { code, name, subdivision_type, .. } = subdivision;
        (*code, format!("code: {code:?}, name: {name:?}, category: {subdivision_type:?}"))
    };
    SUBDIVISION_MAP.values().map(fields).collect()
}

fn currencies() -> Result<Table, String> {
    let named = |currency: Currency| (currency.code(), (currency, currency.name().to_owned()));
    let mut all: BTreeMap<_, _> = Currency::iter().map(named).collect();
    for (code, correction) in corrections::OF_CURRENCIES {
        let was_needed = match correction {
            Correction::Withdrawn => all.remove(code).is_some(),
            Correction::Named(right) => {
                all.get_mut(code).is_some_and(|(_, name)| mem::replace(name, right.into()) != right)
            }
        };
        if !was_needed {
            return Err(format!("the crate has caught up with the correction of `{code}`: remove it"));
        }
    }
    let fields = |(code, (currency, name)): (&'static str, (Currency, String))| {
        let (numeric, minor_digits) = (currency.numeric(), currency.exponent());
        (code, format!("code: {code:?}, numeric: \"{numeric:03}\", name: {name:?}, minor_digits: {minor_digits:?}"))
    };
    Ok(all.into_iter().map(fields).collect())
}

/// A file with an array of `kind`, to be included as an expression.
fn write(kind: &str, table: &Table) -> Result<(), Box<dyn Error>> {
    let entries: String = table.values().map(|fields| format!("{kind} {{ {fields} }},\n")).collect();
    let folder = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo names no folder for what is built")?);
    Ok(fs::write(folder.join(format!("{kind}.rs")), format!("[\n{entries}]\n"))?)
}
