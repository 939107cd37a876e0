//! `specline verify`

use std::io::Write;

use super::exit::Exit;
use super::io::Io;
use super::{config, input};
use crate::escape::terminal;
use crate::finding::Severity;
use crate::json::canonical;
use crate::merge::fidelity::{self, Verification};
use crate::merge::patch::Patches;

/// Arguments of `specline verify`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  specline verify all.json specs
  specline verify all.json users.yaml orders.yaml -f json")]
pub struct Args {
    /// The consolidated document
    pub consolidated: String,
    /// The files or folders that it was made of
    #[arg(required = true, value_name = "SOURCE")]
    pub sources: Vec<String>,
    /// How the findings are printed
    #[arg(short, long, value_enum, default_value_t)]
    pub format: Format,
}

/// `-f`
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// One line a finding, then the count.
    #[default]
    Text,
    /// An object with `operations`, `faithful` and `findings`.
    Json,
}

/// Runs `specline verify`: 1 when the document is not faithful to its sources.
///
/// # Errors
/// An input that is no usable OpenAPI document.
pub fn run(args: &Args, io: &mut Io) -> anyhow::Result<Exit> {
    let consolidated = input::documents(&args.consolidated)?;
    let [consolidated] = &consolidated[..] else {
        anyhow::bail!("{} holds {} documents; one was expected", args.consolidated, consolidated.len());
    };
    let config::Setup { root, config } = config::load_or_default(io)?;
    let patches = Patches::of_folder(&root.join(&config.consolidation.overlays))?;
    let sources = input::all_documents(&args.sources)?;
    let (sources, _) = super::merge::bundled(&sources, &config.consolidation, &root, &config.fetch, io);
    let (sources, _) = patches.sources(&sources);
    let proof = fidelity::verify(consolidated, &sources, &config.consolidation);
    match args.format {
        Format::Text => text(&proof, &mut io.out)?,
        Format::Json => io.out.write_all(canonical::print(&serde_json::to_value(&proof)?).as_bytes())?,
    }
    Ok(if proof.is_faithful() { Exit::Done } else { Exit::Threshold })
}

/// Prints a proof for a reader: its findings with their places, then how many operations are faithful.
///
/// # Errors
/// What the stream says.
pub fn text(proof: &Verification, out: &mut dyn Write) -> std::io::Result<()> {
    for finding in &proof.findings {
        let word = if finding.severity == Severity::Error { "error" } else { "warning" };
        let line = finding.range.start.line + 1;
        let column = finding.range.start.character + 1;
        let (source, message) = (terminal(&finding.source), terminal(&finding.message));
        writeln!(out, "{source}:{line}:{column} {word} {} {message}", finding.code)?;
        writeln!(out, "  at {}", terminal(&finding.path.to_string()))?;
    }
    writeln!(out, "{} of {} operations are faithful", proof.faithful, proof.operations)
}
