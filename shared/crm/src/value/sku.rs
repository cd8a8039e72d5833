//! Article numbers.

use super::{ValueError, text_value};
use crate::limits;

text_value! {
    /// A stock keeping unit, as the tenant numbers what it sells: 1 to 64 letters and digits of ASCII and `-`, `_`, `.`, `/`, in upper
    /// case. Lower-case letters are folded, so that one article is found however its number is typed.
    Sku, parse = parse, schema = {
        "type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[A-Z0-9._/-]+$", "examples": ["EVA-100/B"]
    }
}

fn parse(text: &str) -> Result<String, ValueError> {
    let text = text.trim();
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/');
    if !text.is_empty() && text.len() <= limits::SKU && text.bytes().all(allowed) {
        Ok(text.to_ascii_uppercase())
    } else {
        Err(ValueError::new(format!(
            "expected 1 to {} letters `A` to `Z`, digits, `-`, `_`, `.` or `/`, such as `EVA-100/B`",
            limits::SKU
        )))
    }
}
