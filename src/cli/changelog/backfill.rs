//! `specline changelog backfill`: the whole history out of git, an entry for every commit that changed something.
//!
//! Entries that nightly runs have recorded stay as they are; only what lies before the oldest of them is read out of git.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use semver::Version;

use crate::cli::exit::Exit;
use crate::cli::io::{Io, day, refresh_file};
use crate::diff;
use crate::history::{self, Clock, Commit, Layout, Snapshot, Snapshots};
use crate::openapi::Document;
use crate::release::{self, Baseline, Changelog, Entry, Options, Survey};
use crate::render::words::counted;

/// Where the record says how far the history was read.
const READ_TO: &str = "backfilled_to";
/// Where an entry says which commit it tells.
const COMMIT: &str = "commit";
/// The version of the first snapshot where later nights have their versions already.
const BEFORE_THE_FIRST: Version = Version::new(0, 1, 0);
/// So many snapshots may be read again after a call was interrupted.
const SAVE_EVERY: usize = 20;

/// Arguments of `specline changelog backfill`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  specline changelog backfill
  specline changelog backfill --path 'apis/*/openapi.json' --revision origin/main
  specline changelog backfill --restart              record everything again")]
pub struct Args {
    /// Where the history keeps the documents: a folder, a file, or `apis/*/openapi.json`
    #[arg(long, default_value = "specs")]
    path: String,
    /// The repository
    #[arg(long, value_name = "DIR", default_value = ".")]
    repository: PathBuf,
    /// Where the history ends
    #[arg(long, value_name = "REV", default_value = "HEAD")]
    revision: String,
    /// Take the day on which a commit was written, not the one on which it came into this history
    #[arg(long)]
    author_date: bool,
    /// Forget recorded entries and begin anew
    #[arg(long)]
    restart: bool,
}

/// The night that the next one is compared with.
struct Before {
    documents: Vec<Arc<Document>>,
    survey: Survey,
}

