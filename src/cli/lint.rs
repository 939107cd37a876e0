//! `specline lint`

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::config::{self, Setup};
use super::exit::{Exit, Failure};
use super::input;
use super::io::Io;
use crate::finding::{BaselineState, Finding};
use crate::lint::baseline::Baseline;
use crate::lint::{self, FailOn, Ruleset, Selection, engine, ruleset};
use crate::openapi::{Document, LoadError, document, folder};
use crate::parallel;
use crate::publish;
use crate::report::findings::{self, Format, RuleInfo};

/// Arguments of `specline lint`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  specline lint openapi.yaml\n  specline lint specs/ -r .spectral.yaml -f github\n  curl -s URL | specline lint - --fail-on warn\n  specline lint api.json -r specline:owasp --skip owasp:api4:2023-rate-limit"
)]
pub struct Args {
    /// Files, folders, or - for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// A ruleset file, or the name of a built-in one [default: that of specline.toml, else .spectral.yaml where there is one,
    /// else spectral:oas]
    #[arg(short, long, value_name = "RULESET")]
    ruleset: Option<String>,
    /// How to print findings
    #[arg(short, long, value_parser = format, default_value = "text", value_name = "FORMAT")]
    format: Format,
    /// From which severity on findings end the command with code 1 [default: that of specline.toml, else error]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    fail_on: Option<Threshold>,
    /// Only this rule (can be given several times)
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    only: Vec<String>,
    /// Not this rule (can be given several times)
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    skip: Vec<String>,
    /// A file of findings that are known: only others fail
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write the baseline anew: what is there now is known from now on
    #[arg(long)]
    update_baseline: bool,
    /// Every finding on a line of its own, not grouped
    #[arg(long)]
    every: bool,
}

/// `--fail-on`
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Threshold {
    Error,
    Warn,
    Info,
    Hint,
    Never,
}

impl From<Threshold> for FailOn {
    fn from(threshold: Threshold) -> Self {
        match threshold {
            Threshold::Error => Self::Error,
            Threshold::Warn => Self::Warn,
            Threshold::Info => Self::Info,
            Threshold::Hint => Self::Hint,
            Threshold::Never => Self::Never,
        }
    }
}

fn format(word: &str) -> Result<Format, String> {
    Format::of_word(word).ok_or_else(|| {
        let known: Vec<&str> = Format::ALL.iter().map(|(word, _)| *word).collect();
        format!("known formats: {}", known.join(", "))
    })
}

/// Runs `specline lint`.
///
/// # Errors
/// A ruleset that cannot be used, a folder that cannot be read, a rule that is not there.
pub fn run(args: &Args, io: &mut Io) -> anyhow::Result<Exit> {
    let settings = settings(args, io)?;
    let ruleset = ruleset_of(settings.ruleset.as_deref())?;
    for warning in &ruleset.warnings {
        io.warn(format_args!("warning: {warning}"));
    }
    let selection = Selection { only: settings.only, skip: settings.skip };
    check_selection(&ruleset, &selection)?;
    let sources = args.files.iter().map(|name| sources(name)).collect::<anyhow::Result<Vec<_>>>()?.concat();
    let mut found = lint_all(&sources, &ruleset, &selection)?;
    match &settings.baseline {
        Some(file) => compare(file, args.update_baseline, &mut found, io)?,
        None if args.update_baseline => {
            let message =
                "no baseline is named; say --baseline FILE, or `baseline` in [lint] of specline.toml";
            return Err(Failure::error(Exit::Usage, message.to_owned()));
        }
        None => {}
    }
    let options = findings::Options {
        color: io.color,
        every: args.every,
        rules: rules_of(&ruleset),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    findings::write(args.format, &found, &options, &mut io.out)?;
    let fail_on = settings.fail_on;
    let known = |finding: &Finding| finding.baseline == Some(BaselineState::Unchanged);
    let fails = |finding: &Finding| fail_on.fails(finding.severity) && !known(finding);
    Ok(if found.iter().any(fails) { Exit::Threshold } else { Exit::Done })
}

/// What is in force: the flags, and for what they leave open `[lint]` of the configuration, whose paths are relative to it.
///
/// Rules are selected there by names of the ruleset that is set there: another one on the command line takes none of it.
fn settings(args: &Args, io: &Io) -> anyhow::Result<lint::Options> {
    let Setup { root, config } = config::load_or_default(io)?;
    let set = config.lint;
    let there = |name: String| {
        let file = root.join(&name);
        if file.is_file() { file.to_string_lossy().into_owned() } else { name }
    };
    let own = args.ruleset.is_some();
    let choose = |flag: &[String], set: Vec<String>| match flag {
        [] if !own => set,
        flag => flag.to_vec(),
    };
    Ok(lint::Options {
        ruleset: args.ruleset.clone().or(set.ruleset.map(there)),
        fail_on: args.fail_on.map_or(set.fail_on, FailOn::from),
        baseline: args.baseline.clone().or(set.baseline.map(|file| root.join(file))),
        only: choose(&args.only, set.only),
        skip: choose(&args.skip, set.skip),
    })
}

/// Marks what a baseline knows and says on standard error how the rest stands to it; writes it anew when asked.
fn compare(file: &Path, update: bool, found: &mut [Finding], io: &mut Io) -> anyhow::Result<()> {
    let text = match std::fs::read_to_string(file) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && update => None,
        read => Some(read.with_context(|| format!("the baseline {} cannot be read", file.display()))?),
    };
    let baseline = match &text {
        Some(text) => Baseline::parse(text).with_context(|| file.display().to_string())?,
        None => Baseline::of(found),
    };
    let verdict = baseline.judge(found);
    let fixed: usize = verdict.fixed.iter().map(|(_, count)| count).sum();
    io.note(format_args!(
        "baseline: {} new, {} known ({} moved), {} returned, {fixed} fixed",
        verdict.new, verdict.unchanged, verdict.moved, verdict.returned
    ));
    if update {
        let next = baseline.ratchet(found, true);
        publish::write_file(file, next.print().as_bytes())
            .with_context(|| format!("the baseline {} cannot be written", file.display()))?;
    }
    Ok(())
}

