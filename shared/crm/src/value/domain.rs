//! Internet domains of companies.

use super::{ValueError, text_value};

text_value! {
    /// A domain in lower-case ASCII (IDNA, UTS 46), such as `example.co.uk`. Whether it is registrable and of a company is asked
    /// when it is written ([`check`](Domain::check)): the lists change, and what was written must stay readable.
    Domain, parse = to_ascii, schema = {
        "type": "string", "minLength": 3, "maxLength": 253, "pattern": "^[a-z0-9-]+(\\.[a-z0-9-]+)+$", "examples": ["example.com"]
    }
}

impl Domain {
    /// Whether the domain may be written today: one label below a public suffix, and not of a free mail provider, which says
    /// nothing about a company. Source: the Public Suffix List.
    ///
    /// # Errors
    /// [`ValueError`] when it is not.
    pub fn check(&self) -> Result<(), ValueError> {
        let known = psl::domain(self.as_str().as_bytes()).filter(|domain| domain.suffix().is_known());
        let registrable = known.ok_or_else(expected)?;
        if registrable.as_bytes() != self.as_str().as_bytes() {
            return Err(ValueError::new("expected the registrable domain alone, without a host name in front of it"));
        }
        if FREE_MAIL.binary_search(&self.as_str()).is_ok() {
            return Err(ValueError::new("the domain of a free mail provider does not identify a company"));
        }
        Ok(())
    }
}

/// A domain of at least two labels in lower-case ASCII.
pub(super) fn to_ascii(text: &str) -> Result<String, ValueError> {
    let ascii = idna::domain_to_ascii_strict(text.trim()).map_err(|_| expected())?;
    let label = |label: &str| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if (3..=253).contains(&ascii.len()) && ascii.contains('.') && ascii.split('.').all(label) {
        Ok(ascii)
    } else {
        Err(expected())
    }
}

fn expected() -> ValueError {
    ValueError::new("expected a domain such as `example.com`")
}

/// Free mail providers with the most mailboxes, sorted. A domain that is missing here only costs a useless claim.
const FREE_MAIL: &[&str] = &[
    "126.com",
    "163.com",
    "aol.com",
    "bol.com.br",
    "comcast.net",
    "daum.net",
    "duck.com",
    "fastmail.com",
    "free.fr",
    "freenet.de",
    "gmail.com",
    "gmx.at",
    "gmx.ch",
    "gmx.com",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hotmail.co.uk",
    "hotmail.com",
    "hotmail.de",
    "hotmail.fr",
    "hotmail.it",
    "icloud.com",
    "inbox.lv",
    "laposte.net",
    "libero.it",
    "live.com",
    "mac.com",
    "mail.com",
    "mail.ru",
    "me.com",
    "msn.com",
    "naver.com",
    "orange.fr",
    "outlook.com",
    "outlook.de",
    "pm.me",
    "posteo.de",
    "proton.me",
    "protonmail.com",
    "qq.com",
    "rediffmail.com",
    "seznam.cz",
    "sina.com",
    "t-online.de",
    "tutanota.com",
    "uol.com.br",
    "web.de",
    "wp.pl",
    "yahoo.co.in",
    "yahoo.co.jp",
    "yahoo.co.uk",
    "yahoo.com",
    "yahoo.com.br",
    "yahoo.de",
    "yahoo.fr",
    "yandex.ru",
    "ymail.com",
    "zoho.com",
];

#[cfg(test)]
mod tests {
    /// A binary search in an unsorted list lets providers through.
    #[test]
    fn free_mail_providers_are_sorted() {
        assert!(super::FREE_MAIL.is_sorted());
    }
}
