//! `specline explain`

use super::exit::Exit;
use super::io::Io;

/// Arguments of `specline explain`.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs `specline explain`.
///
/// # Errors
/// Not built yet.
pub fn run(_args: &Args, _io: &mut Io) -> anyhow::Result<Exit> {
    anyhow::bail!("specline explain is not built yet")
}
