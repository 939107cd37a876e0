//! What changed between two sets of documents, and what that does to their callers.
//!
//! [`align`] finds the operations that answer to each other, [`extract`] and [`schema`] say what differs without an opinion,
//! [`checks`] holds the opinions, and [`cause`] says each cause once.

pub mod align;
pub mod cause;
pub mod change;
pub mod check;
pub mod checks;
pub mod delta;
pub mod example;
pub mod extract;
pub mod options;
pub mod policy;
pub mod rename;
pub mod schema;
pub mod select;
pub mod site;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

pub use align::NotAPattern;
pub use change::{Change, Level};
pub use options::Options;

use crate::openapi::{Document, operation as wire};
use align::{Aligned, Placed, Same, Selection};
use cause::Found;
use change::OperationRef;
use delta::Fact;
use extract::{document, lifecycle, operation};
use schema::Comparer;

/// The changes from one set of documents to another, sorted, each cause once.
///
/// Operations are identified by method and wire path across all documents of a side. Settings that are no regular
/// expressions select nothing; [`check_options`] tells about them.
pub fn compare(base: &[Document], revision: &[Document], options: &Options) -> Vec<Change> {
    compare_as(base, revision, base.len() == 1 && revision.len() == 1, options)
}

/// As [`compare`], for documents that are a part of two folders: each is a service, however many there are.
pub fn compare_services(base: &[Document], revision: &[Document], options: &Options) -> Vec<Change> {
    compare_as(base, revision, false, options)
}

fn compare_as(base: &[Document], revision: &[Document], alone: bool, options: &Options) -> Vec<Change> {
    let Ok(selection) = Selection::of(options) else { return Vec::new() };
    let old = align::side(base, (&options.strip_prefix_base, &options.prefix_base), alone, &selection);
    let new =
        align::side(revision, (&options.strip_prefix_revision, &options.prefix_revision), alone, &selection);
    let aligned = align::align(old, new, &selection);
    let mut run = Run { options, comparers: BTreeMap::new(), found: Vec::new() };
    run.documents(base, revision, alone);
    run.operations(&aligned, &paths(revision, options));
    let mut changes = cause::changes(run.found, options);
    rename::mark(&mut changes, base, revision);
    let versions = select::versions(base, revision, alone, &changes, options);
    select::apply(changes.into_iter().chain(versions).collect(), options)
}

/// Whether the settings can be used.
///
/// # Errors
/// A pattern that is no regular expression.
pub fn check_options(options: &Options) -> Result<(), NotAPattern> {
    Selection::of(options).map(|_| ())
}

struct Run<'a> {
    options: &'a Options,
    comparers: BTreeMap<(usize, usize), Comparer<'a>>,
    found: Vec<Found>,
}

