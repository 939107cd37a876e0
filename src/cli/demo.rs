//! `specline demo`

use super::exit::Exit;
use super::io::Io;

/// Arguments of `specline demo`.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs `specline demo`.
///
/// # Errors
/// Not built yet.
pub fn run(_args: &Args, _io: &mut Io) -> anyhow::Result<Exit> {
    anyhow::bail!("specline demo is not built yet")
}
