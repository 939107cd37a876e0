//! Which operations of two sides answer to each other: by method and wire path, wherever they live.

use std::collections::BTreeMap;

use regex::Regex;
use serde_json::Value;

use super::options::Options;
use crate::collections::HashMap;
use crate::openapi::Document;
use crate::openapi::operation::{self, Operation};

/// An operation of one side.
#[derive(Debug, Clone)]
pub struct Placed<'a> {
    /// The document it stands in.
    pub document: &'a Document,
    /// The operation.
    pub operation: Operation<'a>,
    /// The path as it is compared and reported: prefixes stripped and put before.
    pub path: String,
    /// The base path of its server.
    pub base_path: String,
    /// The service, unless each side is one document, which then answer to each other whatever they are called.
    pub service: String,
}

impl<'a> Placed<'a> {
    /// An operation that stands apart from `paths`.
    pub fn alone(document: &'a Document, operation: Operation<'a>) -> Self {
        let path = operation.path.to_owned();
        Self { document, operation, path, base_path: String::new(), service: String::new() }
    }
}

/// How two operations were found to answer to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Same {
    /// The same wire path.
    Address,
    /// A prefix moved between the path and the server, or a server was named for the first time.
    Respelled,
    /// The same path on a server with another base path.
    BasePath,
}

/// Operations of both sides, brought together.
#[derive(Debug, Default)]
pub struct Aligned<'a> {
    /// On both sides.
    pub both: Vec<(Placed<'a>, Placed<'a>, Same)>,
    /// Only in the base.
    pub removed: Vec<Placed<'a>>,
    /// Only in the revision.
    pub added: Vec<Placed<'a>>,
}

/// What a side's paths go through before they are compared.
pub struct Selection {
    matching: Option<Regex>,
    unmatching: Option<Regex>,
    extension: Option<Regex>,
    params: bool,
    endpoints: bool,
}

/// A setting that is no regular expression.
#[derive(Debug, thiserror::Error)]
#[error("`{setting}` is no regular expression")]
pub struct NotAPattern {
    setting: &'static str,
    source: Box<regex::Error>,
}

impl Selection {
    /// Reads the settings.
    ///
    /// # Errors
    /// A pattern that is no regular expression.
    pub fn of(options: &Options) -> Result<Self, NotAPattern> {
        let read = |setting: &'static str, text: &Option<String>| {
            let pattern = text.as_ref().map(|text| Regex::new(text.as_str())).transpose();
            pattern.map_err(|source| NotAPattern { setting, source: Box::new(source) })
        };
        Ok(Self {
            matching: read("match-path", &options.match_path)?,
            unmatching: read("unmatch-path", &options.unmatch_path)?,
            extension: read("filter-extension", &options.filter_extension)?,
            params: options.include_path_params,
            endpoints: !options.exclude_elements.iter().any(|element| element == "endpoints"),
        })
    }

    fn takes(&self, placed: &Placed<'_>) -> bool {
        let path = placed.path.as_str();
        let extended = |pattern: &Regex| {
            let keys = placed.operation.value.keys().chain(placed.operation.item.keys());
            keys.filter(|key| key.starts_with("x-")).any(|key| pattern.is_match(key))
        };
        self.matching.as_ref().is_none_or(|pattern| pattern.is_match(path))
            && !self.unmatching.as_ref().is_some_and(|pattern| pattern.is_match(path))
            && !self.extension.as_ref().is_some_and(extended)
    }

    fn blanked(&self, path: &str) -> String {
        if self.params { path.to_owned() } else { operation::blanked(path) }
    }
}

/// The operations of one side with the paths that they are compared by.
pub fn side<'a>(
    documents: &'a [Document],
    (strip, prefix): (&str, &str),
    alone: bool,
    selection: &Selection,
) -> Vec<Placed<'a>> {
    let mut all = Vec::new();
    for document in documents {
        for operation in operation::operations(&document.value) {
            let rest = operation.path.strip_prefix(strip).unwrap_or(operation.path);
            let path = format!("{prefix}{rest}");
            let server = operation::servers(&document.value, &operation).first();
            let url = server.and_then(|server| server.get("url")).and_then(Value::as_str).unwrap_or_default();
            let base_path = operation::blanked(operation::base_path(url));
            let service = if alone { String::new() } else { document.name.clone() };
            let placed = Placed { document, operation, path, base_path, service };
            if selection.takes(&placed) {
                all.push(placed);
            }
        }
    }
    all
}

/// Brings both sides together.
pub fn align<'a>(base: Vec<Placed<'a>>, revision: Vec<Placed<'a>>, selection: &Selection) -> Aligned<'a> {
    let mut aligned = Aligned { removed: base, added: revision, both: Vec::new() };
    let wire = |placed: &Placed<'_>| format!("{}{}", placed.base_path, selection.blanked(&placed.path));
    let template = |placed: &Placed<'_>| selection.blanked(&placed.path);
    aligned.pair(Same::Address, |placed| format!("{}\n{}\n{}", placed.service, wire(placed), placed.path));
    aligned.pair(Same::Address, |placed| format!("{}\n{}", placed.service, wire(placed)));
    aligned.pair(Same::Address, wire);
    aligned.pair(Same::BasePath, |placed| format!("{}\n{}", placed.service, template(placed)));
    aligned.respelled(&template);
    if !selection.endpoints {
        aligned.removed.clear();
        aligned.added.clear();
    }
    aligned
}

