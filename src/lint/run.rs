//! Runs the rules of a ruleset over a document.

use std::borrow::Cow;

use indexmap::IndexMap;
use jiff::civil::Date;
use serde_json::Value;

use super::format::Formats;
use super::functions::{Input, Outcome};
use super::message::{self, Words};
use super::place;
use super::resolve::{Located, References, View};
use super::ruleset::{Field, Rule, Ruleset, Then, get};
use crate::collections::HashSet;
use crate::finding::{Finding, Uses};
use crate::json::Pointer;
use crate::jsonpath::{Found, Key, Match, Search, Trail, Tree as _};
use crate::openapi::Document;

/// What is linted, and when.
#[derive(Clone, Copy)]
pub(super) struct Facts<'i> {
    pub(super) document: &'i Document,
    pub(super) references: &'i References<'i>,
    pub(super) formats: Formats,
    pub(super) today: Option<Date>,
}

/// The rules that see a document in the same way, by expression.
#[derive(Debug)]
pub(super) struct Pass<'r> {
    search: Search,
    /// The rules of each expression.
    rules: Vec<Vec<&'r Rule>>,
}

impl<'r> Pass<'r> {
    /// Those of the rules that are `meant` for documents of some formats, each with the expressions that are.
    pub(super) fn of(
        rules: &[&'r Rule],
        ruleset: &Ruleset,
        formats: Formats,
        meant: impl Fn(&Rule, &str) -> bool,
    ) -> Self {
        let mut by_text: IndexMap<String, Vec<&'r Rule>> = IndexMap::new();
        for rule in rules {
            for text in rule.expressions(formats).into_iter().filter(|text| meant(rule, text)) {
                let rules = by_text.entry(text).or_default();
                if !rules.iter().any(|known| std::ptr::eq(*known, *rule)) {
                    rules.push(*rule);
                }
            }
        }
        // What cannot be read was told when the ruleset was loaded.
        let read = |(text, rules): (String, _)| Some((ruleset.expression(&text)?, rules));
        let (expressions, rules) = by_text.into_iter().filter_map(read).unzip();
        Self { search: Search::of(expressions), rules }
    }

    /// Walks the tree once and collects what the rules find.
    pub(super) fn run(&self, facts: Facts<'_>, view: &View<'_>) -> Vec<Finding> {
        if self.search.is_empty() {
            return Vec::new();
        }
        let mut run = Run { facts, view, findings: Vec::new(), seen: HashSet::default() };
        self.search.walk(&facts.document.value, view, &mut |hit| {
            for rule in &self.rules[hit.expression] {
                run.rule(rule, hit);
            }
        });
        run.findings
    }
}

struct Run<'i> {
    facts: Facts<'i>,
    view: &'i View<'i>,
    findings: Vec<Finding>,
    seen: HashSet<(String, Pointer, usize, String)>,
}

impl Run<'_> {
    fn rule(&mut self, rule: &Rule, hit: &Match<'_>) {
        let key;
        let value = match hit.found {
            Found::Value(value) => Some(value),
            Found::Key(None) => None,
            Found::Key(Some(Key::Name(name))) => {
                key = Value::from(name);
                Some(&key)
            }
            Found::Key(Some(Key::Index(index))) => {
                key = Value::from(index);
                Some(&key)
            }
        };
        for then in &rule.then {
            match (value, &then.field) {
                (Some(value @ (Value::Object(_) | Value::Array(_))), Some(field)) => {
                    self.field(rule, then, field, value, hit.trail);
                }
                _ => self.call(rule, then, value, hit.trail),
            }
        }
    }

    /// Calls the function on the part of a value that a field names; once without a value when there is none.
    fn field(&mut self, rule: &Rule, then: &Then, field: &Field, value: &Value, trail: &Trail<'_>) {
        match field {
            Field::Path(text, tokens) => {
                let part = get(value, text, tokens, |value| self.view.see(value));
                self.below(rule, then, part, trail, tokens);
            }
            Field::Keys => {
                let keys: Vec<String> = match value {
                    Value::Object(map) => map.keys().cloned().collect(),
                    Value::Array(items) => (0..items.len()).map(|index| index.to_string()).collect(),
                    _ => Vec::new(),
                };
                if keys.is_empty() {
                    self.call(rule, then, None, trail);
                }
                for key in keys {
                    let value = Value::from(key.as_str());
                    self.below(rule, then, Some(&value), trail, std::slice::from_ref(&key));
                }
            }
            Field::Expression(search) => self.searched(rule, then, search, value, trail),
        }
    }

    fn searched(&mut self, rule: &Rule, then: &Then, search: &Search, value: &Value, trail: &Trail<'_>) {
        let mut found = false;
        let view = self.view;
        search.walk(value, view, &mut |hit| {
            found = true;
            let key;
            let part = match hit.found {
                Found::Value(value) => Some(value),
                Found::Key(last) => {
                    key = last.map(|key| Value::from(key.token().into_owned()));
                    key.as_ref()
                }
            };
            self.below(rule, then, part, trail, hit.trail.pointer().tokens());
        });
        if !found {
            self.call(rule, then, None, trail);
        }
    }

    fn below(
        &mut self,
        rule: &Rule,
        then: &Then,
        value: Option<&Value>,
        trail: &Trail<'_>,
        tokens: &[String],
    ) {
        match tokens.split_first() {
            None => self.call(rule, then, value, trail),
            Some((first, rest)) => self.below(rule, then, value, &trail.down(Key::Name(first)), rest),
        }
    }

    fn call(&mut self, rule: &Rule, then: &Then, value: Option<&Value>, trail: &Trail<'_>) {
        let Ok(function) = then.prepared() else { return };
        let Facts { document, references, formats, today } = self.facts;
        let input = Input { value, trail, view: self.view, document, references, formats, today };
        for outcome in function(&input) {
            self.report(rule, outcome, trail);
        }
    }

    fn report(&mut self, rule: &Rule, outcome: Outcome, trail: &Trail<'_>) {
        let path = outcome.path.unwrap_or_else(|| trail.pointer());
        let Located { file, path, missing } = self.view.locate(&self.facts.document.value, &path);
        let Some(severity) = rule.severity_at(&path) else { return };
        let document = self.view.documents().get(file).copied().unwrap_or(self.facts.document);
        let mut words = Words {
            property: message::property(&path, &missing),
            error: Cow::Borrowed(&outcome.message),
            path: &path,
            description: rule.description.as_deref(),
            value: path.resolve(&document.value),
        };
        let error = message::fill(&outcome.message, &words);
        let text = match &rule.message {
            None => rule.description.clone().unwrap_or(error),
            Some(text) => {
                words.error = Cow::Owned(error);
                message::fill(text, &words)
            }
        };
        let text = text.trim().to_owned();
        if !self.seen.insert((rule.name.clone(), path.clone(), file, text.clone())) {
            return;
        }
        self.findings.push(Finding {
            range: place::range(document, &path),
            source: document.origin.clone(),
            documentation_url: rule.documentation_url.clone(),
            uses: self.uses(file, &path),
            ..Finding::new(&rule.name, severity, path, text)
        });
    }

    /// The references that lead to a place or to what holds it.
    fn uses(&self, file: usize, path: &Pointer) -> Option<Uses> {
        let used = self.view.uses(file, path)?;
        let document = self.view.documents().get(used.file)?;
        Some(Uses {
            path: used.path.clone(),
            range: place::range(document, used.path),
            source: document.origin.clone(),
            count: used.count,
        })
    }
}
