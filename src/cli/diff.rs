//! `specline diff`: what changed between two documents, folders or revisions, and what it breaks.

use std::ffi::OsString;

use jiff::civil::Date;

use super::config;
use super::exit::{Exit, Failure};
use super::io::Io;
use crate::diff::change::{Change, Level};
use crate::diff::check::registry;
use crate::diff::options::{Exception, Severity};
use crate::diff::{self, Options, select};
use crate::fetch;
use crate::json::Pointer;
use crate::openapi::Document;
use crate::report::changes::{self, Format, Located, Place};

mod ignore;
mod inputs;

/// Arguments of `specline diff`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  specline diff old.yaml new.yaml
  specline diff main:specs specs --fail-on err
  specline diff specs.old/ specs/ -f markdown
  specline diff https://example.com/openapi.json openapi.yaml
  curl -s https://example.com/openapi.json | specline diff base.json - -f json")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct Args {
    /// A file, a folder, a URL, `-`, or REV:path in git
    base: String,
    /// What to compare it with
    revision: String,
    /// How to write the changes: text, singleline, json, markdown, html, sarif, junit, github
    #[arg(short, long, default_value = "text", value_parser = format)]
    format: Format,
    /// Leave out what is below this level: err, warn, info
    #[arg(long, value_parser = severity, ignore_case = true, value_name = "LEVEL")]
    min_level: Option<Severity>,
    /// End with 1 from this level on: err, warn, info, never
    #[arg(long, value_parser = threshold, value_name = "LEVEL")]
    fail_on: Option<Threshold>,
    /// The date by which deprecations are judged [default: today]
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Levels of checks: lines of `id err|warn|info|none`
    #[arg(long, value_name = "FILE")]
    severity_levels: Option<String>,
    /// Breaking changes to leave out: lines of method, path, text
    #[arg(long, value_name = "FILE")]
    err_ignore: Option<String>,
    /// Warnings to leave out
    #[arg(long, value_name = "FILE")]
    warn_ignore: Option<String>,
    /// Accepted changes, in TOML: [[exceptions]] with reason, expiry
    #[arg(long, value_name = "FILE")]
    exceptions: Option<String>,
    /// Only paths that match
    #[arg(short = 'p', long, value_name = "REGEX")]
    match_path: Option<String>,
    /// Only paths that do not match
    #[arg(long, value_name = "REGEX")]
    unmatch_path: Option<String>,
    /// Leave out what has an extension whose name matches
    #[arg(long, value_name = "REGEX")]
    filter_extension: Option<String>,
    /// Take this from the paths of the base
    #[arg(long, value_name = "PREFIX")]
    strip_prefix_base: Option<String>,
    /// Take this from the paths of the revision
    #[arg(long, value_name = "PREFIX")]
    strip_prefix_revision: Option<String>,
    /// Put this before the paths of the base
    #[arg(long, value_name = "PREFIX")]
    prefix_base: Option<String>,
    /// Put this before the paths of the revision
    #[arg(long, value_name = "PREFIX")]
    prefix_revision: Option<String>,
    /// Names of path parameters are part of the path
    #[arg(long)]
    include_path_params: bool,
    /// Do not compare: examples, description, endpoints, title, summary, extensions
    #[arg(short = 'e', long, value_delimiter = ',', value_name = "ELEMENTS")]
    exclude_elements: Vec<String>,
    /// Days of notice that beta operations owe
    #[arg(long, value_name = "DAYS")]
    deprecation_days_beta: Option<u32>,
    /// Days of notice that stable operations owe
    #[arg(long, value_name = "DAYS")]
    deprecation_days_stable: Option<u32>,
    /// Leave out what is less stable: draft, alpha, beta, stable
    #[arg(long, value_name = "LEVEL")]
    stability_level: Option<String>,
    /// Copy these extensions of the operation to its changes
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    attributes: Vec<String>,
    /// List what nobody has to act on, too, as JSON does by default
    #[arg(long)]
    documentation: bool,
    /// How it always works; accepted
    #[arg(long, hide = true)]
    flatten_allof: bool,
    /// How it always works; accepted
    #[arg(long, hide = true)]
    flatten_params: bool,
    /// How it always works; accepted
    #[arg(long, hide = true)]
    auto_upgrade: bool,
    /// How it always works; accepted
    #[arg(short = 'c', long, hide = true)]
    composed: bool,
    /// How it always works; accepted
    #[arg(long, hide = true)]
    case_insensitive_headers: bool,
}

/// When to end with 1.
#[derive(Debug, Clone, Copy)]
enum Threshold {
    Never,
    At(Level),
}

