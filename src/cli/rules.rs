//! `specline rules`

use super::exit::Exit;
use super::io::Io;

/// Arguments of `specline rules`.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs `specline rules`.
///
/// # Errors
/// Not built yet.
pub fn run(_args: &Args, _io: &mut Io) -> anyhow::Result<Exit> {
    anyhow::bail!("specline rules is not built yet")
}
