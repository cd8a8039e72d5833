//! Telephone numbers.

use super::{ValueError, text_value};

text_value! {
    /// A telephone number in the international form of ITU-T E.164: `+`, then 2 to 15 digits. Spaces, dots, hyphens and
    /// parentheses between the digits are dropped.
    Phone, parse = parse, schema = { "type": "string", "pattern": "^\\+[1-9][0-9]{1,14}$", "examples": ["+14155550123"] }
}

fn parse(text: &str) -> Result<String, ValueError> {
    let expected = || ValueError::new("expected an international number such as `+14155550123`");
    let digits = text.trim().strip_prefix('+').ok_or_else(expected)?;
    let number: String = digits.chars().filter(|c| !matches!(c, ' ' | '-' | '.' | '(' | ')')).collect();
    let valid =
        (2..=15).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit()) && !number.starts_with('0');
    if valid { Ok(format!("+{number}")) } else { Err(expected()) }
}