fn format(word: &str) -> Result<Format, String> {
    Format::of_word(word).ok_or_else(|| {
        let words: Vec<&str> = Format::ALL.into_iter().map(|(word, _)| word).collect();
        format!("expected one of {}", words.join(", "))
    })
}

fn severity(word: &str) -> Result<Severity, String> {
    Severity::read(word).ok_or_else(|| "expected err, warn or info".to_owned())
}

fn threshold(word: &str) -> Result<Threshold, String> {
    match Severity::read(word) {
        _ if word.eq_ignore_ascii_case("never") => Ok(Threshold::Never),
        Some(severity) => Ok(severity.level().map_or(Threshold::Never, Threshold::At)),
        None => Err("expected err, warn, info or never".to_owned()),
    }
}

/// The arguments with `-q PATTERN` as `--unmatch-path PATTERN`, which is what it means to oasdiff; here `-q` is `--quiet`, so
/// this is for lines that make no sense otherwise. `None` where there is no such line.
pub fn with_unmatch_path(args: &[OsString]) -> Option<Vec<OsString>> {
    let is_value = |arg: &OsString| !arg.to_string_lossy().starts_with('-');
    let at = args.windows(2).position(|pair| pair[0] == "-q" && is_value(&pair[1]))?;
    if !args.iter().any(|arg| arg == "diff") {
        return None;
    }
    let mut args = args.to_vec();
    args[at] = "--unmatch-path".into();
    Some(args)
}

/// Runs `specline diff`.
///
/// # Errors
/// An input that cannot be used, a setting that cannot be read.
pub fn run(args: &Args, io: &mut Io) -> anyhow::Result<Exit> {
    let settings = settings(io)?;
    let options = options(args, settings.compatibility, io)?;
    diff::check_options(&options)?;
    check_ids(&options, io)?;
    let mut sides = inputs::both(&args.base, &args.revision, &settings.fetch, io)?;
    let all = inputs::compare(&mut sides, &unexcepted(&options), io);
    let mut found = accepted(all, &options, io);
    ignore::leave_out(&mut found, args.err_ignore.as_deref(), Level::Breaking)?;
    ignore::leave_out(&mut found, args.warn_ignore.as_deref(), Level::Warning)?;
    if !lists_everything(args) {
        fold_quiet(&mut found, io);
    }
    let located: Vec<Located<'_>> = found.iter().map(|change| locate(change, &sides)).collect();
    changes::write(args.format, &located, io.color, &mut io.out)?;
    let worst = found.iter().map(|change| change.level).max();
    let failed = match args.fail_on {
        Some(Threshold::At(level)) => worst.is_some_and(|worst| worst >= level),
        _ => false,
    };
    // The process ends here, and the system takes all memory back at once.
    std::mem::forget(sides);
    Ok(if failed { Exit::Threshold } else { Exit::Done })
}

/// What the configuration says, or the defaults.
fn settings(io: &Io) -> anyhow::Result<Settings> {
    let config = config::load_or_default(io)?.config;
    Ok(Settings { compatibility: config.compatibility, fetch: config.fetch })
}

/// The parts of a configuration that a comparison needs.
#[derive(Debug, Default)]
struct Settings {
    compatibility: Options,
    fetch: fetch::Options,
}

fn unexcepted(options: &Options) -> Options {
    Options { exceptions: Vec::new(), ..options.clone() }
}

/// Leaves out what exceptions accept, and tells about those that do nothing any more.
fn accepted(all: Vec<Change>, options: &Options, io: &mut Io) -> Vec<Change> {
    for (exception, state) in select::idle_exceptions(&all, options) {
        io.note(format_args!("the exception for `{}` {state}", exception.reason));
    }
    let accepts = |change: &Change| {
        options.exceptions.iter().any(|exception| select::accepts(exception, change, options))
    };
    all.into_iter().filter(|change| !accepts(change)).collect()
}

/// Programs get everything that they did not ask to leave out; people see a count.
fn lists_everything(args: &Args) -> bool {
    args.documentation || (args.format == Format::Json && args.min_level.is_none())
}

/// Leaves out what nobody has to act on, and says how much it was.
fn fold_quiet(found: &mut Vec<Change>, io: &mut Io) {
    let before = found.len();
    let words = found.iter().filter(|change| change.is_documentation()).count();
    found.retain(|change| !select::is_quiet(change));
    let folded = before - found.len();
    match folded - words.min(folded) {
        0 if folded == 0 => {}
        0 => io.note(format_args!("{folded} changes of documentation; --documentation lists them")),
        room => io.note(format_args!(
            "{folded} changes on which nobody has to act, {room} of them more than documentation; --documentation lists them"
        )),
    }
}

