//! `specline man`

use super::exit::Exit;
use super::io::Io;

/// Arguments of `specline man`.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs `specline man`.
///
/// # Errors
/// Not built yet.
pub fn run(_args: &Args, _io: &mut Io) -> anyhow::Result<Exit> {
    anyhow::bail!("specline man is not built yet")
}
