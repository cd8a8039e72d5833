//! What happened, line by line.

use std::{
    io::{self, Write as _},
    time::{Duration, Instant},
};

/// Prints the hops as they are passed.
#[derive(Debug)]
pub struct Report;

impl Report {
    /// Begins a part.
    pub fn section(&self, title: &str) {
        line(&format!("\n{title}"));
    }

    /// A hop that was passed now.
    pub fn hop(&self, what: &str, since: Instant) {
        self.hop_after(what, since.elapsed());
    }

    /// A hop that was passed so long after its request.
    pub fn hop_after(&self, what: &str, after: Duration) {
        line(&render(what, after));
    }

    /// The end, when everything went well.
    pub fn done(&self, took: Duration) {
        line(&format!("\nevery hop works; {:.1} s in all", took.as_secs_f64()));
    }
}

fn render(what: &str, after: Duration) -> String {
    format!("  ok {:>7} ms  {what}", after.as_millis())
}

/// Nobody may be reading any more; the exit code still tells.
fn line(text: &str) {
    let _ = writeln!(io::stdout().lock(), "{text}");
}
