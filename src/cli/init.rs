//! `specline init`

use super::exit::Exit;
use super::io::Io;

/// Arguments of `specline init`.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs `specline init`.
///
/// # Errors
/// Not built yet.
pub fn run(_args: &Args, _io: &mut Io) -> anyhow::Result<Exit> {
    anyhow::bail!("specline init is not built yet")
}
