//! Every rule and every check: what `rules` lists, `explain` tells and the documentation is printed from.

mod checks_page;

use std::fmt::Write as _;

use crate::diff::change::Level;
use crate::diff::check::{Check, registry};
use crate::diff::{checks as tables, example};
use crate::lint::described::{self, Described};

/// What an entry of the catalogue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A lint rule.
    Rule,
    /// A compatibility check.
    Check,
}

impl Kind {
    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Rule => "rule",
            Self::Check => "check",
        }
    }
}

/// One rule or check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The id.
    pub id: String,
    /// Rule or check.
    pub kind: Kind,
    /// Where it belongs: the ruleset, or the part of a document that the check looks at.
    pub group: String,
    /// How much it matters: `error`, `warn`, `info`, `hint`.
    pub severity: String,
    /// Whether it is on unless somebody asks for it.
    pub on: bool,
    /// What it asks for or finds, in a sentence.
    pub summary: String,
    /// Why it matters, when that is not plain.
    pub why: Option<String>,
    /// The versions of OpenAPI that it is for; none means all.
    pub formats: Vec<String>,
    /// Where it looks, as JSONPath.
    pub given: Vec<String>,
    /// An example on which it speaks.
    pub failing: Option<String>,
    /// An example on which it is silent.
    pub passing: Option<String>,
    /// Two documents between which a check speaks.
    pub change: Option<example::Pair>,
}

/// Every lint rule that is built in.
pub fn rules() -> Vec<Entry> {
    described::all().into_iter().map(of_rule).collect()
}

/// Everything, rules first.
pub fn all() -> Vec<Entry> {
    let mut all = rules();
    all.extend(checks());
    all
}

/// Every compatibility check, by group and then by id.
pub fn checks() -> Vec<Entry> {
    let mut checks: Vec<Entry> = registry().all().map(of_check).collect();
    checks.sort_by(|one, other| (&one.group, &one.id).cmp(&(&other.group, &other.id)));
    checks
}

/// The entry of an id.
pub fn find(id: &str) -> Option<Entry> {
    let rule = || described::all().into_iter().find(|rule| rule.id == id).map(of_rule);
    registry().of_id(id).map(of_check).or_else(rule)
}

/// Ids that are nearly this one, the nearest first.
pub fn similar(id: &str) -> Vec<String> {
    const MOST: usize = 3;
    let rules = described::all().into_iter().map(|rule| rule.id);
    let checks = registry().all().map(|check| check.id.clone());
    let mut near: Vec<(usize, String)> = rules
        .chain(checks)
        .map(|known| (distance(id, &known), known))
        .filter(|(distance, _)| *distance <= id.len() / 2)
        .collect();
    near.sort();
    near.dedup();
    near.into_iter().take(MOST).map(|(_, id)| id).collect()
}

/// A part of an id is nearer than any misspelling.
fn distance(asked: &str, id: &str) -> usize {
    if !asked.is_empty() && id.contains(asked) { 0 } else { strsim::levenshtein(asked, id) }
}

fn of_rule(rule: Described) -> Entry {
    Entry {
        id: rule.id,
        kind: Kind::Rule,
        group: rule.set.to_owned(),
        severity: rule.severity.word().to_owned(),
        on: rule.recommended,
        summary: rule.description,
        why: None,
        formats: rule.formats,
        given: rule.given,
        failing: rule.failing,
        passing: rule.passing,
        change: None,
    }
}

fn of_check(check: &Check) -> Entry {
    let severity = match check.level {
        Level::Breaking => "error",
        Level::Warning => "warn",
        Level::Info => "info",
    };
    let said = without_holes(check.row.says);
    let summary = match check.site {
        Some(site) => format!("{}: {said}.", capital(&site.words())),
        None => format!("{}.", capital(&said)),
    };
    Entry {
        id: check.id.clone(),
        kind: Kind::Check,
        group: group(check).to_owned(),
        severity: severity.to_owned(),
        on: true,
        summary,
        why: Some(check.row.why.to_owned()),
        formats: Vec::new(),
        given: Vec::new(),
        failing: None,
        passing: None,
        change: example::pair(check),
    }
}

/// The site, or the table for a check that has none.
fn group(check: &Check) -> &'static str {
    const TABLES: [&str; tables::FIXED.len()] = ["operation", "security", "life"];
    let holds = |table: &&[tables::Row]| table.iter().any(|row| row.kind == check.row.kind);
    match (check.site, tables::FIXED.iter().position(holds)) {
        (Some(site), _) => site.prefix(),
        (None, Some(table)) => TABLES[table],
        (None, None) => "other",
    }
}

/// A sentence of a check without the values of a change.
fn without_holes(says: &str) -> String {
    ["{before}", "{after}", "{name}", "{default}"]
        .into_iter()
        .fold(says.to_owned(), |said, hole| said.replace(hole, "…"))
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// `docs/checks.md`.
pub fn checks_page() -> String {
    checks_page::page()
}

/// `docs/rules.md`.
pub fn rules_page() -> String {
    let mut page = String::from(
        "# Lint rules\n\nPrinted from the rulesets by `specline rules --format markdown`; a test keeps it fresh. \
         `specline explain ID` tells the same about one of them.\n",
    );
    let mut group = String::new();
    for rule in rules() {
        if rule.group != group {
            group.clone_from(&rule.group);
            let _ = write!(page, "\n## `{group}`\n");
        }
        write_rule(&rule, &mut page);
    }
    page
}

fn write_rule(rule: &Entry, page: &mut String) {
    let off = if rule.on { "" } else { ", off unless asked for" };
    let formats =
        if rule.formats.is_empty() { String::new() } else { format!(", {}", rule.formats.join(" ")) };
    let _ = write!(page, "\n### `{}`\n\n{} ({}{off}{formats})\n", rule.id, rule.summary, rule.severity);
    for (title, example) in [("Fails", &rule.failing), ("Passes", &rule.passing)] {
        if let Some(example) = example {
            let _ = write!(page, "\n{title}:\n\n```yaml\n{}\n```\n", example.trim_end());
        }
    }
}
