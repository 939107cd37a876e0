//! `specline rules`

use std::io::Write as _;

use serde_json::json;

use super::exit::Exit;
use super::io::Io;
use crate::catalogue::{self, Entry, Kind};

/// Arguments of `specline rules`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  specline rules\n  specline rules --set specline:owasp\n  specline rules --kind check\n  specline rules -f json | jq '.[].id'"
)]
pub struct Args {
    /// How to list them
    #[arg(short, long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
    /// Only those of one ruleset or group, such as specline:qlik
    #[arg(long, value_name = "NAME")]
    set: Option<String>,
    /// Only lint rules or only compatibility checks
    #[arg(long, value_enum, value_name = "KIND")]
    kind: Option<OfKind>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum OfKind {
    /// What `specline lint` asks for
    Rule,
    /// What `specline diff` finds
    Check,
}

impl OfKind {
    fn kind(self) -> Kind {
        match self {
            Self::Rule => Kind::Rule,
            Self::Check => Kind::Check,
        }
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A line each
    #[default]
    Text,
    /// An array
    Json,
    /// The page docs/rules.md, or docs/checks.md with --kind check
    Markdown,
}

/// Runs `specline rules`.
///
/// # Errors
/// Those of standard output, a set that does not exist.
pub fn run(args: &Args, io: &mut Io) -> anyhow::Result<Exit> {
    if args.format == Format::Markdown {
        let page = match args.kind {
            Some(OfKind::Check) => catalogue::checks_page(),
            _ => catalogue::rules_page(),
        };
        io.out.write_all(page.as_bytes())?;
        return Ok(Exit::Done);
    }
    let all = catalogue::all();
    let wanted = |entry: &&Entry| {
        args.set.as_ref().is_none_or(|set| *set == entry.group)
            && args.kind.is_none_or(|kind| kind.kind() == entry.kind)
    };
    let entries: Vec<&Entry> = all.iter().filter(wanted).collect();
    if entries.is_empty() {
        let mut groups: Vec<&str> = all.iter().map(|entry| entry.group.as_str()).collect();
        groups.dedup();
        anyhow::bail!(
            "no rule is in {}; there are {}",
            args.set.as_deref().unwrap_or_default(),
            groups.join(", ")
        );
    }
    match args.format {
        Format::Json => {
            let list: Vec<_> = entries.iter().map(|entry| as_json(entry)).collect();
            serde_json::to_writer_pretty(&mut io.out, &list)?;
            writeln!(io.out)?;
        }
        _ => print(&entries, io)?,
    }
    Ok(Exit::Done)
}

fn as_json(entry: &Entry) -> serde_json::Value {
    json!({
        "id": entry.id,
        "kind": entry.kind.word(),
        "group": entry.group,
        "severity": entry.severity,
        "recommended": entry.on,
        "formats": entry.formats,
        "summary": entry.summary,
    })
}

fn print(entries: &[&Entry], io: &mut Io) -> std::io::Result<()> {
    let width = entries.iter().map(|entry| entry.id.len()).max().unwrap_or(0);
    let mut group = "";
    for entry in entries {
        if entry.group != group {
            if !group.is_empty() {
                writeln!(io.out)?;
            }
            group = &entry.group;
            writeln!(io.out, "{group}")?;
        }
        let off = if entry.on { "" } else { " (off unless asked for)" };
        writeln!(io.out, "  {:5}  {:width$}  {}{off}", entry.severity, entry.id, entry.summary)?;
    }
    Ok(())
}
