//! What the linter has against tonight's documents, and how that stands to what is known. Inherited findings fail no night.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::tonight::Tonight;
use super::{Job, RunError, artefacts, spec_path};
use crate::artefact::Artefact;
use crate::fetch;
use crate::finding::Finding;
use crate::lint::baseline::{Baseline, Verdict, subjects};
use crate::lint::{self, Linter, Ruleset, Selection, Terms, ruleset};
use crate::openapi::Document;
use crate::parallel;
use crate::release::Fixed;

/// What linting a night came to.
pub(super) struct Linted {
    /// What was found and not accepted.
    pub(super) findings: Vec<Finding>,
    /// The reports, and the baseline when it shrank.
    pub(super) artefacts: Vec<Artefact>,
    /// What people should know.
    pub(super) notes: Vec<String>,
    /// What was known and is put right upstream.
    pub(super) fixed: Vec<Fixed>,
}

/// Lints every source with the ruleset in force, and compares with the baseline where there is one.
pub(super) fn lint(job: &Job<'_>, night: &Tonight) -> Result<Linted, RunError> {
    let options = &job.config.lint;
    let ruleset = ruleset(job)?;
    let terms = Terms {
        selection: Selection { only: options.only.clone(), skip: options.skip.clone() },
        exceptions: options.exceptions.clone(),
        today: Some(job.date()),
    };
    let mut sources: Vec<_> = night.sources.iter().collect();
    sources.sort_by(|a, b| a.name.cmp(&b.name));
    let linter = Linter::new(&ruleset, &terms);
    let linted = parallel::map(&sources, |document| one(document, &linter));
    let mut notes = lint::idle(&linted, &ruleset, &terms);
    let mut findings: Vec<Finding> = linted.into_iter().flat_map(|linted| linted.findings).collect();
    let (mut shrunk, mut fixed) = (None, Vec::new());
    if let Some(file) = &options.baseline {
        let verdict;
        (shrunk, verdict) = compare(job, file, night.fresh > 0, &mut findings)?;
        fixed = put_right(&verdict, &sources);
        notes.extend(told(&verdict, &fixed));
    }
    let artefacts = artefacts::reports(&findings).into_iter().chain(shrunk).collect();
    Ok(Linted { findings, artefacts, notes, fixed })
}

fn one(document: &Document, linter: &Linter<'_>) -> lint::Linted {
    let mut linted = linter.lint(document);
    // Tonight's documents name the URL that they came from, and readers have the file.
    let named = linted.findings.iter_mut().flat_map(|found| {
        std::iter::once(&mut found.source).chain(found.uses.as_mut().map(|uses| &mut uses.source))
    });
    for source in named.filter(|source| **source == document.origin) {
        *source = spec_path(document);
    }
    linted
}

/// Marks what the baseline knows. It shrinks by itself as findings go away, on nights on which a document changed; it never
/// grows here.
fn compare(
    job: &Job<'_>,
    file: &Path,
    changed: bool,
    findings: &mut [Finding],
) -> Result<(Option<Artefact>, Verdict), RunError> {
    let path = job.root.join(file);
    let refuse = |message: String| RunError::Record { path: file.to_owned(), message };
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let first = Baseline::of(findings);
            let verdict = first.judge(findings);
            return Ok((Some(Artefact::text(file.to_string_lossy(), first.print())), verdict));
        }
        Err(error) => return Err(refuse(format!("cannot be read: {error}"))),
    };
    let baseline = Baseline::parse(&text).map_err(|error| refuse(error.to_string()))?;
    let verdict = baseline.judge(findings);
    let next = baseline.ratchet(findings, false).print();
    let shrinks = changed || !verdict.fixed.is_empty();
    Ok(((shrinks && next != text).then(|| Artefact::text(file.to_string_lossy(), next)), verdict))
}

/// What went away although the operation or component that it was about is still there, by service and rule.
fn put_right(verdict: &Verdict, sources: &[&Document]) -> Vec<Fixed> {
    let mut known: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (fingerprint, count) in &verdict.fixed {
        let Some(source) = sources.iter().find(|source| source.name == fingerprint.service) else { continue };
        let there = known.entry(&source.name).or_insert_with(|| subjects(&source.value));
        if there.contains(&fingerprint.subject) {
            *counts.entry((&fingerprint.service, &fingerprint.code)).or_default() += count;
        }
    }
    let one = |((service, rule), count): ((&str, &str), usize)| Fixed {
        service: service.to_owned(),
        rule: rule.to_owned(),
        count,
    };
    counts.into_iter().map(one).collect()
}

/// How the night stands to the baseline, when anything moved.
fn told(verdict: &Verdict, fixed: &[Fixed]) -> Option<String> {
    let all: usize = verdict.fixed.iter().map(|(_, count)| count).sum();
    let fixed: usize = fixed.iter().map(|fixed| fixed.count).sum();
    let Verdict { new, returned, .. } = verdict;
    let gone = match all - fixed {
        0 => String::new(),
        gone => format!(", {gone} went away with what they were about"),
    };
    (new + returned + all > 0).then(|| {
        format!(
            "lint: {new} findings are new, {returned} returned after a while, {fixed} were fixed upstream{gone}"
        )
    })
}

/// The ruleset that the configuration names, or the one that stands beside it, or the built-in one.
fn ruleset(job: &Job<'_>) -> Result<Ruleset, RunError> {
    let remote = |url: &str| fetch::bytes(url, &job.config.fetch, job.now).map_err(|error| error.to_string());
    let fetch: Option<ruleset::Fetch<'_>> = if job.config.lint.fetch_rulesets { Some(&remote) } else { None };
    Ok(Ruleset::choose(job.config.lint.ruleset.as_deref(), job.root, fetch)?)
}
