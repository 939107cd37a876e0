//! `specline postman`

use super::exit::Exit;
use super::io::Io;

/// Arguments of `specline postman`.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs `specline postman`.
///
/// # Errors
/// Not built yet.
pub fn run(_args: &Args, _io: &mut Io) -> anyhow::Result<Exit> {
    anyhow::bail!("specline postman is not built yet")
}
