//! The limits of the domain, in one place. Strings count Unicode scalar values; collections count elements.

use crate::value::Date;

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
/// Of an article number: ASCII characters.
pub const SKU: usize = 64;
/// Of the prices of a product, past and future ones and all currencies included.
pub const PRICES: usize = 200;
/// Digits of an amount before the decimal point: beyond any economy, and far from where decimals overflow.
pub const AMOUNT_DIGITS: u32 = 18;
/// Digits of a quantity before the decimal point.
pub const QUANTITY_DIGITS: usize = 12;
/// Digits of a quantity behind the decimal point.
pub const QUANTITY_FRACTION_DIGITS: usize = 6;
/// Digits of a percentage behind the decimal point.
pub const PERCENTAGE_FRACTION_DIGITS: usize = 4;
/// Of the lines of an opportunity.
pub const LINES: usize = 250;
/// Of the contacts with a role in an opportunity.
pub const CONTACT_ROLES: usize = 20;
/// Bytes of an email address. Source: RFC 5321, 4.5.3.1.3, without the angle brackets.
pub const EMAIL_ADDRESS: usize = 254;
/// Of the email addresses of a person.
pub const EMAILS: usize = 20;
/// Of the accounts that a contact is linked to.
pub const ACCOUNT_LINKS: usize = 10;
/// Of the consents of a contact, withdrawn ones included: they are never overwritten.
pub const CONSENTS: usize = 50;
/// Of the managers in the chain that a contact is put under. Who is put under somebody may have people below already, who are not
/// counted again.
pub const REPORTING_DEPTH: usize = kernel::MAX_LINEAGE;
/// Characters of a locale. Source: RFC 5646, 4.4.1.
pub const LOCALE: usize = 35;
/// Characters of the name of a time zone; the longest one known has 32.
pub const TIME_ZONE: usize = 64;
/// The earliest birthday that is written: nobody who was born before lives.
pub const EARLIEST_BIRTHDAY: Date = Date::from_civil(jiff::civil::date(1900, 1, 1));
/// The earliest day of business that is written: what lies before is a year with two digits, or a mistake.
pub const EARLIEST_BUSINESS_DATE: Date = Date::from_civil(jiff::civil::date(1900, 1, 1));
/// Of the currencies that a tenant enables; ISO 4217 lists fewer.
pub const CURRENCIES: usize = 200;
/// Of the versions of a tenant's fiscal calendar: one a year for longer than companies last without a merger.
pub const FISCAL_CALENDARS: usize = 50;
/// Of the pipelines of a tenant, archived ones included.
pub const PIPELINES: usize = 20;
/// Of the stages of a pipeline.
pub const STAGES: usize = 30;
/// Of the reasons why a deal is lost.
pub const LOSS_REASONS: usize = 50;
/// Characters of the code of a reason.
pub const LOSS_CODE: usize = 64;
/// Of the days and currencies with a rate, from one currency in one year: seven currencies on every working day, with the longest
/// decimals within the size of a state.
pub const RATES: usize = 2_000;
