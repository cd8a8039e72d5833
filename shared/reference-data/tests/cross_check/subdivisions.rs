//! ISO 3166-2.

use std::collections::{BTreeMap, BTreeSet};

use reference_data::{Country, Subdivision};

use crate::difference::{Difference, assert_differences, rows};

const SINCE_ISO_CODES: [Difference; 17] = [
    Difference {
        start: "DZ-",
        ours: "49 50 51 52 53 54 55 56 57 58",
        theirs: "",
        reason: "ten provinces that Algeria made in 2019 of districts in its south",
    },
    Difference {
        start: "ET-",
        ours: "SI SW",
        theirs: "",
        reason: "states since 2020 and 2021, out of the Southern Nations",
    },
    Difference {
        start: "FR-",
        ours: "69M 6AE 75C",
        theirs: "75",
        reason: "collectivities of their own kind: Lyon (2015), Alsace (2021), and Paris (2019), which was department 75",
    },
    Difference {
        start: "FR-",
        ours: "",
        theirs: "GF GP MQ RE YT",
        reason: "the five overseas have one code each, with digits: region and department are one there",
    },
    Difference {
        start: "GB-",
        ours: "NNH WNH",
        theirs: "NTH",
        reason: "Northamptonshire was split in two on 2021-04-01",
    },
    Difference {
        start: "GT-",
        ours: "01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22",
        theirs: "AV BV CM CQ ES GU HU IZ JA JU PE PR QC QZ RE SA SM SO SR SU TO ZA",
        reason: "digits replaced the letters of all 22 departments",
    },
    Difference { start: "ID-", ours: "PD PE PS PT", theirs: "", reason: "four provinces of 2022 on New Guinea" },
    Difference {
        start: "IN-",
        ours: "CG OD TS UK",
        theirs: "CT OR TG UT",
        reason: "other letters for Chhattisgarh, Odisha, Telangana and Uttarakhand",
    },
    Difference { start: "IQ-", ours: "KR", theirs: "", reason: "the Kurdistan region, above its governorates" },
    Difference {
        start: "IS-",
        ours: "HUG MUL SKR",
        theirs: "AKH BFJ BLO DJU FLD HEL HUT SBH SEY SKU SSF",
        reason: "municipalities that were merged from 2020 to 2022, into these and into others that keep their codes",
    },
    Difference { start: "KP-", ours: "15", theirs: "", reason: "Kaesong, a city outside of the provinces" },
    Difference {
        start: "KZ-",
        ours: "10 11 15 19 23 27 31 33 35 39 43 47 55 59 61 62 63 71 75 79",
        theirs: "AKM AKT ALA ALM AST ATY KAR KUS KZY MAN PAV SEV SHY VOS YUZ ZAP ZHA",
        reason: "digits replaced the letters when three regions were made in 2022: 10, 33 and 62",
    },
    Difference {
        start: "LV-",
        ours: "111 112 113",
        theirs: "001 003 004 005 006 008 009 010 012 013 014 017 018 019 020 021 023 024 025 027 028 029 030 031 032 034 035 \
                 036 037 038 039 040 043 044 045 046 048 049 051 053 055 057 060 061 063 064 065 066 069 070 071 072 074 075 \
                 076 078 079 081 082 083 084 085 086 090 092 093 095 096 098 100 103 104 105 107 108 109 110 JKB VMR",
        reason: "119 municipalities became 43 on 2021-07-01",
    },
    Difference { start: "ME-", ours: "25", theirs: "", reason: "Zeta, a municipality since 2022" },
    Difference {
        start: "NP-",
        ours: "",
        theirs: "1 2 3 4 5 BA BH DH GA JA KA KO LU MA ME NA RA SA SE",
        reason: "seven provinces (P1 to P7) stand for the development regions and zones since the constitution of 2015",
    },
    Difference { start: "PA-", ours: "NT", theirs: "", reason: "the comarca Naso Tjër Di, since 2020" },
    Difference { start: "PH-", ours: "MGN MGS", theirs: "MAG", reason: "Maguindanao was split in two in 2022" },
];

/// CLDR gives no code to a subdivision that has a code as a country.
const NOT_IN_CLDR: [Difference; 5] = [
    Difference { start: "FI-", ours: "01", theirs: "", reason: "Åland: AX as a country" },
    Difference {
        start: "FR-",
        ours: "BL CP MF NC PF PM TF WF",
        theirs: "",
        reason: "countries by the same letters; CP is reserved for Clipperton",
    },
    Difference { start: "NL-", ours: "AW CW SX", theirs: "", reason: "countries by the same letters" },
    Difference { start: "SH-", ours: "TA", theirs: "", reason: "Tristan da Cunha: TA is reserved in ISO 3166-1" },
    Difference { start: "US-", ours: "AS GU MP PR UM VI", theirs: "", reason: "countries by the same letters" },
];

