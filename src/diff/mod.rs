//! What changed between two sets of documents, and what that does to their callers.
//!
//! [`align`] finds the operations that answer to each other, [`extract`] and [`schema`] say what differs without an opinion,
//! [`checks`] holds the opinions, and [`cause`] says each cause once.
//!
//! **Cost.** Documents and operations that are equal as trees, with equal trees behind their references, are left at once
//! ([`schema::Same`]); what lies below an operation that differs is walked once for all operations ([`schema::Walks`]).

pub mod align;
pub mod cause;
pub mod change;
pub mod check;
pub mod checks;
pub mod delta;
pub mod example;
pub mod extract;
mod finding;
#[cfg(test)]
mod growth;
pub mod options;
pub mod policy;
pub mod rename;
pub mod schema;
pub mod select;
pub mod site;

use std::collections::BTreeSet;

use serde_json::Map;

pub use align::NotAPattern;
pub use change::{Change, Level};
pub use options::Options;

use crate::openapi::{Document, operation as wire};
use align::{Aligned, Placed, Same, Selection};
use delta::Fact;
use extract::{document, lifecycle, operation};
use finding::Finder;

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
    let mut changes = cause::changes(find(base, revision, alone, (options, &selection)).finish(), options);
    rename::mark(&mut changes, base, revision);
    let versions = select::versions(base, revision, alone, &changes, options);
    select::apply(changes.into_iter().chain(versions).collect(), options)
}

/// Everything that differs, before anybody judges it.
fn find<'a>(
    base: &'a [Document],
    revision: &'a [Document],
    alone: bool,
    (options, selection): (&'a Options, &Selection),
) -> Finder<'a> {
    let old = align::side(base, (&options.strip_prefix_base, &options.prefix_base), alone, selection);
    let new =
        align::side(revision, (&options.strip_prefix_revision, &options.prefix_revision), alone, selection);
    let aligned = align::align(old, new, selection);
    let mut run = Run { options, finder: Finder::new(options) };
    run.documents(base, revision, alone);
    run.operations(&aligned, &paths(revision, options));
    run.finder
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
    finder: Finder<'a>,
}

impl<'a> Run<'a> {
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
            self.finder.keep(facts, None, document);
        }
        for document in
            revision.iter().filter(|one| !alone && base.iter().all(|other| other.name != one.name))
        {
            self.service("service-added", document);
        }
    }

    fn webhooks(&mut self, base: &'a Document, revision: &'a Document) {
        for (placed, told) in document::webhooks(self.finder.comparer(base, revision), base, revision) {
            self.finder.keep_told(told, placed.as_ref(), base, revision);
        }
    }

    /// A service that came or went, with all that it offers.
    fn service(&mut self, id: &'static str, document: &'a Document) {
        let fact = Fact::fixed(id, "service").before(document.name.as_str()).after(document.name.as_str());
        let all = wire::operations(&document.value);
        if all.is_empty() {
            self.finder.keep(vec![fact.clone()], None, document);
        }
        for operation in all {
            self.finder.keep(vec![fact.clone()], Some(&Placed::alone(document, operation)), document);
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
            self.finder.keep(vec![fact], Some(placed), placed.document);
        }
        for placed in &aligned.added {
            let fact = Fact::fixed("endpoint-added", key(placed)).at(None, Some(&placed.operation.pointer));
            self.finder.keep(vec![fact], Some(placed), placed.document);
        }
    }

    fn kept(&mut self, base: &Placed<'a>, revision: &Placed<'a>, same: Same) {
        let address = document::address(base, revision, same);
        if address.is_none() && self.is_unchanged(base, revision) {
            return;
        }
        let comparer = self.finder.comparer(base.document, revision.document);
        let mut told = operation::compare(comparer, base, revision, key(revision));
        told.facts.extend(address);
        let below = self.is_below_threshold(revision);
        let before = self.is_below_threshold(base);
        told.facts.retain(|fact| match fact.what {
            delta::What::Fixed("api-invalid-stability-level") => true,
            delta::What::Fixed("api-stability-decreased") => !before,
            _ => !below,
        });
        if below {
            told.tops.clear();
        }
        self.finder.keep_told(told, Some(revision), base.document, revision.document);
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
        let comparer = self.finder.comparer(base.document, revision.document);
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

/// What names an operation's own facts: its method and its path without the names of parameters.
fn key(placed: &Placed<'_>) -> String {
    format!("{} {}{}", placed.operation.method, placed.base_path, wire::blanked(&placed.path))
}
