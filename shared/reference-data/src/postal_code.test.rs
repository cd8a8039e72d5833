use super::*;
use crate::Country;

/// One code of every country with a pattern.
const EXAMPLES: &str = "\
AD AD100/AF 1001/AI AI-2640/AL 1001/AM 0010/AR C1070AAM/AS 96799/AT 1010/AU 2060/AX 22150/AZ 1000/BA 71000/BB BB23026/\
BD 1340/BE 1000/BG 1000/BH 317/BL 97133/BM FL 07/BN BT2328/BR 01310-100/BT 11001/BY 220050/CA K1A 0B1/CC 6799/CH 8001/\
CL 8340457/CN 100055/CO 110221/CR 10101/CU 10400/CV 7600/CX 6798/CY 2008/CZ 100 00/DE 10115/DK 1566/DO 10101/DZ 16000/\
EC 170515/EE 10111/EG 11511/EH 70000/ES 28013/ET 1000/FI 00100/FK FIQQ 1ZZ/FM 96941/FO 100/FR 75008/GB SW1A 1AA/\
GE 0101/GF 97300/GG GY1 1AA/GI GX11 1AA/GL 3900/GN 001/GP 97100/GR 105 57/GS SIQQ 1ZZ/GT 01001/GU 96910/GW 1000/\
HM 7151/HN 11101/HR 10000/HT 6120/HU 1037/ID 40115/IE D02 AF30/IL 9614303/IM IM2 1AA/IN 110001/IO BBND 1ZZ/IQ 31001/\
IR 11936-12345/IS 101/IT 00144/JE JE1 1AG/JO 11937/JP 100-0001/KE 00100/KG 720001/KH 120101/KR 03051/KW 54541/\
KY KY1-1100/KZ 040900/LA 01160/LB 2038 3054/LI 9490/LK 00100/LR 1000/LS 100/LT 04340/LU 4750/LV LV-1073/MA 53000/\
MC 98000/MD 2012/ME 81257/MF 97150/MG 501/MH 96960/MK 1314/MM 11181/MN 65030/MP 96950/MQ 97220/MT VLT 1117/MU 42602/\
MV 20026/MX 02860/MY 50050/MZ 1102/NA 10001/NC 98814/NE 8001/NF 2899/NG 930283/NI 52000/NL 1012 AB/NO 0025/NP 44601/\
NZ 6011/OM 133/PE 15001/PF 98709/PG 111/PH 1008/PK 44000/PL 00-950/PM 97500/PN PCRN 1ZZ/PR 00930/PT 2725-079/PW 96940/\
PY 001536/RE 97400/RO 060274/RS 11000/RU 101000/SA 11564/SD 11042/SE 111 52/SG 546080/SH STHL 1ZZ/SI 4000/SJ 9170/\
SK 010 01/SM 47890/SN 12500/SO JH 09010/SV CP 1101/SZ H100/TC TKCA 1ZZ/TH 10150/TJ 735450/TM 744000/TN 1002/TR 01960/\
TW 104/TZ 6090/UA 01001/UM 96898/US 94105/UY 11600/UZ 702100/VA 00120/VC VC0100/VE 1010/VG VG1110/VI 00802/VN 70010/\
WF 98600/YT 97600/ZA 0083/ZM 50100";

/// The other forms that a country has.
const OTHER_FORMS: &str = "\
US 94105-1234/US 94105 1234/CA K1A0B1/BR 01310100/JP 1000001/NL 1012AB/SE 11152/GB EC1A 1BB/GB W1A 0AX/GB M1 1AE/\
GB B33 8TH/GB CR2 6XH/GB DN55 1PT/GB SW1A1AA/GB GIR 0AA/GB BFPO 801/IE A65 F4E2/AI 2640/AM 375010/AR 1070/IL 96143/\
IR 1193612345/LB 2038/MU 742CU001/OM PC 133/PE LIMA 23/PE CALLAO 02/RS 106314/SH TDCU 1ZZ/SV 1101/TW 10491/TW 106409/\
CR 101-1001/VN 700100/TZ 14111/PR 00907-1234";

/// Texts that are no code of the country.
const INVALID: &str = "\
DE 1011/DE 101155/DE D-10115/DE 1011A/DE 10 115/US 9410/US 941055/US 94105-/US 94105-123/US 94105--1234/CA K1A  0B1/\
CA D1A 0B1/CA 1KA B01/GB SW1A/GB SW1A 1A/GB ZZ1 1AA/GB SW1A 1CA/GB 12345/NL 1012 A/NL AB 1012/JP 100-001/BR 1310-100/\
PT 2725079/PL 00950/LI 9499/MC 75008/VA 00121/LV 1073/AX 00100/SH ABCD 1ZZ/CH 800/IE D02";

fn pairs(list: &str) -> impl Iterator<Item = (&str, &str)> {
    list.split('/').filter_map(|pair| pair.split_once(' '))
}

/// A pattern that refuses what the post of the country prints keeps its people out.
///
/// Requirement: REF-1
#[test]
fn a_code_of_every_country_is_taken() {
    for (country, code) in pairs(EXAMPLES).chain(pairs(OTHER_FORMS)) {
        assert_eq!(is_postal_code(country, code), Some(true), "{country} {code}");
    }
    let with_example: Vec<_> = pairs(EXAMPLES).map(|(country, _)| country).collect();
    assert_eq!(with_example, PATTERNS.iter().map(|(country, _)| *country).collect::<Vec<_>>());
}

/// A pattern that takes anything finds no mistyped code.
///
/// Requirement: REF-1
#[test]
fn what_is_no_code_of_the_country_is_refused() {
    for (country, text) in pairs(INVALID) {
        assert_eq!(is_postal_code(country, text), Some(false), "{country} {text}");
    }
    for (country, code) in pairs(EXAMPLES) {
        for text in ["".to_owned(), format!("{code}!"), format!("!{code}"), format!("{code}\n"), format!("x{code}")] {
            assert_eq!(is_postal_code(country, &text), Some(false), "{country} {text:?}");
        }
    }
}

/// Who types lower case means the same code; space is cut off once, where text comes in, and not here.
///
/// Requirement: REF-1
#[test]
fn lower_case_is_taken_and_space_around_is_not() {
    assert_eq!(is_postal_code("GB", "sw1a 1aa"), Some(true));
    for text in [" 10115", "10115 ", "\t10115", "10115\u{a0}"] {
        assert_eq!(is_postal_code("DE", text), Some(false), "{text:?}");
    }
    assert_eq!(is_postal_code("EG", "١١٥١١"), Some(false), "digits of another script");
}

/// Whoever is refused for a code that their country has not cannot mend it.
///
/// Requirement: REF-1
#[test]
fn nothing_is_said_of_a_country_without_a_pattern() {
    for country in ["AE", "HK", "QA", "PA", "ZZ", "", "de"] {
        assert_eq!(postal_code_pattern(country), None, "{country}");
        assert_eq!(is_postal_code(country, "12345"), None, "{country}");
    }
    assert_eq!(postal_code_pattern("DE"), Some(r"\d{5}"));
}

/// The lookup searches a sorted table, and a pattern of a country that ISO 3166-1 does not list is never asked for.
///
/// Requirement: REF-1
#[test]
fn patterns_are_sorted_and_of_listed_countries() {
    assert!(PATTERNS.is_sorted_by(|(one, _), (next, _)| one < next));
    assert!(PATTERNS.iter().all(|(country, _)| Country::from_alpha2(country).is_some()));
    assert_eq!(PATTERNS.len(), 178);
}
