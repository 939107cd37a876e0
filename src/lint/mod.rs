//! Lint: Spectral's rulesets over one document, without running any JavaScript.

pub mod baseline;
pub mod described;
pub mod ecma;
pub mod engine;
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

use std::collections::HashSet;

use crate::finding::Finding;
use crate::openapi::Document;
use crate::parallel::join;
use format::{Format, Formats};
use resolve::{Library, View};
use ruleset::{Effective, Rule};
use run::Pass;

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

/// Everything that a ruleset has against a document, in the order of the text.
///
/// Files that the document refers to are read, nothing is fetched. An override that cannot be used counts for nothing;
/// [`Ruleset::for_document`] tells about it.
pub fn lint(document: &Document, ruleset: &Ruleset) -> Vec<Finding> {
    lint_selected(document, ruleset, &Selection::default())
}

/// As [`lint`], with some of the rules.
pub fn lint_selected(document: &Document, ruleset: &Ruleset, selection: &Selection) -> Vec<Finding> {
    let effective = ruleset.for_document(&document.origin).unwrap_or_else(|_| ruleset.base().clone());
    let formats = recognized(document, &effective);
    let rules = || effective.rules.values().filter(|rule| runs(rule, formats, selection));
    // Where things stand in the text is needed at the end only, and the two trees are walked apart.
    std::thread::scope(|scope| {
        scope.spawn(|| document.spans());
        let unresolved = scope.spawn({
            let pass = Pass::of(rules(), false, formats);
            move || pass.run(document, &View::unresolved(), formats)
        });
        let library = Library::of(document);
        let view = View::with_library(document, &library);
        let mut findings = engine::doubled_keys(document, effective.duplicate_keys);
        findings.extend(engine::broken_references(document, &view));
        if formats.is_empty() && !effective.formats.is_empty() {
            findings.push(engine::unrecognized(document, &effective));
        }
        findings.extend(Pass::of(rules(), true, formats).run(document, &view, formats));
        findings.extend(join(unresolved));
        findings.retain(|finding| selection.includes(&finding.code));
        in_order(findings)
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
    let mut seen = HashSet::new();
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
