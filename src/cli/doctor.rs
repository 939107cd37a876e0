//! `specline doctor`: what would keep a night from succeeding here, and what to do about it. Changes nothing.

mod checkup;
mod git;
mod places;

use std::io::Write as _;

use serde::Serialize;

use super::exit::Exit;
use super::io::Io;
use crate::escape::terminal;
use checkup::Checkup;

/// Arguments of `specline doctor`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Ends with the exit code that `specline run` would end with: 2 for settings, tokens and folders, 3 for documents, 4 and 5 for
sources. Notes do not count. Nothing is written, and no token is printed.

Examples:
  specline doctor
  specline doctor --offline               ask no server
  specline doctor -f json | jq '.[] | select(.state == \"wrong\")'")]
pub struct Args {
    /// Ask no server
    #[arg(long)]
    offline: bool,
    /// How to tell it
    #[arg(short, long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

/// `-f`
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A line for each thing, and what to do below it
    #[default]
    Text,
    /// An array
    Json,
}

/// How a thing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Good,
    Note,
    Wrong(Exit),
}

impl State {
    fn word(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Note => "note",
            Self::Wrong(_) => "wrong",
        }
    }
}

/// One thing that was looked at.
#[derive(Debug)]
struct Check {
    name: &'static str,
    state: State,
    found: String,
    fix: Option<String>,
}

impl Check {
    fn good(name: &'static str, found: impl Into<String>) -> Self {
        Self { name, state: State::Good, found: found.into(), fix: None }
    }

    fn note(name: &'static str, found: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { name, state: State::Note, found: found.into(), fix: Some(fix.into()) }
    }

    fn wrong(exit: Exit, name: &'static str, found: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { name, state: State::Wrong(exit), found: found.into(), fix: Some(fix.into()) }
    }
}

/// A check as JSON.
#[derive(Serialize)]
struct Shown<'a> {
    check: &'static str,
    state: &'static str,
    found: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<&'a str>,
}

impl<'a> Shown<'a> {
    fn of(check: &'a Check) -> Self {
        Self { check: check.name, state: check.state.word(), found: &check.found, fix: check.fix.as_deref() }
    }
}

/// Runs `specline doctor`.
///
/// # Errors
/// Those of standard output.
pub fn run(args: &Args, io: &mut Io) -> anyhow::Result<Exit> {
    let checks = Checkup::new(io).all(args.offline);
    match args.format {
        Format::Text => print(&checks, io)?,
        Format::Json => {
            let all: Vec<Shown<'_>> = checks.iter().map(Shown::of).collect();
            serde_json::to_writer_pretty(&mut io.out, &all)?;
            writeln!(io.out)?;
        }
    }
    let wrong = checks.iter().find_map(|check| match check.state {
        State::Wrong(exit) => Some(exit),
        _ => None,
    });
    Ok(wrong.unwrap_or(Exit::Done))
}

fn print(checks: &[Check], io: &mut Io) -> std::io::Result<()> {
    for Check { name, state, found, fix } in checks {
        for (at, line) in found.lines().enumerate() {
            let head = if at == 0 { format!("{:<6}{name:<15}", state.word()) } else { " ".repeat(21) };
            writeln!(io.out, "{head}{}", terminal(line))?;
        }
        if let Some(fix) = fix {
            writeln!(io.out, "{:21}-> {}", "", terminal(fix))?;
        }
    }
    let count = |word| checks.iter().filter(|check| check.state.word() == word).count();
    io.note(format_args!("{} good, {} to note, {} wrong", count("good"), count("note"), count("wrong")));
    Ok(())
}
