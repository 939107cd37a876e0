//! Finds what differs between the documents of both sides, and which operations each fact reaches.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Map;

use super::align::Placed;
use super::cause::{Findings, Found};
use super::change::OperationRef;
use super::delta::Fact;
use super::extract::Told;
use super::options::Options;
use super::schema::{Comparer, Tops, Walks};
use crate::collections::HashMap;
use crate::json::identity::Address;
use crate::openapi::Document;

/// Collects the facts of all operations.
pub(super) struct Finder<'a> {
    options: &'a Options,
    between: BTreeMap<(Address, Address), Between<'a>>,
    findings: Findings,
}

/// What is known between one document and another.
struct Between<'a> {
    comparer: Comparer<'a>,
    walks: Walks<'a>,
    /// The operations that start a walk at a place.
    starts: BTreeMap<usize, Vec<usize>>,
    /// Facts by their index, with the place where they were told.
    told: Vec<(usize, usize)>,
}

impl<'a> Finder<'a> {
    pub(super) fn new(options: &'a Options) -> Self {
        Self { options, between: BTreeMap::new(), findings: Findings::default() }
    }

    /// What compares the schemas of two documents.
    pub(super) fn comparer(&mut self, base: &'a Document, revision: &'a Document) -> &Comparer<'a> {
        &self.between(base, revision).comparer
    }

    fn between(&mut self, base: &'a Document, revision: &'a Document) -> &mut Between<'a> {
        let options = self.options;
        let pair = (Address::of(&base.value), Address::of(&revision.value));
        self.between.entry(pair).or_insert_with(|| Between {
            comparer: Comparer::new(&base.value, &revision.value, options),
            walks: Walks::default(),
            starts: BTreeMap::new(),
            told: Vec::new(),
        })
    }

    /// Keeps facts about an operation, or about a document.
    pub(super) fn keep(&mut self, facts: Vec<Fact>, operation: Option<&Placed<'a>>, document: &Document) {
        let index = operation.map(|placed| self.operation(placed));
        for fact in facts {
            self.found(fact, index.into_iter().collect(), operation, document);
        }
    }

    /// Keeps what was told about an operation, and walks on from there.
    pub(super) fn keep_told(
        &mut self,
        told: Told<'a>,
        operation: Option<&Placed<'a>>,
        base: &'a Document,
        revision: &'a Document,
    ) {
        self.keep(told.facts, operation, revision);
        let Some(placed) = operation.filter(|_| !told.tops.is_empty()) else { return };
        let index = self.operation(placed);
        for top in &told.tops {
            let first = self.findings.found.len();
            let between = self.between(base, revision);
            let walked = between.walks.walk(&between.comparer, top);
            between.starts.entry(walked.top).or_default().push(index);
            let stands = walked.facts.iter().enumerate().map(|(at, (place, _))| (first + at, *place));
            between.told.extend(stands);
            for (_, fact) in walked.facts {
                self.found(fact, Vec::new(), operation, revision);
            }
        }
    }

    fn operation(&mut self, placed: &Placed<'_>) -> usize {
        self.findings.operations.push(OperationRef {
            operation: placed.operation.method.clone(),
            path: placed.path.clone(),
            operation_id: placed.operation.id().map(str::to_owned),
            service: placed.document.name.clone(),
        });
        self.findings.operations.len() - 1
    }

    fn found(
        &mut self,
        fact: Fact,
        operations: Vec<usize>,
        operation: Option<&Placed<'_>>,
        document: &Document,
    ) {
        let empty = Map::new();
        let value = operation.map_or(&empty, |placed| placed.operation.value);
        let attributes = self.options.attributes.iter();
        let attributes = attributes.filter_map(|key| Some((key.clone(), value.get(key)?.clone()))).collect();
        self.findings.found.push(Found { fact, operations, service: document.name.clone(), attributes });
    }

    /// How many pairs of schemas were looked into, and how many places were entered.
    #[cfg(test)]
    pub(super) fn effort(&self) -> usize {
        self.between.values().map(|between| between.comparer.compared() + between.walks.edges().len()).sum()
    }

    /// Everything that was found, each fact with all operations that it reaches.
    pub(super) fn finish(mut self) -> Findings {
        let mut echoes = BTreeSet::new();
        for between in self.between.into_values() {
            between.reach(&mut self.findings.found, &mut echoes);
        }
        let mut index = 0..;
        self.findings.found.retain(|_| index.next().is_none_or(|index| !echoes.contains(&index)));
        self.findings
    }
}

impl Between<'_> {
    /// Adds to each fact the operations whose walks come by; those that no operation needs to be told are echoes.
    fn reach(&self, found: &mut [Found], echoes: &mut BTreeSet<usize>) {
        let tops = Tops::of(&self.walks.edges(), &self.starts.keys().copied().collect::<BTreeSet<_>>());
        let by_place = self.told_at_tops(found);
        for &(index, place) in &self.told {
            let itself = tell_it_themselves(&found[index].fact, place, &by_place, found);
            let from = tops.to(place).iter().filter(|top| !itself.contains(top));
            found[index].operations = from.flat_map(|top| &self.starts[top]).copied().collect();
            if found[index].operations.is_empty() {
                echoes.insert(index);
            }
        }
    }

    /// The facts that stand at tops, by the names of their places.
    fn told_at_tops(&self, found: &[Found]) -> HashMap<String, Vec<(usize, usize)>> {
        let mut by_place: HashMap<String, Vec<(usize, usize)>> = HashMap::default();
        for &(index, place) in self.told.iter().filter(|(_, place)| self.starts.contains_key(place)) {
            by_place.entry(found[index].fact.place.clone()).or_default().push((index, place));
        }
        by_place
    }
}

/// Tops that tell a fact of their own schema, and lead back to it as a property: once is enough.
fn tell_it_themselves(
    fact: &Fact,
    place: usize,
    by_place: &HashMap<String, Vec<(usize, usize)>>,
    found: &[Found],
) -> Vec<usize> {
    let same = |&&(other, top): &&(usize, usize)| top != place && found[other].fact.is_echo(fact);
    by_place.get(&fact.place).into_iter().flatten().filter(same).map(|&(_, top)| top).collect()
}