/// What is configured, overridden by the flags that are given.
fn options(args: &Args, configured: Options, io: &Io) -> anyhow::Result<Options> {
    let mut options = configured;
    options.as_of = Some(args.as_of.unwrap_or_else(|| io.today()));
    override_with(&mut options.min_level, args.min_level.as_ref());
    override_with(&mut options.strip_prefix_base, args.strip_prefix_base.as_ref());
    override_with(&mut options.strip_prefix_revision, args.strip_prefix_revision.as_ref());
    override_with(&mut options.prefix_base, args.prefix_base.as_ref());
    override_with(&mut options.prefix_revision, args.prefix_revision.as_ref());
    override_with(&mut options.deprecation_days_beta, args.deprecation_days_beta.as_ref());
    override_with(&mut options.deprecation_days_stable, args.deprecation_days_stable.as_ref());
    override_with(&mut options.stability_level, args.stability_level.as_ref());
    for (pattern, given) in [
        (&mut options.match_path, &args.match_path),
        (&mut options.unmatch_path, &args.unmatch_path),
        (&mut options.filter_extension, &args.filter_extension),
    ] {
        if given.is_some() {
            pattern.clone_from(given);
        }
    }
    for (list, given) in
        [(&mut options.exclude_elements, &args.exclude_elements), (&mut options.attributes, &args.attributes)]
    {
        if !given.is_empty() {
            list.clone_from(given);
        }
    }
    options.include_path_params |= args.include_path_params;
    options.documentation |= args.documentation;
    if let Some(file) = &args.severity_levels {
        severity_levels(file, &mut options)?;
    }
    if let Some(file) = &args.exceptions {
        options.exceptions.extend(exceptions(file)?);
    }
    Ok(options)
}

/// An exception for a check that does not exist accepts nothing, which somebody should know; a level for one may be meant for
/// another tool.
fn check_ids(options: &Options, io: &mut Io) -> anyhow::Result<()> {
    let unknown = |id: &String| registry().of_id(id).is_none();
    let excepted = options.exceptions.iter().filter_map(|exception| exception.id.as_ref());
    if let Some(id) = excepted.into_iter().find(|id| unknown(id)) {
        return Err(usage(format!(
            "an exception speaks of `{id}`, which is no check; `specline rules` lists them"
        )));
    }
    for id in options.severity.keys().filter(|id| unknown(id)) {
        io.note(format_args!("a level is set for `{id}`, which is no check; `specline rules` lists them"));
    }
    Ok(())
}

fn override_with<T: Clone>(setting: &mut T, given: Option<&T>) {
    if let Some(given) = given {
        setting.clone_from(given);
    }
}

fn usage(message: impl Into<String>) -> anyhow::Error {
    Failure::error(Exit::Usage, message)
}

fn read(file: &str) -> anyhow::Result<String> {
    std::fs::read_to_string(file).map_err(|error| usage(format!("{file}: {error}")))
}

/// Lines of an id and a level; `#` begins a comment.
fn severity_levels(file: &str, options: &mut Options) -> anyhow::Result<()> {
    for (index, line) in read(file)?.lines().enumerate() {
        let line = line.split('#').next().unwrap_or_default();
        let mut words = line.split_whitespace();
        let Some(id) = words.next() else { continue };
        let level = words.next().and_then(Severity::read);
        let Some(level) = level else {
            return Err(usage(format!(
                "{file}:{}: expected `id err|warn|info|none`, found `{line}`",
                index + 1
            )));
        };
        options.severity.insert(id.to_owned(), level);
    }
    Ok(())
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Exceptions {
    #[serde(default)]
    exceptions: Vec<Exception>,
}

fn exceptions(file: &str) -> anyhow::Result<Vec<Exception>> {
    let text = read(file)?;
    let read: Exceptions = toml::from_str(&text).map_err(|error| usage(format!("{file}: {error}")))?;
    Ok(read.exceptions)
}

fn locate<'a>(change: &'a Change, sides: &inputs::Sides) -> Located<'a> {
    let find = |documents: &[Document], pointer: &Option<Pointer>| {
        let pointer = pointer.as_ref()?;
        let same = documents.iter().find(|document| document.name == change.service);
        let document = same.or_else(|| documents.first().filter(|_| documents.len() == 1))?;
        place(document, pointer)
    };
    Located {
        change,
        base: find(&sides.base, &change.pointer.base),
        revision: find(&sides.revision, &change.pointer.revision),
    }
}

fn place(document: &Document, pointer: &Pointer) -> Option<Place> {
    let node = document.closest(pointer)?;
    let start = node.key.unwrap_or(node.value).start;
    Some(Place {
        file: document.origin.clone(),
        start: document.position(start),
        end: document.position(node.value.end),
    })
}