/// Runs `specline changelog backfill`.
///
/// # Errors
/// See [`crate::history::Error`]; recorded entries that do not come from this history.
pub fn run(
    args: &Args,
    record: &Path,
    options: &Options,
    comparing: &diff::Options,
    io: &mut Io,
) -> anyhow::Result<Exit> {
    let layout = Layout::new(&args.path);
    let clock = if args.author_date { Clock::Author } else { Clock::Committer };
    let mut commits =
        history::commits(&args.repository, &args.revision, &layout, clock).map_err(|error| {
            anyhow::anyhow!("{error}; `--repository` and `--revision` say where the history is")
        })?;
    anyhow::ensure!(
        !commits.is_empty(),
        "no commit touches the documents; `--path` says where the history keeps them"
    );
    let mut changelog = if args.restart { Changelog::default() } else { known(record)? };
    let newer = recorded_by_runs(&mut changelog);
    if let Some(oldest) = newer.last() {
        commits.retain(|commit| day(commit.time) < oldest.date);
    }
    let mut reader = Snapshots::open(&args.repository, &layout)?;
    let (mut before, todo) = resume(&changelog, &commits, &mut reader, options)?;
    let bar = progress(todo.len(), io);
    let recorded = changelog.entries.len();
    for (at, commit) in todo.iter().enumerate() {
        let snapshot = reader.read(commit)?;
        report(&snapshot, &bar, io);
        if snapshot.changed && !snapshot.documents.is_empty() {
            let night = (commit, &snapshot);
            let first = if newer.is_empty() { &options.first_version } else { &BEFORE_THE_FIRST };
            before = Some(record_night(&mut changelog, before.as_ref(), night, (options, first), comparing));
        }
        changelog.other.insert(READ_TO.to_owned(), commit.id.clone().into());
        if at % SAVE_EVERY == SAVE_EVERY - 1 {
            save(&changelog, &newer, record)?;
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    let found = changelog.entries.len() - recorded;
    let whole = save(&changelog, &newer, record)?;
    super::write_all(&whole, record, options)?;
    io.note(format_args!(
        "{} recorded out of {}",
        counted(found, "entry", None),
        counted(todo.len(), "snapshot", None)
    ));
    Ok(Exit::Done)
}

fn known(record: &Path) -> anyhow::Result<Changelog> {
    if record.exists() { super::recorded(record) } else { Ok(Changelog::default()) }
}

/// Takes out what nightly runs have recorded: the newest entries, down to the oldest that names no commit.
fn recorded_by_runs(changelog: &mut Changelog) -> Vec<Entry> {
    let of_run = |entry: &Entry| !entry.other.contains_key(COMMIT);
    let end = changelog.entries.iter().rposition(of_run).map_or(0, |at| at + 1);
    changelog.entries.drain(..end).collect()
}

/// What is left to read, and the night before it.
fn resume<'a>(
    changelog: &Changelog,
    commits: &'a [Commit],
    reader: &mut Snapshots<'_>,
    options: &Options,
) -> anyhow::Result<(Option<Before>, &'a [Commit])> {
    let Some(last) = changelog.other.get(READ_TO).and_then(serde_json::Value::as_str) else {
        anyhow::ensure!(
            changelog.entries.is_empty(),
            "entries are recorded that do not come out of this history; `--restart` forgets them, `--record FILE` writes elsewhere"
        );
        return Ok((None, commits));
    };
    if commits.is_empty() {
        return Ok((None, &[]));
    }
    let at = commits.iter().position(|commit| commit.id == last).with_context(|| {
        format!("commit {} is no part of this history; `--restart` begins anew", history::short(last))
    })?;
    if at + 1 == commits.len() {
        return Ok((None, &[]));
    }
    let documents = reader.read(&commits[at])?.documents;
    let survey = Survey::of(documents.iter().map(Arc::as_ref), options);
    Ok((Some(Before { documents, survey }), &commits[at + 1..]))
}

/// The documents that another night has not: an operation that moves from one to another changes both.
fn differing(documents: &[Arc<Document>], others: &[Arc<Document>]) -> Vec<Document> {
    let same = |one: &Arc<Document>| others.iter().any(|other| Arc::ptr_eq(one, other));
    documents.iter().filter(|one| !same(one)).map(|one| Document::clone(one)).collect()
}

/// Records what a snapshot changes; the first one is the baseline.
fn record_night(
    changelog: &mut Changelog,
    before: Option<&Before>,
    (commit, snapshot): (&Commit, &Snapshot),
    (options, first): (&Options, &Version),
    comparing: &diff::Options,
) -> Before {
    let documents = snapshot.documents.clone();
    let survey = Survey::of(documents.iter().map(Arc::as_ref), options);
    let date = day(commit.time);
    let Some(before) = before else {
        changelog.baseline = Some(Baseline {
            date,
            version: first.clone(),
            facts: survey.facts(None),
            commit: Some(commit.id.clone()),
        });
        return Before { documents, survey };
    };
    let comparing = diff::Options { as_of: Some(date), ..comparing.clone() };
    let (base, revision) =
        (differing(&before.documents, &documents), differing(&documents, &before.documents));
    let alone = before.documents.len() == 1 && documents.len() == 1;
    let compare = if alone { diff::compare } else { diff::compare_services };
    let changes = compare(&base, &revision, &comparing);
    if !changes.is_empty() {
        let promises_nothing =
            |operation: &_| survey.is_experimental(operation) || before.survey.is_experimental(operation);
        let version = release::bump_where(changelog.version(), &changes, promises_nothing);
        let version = if first.major == 0 { before_the_first(changelog.version(), version) } else { version };
        let entry = changelog.record(date, version, changes);
        entry.facts = Some(survey.facts(Some(&before.survey)));
        entry.other.insert(COMMIT.to_owned(), commit.id.clone().into());
    }
    Before { documents, survey }
}

/// The next version before 1.0.0 (Semantic Versioning 2.0.0, item 4): what breaks raises the second number, all else the third.
fn before_the_first(previous: Option<&Version>, next: Version) -> Version {
    match previous {
        Some(previous) if previous.major == 0 && next.major > 0 => Version::new(0, previous.minor + 1, 0),
        Some(previous) if previous.major == 0 => Version::new(0, previous.minor, previous.patch + 1),
        _ => next,
    }
}

/// Writes what is recorded, with the entries of nightly runs in front again, and returns it whole.
fn save(changelog: &Changelog, newer: &[Entry], record: &Path) -> anyhow::Result<Changelog> {
    let mut whole = changelog.clone();
    whole.entries.splice(..0, newer.iter().cloned());
    refresh_file(record, whole.print().as_bytes())?;
    Ok(whole)
}

fn report(snapshot: &Snapshot, bar: &ProgressBar, io: &mut Io) {
    for error in &snapshot.unusable {
        bar.suspend(|| io.warn(format_args!("{error}; the version before it stands in")));
    }
}

fn progress(snapshots: usize, io: &Io) -> ProgressBar {
    let target = if io.progress { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let bar = ProgressBar::with_draw_target(u64::try_from(snapshots).ok(), target);
    match ProgressStyle::with_template("{bar:30} {pos} of {len} snapshots") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
