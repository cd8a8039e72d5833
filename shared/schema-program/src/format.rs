//! The formats, by the rules of the `jsonschema` crate: RFC 3339, RFC 9562, RFC 3986. A test holds them against it. They accept nothing that it
//! refuses; where they refuse a date that it accepts, `+2` for a day, it is wrong.

use std::net::{Ipv4Addr, Ipv6Addr};

/// A format that is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// A full date.
    Date,
    /// A full time with its offset.
    Time,
    /// Both.
    DateTime,
    /// A UUID with hyphens.
    Uuid,
    /// A URI with a scheme.
    Uri,
    /// Four numbers.
    Ipv4,
    /// Eight groups.
    Ipv6,
}

/// What the name of a format asks for.
pub(crate) enum Asked {
    /// This check.
    Check(Format),
    /// Nothing: a note for readers, such as `int16`.
    Nothing,
    /// A check that is not in here.
    Unknown,
}

/// The formats of 2020-12 that `jsonschema` checks and this crate does not.
const UNKNOWN: [&str; 12] = [
    "duration",
    "email",
    "hostname",
    "idn-email",
    "idn-hostname",
    "iri",
    "iri-reference",
    "json-pointer",
    "regex",
    "relative-json-pointer",
    "uri-reference",
    "uri-template",
];

impl Format {
    pub(crate) fn of(name: &str) -> Asked {
        Asked::Check(match name {
            "date" => Self::Date,
            "time" => Self::Time,
            "date-time" => Self::DateTime,
            "uuid" => Self::Uuid,
            "uri" => Self::Uri,
            "ipv4" => Self::Ipv4,
            "ipv6" => Self::Ipv6,
            name if UNKNOWN.contains(&name) => return Asked::Unknown,
            _ => return Asked::Nothing,
        })
    }

    pub(crate) fn fits(self, text: &str) -> bool {
        let bytes = text.as_bytes();
        match self {
            Self::Date => is_date(bytes),
            Self::Time => is_time(bytes),
            Self::DateTime => is_date_time(bytes),
            Self::Uuid => is_uuid(bytes),
            Self::Uri => is_uri(text),
            Self::Ipv4 => text.parse::<Ipv4Addr>().is_ok(),
            Self::Ipv6 => text.parse::<Ipv6Addr>().is_ok(),
        }
    }
}

fn is_date_time(bytes: &[u8]) -> bool {
    match bytes.split_at_checked(10) {
        Some((date, [b'T' | b't', time @ ..])) => is_date(date) && is_time(time),
        _ => false,
    }
}

fn is_date(bytes: &[u8]) -> bool {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *bytes else { return false };
    let (Some(century), Some(year), Some(month), Some(day)) = (two(y1, y2), two(y3, y4), two(m1, m2), two(d1, d2))
    else {
        return false;
    };
    let year = u16::from(century) * 100 + u16::from(year);
    let leap = (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    (1..=days).contains(&day)
}

fn is_time(bytes: &[u8]) -> bool {
    let [h1, h2, b':', m1, m2, b':', s1, s2, rest @ ..] = bytes else { return false };
    let (Some(hour), Some(minute), Some(second)) = (two(*h1, *h2), two(*m1, *m2), two(*s1, *s2)) else { return false };
    if hour > 23 || minute > 59 || second > 60 {
        return false;
    }
    let rest = match rest {
        [b'.', fraction @ ..] => {
            let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
            if digits == 0 {
                return false;
            }
            fraction.get(digits..).unwrap_or_default()
        }
        rest => rest,
    };
    // A leap second is the last of a day in UTC.
    let local = i16::from(hour) * 60 + i16::from(minute);
    match *rest {
        [b'Z' | b'z'] => second != 60 || local == LAST_MINUTE,
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (Some(hours), Some(minutes)) = (two(h1, h2), two(m1, m2)) else { return false };
            let offset = i16::from(hours) * 60 + i16::from(minutes);
            let utc = if sign == b'+' { local - offset } else { local + offset };
            hours <= 23 && minutes <= 59 && (second != 60 || utc.rem_euclid(LAST_MINUTE + 1) == LAST_MINUTE)
        }
        _ => false,
    }
}

const LAST_MINUTE: i16 = 23 * 60 + 59;

fn two(tens: u8, ones: u8) -> Option<u8> {
    (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| (tens - b'0') * 10 + ones - b'0')
}

fn is_uuid(bytes: &[u8]) -> bool {
    let Ok(bytes) = <&[u8; 36]>::try_from(bytes) else { return false };
    bytes.iter().enumerate().all(|(at, byte)| match at {
        8 | 13 | 18 | 23 => *byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    })
}

/// RFC 3986, with the part that is no reference by itself.
fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let scheme_byte = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    if !scheme.starts_with(|c: char| c.is_ascii_alphabetic()) || !scheme.bytes().all(scheme_byte) {
        return false;
    }
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (hierarchy, query) = rest.split_once('?').unwrap_or((rest, ""));
    let path = match hierarchy.strip_prefix("//") {
        None => hierarchy,
        Some(hierarchy) => {
            let (authority, path) = hierarchy.split_at(hierarchy.find('/').unwrap_or(hierarchy.len()));
            if !is_authority(authority) {
                return false;
            }
            path
        }
    };
    is_of(path, b":@/") && is_of(query, b":@/?") && is_of(fragment, b":@/?")
}

fn is_authority(authority: &str) -> bool {
    let (user, host_port) = authority.rsplit_once('@').unwrap_or(("", authority));
    let (host_fits, port) = match host_port.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((literal, port)) => (is_ip_literal(literal), port),
        None => {
            let (host, port) = host_port.split_at(host_port.find(':').unwrap_or(host_port.len()));
            (is_of(host, b""), port)
        }
    };
    let port_fits =
        port.is_empty() || port.strip_prefix(':').is_some_and(|port| port.bytes().all(|b| b.is_ascii_digit()));
    host_fits && port_fits && is_of(user, b":")
}

fn is_ip_literal(literal: &str) -> bool {
    match literal.strip_prefix(['v', 'V']).and_then(|rest| rest.split_once('.')) {
        Some((version, address)) => {
            let version_fits = !version.is_empty() && version.bytes().all(|b| b.is_ascii_hexdigit());
            version_fits && !address.is_empty() && !address.contains('%') && is_of(address, b":")
        }
        None => literal.parse::<Ipv6Addr>().is_ok(),
    }
}

/// Unreserved characters, sub-delimiters, percent-encodings, and these.
fn is_of(text: &str, more: &[u8]) -> bool {
    let mut bytes = text.as_bytes();
    while let [byte, rest @ ..] = bytes {
        bytes = match (byte, rest) {
            (b'%', [high, low, rest @ ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => rest,
            _ if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=".contains(byte) || more.contains(byte) => rest,
            _ => return false,
        };
    }
    true
}

#[cfg(test)]
#[path = "format.test.rs"]
mod tests;
