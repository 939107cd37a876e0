//! `specline completions`

use super::exit::Exit;
use super::io::Io;

/// Arguments of `specline completions`.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs `specline completions`.
///
/// # Errors
/// Not built yet.
pub fn run(_args: &Args, _io: &mut Io) -> anyhow::Result<Exit> {
    anyhow::bail!("specline completions is not built yet")
}
