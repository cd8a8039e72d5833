//! The report for people.

use std::fmt;

use super::{Report, Severity, Violation};

/// So many lines are named.
const NAMED_LINES: usize = 8;
/// So many violations of low severity are named.
const NAMED_LOW: usize = 5;
const NAMED: usize = 40;

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} events of {} types", self.events, self.types)?;
        if self.unreadable_count > 0 {
            writeln!(f, "{} lines are no events:", self.unreadable_count)?;
            for line in self.unreadable.iter().take(NAMED_LINES) {
                writeln!(f, "  line {}: {}", line.line, line.reason)?;
            }
        }
        writeln!(f, "\nWhat the events share")?;
        for pattern in self.patterns.iter().filter(|pattern| pattern.kind != "form" && pattern.kind != "shared") {
            writeln!(f, "  {:<9} {}", pattern.kind, pattern.explain)?;
        }
        let (low, serious): (Vec<_>, Vec<_>) =
            self.violations.iter().partition(|violation| violation.severity == Severity::Low);
        if serious.is_empty() {
            writeln!(f, "\nNothing deviates from it.")?;
        } else {
            writeln!(f, "\nWhat deviates")?;
        }
        for violation in serious.iter().take(NAMED) {
            write_violation(f, violation)?;
        }
        if serious.len() > NAMED {
            writeln!(f, "  .. and {} more; --format json has them all", serious.len() - NAMED)?;
        }
        if !low.is_empty() {
            writeln!(f, "\nOdd, but perhaps meant")?;
            for violation in low.iter().take(NAMED_LOW) {
                write_violation(f, violation)?;
            }
            if low.len() > NAMED_LOW {
                writeln!(f, "  .. and {} more; --format json has them all", low.len() - NAMED_LOW)?;
            }
        }
        Ok(())
    }
}

fn write_violation(f: &mut fmt::Formatter<'_>, violation: &Violation) -> fmt::Result {
    writeln!(
        f,
        "  {:>3}. {:<8} {:<9} {} {}",
        violation.rank,
        violation.severity.as_str(),
        violation.kind.as_str(),
        violation.event_type,
        violation.path
    )?;
    writeln!(f, "       {}", violation.explain)?;
    let mut lines: Vec<String> = violation.lines.iter().take(NAMED_LINES).map(u64::to_string).collect();
    if violation.count > NAMED_LINES as u64 {
        lines.push("..".to_owned());
    }
    let events = if violation.count == 1 { "event" } else { "events" };
    writeln!(f, "       {} {events}, line {}", violation.count, lines.join(", "))
}