impl<'a> Run<'a> {
    fn comparer(&mut self, base: &'a Document, revision: &'a Document) -> &Comparer<'a> {
        let options = self.options;
        let address = |document: &'a Document| std::ptr::from_ref(document) as usize;
        self.comparers
            .entry((address(base), address(revision)))
            .or_insert_with(|| Comparer::new(&base.value, &revision.value, options))
    }

    fn documents(&mut self, base: &'a [Document], revision: &'a [Document], alone: bool) {
        for document in base {
            let other = revision.iter().find(|other| alone || other.name == document.name);
            let facts = match other {
                Some(other) if other.value == document.value => continue,
                Some(other) => {
                    self.webhooks(document, other);
                    document::compare(document, other, alone)
                }
                None => {
                    self.service("service-removed", document);
                    continue;
                }
            };
            self.keep(facts, None, document, &Map::new());
        }
        for document in
            revision.iter().filter(|one| !alone && base.iter().all(|other| other.name != one.name))
        {
            self.service("service-added", document);
        }
    }

    fn webhooks(&mut self, base: &'a Document, revision: &'a Document) {
        for (placed, facts) in document::webhooks(self.comparer(base, revision), base, revision) {
            let empty = Map::new();
            let value = placed.as_ref().map_or(&empty, |placed| placed.operation.value);
            self.keep(facts, placed.as_ref(), revision, value);
        }
    }

    /// A service that came or went, with all that it offers.
    fn service(&mut self, id: &'static str, document: &'a Document) {
        let fact = Fact::fixed(id, "service").before(document.name.as_str()).after(document.name.as_str());
        let all = wire::operations(&document.value);
        if all.is_empty() {
            self.keep(vec![fact.clone()], None, document, &Map::new());
        }
        for operation in all {
            self.keep(vec![fact.clone()], Some(&Placed::alone(document, operation)), document, &Map::new());
        }
    }

    fn operations(&mut self, aligned: &Aligned<'a>, left: &BTreeSet<String>) {
        for (base, revision, same) in &aligned.both {
            self.kept(base, revision, *same);
        }
        for placed in &aligned.removed {
            let whole = !left.contains(&wire::blanked(&placed.path));
            if self.is_below_threshold(placed) {
                continue;
            }
            let fact = lifecycle::removed(placed, whole, &key(placed), self.options);
            self.keep(vec![fact], Some(placed), placed.document, placed.operation.value);
        }
        for placed in &aligned.added {
            let fact = Fact::fixed("endpoint-added", key(placed)).at(None, Some(&placed.operation.pointer));
            self.keep(vec![fact], Some(placed), placed.document, placed.operation.value);
        }
    }

    fn kept(&mut self, base: &Placed<'a>, revision: &Placed<'a>, same: Same) {
        let mut facts: Vec<Fact> = document::address(base, revision, same).into_iter().collect();
        if self.is_unchanged(base, revision) && facts.is_empty() {
            return;
        }
        facts.extend(operation::compare(
            self.comparer(base.document, revision.document),
            base,
            revision,
            key(revision),
        ));
        let below = self.is_below_threshold(revision);
        let before = self.is_below_threshold(base);
        facts.retain(|fact| match fact.what {
            delta::What::Fixed("api-invalid-stability-level") => true,
            delta::What::Fixed("api-stability-decreased") => !before,
            _ => !below,
        });
        self.keep(facts, Some(revision), revision.document, revision.operation.value);
    }

    /// Whether two operations stand word for word in the same document.
    fn is_unchanged(&mut self, base: &Placed<'a>, revision: &Placed<'a>) -> bool {
        let item = |placed: &Placed<'a>| placed.operation.item.get("parameters");
        if base.path != revision.path
            || base.operation.value != revision.operation.value
            || item(base) != item(revision)
            || base.document.value.get("security") != revision.document.value.get("security")
        {
            return false;
        }
        let comparer = self.comparer(base.document, revision.document);
        comparer.same.maps(revision.operation.value)
            && item(revision).is_none_or(|parameters| comparer.same.values(parameters, parameters))
    }

    /// Whether an operation is too immature for its changes to matter.
    fn is_below_threshold(&self, placed: &Placed<'_>) -> bool {
        let rank = policy::Life::of(placed.operation.value, &self.options.words);
        let own = rank.stability.as_deref().filter(|word| *word != "experimental").and_then(policy::rank);
        let least = policy::rank(&self.options.stability_level).unwrap_or(2);
        own.is_some_and(|own| own < least)
    }

    fn keep(
        &mut self,
        facts: Vec<Fact>,
        operation: Option<&Placed<'_>>,
        document: &Document,
        value: &Map<String, Value>,
    ) {
        for fact in facts {
            let attributes = self.options.attributes.iter();
            let attributes =
                attributes.filter_map(|key| Some((key.clone(), value.get(key)?.clone()))).collect();
            let operation = operation.map(|placed| reference(placed));
            self.found.push(Found { fact, operation, service: document.name.clone(), attributes });
        }
    }
}

/// Every path that is left, with operations or without.
fn paths(documents: &[Document], options: &Options) -> BTreeSet<String> {
    let all = documents.iter().filter_map(|document| document.value.get("paths")?.as_object());
    let (strip, prefix) = (&options.strip_prefix_revision, &options.prefix_revision);
    let read = |path: &String| {
        let rest = path.strip_prefix(strip.as_str()).unwrap_or(path);
        wire::blanked(&format!("{prefix}{rest}"))
    };
    all.flat_map(Map::keys).map(read).collect()
}

fn reference(placed: &Placed<'_>) -> OperationRef {
    OperationRef {
        operation: placed.operation.method.clone(),
        path: placed.path.clone(),
        operation_id: placed.operation.id().map(str::to_owned),
        service: placed.document.name.clone(),
    }
}

/// What names an operation's own facts: its method and its path without the names of parameters.
fn key(placed: &Placed<'_>) -> String {
    format!("{} {}{}", placed.operation.method, placed.base_path, wire::blanked(&placed.path))
}
