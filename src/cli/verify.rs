//! `specline verify`

use super::exit::Exit;
use super::io::Io;

/// Arguments of `specline verify`.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs `specline verify`.
///
/// # Errors
/// Not built yet.
pub fn run(_args: &Args, _io: &mut Io) -> anyhow::Result<Exit> {
    anyhow::bail!("specline verify is not built yet")
}
