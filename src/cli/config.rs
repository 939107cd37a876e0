//! `specline config`

use super::exit::Exit;
use super::io::Io;

/// Arguments of `specline config`.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs `specline config`.
///
/// # Errors
/// Not built yet.
pub fn run(_args: &Args, _io: &mut Io) -> anyhow::Result<Exit> {
    anyhow::bail!("specline config is not built yet")
}
