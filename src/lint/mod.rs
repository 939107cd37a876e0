//! Lint: Spectral's rulesets over one document, without running any JavaScript.

pub mod baseline;
pub mod described;
pub mod engine;
pub mod exception;
pub mod fix;
pub mod format;
pub mod functions;
pub mod json_schema;
mod message;
pub mod options;
mod place;
pub mod resolve;
pub mod ruleset;
mod run;
pub mod shape;

pub use options::{FailOn, Options};
pub use ruleset::{Ruleset, RulesetError};

use jiff::civil::Date;

use crate::collections::HashSet;
use crate::finding::Finding;
use crate::openapi::Document;
use crate::parallel::join;
use exception::{Accepted, Exception};
use format::{Format, Formats};
use resolve::{Library, View};
use ruleset::{Effective, Rule};
use run::{Facts, Pass};

/// Which rules of a ruleset run.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Only these, when there are any.
    pub only: Vec<String>,
    /// Not these.
    pub skip: Vec<String>,
}

impl Selection {
    /// Whether a rule runs.
    pub fn includes(&self, code: &str) -> bool {
        let names = |list: &[String]| list.iter().any(|name| name == code);
        (self.only.is_empty() || names(&self.only)) && !names(&self.skip)
    }
}

/// Under what a document is linted, beside its ruleset.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    /// Which rules run.
    pub selection: Selection,
    /// Findings that are accepted.
    pub exceptions: Vec<Exception>,
    /// The day, for what expires and for sunsets; without one nothing has expired, and no rule speaks of days.
    pub today: Option<Date>,
}

/// What linting one document came to.
#[derive(Debug, Default)]
pub struct Linted {
    /// What was found and not accepted, in the order of the text.
    pub findings: Vec<Finding>,
    /// What was accepted.
    pub accepted: Accepted,
}

/// Everything that a ruleset has against a document, in the order of the text.
///
/// Files that the document refers to are read, nothing is fetched. An override that cannot be used counts for nothing;
/// [`Ruleset::for_document`] tells about it.
pub fn lint(document: &Document, ruleset: &Ruleset) -> Vec<Finding> {
    lint_under(document, ruleset, &Terms::default()).findings
}

/// As [`lint`], with some of the rules.
pub fn lint_selected(document: &Document, ruleset: &Ruleset, selection: &Selection) -> Vec<Finding> {
    lint_under(document, ruleset, &Terms { selection: selection.clone(), ..Terms::default() }).findings
}

/// As [`lint`], with some of the rules, on a day, without what is accepted.
pub fn lint_under(document: &Document, ruleset: &Ruleset, terms: &Terms) -> Linted {
    let effective = ruleset.for_document(&document.origin).unwrap_or_else(|_| ruleset.base().clone());
    let formats = recognized(document, &effective);
    let selection = &terms.selection;
    let facts = Facts { document, ruleset, formats, today: terms.today };
    let mut findings = findings(facts, &effective, selection);
    findings.retain(|finding| selection.includes(&finding.code));
    let ran = |code: &str| effective.rules.get(code).is_some_and(|rule| runs(rule, formats, selection));
    let accepted = exception::accept(document, &mut findings, &terms.exceptions, terms.today, &ran);
    Linted { findings: in_order(findings), accepted }
}

/// The exceptions and the ignores that do nothing any more, each as a sentence for people.
pub fn idle(linted: &[Linted], ruleset: &Ruleset, terms: &Terms) -> Vec<String> {
    let is_known =
        |id: &str| ruleset.base().rules.contains_key(id) || engine::CODES.iter().any(|(code, _)| *code == id);
    let state = |(at, exception): (usize, &Exception)| {
        let used = || linted.iter().any(|linted| linted.accepted.used.contains(&at));
        let state = if exception.has_expired(terms.today) {
            "has expired".to_owned()
        } else if !is_known(&exception.id) {
            format!("speaks of `{}`, which is no rule of this ruleset", exception.id)
        } else if terms.selection.includes(&exception.id) && !used() {
            "speaks of no finding".to_owned()
        } else {
            return None;
        };
        Some(format!("the exception for `{}` {state}", exception.reason))
    };
    let inside = linted.iter().flat_map(|linted| linted.accepted.idle.iter().cloned());
    inside.chain(terms.exceptions.iter().enumerate().filter_map(state)).collect()
}

/// From how many bytes on a document is worth threads of its own.
const LARGE: usize = 500_000;

fn findings(facts: Facts<'_>, effective: &Effective, selection: &Selection) -> Vec<Finding> {
    let Facts { document, formats, .. } = facts;
    let rules: Vec<&Rule> = effective.rules.values().filter(|rule| runs(rule, formats, selection)).collect();
    let apart = document.text.len() > LARGE;
    let as_written = || {
        // Every finding asks for its place in the text.
        document.spans();
        Pass::of(&rules, facts, |rule, _| !rule.resolved).run(facts, &View::unresolved())
    };
    let through_references = || {
        let library = Library::of(document);
        let view = View::with_library(document, &library);
        // Rules about the whole document take long and need no walk.
        let whole = || Pass::of(&rules, facts, |rule, given| rule.resolved && given == "$").run(facts, &view);
        let parts = || Pass::of(&rules, facts, |rule, given| rule.resolved && given != "$").run(facts, &view);
        let (mut found, parts) = both(apart, whole, parts);
        found.extend(parts);
        found.extend(engine::broken_references(document, &view));
        found
    };
    let (mut found, others) = both(apart, as_written, through_references);
    found.extend(others);
    found.extend(engine::doubled_keys(document, effective.duplicate_keys));
    if formats.is_empty() && !effective.formats.is_empty() {
        found.push(engine::unrecognized(document, effective));
    }
    found
}

/// Does two things, beside each other when they are worth a thread.
fn both<A: Send, B>(apart: bool, aside: impl FnOnce() -> A + Send, here: impl FnOnce() -> B) -> (A, B) {
    if !apart {
        return (aside(), here());
    }
    std::thread::scope(|scope| {
        let aside = scope.spawn(aside);
        let here = here();
        (join(aside), here)
    })
}

fn runs(rule: &Rule, formats: Formats, selection: &Selection) -> bool {
    rule.applies(formats) && rule.scripts().is_empty() && selection.includes(&rule.name)
}

/// The formats that a document is, among those that the ruleset names.
fn recognized(document: &Document, effective: &Effective) -> Formats {
    let named = effective.formats.iter().filter_map(|name| Format::of_name(name));
    named.filter(|format| format.matches(&document.value)).collect()
}

/// By file, then by place, then by rule; nothing twice.
pub fn in_order(mut findings: Vec<Finding>) -> Vec<Finding> {
    let mut seen = HashSet::default();
    findings.retain(|finding| {
        seen.insert((
            finding.code.clone(),
            finding.path.clone(),
            finding.source.clone(),
            finding.message.clone(),
        ))
    });
    findings.sort_by(|a, b| {
        (&a.source, a.range.start, &a.code, &a.path, &a.message).cmp(&(
            &b.source,
            b.range.start,
            &b.code,
            &b.path,
            &b.message,
        ))
    });
    findings
}
