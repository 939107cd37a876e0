//! `specline man`

use clap::CommandFactory as _;

use super::exit::Exit;
use super::io::Io;

/// Arguments of `specline man`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  specline man | man -l -\n  specline man diff > specline-diff.1")]
pub struct Args {
    /// A command, for its own page
    command: Option<String>,
}

/// Prints the manual page of the program or of one command.
///
/// # Errors
/// A command that there is not; output that cannot be written.
pub fn run(args: &Args, io: &mut Io) -> anyhow::Result<Exit> {
    let mut program = super::Cli::command();
    program.build();
    let page = match &args.command {
        None => program,
        Some(name) => program
            .find_subcommand(name)
            .cloned()
            .map(|page| page.version(env!("CARGO_PKG_VERSION")))
            .ok_or_else(|| anyhow::anyhow!("there is no command `{name}`; `specline --help` lists them"))?,
    };
    clap_mangen::Man::new(page).render(&mut io.out)?;
    Ok(Exit::Done)
}
