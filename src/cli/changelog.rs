//! `specline changelog`

use super::exit::Exit;
use super::io::Io;

/// Arguments of `specline changelog`.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs `specline changelog`.
///
/// # Errors
/// Not built yet.
pub fn run(_args: &Args, _io: &mut Io) -> anyhow::Result<Exit> {
    anyhow::bail!("specline changelog is not built yet")
}
