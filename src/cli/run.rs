//! `specline run`

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use jiff::civil::Date;

use super::config::{self, Setup};
use super::exit::Exit;
use super::github;
use super::io::Io;
use crate::diff::change::Level;
use crate::escape::terminal;
use crate::fetch::Verdict;
use crate::finding::Severity;
use crate::pipeline::{self, Job, Outcome, Watch};
use crate::publish;
use crate::render::words::counted;

/// Arguments of `specline run`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  specline run                        the night: fetch, merge, lint, compare, render, publish
  specline run --offline              the same with specs/ as it stands
  specline run --dry-run              say what would be published
  specline run --accept-removal apps  let a service go without waiting further nights")]
pub struct Args {
    /// Use specs/ as it stands
    #[arg(long)]
    offline: bool,
    /// Publish nothing, say what would be published
    #[arg(long)]
    dry_run: bool,
    /// The day of this night (YYYY-MM-DD) [default: today, UTC]
    #[arg(long, value_name = "DATE")]
    date: Option<Date>,
    /// A service that may vanish at once
    #[arg(long, value_name = "SERVICE")]
    accept_removal: Vec<String>,
    /// Print how long each stage took; some run beside others
    #[arg(long)]
    timings: bool,
}

/// Runs one night.
///
/// # Errors
/// See [`pipeline::RunError`]; the files of the previous night are untouched then.
pub fn run(args: &Args, io: &mut Io) -> anyhow::Result<Exit> {
    let setup = config::load(io)?;
    let job = job(&setup, args, io.clock(args.date)?);
    let outcome = night(&job, args, io)?;
    summary(&outcome, args, io)?;
    tell_github(&job, &outcome)?;
    Ok(Exit::Done)
}

fn job<'a>(setup: &'a Setup, args: &'a Args, now: Timestamp) -> Job<'a> {
    Job {
        root: &setup.root,
        config: &setup.config,
        offline: args.offline,
        dry_run: args.dry_run,
        now,
        accepted_removals: &args.accept_removal,
    }
}

fn night(job: &Job<'_>, args: &Args, io: &mut Io) -> anyhow::Result<Outcome> {
    let watch = Stages::new(io.progress);
    let result = pipeline::run(job, &watch);
    let timings = watch.finish();
    if args.timings {
        for (name, millis) in timings {
            io.warn(format_args!("{name:<10} {millis:>8.1} ms"));
        }
    }
    Ok(result?)
}

/// What the night came to, for a person.
pub fn summary(outcome: &Outcome, args: &Args, io: &mut Io) -> anyhow::Result<()> {
    for note in &outcome.notes {
        io.warn(format_args!("note: {note}"));
    }
    for (service, verdict) in &outcome.services {
        if let Verdict::Held { why, since } = verdict {
            io.warn(format_args!("held: {service} keeps its last document since {since}: {why}"));
        }
    }
    let version = &outcome.version;
    let state = match (&outcome.entry, args.dry_run) {
        (Some(_), true) => format!("would publish {version}"),
        (Some(_), false) => format!("published {version}"),
        (None, _) => format!("nothing changed; {version} stands"),
    };
    let services = counted(outcome.services.len(), "service", None);
    let operations = counted(outcome.operations, "operation", None);
    writeln!(io.out, "{state}: {operations} of {services}, every one proved faithful")?;
    if let Some(entry) = &outcome.entry {
        let baseline = entry.changes.is_empty();
        let said = if baseline {
            "a baseline to compare the next nights with".to_owned()
        } else {
            entry.summary.to_string()
        };
        writeln!(io.out, "changes: {said}")?;
        for change in entry.changes.iter().filter(|change| change.level == Level::Breaking) {
            let place = change.operations();
            let first = place.first().map_or(String::new(), |o| format!("{} {}: ", o.operation, o.path));
            let more = if place.len() > 1 {
                format!(" (and {} more operations)", place.len() - 1)
            } else {
                String::new()
            };
            writeln!(io.out, "  breaks {}{more}", terminal(&format!("{first}{}", change.text)))?;
        }
    }
    let errors = outcome.findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    writeln!(io.out, "lint: {} findings, {errors} of them errors", outcome.findings.len())?;
    let verb = if args.dry_run { "would write" } else { "wrote" };
    writeln!(io.out, "files: {verb} {}", outcome.written.len())?;
    Ok(())
}

fn tell_github(job: &Job<'_>, outcome: &Outcome) -> anyhow::Result<()> {
    let markdown = match &outcome.entry {
        Some(entry) => pipeline::step_summary(job, entry)?,
        None => format!("Nothing changed; {} stands.\n", outcome.version),
    };
    github::step_summary(&markdown)?;
    if !github::wants_outputs() {
        return Ok(());
    }
    let file = github::temporary_folder().join(format!("specline-{}-summary.md", job.config.name));
    publish::write_file(&file, markdown.as_bytes())?;
    let breaking = outcome.entry.as_ref().is_some_and(|entry| entry.summary.breaking > 0);
    github::outputs(&[
        ("changed", outcome.changed.to_string()),
        ("version", outcome.version.to_string()),
        ("breaking", breaking.to_string()),
        ("services_changed", outcome.services_changed.join(",")),
        ("summary_file", file.display().to_string()),
    ])
}

/// Shows and times the stages.
struct Stages {
    bar: Option<ProgressBar>,
    seen: Mutex<Vec<Timed>>,
}

/// A stage with its begin and, once it is over, its length.
struct Timed {
    name: &'static str,
    begun: Instant,
    took: Option<Duration>,
}

impl Stages {
    fn new(shown: bool) -> Self {
        let bar = shown.then(|| {
            let bar = ProgressBar::new_spinner();
            bar.set_style(ProgressStyle::with_template("{spinner} {msg}").expect("a template of our own"));
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        });
        Self { bar, seen: Mutex::new(Vec::new()) }
    }

    /// Each stage with its milliseconds.
    fn finish(self) -> Vec<(&'static str, f64)> {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        let seen = self.seen.into_inner().unwrap_or_else(PoisonError::into_inner);
        seen.iter().filter_map(|stage| Some((stage.name, stage.took?.as_secs_f64() * 1e3))).collect()
    }

    fn seen(&self) -> MutexGuard<'_, Vec<Timed>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Watch for Stages {
    fn begins(&self, name: &'static str) {
        self.seen().push(Timed { name, begun: Instant::now(), took: None });
        if let Some(bar) = &self.bar {
            bar.set_message(name);
        }
    }

    fn ends(&self, name: &'static str) {
        if let Some(stage) = self.seen().iter_mut().find(|stage| stage.name == name) {
            stage.took = Some(stage.begun.elapsed());
        }
    }
}
