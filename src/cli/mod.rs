//! The command line: one file a command, its arguments and what it does.

pub mod changelog;
pub mod completions;
pub mod config;
pub mod demo;
pub mod diff;
pub mod doctor;
pub mod exit;
pub mod explain;
pub mod fetch;
pub mod github;
pub mod init;
pub mod input;
pub mod io;
pub mod lint;
pub mod man;
pub mod merge;
pub mod postman;
pub mod rules;
pub mod run;
pub mod verify;

use std::ffi::OsString;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{ArgAction, Parser, Subcommand};

use exit::Exit;
use io::{Color, Io};

/// The heading of the options that every command takes.
const EVERYWHERE: &str = "Options of every command";

/// One document, one Postman collection and one changelog out of many OpenAPI documents, every night.
#[derive(Debug, Parser)]
#[command(
    name = "specline",
    version,
    max_term_width = 100,
    disable_help_flag = true,
    after_help = "\
`specline COMMAND --help` has examples. Begin with `specline demo`, or in your repository with `specline init`."
)]
pub struct Cli {
    /// Print help
    #[arg(short, long, global = true, action = ArgAction::HelpShort, help_heading = EVERYWHERE)]
    help: Option<bool>,
    /// Errors only
    #[arg(short, long, global = true, help_heading = EVERYWHERE)]
    quiet: bool,
    /// Say more; twice says everything
    #[arg(short, long, global = true, action = ArgAction::Count, help_heading = EVERYWHERE)]
    verbose: u8,
    /// When to use colour: auto, always, never
    #[arg(
        long, global = true, value_enum, default_value_t, value_name = "WHEN", hide_possible_values = true,
        hide_default_value = true, help_heading = EVERYWHERE
    )]
    color: Color,
    /// The configuration [default: specline.toml]
    #[arg(
        long, global = true, value_name = "FILE", env = "SPECLINE_CONFIG", hide_env = true,
        help_heading = EVERYWHERE
    )]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The nightly job: fetch, lint, merge, verify, compare, render, publish
    Run(run::Args),
    /// Discover and download the documents of all services into specs/
    Fetch(fetch::Args),
    /// Merge documents into one without losing or bending anything
    Merge(merge::Args),
    /// Prove that a merged document means what its sources say
    Verify(verify::Args),
    /// Lint documents with built-in and Spectral rulesets
    Lint(lint::Args),
    /// Say what changed between two documents and what it breaks
    Diff(Box<diff::Args>),
    /// Render, search and rebuild the changelog
    Changelog(changelog::Args),
    /// Render a Postman collection, or push it
    Postman(postman::Args),
    /// List every lint rule and every compatibility check
    Rules(rules::Args),
    /// Explain a lint rule or a compatibility check
    Explain(explain::Args),
    /// Write specline.toml and a workflow for a repository of one's own
    Init(init::Args),
    /// Check configuration, sources, folders, tokens, clock and git, and say what to do
    Doctor(doctor::Args),
    /// See the whole job twice over embedded sample services
    Demo(demo::Args),
    /// Print the configuration that is in force
    Config(config::Args),
    /// Print a completion script for a shell
    Completions(completions::Args),
    /// Print the manual page
    Man(man::Args),
}

/// Parses the arguments of the process, runs the command, reports its error.
pub fn main() -> ExitCode {
    end_on_a_bug();
    let cli = parse(&std::env::args_os().collect::<Vec<_>>());
    let mut io = Io::of_process(cli.color, cli.quiet, cli.verbose, cli.config);
    let result = dispatch(&cli.command, &mut io).and_then(|exit| flush(&mut io, exit));
    match result {
        Ok(exit) => exit.into(),
        Err(error) if is_closed_pipe(&error) => Exit::Done.into(),
        Err(error) => {
            let _ = io.out.flush();
            io.warn(format_args!("error: {error:#}"));
            Exit::of(&error).into()
        }
    }
}

/// A bug ends the program at once, on whatever thread it shows. What was being published is then finished or undone by the
/// next run, as after a loss of power.
fn end_on_a_bug() {
    let tell = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        tell(panic);
        let report = concat!(env!("CARGO_PKG_REPOSITORY"), "/issues");
        let _ = writeln!(
            std::io::stderr(),
            "this is a bug in specline; please report it with the lines above at {report}"
        );
        std::process::exit(exit::BUG);
    }));
}

fn parse(args: &[OsString]) -> Cli {
    Cli::try_parse_from(args).unwrap_or_else(|error| {
        let other = diff::with_unmatch_path(args).and_then(|args| Cli::try_parse_from(args).ok());
        other.unwrap_or_else(|| error.exit())
    })
}

fn dispatch(command: &Command, io: &mut Io) -> anyhow::Result<Exit> {
    match command {
        Command::Run(args) => run::run(args, io),
        Command::Fetch(args) => fetch::run(args, io),
        Command::Merge(args) => merge::run(args, io),
        Command::Verify(args) => verify::run(args, io),
        Command::Lint(args) => lint::run(args, io),
        Command::Diff(args) => diff::run(args, io),
        Command::Changelog(args) => changelog::run(args, io),
        Command::Postman(args) => postman::run(args, io),
        Command::Rules(args) => rules::run(args, io),
        Command::Explain(args) => explain::run(args, io),
        Command::Init(args) => init::run(args, io),
        Command::Doctor(args) => doctor::run(args, io),
        Command::Demo(args) => demo::run(args, io),
        Command::Config(args) => config::run(args, io),
        Command::Completions(args) => completions::run(args, io),
        Command::Man(args) => man::run(args, io),
    }
}

fn flush(io: &mut Io, exit: Exit) -> anyhow::Result<Exit> {
    io.out.flush()?;
    Ok(exit)
}

/// Whether the reader of our output went away, as `head` does; that is no failure.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|link| link.downcast_ref::<std::io::Error>())
        .any(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}
