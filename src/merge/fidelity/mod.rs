//! The proof of a merge: every operation of every source means the same in the consolidated document, both ways.
//!
//! Nothing here knows how the merge names things. Operations are found by what a caller sends, references are followed on
//! both sides, and the trees behind them are compared whole: parameters, bodies, responses, headers, examples, links by the
//! operation they mean, callbacks, discriminators by what they select, siblings of `$ref`, security by what the schemes
//! are, servers by the addresses that come out. Components, webhooks and what a document says about itself must be there,
//! too, and nothing may be there that no source says.

mod compare;
mod dialect;
mod force;
mod invariants;
mod side;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use super::options::Options;
use super::rewrite::RECORD;
use crate::collections::HashMap;
use crate::finding::{Finding, Range, Severity};
use crate::json::{Pointer, canonical, number};
use crate::openapi::grammar::{self, COMPONENT_SECTIONS};
use crate::openapi::{Document, Kind, Version};
use crate::parallel::{self, join};
use compare::{Comparer, Difference};
use side::{Found, Side};

/// The outcome of a proof.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// How many operations the sources have, but for those that the configuration overrules.
    pub operations: usize,
    /// How many of them mean the same in the consolidated document.
    pub faithful: usize,
    /// Everything that is not as it should be.
    pub findings: Vec<Finding>,
}

impl Verification {
    /// Whether nothing was lost, changed or broken. Warnings do not count.
    pub fn is_faithful(&self) -> bool {
        self.operations == self.faithful
            && self.findings.iter().all(|finding| finding.severity != Severity::Error)
    }
}

/// Compares a consolidated document with the sources it was made of, under the options it was made with.
pub fn verify(consolidated: &Document, sources: &[Document], options: &Options) -> Verification {
    compared(consolidated, sources, options, true)
}

/// As [`verify`], for somebody who only asks whether the result may be published: its text is not needed, and warnings get
/// no lines, since those of a document that nobody has printed yet cost as much as the proof.
pub fn prove(consolidated: &Document, sources: &[Document], options: &Options) -> Verification {
    let proof = compared(consolidated, sources, options, false);
    if proof.is_faithful() {
        return proof;
    }
    let Document { name, origin, value, .. } = consolidated;
    verify(&Document::from_value(name, origin, value.clone()), sources, options)
}

/// Prints a document beside its proof.
pub fn prove_and_print(consolidated: &mut Document, sources: &[Document], options: &Options) -> Verification {
    let unprinted: &Document = consolidated;
    let (text, proof) = std::thread::scope(|threads| {
        let printer = threads.spawn(|| canonical::print(&unprinted.value));
        let proof = prove(unprinted, sources, options);
        (join(printer), proof)
    });
    consolidated.text = text;
    proof
}

fn compared(consolidated: &Document, sources: &[Document], options: &Options, located: bool) -> Verification {
    let result = Side::of(&consolidated.value);
    let mut report = Report { findings: Vec::new(), located };
    invariants::check(consolidated, &result.anchors, &mut report);
    let operations = result.operations();
    let index = Index::of(&operations, &consolidated.value);
    let mut used = BTreeSet::new();
    let mut counts = (0, 0);
    let proofs = parallel::map(sources, |document| {
        let mut report = Report { findings: Vec::new(), located };
        let mut used = BTreeSet::new();
        let mut proof = Proof { document, source: Side::of(&document.value), options, report: &mut report };
        let (all, faithful) = proof.operations(&result, &index, &mut used);
        proof.record(&consolidated.value);
        (all, faithful, used, report.findings)
    });
    for (all, faithful, reached, findings) in proofs {
        counts = (counts.0 + all, counts.1 + faithful);
        used.extend(reached);
        report.findings.extend(findings);
    }
    for (_, found) in operations.iter().enumerate().filter(|(at, _)| !used.contains(at)) {
        let message = format!("no source has {} {}", found.method.to_uppercase(), found.path);
        report.add(
            consolidated,
            "operation-without-source",
            found.place.join(found.method),
            message,
            Severity::Error,
        );
    }
    Verification { operations: counts.0, faithful: counts.1, findings: report.findings }
}

/// Findings as they come.
#[derive(Debug)]
struct Report {
    findings: Vec<Finding>,
    /// Whether lines and columns are asked for.
    located: bool,
}

impl Report {
    fn add(&mut self, document: &Document, code: &str, path: Pointer, message: String, severity: Severity) {
        let node = if self.located { document.closest(&path) } else { None };
        let range = node.map(|node| document.positions(node.value)).unwrap_or_default();
        let mut finding = Finding::new(code, severity, path, message);
        finding.range = Range { start: range.0, end: range.1 };
        finding.source.clone_from(&document.origin);
        self.findings.push(finding);
    }
}

/// The operations of the consolidated document by what a caller sends, and by how they are written.
struct Index<'i, 'a> {
    operations: &'i [Found<'a>],
    addresses: HashMap<String, Vec<usize>>,
    written: HashMap<(&'static str, &'a str, &'a str), usize>,
}

impl<'i, 'a> Index<'i, 'a> {
    fn of(operations: &'i [Found<'a>], root: &'a Value) -> Self {
        let mut index = Self { operations, addresses: HashMap::default(), written: HashMap::default() };
        for (at, found) in operations.iter().enumerate() {
            if found.home == "paths" {
                index.addresses.entry(found.address(root)).or_default().push(at);
            }
            index.written.insert((found.home, found.path, found.method), at);
        }
        index
    }

    /// The operation that a caller of a source's operation reaches.
    fn find(&self, root: &'a Value, wanted: &Found<'a>) -> Option<usize> {
        if wanted.home == "paths" && wanted.servers(root).is_some() {
            let all = self.addresses.get(&wanted.address(root))?;
            return all
                .iter()
                .copied()
                .find(|&at| self.operations[at].path == wanted.path)
                .or(all.first().copied());
        }
        self.written.get(&(wanted.home, wanted.path, wanted.method)).copied()
    }
}

