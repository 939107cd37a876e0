//! `specline completions`

use clap::CommandFactory as _;

use super::exit::Exit;
use super::io::Io;

/// Arguments of `specline completions`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  specline completions bash > /etc/bash_completion.d/specline\n  specline completions zsh > ~/.zfunc/_specline"
)]
pub struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

/// Prints the completion script of a shell.
///
/// # Errors
/// When the output cannot be written.
pub fn run(args: &Args, io: &mut Io) -> anyhow::Result<Exit> {
    // The generator panics when its output fails, so it gets a buffer.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut super::Cli::command(), "specline", &mut script);
    io.out.write_all(&script)?;
    Ok(Exit::Done)
}
