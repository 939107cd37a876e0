//! The table `[consolidation]` of `specline.toml`, for commands that need nothing else of it.

use std::path::Path;

use anyhow::Context as _;

use super::exit::{Exit, Failure};
use super::io::Io;
use crate::merge::Options;

/// What `--config FILE` or, without it, `specline.toml` in this folder says about the consolidated document; the defaults
/// when there is neither.
///
/// # Errors
/// A named file that cannot be read, a file that is no TOML, a table with unknown keys.
pub fn options(io: &Io) -> anyhow::Result<Options> {
    let file = match &io.config {
        Some(file) => file.as_path(),
        None if Path::new("specline.toml").is_file() => Path::new("specline.toml"),
        None => return Ok(Options::default()),
    };
    let text = std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let wrong = |error: toml::de::Error| Failure::error(Exit::Usage, format!("{}: {error}", file.display()));
    let mut table: toml::Table = text.parse().map_err(wrong)?;
    match table.remove("consolidation") {
        Some(consolidation) => consolidation.try_into().map_err(wrong),
        None => Ok(Options::default()),
    }
}
