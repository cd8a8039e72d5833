//! Measures in a process of its own.
//!
//! `execute` writes a line of metrics on standard output each time, which is a part of what it costs. So the program runs itself
//! again without standard output, and that process says what it found on standard error.

use std::{
    env, io,
    process::{Command, Stdio, exit},
};

/// What the process that measures is called with.
const MEASURE: &str = "--measure";

/// Runs a future in the process that measures, and prints what it writes on standard error. Tells whether it came to its end.
pub fn run<F: Future<Output = ()>>(measure: impl FnOnce() -> F) -> bool {
    if env::args().any(|argument| argument == MEASURE) {
        // One thread: no time for threads to wake each other, and every allocation is of what is measured.
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(measure());
        exit(0);
    }
    let mut measuring = Command::new(env::current_exe().expect("this program"));
    let measuring = measuring.arg(MEASURE).stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
    let mut measuring = measuring.expect("this program runs again");
    let mut found = measuring.stderr.take().expect("its standard error");
    io::copy(&mut found, &mut io::stdout()).expect("standard output takes the table");
    measuring.wait().expect("its end").success()
}
