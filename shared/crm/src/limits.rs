//! The limits of the domain, in one place. Strings count Unicode scalar values; collections count elements.

/// Of a name, a title, a short text.
pub const SHORT_TEXT: usize = 255;
/// Of a body, a description, notes.
pub const LONG_TEXT: usize = 32_000;
/// Of one tag.
pub const TAG: usize = 64;
/// Of the tags of a record.
pub const TAGS: usize = 50;
/// Of the domains of an account: to replace all of them by others takes two claims each, within one transaction.
pub const DOMAINS: usize = 40;
/// Of the telephone numbers of a record.
pub const PHONES: usize = 20;
/// Of the tax ids of an account.
pub const TAX_IDS: usize = 20;
/// Of a tax id's value and scheme; the longest schemes known have 20.
pub const TAX_ID: usize = 64;
/// Of a web address. Source: the practical limit of browsers and proxies.
pub const WEBSITE: usize = 2_048;
/// Digits of an amount before the decimal point: beyond any economy, and far from where decimals overflow.
pub const AMOUNT_DIGITS: u32 = 18;