impl<'a> Aligned<'a> {
    /// Pairs what has the same method and key; where several have, in order.
    fn pair(&mut self, same: Same, key: impl Fn(&Placed<'a>) -> String) {
        let mut waiting: BTreeMap<(String, String), Vec<Placed<'a>>> = BTreeMap::new();
        for placed in self.added.drain(..).rev() {
            waiting.entry((placed.operation.method.clone(), key(&placed))).or_default().push(placed);
        }
        let mut left = Vec::new();
        for placed in std::mem::take(&mut self.removed) {
            let found = waiting.get_mut(&(placed.operation.method.clone(), key(&placed))).and_then(Vec::pop);
            match found {
                Some(other) => self.both.push((placed, other, same)),
                None => left.push(placed),
            }
        }
        self.removed = left;
        self.added = waiting.into_values().flatten().collect();
    }

    /// Pairs what differs by a prefix of the path, when the document named other servers at the same time: without a server
    /// nobody knows the wire path, and a prefix that comes with the server says what was meant all along.
    fn respelled(&mut self, template: &impl Fn(&Placed<'a>) -> String) {
        let templates: Vec<String> = self.added.iter().map(template).collect();
        let mut waiting = Waiting::default();
        for (index, (placed, path)) in self.added.iter().zip(&templates).enumerate() {
            waiting.add(index, placed, path);
        }
        let mut taken: Vec<Option<usize>> = vec![None; self.added.len()];
        for (index, placed) in self.removed.iter().enumerate() {
            if let Some(at) = waiting.first(placed, &template(placed), &taken) {
                taken[at] = Some(index);
            }
        }
        let mut old: Vec<Option<Placed<'a>>> =
            std::mem::take(&mut self.removed).into_iter().map(Some).collect();
        let mut both = Vec::new();
        for (placed, index) in std::mem::take(&mut self.added).into_iter().zip(taken) {
            match index.and_then(|index| Some((index, old[index].take()?))) {
                Some((index, other)) => both.push((index, (other, placed, Same::Respelled))),
                None => self.added.push(placed),
            }
        }
        both.sort_by_key(|(index, _)| *index);
        self.both.extend(both.into_iter().map(|(_, pair)| pair));
        self.removed = old.into_iter().flatten().collect();
    }
}

/// What a path that is sought by its end has to share beside it: the method, the service, whether servers are named.
type Kin<'p> = (&'p str, &'p str, bool);

/// Operations that wait for one whose path is theirs with another prefix.
#[derive(Default)]
struct Waiting<'p> {
    /// By the whole path.
    whole: HashMap<(Kin<'p>, &'p str), Vec<usize>>,
    /// By what is left of it without its first segments.
    ends: HashMap<(Kin<'p>, &'p str), Vec<usize>>,
}

impl<'p> Waiting<'p> {
    fn add(&mut self, index: usize, placed: &'p Placed<'_>, path: &'p str) {
        let kin = kin(placed, servers(placed).is_some());
        self.whole.entry((kin, path)).or_default().push(index);
        for end in ends(path) {
            self.ends.entry((kin, end)).or_default().push(index);
        }
    }

    /// The first one that is not taken.
    fn first(&self, placed: &Placed<'_>, path: &str, taken: &[Option<usize>]) -> Option<usize> {
        // Just one of the two may name servers: otherwise both say where they are.
        let kin = kin(placed, servers(placed).is_none());
        let free = |found: Option<&Vec<usize>>| {
            found.into_iter().flatten().copied().find(|&index| taken[index].is_none())
        };
        let longer = free(self.ends.get(&(kin, path)));
        let shorter = ends(path).filter_map(|end| free(self.whole.get(&(kin, end)))).min();
        longer.into_iter().chain(shorter).min()
    }
}

fn kin<'p>(placed: &'p Placed<'_>, names_servers: bool) -> Kin<'p> {
    (&placed.operation.method, &placed.service, names_servers)
}

/// What is left of a path without its first segments: `/b/c` and `/c` of `/a/b/c`.
fn ends(path: &str) -> impl Iterator<Item = &str> {
    let starts = path.match_indices('/').map(|(at, _)| at);
    starts.filter(|&at| at > 0).map(|at| &path[at..]).filter(|end| end.len() > 1)
}

fn servers<'a>(placed: &Placed<'a>) -> Option<&'a Value> {
    placed
        .document
        .value
        .get("servers")
        .filter(|servers| servers.as_array().is_some_and(|list| !list.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_prefix_that_came_with_the_server_is_found_among_thousands_of_paths() {
        let document = |servers: Value, prefix: &str| {
            let paths: serde_json::Map<String, Value> = (0..3000)
                .map(|index| (format!("{prefix}/things{index}/{{id}}"), json!({ "get": {} })))
                .collect();
            let document = json!({ "openapi": "3.1.0", "servers": servers, "paths": paths });
            [Document::from_value("things", "things.json", document)]
        };
        let (base, revision) =
            (document(json!([]), ""), document(json!([{ "url": "https://example.com/" }]), "/api/v1"));
        let selection = Selection::of(&Options::default()).expect("no pattern is set");
        for (one, other) in [(&base, &revision), (&revision, &base)] {
            let [old, new] = [one, other].map(|documents| side(documents, ("", ""), true, &selection));
            let aligned = align(old, new, &selection);
            assert_eq!((aligned.both.len(), aligned.removed.len(), aligned.added.len()), (3000, 0, 0));
            let own = |path: &str| path.replace("/api/v1", "");
            assert!(aligned.both.iter().all(|(old, new, _)| own(&old.path) == own(&new.path)));
        }
    }
}
