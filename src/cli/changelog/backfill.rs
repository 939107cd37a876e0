//! `specline changelog backfill`: the whole history out of git.

use std::path::{Path, PathBuf};

use crate::cli::exit::Exit;
use crate::cli::io::Io;
use crate::release::Options;

/// Arguments of `specline changelog backfill`.
#[derive(Debug, clap::Args)]
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

/// Runs `specline changelog backfill`.
///
/// # Errors
/// See [`crate::history::Error`].
pub fn run(_args: &Args, _record: &Path, _options: &Options, _io: &mut Io) -> anyhow::Result<Exit> {
    anyhow::bail!("not built yet")
}
