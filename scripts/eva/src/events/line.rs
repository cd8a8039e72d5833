//! One event as one line for people.

use serde_json::Value;

use super::subscription::BusEvent;

const GOVERNANCE: &str = "eva.governance";

/// Whether lines are coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Text alone.
    Plain,
    /// With the escape sequences of terminals.
    Coloured,
}

impl Style {
    /// Colours are for terminals whose user has not asked for none (no-color.org).
    #[must_use]
    pub const fn detect(is_terminal: bool, no_color: bool) -> Self {
        if is_terminal && !no_color { Self::Coloured } else { Self::Plain }
    }

    fn paint(self, code: &str, text: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Coloured => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
        }
    }
}

/// Time, type, aggregate and sequence, tenant, trace; of a violation what was violated. Never `data`.
#[must_use]
pub fn render(event: &BusEvent, style: Style) -> String {
    let time = clean(event.text("occurred_at").unwrap_or("-"));
    let kind = format!("{:<28}", clean(&event.detail_type));
    let tenant = clean(event.text("tenant_id").unwrap_or("no tenant"));
    if event.source == GOVERNANCE {
        let said = |name: &str| {
            event
                .detail
                .get("data")
                .and_then(|data| data.get(name))
                .and_then(Value::as_str)
                .map_or_else(|| "-".to_owned(), clean)
        };
        let what = format!("{time}  {kind}  {} {} at {}  {tenant}", said("event_type"), said("issue"), said("path"));
        return style.paint("1;31", &what);
    }
    let aggregate = clean(event.text("aggregate_id").unwrap_or("-"));
    let sequence =
        event.detail.get("sequence").and_then(Value::as_u64).map_or_else(|| "-".to_owned(), |n| n.to_string());
    let trace = clean(event.text("trace_id").or_else(|| event.text("correlation_id")).unwrap_or("-"));
    let rest = style.paint("2", &format!("{tenant}  {trace}"));
    format!("{time}  {}  {aggregate} #{sequence:<4} {rest}", style.paint("32", &kind))
}

/// Text from the bus must not steer the terminal.
fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
#[path = "line.test.rs"]
mod tests;
