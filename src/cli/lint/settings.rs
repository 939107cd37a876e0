//! What is in force: the flags, and for what they leave open `[lint]` of the configuration.

use std::path::Path;

use anyhow::Context as _;

use super::Args;
use crate::cli::config::{self, Setup};
use crate::cli::exit::{Exit, Failure};
use crate::cli::io::Io;
use crate::fetch;
use crate::lint::exception::Exception;
use crate::lint::{self, FailOn, Ruleset, ruleset};

/// The settings of one call.
pub(super) struct Settings {
    pub(super) lint: lint::Options,
    fetch: fetch::Options,
}

/// Flags win. Paths of the configuration are relative to it.
///
/// Rules are selected there by names of the ruleset that is set there: another one on the command line takes none of it.
pub(super) fn of(args: &Args, io: &Io) -> anyhow::Result<Settings> {
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
    let mut exceptions = set.exceptions;
    if let Some(file) = &args.exceptions {
        exceptions.extend(read_exceptions(file)?);
    }
    let lint = lint::Options {
        ruleset: args.ruleset.clone().or(set.ruleset.map(there)),
        fetch_rulesets: args.fetch_rulesets || set.fetch_rulesets,
        fail_on: args.fail_on.map_or(set.fail_on, FailOn::from),
        baseline: args.baseline.clone().or(set.baseline.map(|file| root.join(file))),
        only: choose(&args.only, set.only),
        skip: choose(&args.skip, set.skip),
        exceptions,
    };
    Ok(Settings { lint, fetch: config.fetch })
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Exceptions {
    #[serde(default)]
    exceptions: Vec<Exception>,
}

fn read_exceptions(file: &Path) -> anyhow::Result<Vec<Exception>> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("the exceptions {} cannot be read", file.display()))?;
    let read: Result<Exceptions, _> = toml::from_str(&text);
    Ok(read.map_err(|error| Failure::error(Exit::Usage, format!("{}: {error}", file.display())))?.exceptions)
}

/// The ruleset that was asked for: a file, a built-in name, a URL where that is allowed, or what stands in this folder.
///
/// # Errors
/// A ruleset that cannot be used.
pub(super) fn ruleset(settings: &Settings, io: &Io) -> anyhow::Result<Ruleset> {
    let Settings { lint, fetch } = settings;
    let remote = |url: &str| fetch::bytes(url, fetch, io.now).map_err(|error| error.to_string());
    let fetch: Option<ruleset::Fetch<'_>> = if lint.fetch_rulesets { Some(&remote) } else { None };
    Ok(Ruleset::choose(lint.ruleset.as_deref(), Path::new(""), fetch)?)
}
