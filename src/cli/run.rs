//! `specline run`

use super::exit::Exit;
use super::io::Io;

/// Arguments of `specline run`.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs `specline run`.
///
/// # Errors
/// Not built yet.
pub fn run(_args: &Args, _io: &mut Io) -> anyhow::Result<Exit> {
    anyhow::bail!("specline run is not built yet")
}
