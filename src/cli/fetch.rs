//! `specline fetch`

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use jiff::civil::Date;

use super::config::{self, Setup};
use super::exit::Exit;
use super::io::Io;
use crate::artefact::Artefact;
use crate::escape::terminal;
use crate::fetch::{self, Lock, Night, Progress, Tonight, Verdict};
use crate::openapi::{Document, folder};
use crate::pipeline::{self, CONSOLIDATED, Job, LOCK, SPECS};
use crate::publish;

/// Arguments of `specline fetch`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  specline fetch                        download all documents into specs/
  specline fetch --dry-run              say what would change
  specline fetch --accept-removal apps  let a missing service go at once")]
pub struct Args {
    /// Let this service go, or lose operations, without waiting; `*` for all
    #[arg(long, value_name = "SERVICE")]
    accept_removal: Vec<String>,
    /// Ask for everything and write nothing
    #[arg(long)]
    dry_run: bool,
    /// How to tell what came
    #[arg(short, long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
    /// The day it is [default: today]
    #[arg(long, value_name = "DATE")]
    date: Option<Date>,
}

/// `-f`
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A line a service that is not as it was
    #[default]
    Text,
    /// An array with `service`, `url`, `verdict`, `text`
    Json,
}

/// Runs `specline fetch`.
///
/// # Errors
/// A configuration or lock that cannot be read, a night that is given up, files that cannot be written.
pub fn run(args: &Args, io: &mut Io) -> anyhow::Result<Exit> {
    let Setup { root, config } = config::load(io)?;
    let now = io.clock(args.date)?;
    let writer = if args.dry_run { None } else { Some(publish::begin(&root, now)?) };
    let lock = lock(&root.join(CONSOLIDATED).join(LOCK))?;
    let files = if root.join(SPECS).is_dir() { folder::files(&root.join(SPECS))? } else { BTreeMap::new() };
    let previous = folder::open_all(&files.values().cloned().collect::<Vec<_>>());
    let previous = previous.into_iter().collect::<Result<Vec<Document>, _>>()?;
    let bar = Bar::new(io.progress);
    let job = Job {
        root: &root,
        config: &config,
        offline: false,
        dry_run: args.dry_run,
        now,
        accepted_removals: &args.accept_removal,
    };
    let night = fetch::night(&Tonight {
        sources: &config.sources,
        options: &config.fetch,
        lock: &lock,
        previous: &previous,
        accepted: &args.accept_removal,
        base: &root,
        now,
        usable: &pipeline::mergeable(&job)?,
        progress: &bar,
    })?;
    bar.0.finish_and_clear();
    if let Some(writer) = writer {
        let (artefacts, removed) = files_of(&night, &files);
        writer.publish(&artefacts, &removed)?;
    }
    report(&night, args.format, io)?;
    Ok(Exit::Done)
}

fn lock(path: &Path) -> anyhow::Result<Lock> {
    match std::fs::read_to_string(path) {
        Ok(text) => {
            Lock::read(&text).with_context(|| format!("{}: restore it from the repository", path.display()))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Lock::default()),
        Err(error) => Err(error).with_context(|| path.display().to_string()),
    }
}

/// What to write and what to remove; a document in a file of another name (`.users.yaml`) moves.
fn files_of(night: &Night, files: &BTreeMap<String, PathBuf>) -> (Vec<Artefact>, Vec<String>) {
    let mut artefacts = vec![Artefact::text(format!("{CONSOLIDATED}/{LOCK}"), night.lock.print())];
    let mut removed = Vec::new();
    for service in &night.services {
        let path = format!("{SPECS}/{}.json", service.name);
        let old = files
            .get(&service.name)
            .and_then(|file| Some(format!("{SPECS}/{}", file.file_name()?.to_str()?)));
        let goes = matches!(service.verdict, Verdict::Removed { .. });
        if let Some(document) = &service.document {
            artefacts.push(Artefact::text(&path, document.text.as_str()));
        }
        removed.extend(old.filter(|old| goes || (service.document.is_some() && *old != path)));
    }
    (artefacts, removed)
}

fn report(night: &Night, format: Format, io: &mut Io) -> anyhow::Result<()> {
    for note in &night.notes {
        io.note(format_args!("note: {note}"));
    }
    if format == Format::Json {
        let of = |one: &fetch::Fetched| {
            serde_json::json!({
                "service": one.name, "url": one.url, "verdict": one.verdict.word(), "text": one.verdict.to_string(),
            })
        };
        let all: Vec<_> = night.services.iter().map(of).collect();
        writeln!(io.out, "{}", serde_json::to_string_pretty(&all)?)?;
        return Ok(());
    }
    let quiet = |one: &&fetch::Fetched| !matches!(one.verdict, Verdict::Unchanged);
    for one in night.services.iter().filter(quiet) {
        writeln!(io.out, "{}", terminal(&format!("{}: {}", one.name, one.verdict)))?;
    }
    let unchanged = night.services.len() - night.services.iter().filter(quiet).count();
    io.note(format_args!("{} services, {unchanged} unchanged", night.services.len()));
    Ok(())
}

/// A bar on a terminal, nothing elsewhere.
struct Bar(indicatif::ProgressBar);

impl Bar {
    fn new(shown: bool) -> Self {
        Self(if shown { indicatif::ProgressBar::new(0) } else { indicatif::ProgressBar::hidden() })
    }
}

impl Progress for Bar {
    fn listed(&self, documents: usize) {
        self.0.set_length(documents as u64);
    }

    fn arrived(&self, _service: &str) {
        self.0.inc(1);
    }
}
