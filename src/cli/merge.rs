//! `specline merge`

use super::exit::Exit;
use super::io::Io;

/// Arguments of `specline merge`.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs `specline merge`.
///
/// # Errors
/// Not built yet.
pub fn run(_args: &Args, _io: &mut Io) -> anyhow::Result<Exit> {
    anyhow::bail!("specline merge is not built yet")
}
