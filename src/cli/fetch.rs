//! `specline fetch`

use super::exit::Exit;
use super::io::Io;

/// Arguments of `specline fetch`.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs `specline fetch`.
///
/// # Errors
/// Not built yet.
pub fn run(_args: &Args, _io: &mut Io) -> anyhow::Result<Exit> {
    anyhow::bail!("specline fetch is not built yet")
}
