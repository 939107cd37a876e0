//! Lint: Spectral's rulesets over one document, without running any JavaScript.

pub mod baseline;
pub mod described;
pub mod engine;
pub mod exception;
pub mod fix;
pub mod format;
pub mod functions;
pub mod json_schema;
mod linter;
mod message;
pub mod options;
mod place;
pub mod resolve;
pub mod ruleset;
mod run;
pub mod shape;

pub use linter::Linter;
pub use options::{FailOn, Options};
pub use ruleset::{Ruleset, RulesetError};

use jiff::civil::Date;

use crate::collections::HashSet;
use crate::finding::Finding;
use crate::openapi::Document;
use exception::{Accepted, Exception};

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

/// As [`lint`], with some of the rules, on a day, without what is accepted. [`Linter`] is for many documents.
pub fn lint_under(document: &Document, ruleset: &Ruleset, terms: &Terms) -> Linted {
    Linter::new(ruleset, terms).lint(document)
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
