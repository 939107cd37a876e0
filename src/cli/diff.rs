//! `specline diff`

use super::exit::Exit;
use super::io::Io;

/// Arguments of `specline diff`.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs `specline diff`.
///
/// # Errors
/// Not built yet.
pub fn run(_args: &Args, _io: &mut Io) -> anyhow::Result<Exit> {
    anyhow::bail!("specline diff is not built yet")
}
