//! A ruleset made ready for many documents: what it comes to for a kind of document is worked out once.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};

use super::format::{Format, Formats};
use super::resolve::{Library, References, View};
use super::ruleset::{Effective, Rule};
use super::run::{Facts, Pass};
use super::{Linted, Ruleset, Terms, engine, exception, in_order};
use crate::finding::Finding;
use crate::openapi::Document;
use crate::parallel::join;

/// Lints documents with one ruleset on the same terms.
#[derive(Debug)]
pub struct Linter<'r> {
    ruleset: &'r Ruleset,
    terms: &'r Terms,
    /// What the ruleset comes to for documents of some formats, where no override says otherwise.
    courses: Mutex<Vec<Arc<Course<'r>>>>,
}

impl<'r> Linter<'r> {
    /// For documents that are linted with a ruleset on some terms.
    pub fn new(ruleset: &'r Ruleset, terms: &'r Terms) -> Self {
        Self { ruleset, terms, courses: Mutex::default() }
    }

    /// Everything that the ruleset has against a document, without what is accepted.
    pub fn lint(&self, document: &Document) -> Linted {
        let effective = self.ruleset.for_document(&document.origin);
        match effective.unwrap_or_else(|_| Cow::Borrowed(self.ruleset.base())) {
            Cow::Borrowed(base) => self.take(document, &self.course(base, recognized(document, base))),
            Cow::Owned(own) => {
                let formats = recognized(document, &own);
                self.take(document, &Course::of(&own, formats, self.ruleset, self.terms))
            }
        }
    }

    fn course(&self, base: &'r Effective, formats: Formats) -> Arc<Course<'r>> {
        let mut courses = self.courses.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = courses.iter().find(|course| course.formats == formats) {
            return known.clone();
        }
        let course = Arc::new(Course::of(base, formats, self.ruleset, self.terms));
        courses.push(course.clone());
        course
    }

    fn take(&self, document: &Document, course: &Course<'_>) -> Linted {
        let Terms { selection, exceptions, today } = self.terms;
        let references = &References::of(&document.value);
        let facts = Facts { document, references, formats: course.formats, today: *today };
        let mut findings = course.findings(facts);
        findings.retain(|finding| selection.includes(&finding.code));
        let ran = |code: &str| course.rules.iter().any(|rule| rule.name == code);
        let accepted = exception::accept(document, &mut findings, exceptions, *today, &ran);
        Linted { findings: in_order(findings), accepted }
    }
}

/// The formats that a document is, among those that the ruleset names.
fn recognized(document: &Document, effective: &Effective) -> Formats {
    let named = effective.formats.iter().filter_map(|name| Format::of_name(name));
    named.filter(|format| format.matches(&document.value)).collect()
}

/// The rules for documents of some formats, in the passes in which they see one.
#[derive(Debug)]
struct Course<'e> {
    effective: &'e Effective,
    formats: Formats,
    /// The rules that run.
    rules: Vec<&'e Rule>,
    /// Those that see the document as it is written.
    as_written: Pass<'e>,
    /// Those about the whole document, which take long and need no walk.
    whole: Pass<'e>,
    /// All others, which see through references.
    parts: Pass<'e>,
}

/// From how many bytes on a document is worth threads of its own.
const LARGE: usize = 500_000;

impl<'e> Course<'e> {
    fn of(effective: &'e Effective, formats: Formats, ruleset: &Ruleset, terms: &Terms) -> Self {
        let runs = |rule: &&Rule| {
            rule.applies(formats) && rule.scripts().is_empty() && terms.selection.includes(&rule.name)
        };
        let rules: Vec<&Rule> = effective.rules.values().filter(runs).collect();
        let pass = |meant: fn(&Rule, &str) -> bool| Pass::of(&rules, ruleset, formats, meant);
        Self {
            effective,
            formats,
            as_written: pass(|rule, _| !rule.resolved),
            whole: pass(|rule, given| rule.resolved && given == "$"),
            parts: pass(|rule, given| rule.resolved && given != "$"),
            rules,
        }
    }

    fn findings(&self, facts: Facts<'_>) -> Vec<Finding> {
        let Facts { document, references, formats, .. } = facts;
        let apart = document.text.len() > LARGE;
        let as_written = || {
            // Every finding asks for its place in the text.
            document.spans();
            self.as_written.run(facts, &View::unresolved())
        };
        let through_references = || {
            let library = Library::of(document, references);
            let view = View::with_library(document, references, &library);
            let (mut found, parts) =
                both(apart, || self.whole.run(facts, &view), || self.parts.run(facts, &view));
            found.extend(parts);
            found.extend(engine::broken_references(document, &view));
            found
        };
        let (mut found, others) = both(apart, as_written, through_references);
        found.extend(others);
        found.extend(engine::doubled_keys(document, self.effective.duplicate_keys));
        if formats.is_empty() && !self.effective.formats.is_empty() {
            found.push(engine::unrecognized(document, self.effective));
        }
        found
    }
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
