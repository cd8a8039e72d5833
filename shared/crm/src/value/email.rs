//! Email addresses.

use email_address::Options;

use super::{ValueError, domain, text_value};
use crate::limits;

text_value! {
    /// An email address as it was typed (RFC 5321, RFC 6531), at most 254 bytes and without quotes; the domain has a
    /// top-level domain. Whether two are
    /// the same is a question for [`normalised`](EmailAddress::normalised).
    EmailAddress, parse = parse, schema = {
        "type": "string", "format": "idn-email", "minLength": 5, "maxLength": 254, "examples": ["ada@example.com"]
    }
}

impl EmailAddress {
    /// The form in which two spellings of one mailbox are equal: all of it in lower case, the domain in ASCII (IDNA, UTS 46).
    ///
    /// By RFC 5321 a server may tell `Ada@` from `ada@`; none that people use does.
    #[must_use]
    pub fn normalised(&self) -> String {
        let (local, domain) = self.0.rsplit_once('@').unwrap_or((&self.0, ""));
        // The domain was read by the same function when the address was.
        let domain = domain::to_ascii(domain).unwrap_or_else(|_| domain.to_lowercase());
        format!("{}@{domain}", local.to_lowercase())
    }
}

const OPTIONS: Options = Options { minimum_sub_domains: 2, allow_domain_literal: false, allow_display_text: false };

fn parse(text: &str) -> Result<String, ValueError> {
    let expected = || ValueError::new("expected an email address such as `ada@example.com`");
    let text = text.trim();
    // `"ada"@example.com` is the mailbox of `ada@example.com` (RFC 5321, 4.1.2), and nobody has an address that needs the quotes.
    if text.contains('"') {
        return Err(expected());
    }
    if text.len() > limits::EMAIL_ADDRESS {
        return Err(ValueError::new(format!("must have at most {} bytes", limits::EMAIL_ADDRESS)));
    }
    let address = email_address::EmailAddress::parse_with_options(text, OPTIONS).map_err(|_| expected())?;
    domain::to_ascii(address.domain()).map_err(|_| expected())?;
    Ok(address.into())
}
