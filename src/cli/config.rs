//! `specline config`, and how every command finds its configuration.

use std::path::{Path, PathBuf};

use super::exit::Exit;
use super::io::Io;
use crate::config::{Config, FILE_NAME};

/// Arguments of `specline config`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  specline config\n  SPECLINE_FETCH__CONCURRENCY=2 specline config | grep concurrency\n  specline config --schema > specline.schema.json"
)]
pub struct Args {
    /// Print the JSON Schema of specline.toml instead, for editors
    #[arg(long)]
    schema: bool,
}

/// The JSON Schema of `specline.toml`, printed from the options of the stages; a test keeps it fresh.
const SCHEMA: &str = include_str!("../../docs/specline.schema.json");

/// A configuration and the repository that it belongs to.
pub struct Setup {
    /// The folder of the configuration; every path in it is relative to this one.
    pub root: PathBuf,
    /// What is in force.
    pub config: Config,
}

/// Prints what is in force: defaults, file and environment together.
///
/// # Errors
/// See [`load`].
pub fn run(args: &Args, io: &mut Io) -> anyhow::Result<Exit> {
    if args.schema {
        write!(io.out, "{SCHEMA}")?;
        return Ok(Exit::Done);
    }
    let setup = load(io)?;
    write!(io.out, "{}", setup.config.print()?)?;
    Ok(Exit::Done)
}

/// Reads the configuration that `--config` names, or `specline.toml` of this folder.
///
/// # Errors
/// See [`crate::config::ConfigError`].
pub fn load(io: &Io) -> anyhow::Result<Setup> {
    let path = io.config.clone().unwrap_or_else(|| PathBuf::from(FILE_NAME));
    let config = Config::load(&path, &environment())?;
    let root = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok(Setup { root: root.to_owned(), config })
}

/// The same for commands that work without a configuration: the defaults when no file is named and none is here.
///
/// # Errors
/// See [`crate::config::ConfigError`]; a file that `--config` names must be there.
pub fn load_or_default(io: &Io) -> anyhow::Result<Setup> {
    if io.config.is_some() || Path::new(FILE_NAME).exists() {
        return load(io);
    }
    let config = Config::parse("", FILE_NAME, &environment())?;
    Ok(Setup { root: PathBuf::from("."), config })
}

/// The variables that can be said in text.
fn environment() -> Vec<(String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}