/// Codes with another category than in iso-codes 4.15.0: what it says there, and why it is no more.
const OTHER_CATEGORIES: [(&str, &str, &str); 6] = [
    (
        "FR-971 FR-972 FR-973 FR-974 FR-976",
        "Overseas department",
        "region and department in one: `collectivity` says so, `unique` where one assembly serves both",
    ),
    ("GB-BKM", "Two-tier county", "one authority since 2020-04-01"),
    ("KR-42", "Province", "Gangwon governs itself since 2023-06-11"),
    ("LV-DGV LV-JEL LV-JUR LV-LPX LV-REZ LV-RIX LV-VEN", "Republican city", "called state cities by the law of 2020"),
    ("MX-CMX", "Federal district", "Mexico City is an entity like the states since 2016-01-29"),
    (
        "SI-011 SI-050 SI-052 SI-054 SI-061 SI-070 SI-080 SI-084 SI-085 SI-096 SI-112 SI-133",
        "Municipality",
        "the twelve urban ones have a category of their own",
    ),
];

fn ours() -> BTreeSet<&'static str> {
    Subdivision::all().iter().map(|subdivision| subdivision.code).collect()
}

fn of_cldr() -> BTreeSet<String> {
    let rows = rows(include_str!("cldr/subdivisions.tsv"));
    rows.iter().flat_map(|[alpha2, rest]| rest.split(' ').map(move |rest| format!("{alpha2}-{rest}"))).collect()
}

/// An address in a new province would be refused, one in a province that is no more would be taken.
///
/// Requirement: REF-1
#[test]
fn subdivisions_are_those_of_cldr_and_those_that_are_also_countries() {
    let theirs = of_cldr();
    assert_differences(&ours(), &theirs.iter().map(String::as_str).collect(), &NOT_IN_CLDR);
}

/// A code that iso-codes has and we have not may be one that the crate forgot.
///
/// Requirement: REF-1
#[test]
fn subdivisions_are_those_of_iso_codes_and_what_came_since() {
    let rows = rows::<3>(include_str!("iso-codes/iso_3166-2.tsv"));
    let theirs = rows.iter().map(|[code, ..]| *code).collect();
    assert_differences(&ours(), &theirs, &SINCE_ISO_CODES);
    let cldr = of_cldr();
    let only_theirs: Vec<_> = theirs.difference(&ours()).filter(|code| cldr.contains(**code)).copied().collect();
    assert!(only_theirs.is_empty(), "CLDR has them too: {only_theirs:?}");
    let only_ours: Vec<_> = ours().difference(&theirs).filter(|code| !cldr.contains(**code)).copied().collect();
    assert!(only_ours.is_empty(), "CLDR has them neither: {only_ours:?}");
}

/// A category that moved to another code shows that the rows got mixed up; so do names.
///
/// Requirement: REF-1
#[test]
fn categories_are_those_of_iso_codes_and_what_came_since() {
    let rows = rows::<3>(include_str!("iso-codes/iso_3166-2.tsv"));
    let in_both =
        || rows.iter().filter_map(|[code, category, name]| Some((Subdivision::from_code(code)?, *category, *name)));
    let other: BTreeMap<_, _> = in_both()
        .filter(|(ours, category, _)| ours.category != *category)
        .map(|(ours, category, _)| (ours.code, category))
        .collect();
    let listed =
        OTHER_CATEGORIES.iter().flat_map(|(codes, category, _)| codes.split(' ').map(move |code| (code, *category)));
    assert_eq!(other, listed.collect());
    assert!(OTHER_CATEGORIES.iter().all(|(_, _, reason)| reason.len() > 20), "every difference has a reason");
    let other_names = in_both().filter(|(ours, _, name)| ours.name != *name).count();
    assert_eq!(other_names, 214, "mostly another of the country's languages, or its transcription");
}

/// A subdivision under a country that is not listed can be chosen by nobody.
///
/// Requirement: REF-1
#[test]
fn every_subdivision_belongs_to_a_country() {
    let below = |country: &'static Country| country.subdivisions().iter().map(|subdivision| subdivision.code);
    let of_countries: Vec<_> = Country::all().iter().flat_map(below).collect();
    assert_eq!(of_countries, ours().into_iter().collect::<Vec<_>>());
}