/// The ruleset that was asked for: a file, a built-in name, or what stands in this folder.
///
/// # Errors
/// A ruleset that cannot be used.
pub fn ruleset_of(name: Option<&str>) -> anyhow::Result<Ruleset> {
    let Some(name) = name else {
        let here = ruleset::DEFAULT_FILES.into_iter().find(|name| Path::new(name).is_file());
        return Ok(match here {
            Some(name) => Ruleset::load(Path::new(name))?,
            None => Ruleset::builtin(ruleset::DEFAULT)?,
        });
    };
    let builtin = name.contains(':') && !Path::new(name).exists();
    Ok(if builtin { Ruleset::builtin(name)? } else { Ruleset::load(Path::new(name))? })
}

/// What one name on the command line means.
#[derive(Debug, Clone)]
enum Source {
    Stdin,
    File(PathBuf),
}

fn sources(name: &str) -> anyhow::Result<Vec<Source>> {
    let path = Path::new(name);
    Ok(if name == "-" {
        vec![Source::Stdin]
    } else if path.is_dir() {
        input::files(path)?.into_iter().map(Source::File).collect()
    } else {
        vec![Source::File(path.to_owned())]
    })
}

/// A document that cannot be read as text is an error; one that is no JSON or YAML is a finding.
fn read(source: &Source) -> anyhow::Result<Result<Document, LoadError>> {
    Ok(match source {
        Source::Stdin => Document::read("stdin", "stdin", input::stdin()?),
        Source::File(path) => {
            let bytes = std::fs::read(path).map_err(|error| folder::unreadable(path, &error))?;
            Document::read(&document::service_of(path), &path.to_string_lossy(), bytes)
        }
    })
}

fn lint_all(sources: &[Source], ruleset: &Ruleset, selection: &Selection) -> anyhow::Result<Vec<Finding>> {
    let lists = parallel::map(sources, |source| lint_one(source, ruleset, selection));
    Ok(lint::in_order(lists.into_iter().collect::<anyhow::Result<Vec<_>>>()?.concat()))
}

fn lint_one(source: &Source, ruleset: &Ruleset, selection: &Selection) -> anyhow::Result<Vec<Finding>> {
    Ok(match read(source)? {
        Ok(document) => lint::lint_selected(&document, ruleset, selection),
        Err(error) => vec![engine::unreadable(&error)],
    })
}

fn check_selection(ruleset: &Ruleset, selection: &Selection) -> anyhow::Result<()> {
    let known = || {
        let own = engine::CODES.iter().map(|(code, _)| *code);
        ruleset.base().rules.keys().map(String::as_str).chain(own)
    };
    for name in selection.only.iter().chain(&selection.skip) {
        if !known().any(|rule| rule == name) {
            let help = ruleset::suggestion(name, known());
            return Err(Failure::error(Exit::Usage, format!("there is no rule `{name}`; {help}")));
        }
    }
    Ok(())
}

fn rules_of(ruleset: &Ruleset) -> Vec<RuleInfo> {
    let own = engine::CODES.iter().map(|(code, description)| RuleInfo {
        id: (*code).to_owned(),
        description: (*description).to_owned(),
        url: None,
    });
    let rules = ruleset.base().rules.values().filter(|rule| rule.enabled).map(|rule| RuleInfo {
        id: rule.name.clone(),
        description: rule.description.clone().unwrap_or_default(),
        url: rule.documentation_url.clone(),
    });
    rules.chain(own).collect()
}
