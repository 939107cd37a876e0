//! `specline lint`

mod fixing;
mod known;
mod settings;

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::exit::{Exit, Failure};
use super::input;
use super::io::Io;
use crate::finding::{BaselineState, Finding};
use crate::lint::{self, FailOn, Linted, Linter, Ruleset, Selection, Terms, engine, ruleset};
use crate::openapi::{Document, LoadError, document, folder};
use crate::parallel;
use crate::report::findings::{self, Format, RuleInfo};

/// Arguments of `specline lint`.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  specline lint openapi.yaml\n  specline lint specs/ -r .spectral.yaml -f github\n  curl -s URL | specline lint - --fail-on warn\n  specline lint api.json -r specline:owasp --skip owasp:api4:2023-rate-limit\n  specline lint openapi.yaml --fix"
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
    /// Findings that are accepted, each with its reason and expiry (TOML: [[exceptions]])
    #[arg(long, value_name = "FILE")]
    exceptions: Option<PathBuf>,
    /// Put right in the files what is mechanical and safe, and report the rest
    #[arg(long)]
    fix: bool,
    /// Fetch rulesets that are named by URL, in -r and in `extends`
    #[arg(long)]
    fetch_rulesets: bool,
    /// The day, for what expires and for sunsets [default: today]
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
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
    let settings = settings::of(args, io)?;
    let ruleset = settings::ruleset(&settings, io)?;
    for warning in &ruleset.warnings {
        io.warn(format_args!("warning: {warning}"));
    }
    let terms = Terms {
        selection: Selection { only: settings.lint.only, skip: settings.lint.skip },
        exceptions: settings.lint.exceptions,
        today: Some(args.as_of.unwrap_or_else(|| io.today())),
    };
    check_selection(&ruleset, &terms.selection)?;
    let sources = args.files.iter().map(|name| sources(name)).collect::<anyhow::Result<Vec<_>>>()?.concat();
    if args.fix {
        fixing::fix(&sources, &ruleset, &terms, io)?;
    }
    let linted = lint_all(&sources, &ruleset, &terms)?;
    known::tell(&linted, &terms, &ruleset, io);
    let mut found = lint::in_order(linted.into_iter().flat_map(|linted| linted.findings).collect());
    known::compare(settings.lint.baseline.as_deref(), args.update_baseline, &mut found, io)?;
    let options = findings::Options {
        color: io.color,
        every: args.every,
        rules: rules_of(&ruleset),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    findings::write(args.format, &found, &options, &mut io.out)?;
    let fail_on = settings.lint.fail_on;
    let known = |finding: &Finding| finding.baseline == Some(BaselineState::Unchanged);
    let fails = |finding: &Finding| fail_on.fails(finding.severity) && !known(finding);
    Ok(if found.iter().any(fails) { Exit::Threshold } else { Exit::Done })
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

fn lint_all(sources: &[Source], ruleset: &Ruleset, terms: &Terms) -> anyhow::Result<Vec<Linted>> {
    let alone = sources.len() == 1;
    let linter = Linter::new(ruleset, terms);
    let lists = parallel::map(sources, |source| {
        Ok(match read(source)? {
            Ok(document) => {
                let linted = linter.lint(&document);
                if alone {
                    // The process ends soon, and taking a large tree apart takes longer than writing the report.
                    std::mem::forget(document);
                }
                linted
            }
            Err(error) => Linted { findings: vec![engine::unreadable(&error)], ..Linted::default() },
        })
    });
    lists.into_iter().collect()
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
