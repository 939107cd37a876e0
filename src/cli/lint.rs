//! `specline lint`

use super::exit::Exit;
use super::io::Io;

/// Arguments of `specline lint`.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs `specline lint`.
///
/// # Errors
/// Not built yet.
pub fn run(_args: &Args, _io: &mut Io) -> anyhow::Result<Exit> {
    anyhow::bail!("specline lint is not built yet")
}
