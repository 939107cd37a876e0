//! Findings that are known: by exceptions, by a baseline.

use std::path::Path;

use anyhow::Context as _;

use crate::cli::exit::{Exit, Failure};
use crate::cli::io::Io;
use crate::finding::Finding;
use crate::lint::baseline::Baseline;
use crate::lint::{self, Linted, Ruleset, Terms};
use crate::publish;
use crate::render::words::counted;

/// Says on standard error how much is accepted, and which exceptions and ignores do nothing any more.
pub(super) fn tell(linted: &[Linted], terms: &Terms, ruleset: &Ruleset, io: &mut Io) {
    for idle in lint::idle(linted, ruleset, terms) {
        io.note(idle);
    }
    let count: usize = linted.iter().map(|linted| linted.accepted.count).sum();
    if count > 0 {
        io.note(format_args!("{} accepted", counted(count, "finding is", Some("findings are"))));
    }
}

/// Marks what a baseline knows and says on standard error how the rest stands to it; writes it anew when asked.
pub(super) fn compare(
    file: Option<&Path>,
    update: bool,
    found: &mut [Finding],
    io: &mut Io,
) -> anyhow::Result<()> {
    let Some(file) = file else {
        let message = "no baseline is named; say --baseline FILE, or `baseline` in [lint] of specline.toml";
        return if update { Err(Failure::error(Exit::Usage, message.to_owned())) } else { Ok(()) };
    };
    let text = match std::fs::read_to_string(file) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && update => None,
        read => Some(read.with_context(|| format!("the baseline {} cannot be read", file.display()))?),
    };
    let baseline = match &text {
        Some(text) => Baseline::parse(text).with_context(|| file.display().to_string())?,
        None => Baseline::of(found),
    };
    let verdict = baseline.judge(found);
    let fixed: usize = verdict.fixed.iter().map(|(_, count)| count).sum();
    io.note(format_args!(
        "baseline: {} new, {} known ({} moved), {} returned, {fixed} fixed",
        verdict.new, verdict.unchanged, verdict.moved, verdict.returned
    ));
    if update {
        let next = baseline.ratchet(found, true);
        publish::write_file(file, next.print().as_bytes())
            .with_context(|| format!("the baseline {} cannot be written", file.display()))?;
    }
    Ok(())
}