struct Proof<'p, 'a> {
    document: &'a Document,
    source: Side<'a>,
    options: &'p Options,
    report: &'p mut Report,
}

impl<'a> Proof<'_, 'a> {
    /// Compares all operations and components of a source; how many operations there are, how many are faithful.
    fn operations(
        &mut self,
        result: &Side<'a>,
        index: &Index<'_, 'a>,
        used: &mut BTreeSet<usize>,
    ) -> (usize, usize) {
        let source = std::mem::replace(&mut self.source, Side::of(&Value::Null));
        let mut comparer = Comparer::new(&source, result);
        let (mut all, mut faithful) = (0, 0);
        for found in source.operations() {
            let there = index.find(source.root, &found);
            if let Some(at) = there {
                used.insert(at);
            }
            if self.is_overruled(&found, there.map(|at| index.operations[at].path)) {
                continue;
            }
            all += 1;
            let difference = match there {
                None => Some(Difference {
                    place: found.place.join(found.method),
                    what: "it is missing".to_owned(),
                }),
                Some(at) => {
                    let other = &index.operations[at];
                    let place = || found.place.join(found.method);
                    let options = self.options;
                    comparer.whole(place, |this| {
                        force::same_names(found.path, other.path)
                            && this.same_operation(&found, other, options)
                    })
                }
            };
            match difference {
                None => faithful += 1,
                Some(difference) => self.unfaithful(&found, difference),
            }
        }
        self.components(&source, result, &mut comparer);
        (all, faithful)
    }

    fn is_overruled(&self, found: &Found<'a>, published: Option<&str>) -> bool {
        let name = format!("{} {}", found.method.to_uppercase(), published.unwrap_or(found.path));
        found.home == "paths"
            && self.options.prefer.get(&name).is_some_and(|winner| *winner != self.document.name)
    }

    fn unfaithful(&mut self, found: &Found<'a>, difference: Difference) {
        let message = format!("{} {}: {}", found.method.to_uppercase(), found.path, difference.what);
        self.report.add(self.document, "operation-differs", difference.place, message, Severity::Error);
    }

    /// Every component must be there under some name, used or not.
    fn components(&mut self, source: &Side<'a>, result: &Side<'a>, comparer: &mut Comparer<'_, 'a>) {
        for (section, of) in COMPONENT_SECTIONS {
            let list = |root: &'a Value| {
                root.get("components").and_then(|all| all.get(section)).and_then(Value::as_object)
            };
            let Some(own) = list(source.root) else { continue };
            let there = list(result.root);
            let all: Vec<&Value> = there.into_iter().flatten().map(|(_, other)| other).collect();
            comparer.completed = section == "pathItems";
            let mut next = 0;
            for (name, value) in own {
                let kind = grammar::child(Kind::Map(of), name);
                let mut is_there = |other: &'a Value| comparer.proves(|this| this.same(value, other, kind));
                // Names are a hint where to look first, and so is the place behind the one before; no more.
                let likely = [format!("{}_{name}", self.document.name), name.clone()];
                if likely.iter().filter_map(|name| there?.get(name)).any(&mut is_there) {
                    continue;
                }
                let found = (next..all.len()).chain(0..next).find(|&at| is_there(all[at]));
                next = found.map_or(next, |at| at + 1);
                if found.is_none() {
                    let place = Pointer::of(["components", section, name]);
                    let message = format!("the component `{name}` is nowhere in the consolidated document");
                    self.report.add(self.document, "component-lost", place, message, Severity::Error);
                }
            }
        }
    }

    /// Schemas must be of the dialect that their source says.
    fn dialect(&mut self, consolidated: &Value) {
        let said = |root: &'_ Value| {
            let text = root.get("jsonSchemaDialect").and_then(Value::as_str).unwrap_or_default();
            if text.starts_with("https://spec.openapis.org/oas/3.") { String::new() } else { text.to_owned() }
        };
        let own = Version::of(&self.document.value).is_some_and(Version::is_json_schema);
        if own && said(&self.document.value) != said(consolidated) {
            let place = Pointer::of(["jsonSchemaDialect"]);
            let message = "the schemas are of another dialect in the consolidated document".to_owned();
            self.report.add(self.document, "dialect-differs", place, message, Severity::Error);
        }
    }

    /// What the source says about itself must be in its record.
    fn record(&mut self, consolidated: &Value) {
        let record = consolidated.get(RECORD).and_then(|all| all.get(&self.document.name));
        let kept: BTreeMap<&String, &Value> = self.document.value.as_object().into_iter().flatten().collect();
        self.dialect(consolidated);
        for (key, value) in kept {
            let about = matches!(key.as_str(), "info" | "externalDocs" | "tags") || key.starts_with("x-");
            let there = record.and_then(|record| record.get(key));
            if about && there.is_none_or(|there| !keeps(there, value)) {
                let message = format!("`{key}` of the source is not in `{RECORD}`");
                self.report.add(
                    self.document,
                    "record-differs",
                    Pointer::of([key]),
                    message,
                    Severity::Error,
                );
            }
        }
    }
}

/// Whether a record keeps a value; references that stand in an extension may have followed their targets.
fn keeps(there: &Value, value: &Value) -> bool {
    match (there, value) {
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && b.iter().all(|(key, b)| {
                    let local = |value: &Value| value.as_str().is_some_and(|text| text.starts_with('#'));
                    a.get(key).is_some_and(|a| keeps(a, b) || (key == "$ref" && local(a) && local(b)))
                })
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| keeps(a, b)),
        _ => number::equal(there, value),
    }
}
