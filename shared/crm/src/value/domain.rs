//! Internet domains of companies.

use super::{ValueError, text_value};

text_value! {
    /// A registrable domain (one label below a public suffix) in lower-case ASCII (IDNA, UTS 46), such as `example.co.uk`.
    /// Domains of free mail providers are refused: they say nothing about a company. Source: the Public Suffix List.
    Domain, parse = parse, schema = {
        "type": "string", "minLength": 3, "maxLength": 253, "pattern": "^[a-z0-9-]+(\\.[a-z0-9-]+)+$", "examples": ["example.com"]
    }
}

fn parse(text: &str) -> Result<String, ValueError> {
    let expected = || ValueError::new("expected a domain such as `example.com`");
    let ascii = idna::domain_to_ascii_strict(text.trim()).map_err(|_| expected())?;
    let registrable = psl::domain(ascii.as_bytes()).filter(|domain| domain.suffix().is_known()).ok_or_else(expected)?;
    if registrable.as_bytes() != ascii.as_bytes() {
        return Err(ValueError::new("expected the registrable domain alone, without a host name in front of it"));
    }
    if FREE_MAIL.binary_search(&ascii.as_str()).is_ok() {
        return Err(ValueError::new("the domain of a free mail provider does not identify a company"));
    }
    Ok(ascii)
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
