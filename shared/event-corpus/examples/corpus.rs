//! Writes a corpus and its truth to files.
//!
//! ```sh
//! cargo run -p event-corpus --example corpus -- --seed 7 --events 20000 out.jsonl truth.json
//! cargo run -p event-corpus --example corpus -- --seed 7 --list
//! ```
#![allow(clippy::print_stdout, reason = "it prints what it was asked for")]

use std::{
    env,
    error::Error,
    fs::{self, File},
    io::{BufWriter, Write as _},
};

use event_corpus::{Events, Plan, hostile, isolation_plan, seeded_plan, truth_json};

const HELP: &str =
    "usage: corpus [--case isolation|seeded] [--seed N] [--events N] [--rate R] [--list] [OUT.jsonl [TRUTH.json]]
       corpus --hostile FOLDER

  --seed N      draw the plan from this seed (0)
  --case NAME   take a plan with a name instead
  --events N    how many lines, instead of what the plan says
  --rate R      the part of the lines that gets a violation, instead of what the plan says; 0 also for whole types
  --list        print the plan in words and the number of lines by trap
  --hostile     write the inputs that break readers into a folder";

fn main() -> Result<(), Box<dyn Error>> {
    let (mut plan, mut files, mut list) = (Plan::draw(0), Vec::new(), false);
    let (mut events, mut rate) = (None, None);
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("`{argument}` needs a value\n{HELP}"));
        match argument.as_str() {
            "--seed" => plan = Plan::draw(value()?.parse()?),
            "--case" => {
                plan = match value()?.as_str() {
                    "isolation" => isolation_plan(),
                    "seeded" => seeded_plan(),
                    other => return Err(format!("no case is called `{other}`\n{HELP}").into()),
                }
            }
            "--events" => events = Some(value()?.parse()?),
            "--rate" => rate = Some(value()?.parse::<f64>()?),
            "--hostile" => return write_hostile(&value()?),
            "--list" => list = true,
            option if option.starts_with('-') => return Err(HELP.into()),
            _ => files.push(argument),
        }
    }
    plan.events = events.unwrap_or(plan.events);
    if let Some(rate) = rate {
        plan = if rate > 0.0 { Plan { rate, ..plan } } else { plan.clean() };
    }
    if list {
        println!("{plan}");
    }
    let mut files = files.into_iter();
    let mut out = files.next().map(File::create).transpose()?.map(BufWriter::new);
    if out.is_none() && !list {
        return Err(HELP.into());
    }
    let mut made = Events::new(plan);
    let mut truth = Vec::new();
    for line in made.by_ref() {
        if let Some(out) = &mut out {
            writeln!(out, "{}", line.text)?;
        }
        truth.extend(line.planted);
    }
    out.map(|mut out| out.flush()).transpose()?;
    if list {
        println!("planted: {:?}\ntraps: {:?}", event_corpus::by_kind(&truth), made.traps);
    }
    if let Some(path) = files.next() {
        fs::write(path, truth_json(&truth))?;
    }
    Ok(())
}

fn write_hostile(folder: &str) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    for (name, bytes) in hostile() {
        fs::write(format!("{folder}/{}.jsonl", name.replace(' ', "-")), bytes)?;
    }
    Ok(())
}
