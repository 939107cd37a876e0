//! `specline explain`

use std::io::Write as _;

use super::exit::{Exit, Failure};
use super::io::Io;
use crate::catalogue::{self, Entry, Kind};
use crate::diff::Options;
use crate::diff::example::Pair;

/// Arguments of `specline explain`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  specline explain path-params\n  specline explain request-property-became-required"
)]
pub struct Args {
    /// A rule or check, as reports name it
    #[arg(value_name = "ID")]
    id: String,
}

/// Runs `specline explain`.
///
/// # Errors
/// An id that nobody knows, with those that are near.
pub fn run(args: &Args, io: &mut Io) -> anyhow::Result<Exit> {
    let Some(entry) = catalogue::find(&args.id) else { return Err(unknown(&args.id)) };
    print(&entry, io)?;
    Ok(Exit::Done)
}

fn unknown(id: &str) -> anyhow::Error {
    let near = catalogue::similar(id);
    let hint = match near.as_slice() {
        [] => "`specline rules` lists them".to_owned(),
        near => format!("did you mean {}?", near.join(", ")),
    };
    Failure::error(Exit::Usage, format!("no rule and no check is called `{id}`; {hint}"))
}

fn print(entry: &Entry, io: &mut Io) -> std::io::Result<()> {
    let out = &mut io.out;
    writeln!(out, "{} ({}, {} of {})", entry.id, entry.severity, entry.kind.word(), entry.group)?;
    writeln!(out, "\n{}", entry.summary)?;
    if let Some(why) = &entry.why {
        writeln!(out, "\n{why}")?;
    }
    if !entry.on {
        writeln!(out, "\nOff unless a ruleset or a setting asks for it.")?;
    }
    if !entry.formats.is_empty() {
        writeln!(out, "\nFor {}.", entry.formats.join(", "))?;
    }
    for given in &entry.given {
        writeln!(out, "\nLooks at {given}")?;
    }
    for (title, example) in [("Fails:", &entry.failing), ("Passes:", &entry.passing)] {
        if let Some(example) = example {
            writeln!(out, "\n{title}\n")?;
            for line in example.trim_end().lines() {
                writeln!(out, "    {line}")?;
            }
        }
    }
    if crate::lint::fix::can(&entry.id) {
        writeln!(out, "\n`specline lint --fix` puts it right.")?;
    }
    match entry.kind {
        Kind::Rule => writeln!(out, "\nSwitch it off in a ruleset:\n\n    rules:\n      {}: off", entry.id),
        Kind::Check => {
            if let Some(pair) = &entry.change {
                print_change(entry, pair, io)?;
            }
            print_allowance(&entry.id, io)
        }
    }
}

/// The example, and what the comparison says about it.
fn print_change(entry: &Entry, pair: &Pair, io: &mut Io) -> std::io::Result<()> {
    for (title, value) in [("Before:", &pair.base), ("After:", &pair.revision)] {
        let text = match value {
            Some(value) => serde_json::to_string_pretty(value)?,
            None => "(no document)".to_owned(),
        };
        writeln!(io.out, "\n{title}\n")?;
        for line in text.lines() {
            writeln!(io.out, "    {line}")?;
        }
    }
    for change in pair.changes(&example_options(io)).iter().filter(|change| change.id == entry.id) {
        let place = [change.operation.as_deref(), change.path.as_deref(), Some(change.text.as_str())];
        let said: Vec<&str> = place.into_iter().flatten().collect();
        writeln!(io.out, "\nFinds: {}", said.join(" "))?;
    }
    Ok(())
}

fn example_options(io: &Io) -> Options {
    Options { as_of: Some(io.today()), ..Options::default() }
}

fn print_allowance(id: &str, io: &mut Io) -> std::io::Result<()> {
    writeln!(
        io.out,
        "\nAllow one such change in specline.toml, until a day:\n\n    \
         [[compatibility.exceptions]]\n    id = \"{id}\"\n    operation = \"GET /api/v1/items\"\n    \
         reason = \"agreed with its callers\"\n    expires = \"2027-01-31\"\n\n\
         Or give the check another severity (err, warn, info, none):\n\n    \
         [compatibility.severity]\n    {id} = \"info\""
    )
}
