//! `specline changelog`: render again, search, and say what touches one's own calls.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde_json::Value;

use super::exit::Exit;
use super::io::{Io, refresh_file};
use crate::diff::change::Level;
use crate::json;
use crate::release::{self, Calls, Changelog, Entry, Kind, Options, Selector};
use crate::render::{self, Templates, view::View};

mod backfill;

/// Arguments of `specline changelog`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  specline changelog                          render everything again from the recorded entries
  specline changelog show 2026-07-24          one day
  specline changelog since v3.1.0             everything after a version, in sum
  specline changelog impact --har calls.har   what touches the calls of a program
  specline changelog backfill --path specs    record the whole history out of git")]
pub struct Args {
    #[command(subcommand)]
    action: Option<Action>,
    /// The recorded entries; everything that is rendered stands beside them
    #[arg(long, global = true, value_name = "FILE", default_value = "consolidated/changelog.json")]
    record: PathBuf,
    /// A folder whose templates stand in for the built-in ones
    #[arg(long, global = true, value_name = "DIR")]
    templates: Option<PathBuf>,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Record every entry out of the history of a git repository
    Backfill(backfill::Args),
    /// Tell the entries of a day, or the one of a version
    #[command(
        after_help = "Examples:\n  specline changelog show 2026-07-24\n  specline changelog show 3.1.0 -f release-notes > notes.md"
    )]
    Show {
        /// A date such as 2026-07-24 or a version such as 3.1.0
        which: Selector,
        #[command(flatten)]
        output: Output,
    },
    /// Tell in sum what has changed since a day or a version; what came and went cancels
    #[command(
        after_help = "Examples:\n  specline changelog since 2026-01-01\n  specline changelog since v3.1.0 -f markdown"
    )]
    Since {
        /// A date such as 2026-07-24 or a version such as 3.1.0
        which: Selector,
        #[command(flatten)]
        output: Output,
    },
    /// Tell what touches the calls of a program
    #[command(
        after_help = "Examples:\n  specline changelog impact --har calls.har\n  specline changelog impact --operations calls.txt --since 3.1.0 --fail-on breaking"
    )]
    Impact {
        #[command(flatten)]
        calls: CallsFrom,
        /// Only what is newer than this day or version
        #[arg(long, value_name = "WHICH")]
        since: Option<Selector>,
        /// End with 1 when a breaking change (or any change) touches a call
        #[arg(long, value_enum, default_value_t, value_name = "WHAT")]
        fail_on: FailOn,
        #[command(flatten)]
        output: Output,
    },
    /// Print what templates get, as JSON
    #[command(after_help = "Examples:\n  specline changelog context | jq '.entries[0].headline'")]
    Context,
}

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = true)]
struct CallsFrom {
    /// A Postman collection
    #[arg(long, value_name = "FILE")]
    collection: Option<PathBuf>,
    /// An HTTP Archive, as browsers save it
    #[arg(long, value_name = "FILE")]
    har: Option<PathBuf>,
    /// A line a call: `GET /api/v1/items`
    #[arg(long, value_name = "FILE")]
    operations: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
struct Output {
    /// How it is told
    #[arg(short, long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
enum Format {
    /// For a terminal
    #[default]
    Text,
    /// For a page, a pull request, a mail
    Markdown,
    /// The body of a pull request, within what GitHub takes
    PullRequest,
    /// The notes of a release, within what GitHub takes
    ReleaseNotes,
    /// As recorded
    Json,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum FailOn {
    /// A breaking change
    Breaking,
    /// Any change
    Any,
    /// Nothing
    #[default]
    Never,
}

/// Runs `specline changelog`.
///
/// # Errors
/// Entries that cannot be read, templates that fail, files that cannot be written.
pub fn run(args: &Args, io: &mut Io) -> anyhow::Result<Exit> {
    let options = options(args, io)?;
    match &args.action {
        None => again(args, &options, io),
        Some(Action::Backfill(backfill)) => backfill::run(
            backfill,
            &args.record,
            &options,
            &release::comparing(super::config::load_or_default(io)?.config.compatibility),
            io,
        ),
        Some(Action::Show { which, output }) => {
            let changelog = recorded(&args.record)?;
            let found: Vec<Entry> =
                changelog.entries.into_iter().filter(|entry| which.names(entry)).collect();
            anyhow::ensure!(
                !found.is_empty(),
                "no entry of {which} is recorded in {}",
                args.record.display()
            );
            tell(&found, output, &options, io)
        }
        Some(Action::Since { which, output }) => {
            let changelog = recorded(&args.record)?;
            let newer = release::since(&changelog, which);
            match in_sum(newer) {
                Some(sum) => tell(&[sum], output, &options, io),
                None => nothing(output, io, format_args!("nothing has changed since {which}")),
            }
        }
        Some(Action::Impact { calls, since, fail_on, output }) => {
            let changelog = recorded(&args.record)?;
            let newer =
                since.as_ref().map_or(&changelog.entries[..], |which| release::since(&changelog, which));
            impact(newer, &calls.read()?, *fail_on, output, &options, io)
        }
        Some(Action::Context) => {
            let view = View::new(&recorded(&args.record)?, &options);
            write!(io.out, "{}", json::canonical::print(&serde_json::to_value(&view)?))?;
            Ok(Exit::Done)
        }
    }
}

/// The `[changelog]` table of the configuration, where there is one, with the flags over it.
fn options(args: &Args, io: &Io) -> anyhow::Result<Options> {
    let mut options = super::config::load_or_default(io)?.config.changelog;
    if args.templates.is_some() {
        options.templates.clone_from(&args.templates);
    }
    Ok(options)
}

fn recorded(record: &Path) -> anyhow::Result<Changelog> {
    let text = std::fs::read_to_string(record).map_err(|error| {
        anyhow::anyhow!(
            "{} cannot be read: {error}; `specline run` and `specline changelog backfill` record entries",
            record.display()
        )
    })?;
    Changelog::parse(&text).with_context(|| format!("{}", record.display()))
}

/// Renders everything again from the recorded entries.
fn again(args: &Args, options: &Options, io: &mut Io) -> anyhow::Result<Exit> {
    let changelog = recorded(&args.record)?;
    let written = write_all(&changelog, &args.record, options)?;
    io.note(format_args!(
        "{} rendered: {} written",
        render::words::counted(changelog.entries.len(), "entry", None),
        render::words::counted(written, "file", None)
    ));
    Ok(Exit::Done)
}

/// Writes what is rendered beside the record; files that have their content already are not touched.
fn write_all(changelog: &Changelog, record: &Path, options: &Options) -> anyhow::Result<usize> {
    let folder = record.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut written = 0;
    for artefact in render::artefacts(changelog, options, Path::new("."), "")? {
        let path = folder.join(artefact.path.trim_start_matches('/'));
        written += usize::from(refresh_file(&path, &artefact.bytes)?);
    }
    Ok(written)
}

/// One entry that tells many in sum.
fn in_sum(entries: &[Entry]) -> Option<Entry> {
    let (newest, oldest) = (entries.first()?, entries.last()?);
    let changes: Vec<_> = release::between(entries).into_iter().map(|(_, change)| change).collect();
    Some(Entry {
        date: newest.date,
        version: newest.version.clone(),
        previous_version: Some(oldest.previous_version.clone().unwrap_or_else(|| oldest.version.clone())),
        summary: release::summary(&changes),
        changes,
        facts: None,
        lint_fixed: Vec::new(),
        other: serde_json::Map::new(),
    })
}

fn tell(entries: &[Entry], output: &Output, options: &Options, io: &mut Io) -> anyhow::Result<Exit> {
    if matches!(output.format, Format::Json) {
        write!(io.out, "{}", json::canonical::print(&serde_json::to_value(entries)?))?;
        return Ok(Exit::Done);
    }
    let templates = Templates::load(options.templates.as_deref())?;
    for (at, entry) in entries.iter().enumerate() {
        let text = match output.format {
            Format::Markdown => {
                let text = render::changelog::entry(entry, options, &templates)?;
                format!("# {} ({})\n\n{text}", entry.version, entry.date)
            }
            Format::PullRequest => render::changelog::pull_request(entry, options, &templates)?,
            Format::ReleaseNotes => render::changelog::release_notes(entry, options, &templates)?,
            _ => render::changelog::text(entry, options, &templates)?,
        };
        let gap = if at == 0 { "" } else { "\n" };
        write!(io.out, "{gap}{text}")?;
    }
    Ok(Exit::Done)
}

fn nothing(output: &Output, io: &mut Io, said: std::fmt::Arguments<'_>) -> anyhow::Result<Exit> {
    if matches!(output.format, Format::Json) {
        writeln!(io.out, "[]")?;
    }
    io.note(said);
    Ok(Exit::Done)
}

fn impact(
    entries: &[Entry],
    calls: &Calls,
    fail_on: FailOn,
    output: &Output,
    options: &Options,
    io: &mut Io,
) -> anyhow::Result<Exit> {
    anyhow::ensure!(
        !calls.is_empty(),
        "no call was found in the file; a Postman collection v2, a HAR file, or lines such as `GET /api/v1/items` were expected"
    );
    let touched: Vec<Entry> = entries
        .iter()
        .filter_map(|entry| {
            let noticed = entry.changes.iter().filter(|change| Kind::of(change) != Kind::Respelled);
            let changes: Vec<_> = noticed.filter_map(|change| calls.touched(change)).collect();
            let summary = release::summary(&changes);
            (!changes.is_empty()).then(|| Entry {
                changes,
                summary,
                facts: None,
                lint_fixed: Vec::new(),
                ..entry.clone()
            })
        })
        .collect();
    io.note(format_args!(
        "{} of {} touch {} of {}",
        touched.len(),
        render::words::counted(entries.len(), "entry", None),
        calls.reached(touched.iter().flat_map(|entry| &entry.changes)),
        render::words::counted(calls.len(), "call", None)
    ));
    let mut changes = touched.iter().flat_map(|entry| &entry.changes);
    let reached = match fail_on {
        FailOn::Breaking => changes.any(|change| change.level == Level::Breaking),
        FailOn::Any => changes.next().is_some(),
        FailOn::Never => false,
    };
    tell(&touched, output, options, io)?;
    Ok(if reached { Exit::Threshold } else { Exit::Done })
}

impl CallsFrom {
    fn read(&self) -> anyhow::Result<Calls> {
        let text = |file: &Path| {
            std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))
        };
        let tree = |file: &Path| -> anyhow::Result<Value> {
            json::parse(&text(file)?).with_context(|| format!("{} is no JSON", file.display()))
        };
        match self {
            Self { collection: Some(file), .. } => Ok(Calls::of_collection(&tree(file)?)),
            Self { har: Some(file), .. } => Ok(Calls::of_har(&tree(file)?)),
            Self { operations: Some(file), .. } => Ok(Calls::of_lines(&text(file)?)),
            _ => anyhow::bail!("name the calls by --collection, --har or --operations"),
        }
    }
}
