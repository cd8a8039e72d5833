use std::io::{BufRead as _, Write as _};
fn main() {
    let path = std::env::args().nth(1).unwrap();
    let mut a = event_analysis::Analyser::new();
    let mut f = std::io::BufReader::new(std::fs::File::open(path).unwrap());
    let mut line = Vec::new();
    let t = std::time::Instant::now();
    while f.read_until(b'\n', &mut line).unwrap() > 0 {
        a.line(&line);
        line.clear();
    }
    a.settle();
    let r = a.report();
    let e = t.elapsed();
    if std::env::args().nth(2).is_some() {
        println!("{}", serde_json::to_string(&r).unwrap());
    } else {
        write!(std::io::stdout(), "{r}").unwrap();
    }
    eprintln!("{} events, {:.0}/s", r.events, r.events as f64 / e.as_secs_f64());
}
