//! Where a crate is wrong against ISO. Each line says why, and what says so; a line that its crate has caught up with
//! stops the build.

use Correction::{Named, Withdrawn};

/// What is done to an entry.
pub enum Correction {
    /// The code is withdrawn.
    Withdrawn,
    /// The name is another one.
    Named(&'static str),
}

/// By code: `iso_currency` 0.7.1. It lists what it marks as superseded itself: all that is withdrawn here, and `VES`, which
/// is in force beside `VED`. OpenJDK 25.0.3 (`java.util.Currency`) has no country either that uses one of the withdrawn.
pub const OF_CURRENCIES: [(&str, Correction); 6] = [
    // Bulgaria has the euro since 2026-01-01: the Council of the EU decided so on 2025-07-08.
    ("BGN", Withdrawn),
    // Cuba has one currency, the peso CUP, since 2021-01-01: its Decree-Law 17/2020.
    ("CUC", Withdrawn),
    // Croatia has the euro since 2023-01-01: Council Decision (EU) 2022/1211.
    ("HRK", Withdrawn),
    // Sierra Leone took three zeros off its leone on 2022-07-01: SLE.
    ("SLL", Withdrawn),
    // Written with one `b` in the crate; the Centrale Bank van Curaçao en Sint Maarten writes two.
    ("XCG", Named("Caribbean guilder")),
    // Zimbabwe has the gold-backed ZWG since 2024-04-08.
    ("ZWL", Withdrawn),
];
