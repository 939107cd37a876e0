//! Many documents become one that loses nothing, and [`fidelity`] proves it.
//!
//! Every component is called `<service>_<Name>` and every operation `<service>_<operationId>`, always, so that no source
//! renames what belongs to another. What a document declares above its operations (servers, security) stays in force for
//! exactly them. What two sources contradict each other about is refused, all of it at once; nothing is guessed.
//!
//! The order of the sources plays no part: services are merged in the order of their names.

pub mod bundle;
pub mod fidelity;
pub mod options;
pub mod overlay;
pub mod patch;
pub mod refusal;
pub mod repair;
pub mod report;

mod lower;
mod names;
mod paths;
mod published;
mod raise;
mod rewrite;
mod root;
mod servers;
mod source;
mod split;
mod versions;
mod written;

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde_json::{Map, Value};

pub use options::Options;
pub use published::Published;
pub use refusal::{Contradiction, Refusal};
pub use report::Report;
pub use split::split;

use crate::collections::HashMap;
use crate::json::Pointer;
use crate::openapi::grammar::{self, COMPONENT_SECTIONS};
use crate::openapi::operation::{self, Method};
use crate::openapi::{Document, Kind, walk};
use crate::parallel;
use paths::{Home, Joiner, Placed};
use refusal::{Contradictions, Place};
use report::{Addition, OperationReport, Outcome, SourceReport};
use servers::RootServers;
use source::Source;

/// One document out of many, and what was done to make it.
#[derive(Debug, Clone)]
pub struct Merged {
    /// The consolidated document.
    pub value: Value,
    /// What came from where, what was renamed, what was added.
    pub report: Report,
}

/// What became of operations that do not stand in the result themselves: by service, method and path in the source.
type Outcomes = BTreeMap<(String, String, String), Outcome>;

/// Merges documents into one. The result says in `x-specline-source` and `x-specline-services` where everything is from.
///
/// # Errors
/// [`Refusal`] when the sources contradict each other or one of them cannot stand for itself.
pub fn merge(sources: &[Document], options: &Options) -> Result<Merged, Refusal> {
    let documents = in_order(sources)?;
    let version = versions::common(&documents, options)?;
    let roots: Vec<_> = versions::converted(&documents, options)?.into_iter().map(written::out).collect();
    let mut contradictions = Contradictions::default();
    let trees: Vec<(&Document, &Value)> =
        documents.iter().copied().zip(roots.iter().map(|root| &**root)).collect();
    let read = parallel::map(&trees, |(document, root)| {
        let mut contradictions = Contradictions::default();
        (Source::of(document, root, options, &mut contradictions), contradictions)
    });
    let mut sources: Vec<Source<'_>> = Vec::with_capacity(read.len());
    for (source, found) in read {
        sources.push(source);
        contradictions.append(found);
    }
    guard(&sources, options, &mut contradictions);
    refuse_same_ids(&sources, &mut contradictions);
    let dialect = versions::dialect(&sources, &mut contradictions);
    let moved = redirects(&sources, options, &mut contradictions);
    for (source, from, to) in moved {
        sources[source].redirects.insert(from, to);
    }
    let mut merger =
        Merger { sources: &sources, options, contradictions, outcomes: Outcomes::new(), added: Vec::new() };
    let value = merger.document(version, dialect);
    let Merger { contradictions, outcomes, added, .. } = merger;
    contradictions.into_result()?;
    let report = report(&sources, &outcomes, added);
    Ok(Merged { value, report })
}

/// The documents by the names of their services; two with one name are refused.
fn in_order(sources: &[Document]) -> Result<Vec<&Document>, Refusal> {
    let mut documents: Vec<&Document> = sources.iter().collect();
    documents.sort_by(|a, b| (&a.name, &a.origin).cmp(&(&b.name, &b.origin)));
    let mut contradictions = Contradictions::default();
    let mut prefixes: BTreeMap<String, &Document> = BTreeMap::new();
    for document in &documents {
        let prefix = names::prefix(&document.name);
        if prefix.is_empty() {
            contradictions.add(
                "no-service-name",
                "a document has no name".to_owned(),
                vec![Place::of(document, crate::json::Pointer::root())],
                "give the file a name: it is the name of the service",
            );
        }
        if let Some(other) = prefixes.insert(prefix.clone(), document) {
            contradictions.add(
                "same-service",
                format!("two documents are the service `{prefix}`"),
                [other, *document].map(|one| Place::of(one, crate::json::Pointer::root())).to_vec(),
                "rename one of the files: its name is the name of the service",
            );
        }
    }
    contradictions.into_result().map(|()| documents)
}

/// Refuses what is not meant for the public.
fn guard(sources: &[Source<'_>], options: &Options, contradictions: &mut Contradictions) {
    let Some(visibility) = &options.visibility else { return };
    for source in sources {
        let mut see = |value: &Value, kind: Kind, place: &Pointer| {
            let guarded = matches!(kind, Kind::Document | Kind::Info | Kind::PathItem | Kind::Operation);
            let Some(found) = value.get(&visibility.field).filter(|_| guarded) else { return };
            if found != visibility.value.as_str() {
                contradictions.add(
                    "not-public",
                    format!(
                        "`{}` is {found}, and only \"{}\" may be published",
                        visibility.field, visibility.value
                    ),
                    vec![source.place(place.join(&visibility.field))],
                    "take it out of the source, or change `[consolidation.visibility]`",
                );
            }
        };
        if let Some(info) = source.root().get("info") {
            see(info, Kind::Info, &Pointer::root().join("info"));
        }
        walk::around_operations(source.root(), &mut see);
    }
}

/// An `$id` names one schema of a document (JSON Schema 2020-12, core, section 8.2.1).
fn refuse_same_ids(sources: &[Source<'_>], contradictions: &mut Contradictions) {
    let mut owners: BTreeMap<&str, Vec<Place>> = BTreeMap::new();
    for source in sources {
        for (place, id) in &source.ids {
            owners.entry(id).or_default().push(source.place(place.clone()));
        }
    }
    for (id, places) in owners.into_iter().filter(|(_, places)| places.len() > 1) {
        contradictions.add(
            "same-schema-id",
            format!("`$id` \"{id}\" stands at more than one schema"),
            places,
            "remove it from all of them: nothing refers to it",
        );
    }
}

/// What must be referred to elsewhere since it is pushed down: by source, place there, place in the result.
fn redirects(
    sources: &[Source<'_>],
    options: &Options,
    contradictions: &mut Contradictions,
) -> Vec<(usize, crate::json::Pointer, crate::json::Pointer)> {
    if sources.iter().all(|source| source.into_paths.is_empty()) {
        return Vec::new();
    }
    let mut merger = Merger {
        sources,
        options,
        contradictions: std::mem::take(contradictions),
        outcomes: Outcomes::new(),
        added: Vec::new(),
    };
    let servers = RootServers::choose(&options.servers, sources.iter().map(Source::root));
    let mut found = Vec::new();
    for home in [Home::Paths, Home::Webhooks] {
        let items = merger.items(home, &servers);
        found.extend(merger.joiner(home).redirects(items));
    }
    *contradictions = merger.contradictions;
    found
}

struct Merger<'m, 'a> {
    sources: &'m [Source<'a>],
    options: &'m Options,
    contradictions: Contradictions,
    outcomes: Outcomes,
    added: Vec<Addition>,
}

impl<'a> Merger<'_, 'a> {
    fn document(&mut self, version: String, dialect: Option<Value>) -> Value {
        let servers = RootServers::choose(&self.options.servers, self.sources.iter().map(Source::root));
        let mut out = Map::new();
        out.insert("openapi".to_owned(), Value::String(version));
        out.insert("info".to_owned(), root::info(self.sources, self.options));
        if let Some(dialect) = dialect {
            out.insert("jsonSchemaDialect".to_owned(), dialect);
        }
        if !servers.list.is_empty() {
            out.insert("servers".to_owned(), Value::Array(servers.list.clone()));
        }
        if !self.options.security.is_empty() {
            let list = self.options.security.iter().cloned().map(Value::Object).collect();
            out.insert("security".to_owned(), Value::Array(list));
            self.add(
                "/security",
                "the configured security, for operations whose source says nothing about it",
            );
        }
        out.insert("tags".to_owned(), Value::Array(root::tags(self.sources, &mut self.added)));
        let items = self.items(Home::Paths, &servers);
        out.insert("paths".to_owned(), Value::Object(self.join(Home::Paths, items)));
        let hooks = self.items(Home::Webhooks, &servers);
        if !hooks.is_empty() {
            out.insert("webhooks".to_owned(), Value::Object(self.join(Home::Webhooks, hooks)));
        }
        let components = self.components();
        if !components.is_empty() {
            out.insert("components".to_owned(), Value::Object(components));
        }
        if self.options.tag_groups {
            out.insert("x-tagGroups".to_owned(), root::tag_groups(self.sources));
            self.add("/x-tagGroups", "one group of tags a service");
        }
        out.extend([root::records(self.sources)]);
        Value::Object(out)
    }

    fn add(&mut self, pointer: &str, what: &str) {
        self.added.push(Addition { pointer: pointer.to_owned(), what: what.to_owned() });
    }

    /// The path items of all sources, renamed, by their place in the result.
    fn items(&self, home: Home, servers: &RootServers) -> IndexMap<String, Vec<Placed<'a>>> {
        let numbered: Vec<(usize, &Source<'a>)> = self.sources.iter().enumerate().collect();
        let placed = parallel::map(&numbered, |(at, source)| place_items(*at, source, home, servers));
        let mut all: IndexMap<String, Vec<Placed<'a>>> = IndexMap::new();
        for (path, item) in placed.into_iter().flatten() {
            all.entry(path).or_default().push(item);
        }
        all
    }

    fn join(&mut self, home: Home, items: IndexMap<String, Vec<Placed<'a>>>) -> Map<String, Value> {
        self.joiner(home).join(items)
    }

    fn joiner(&mut self, home: Home) -> Joiner<'_, 'a> {
        Joiner {
            sources: self.sources,
            prefer: &self.options.prefer,
            home,
            contradictions: &mut self.contradictions,
            outcomes: &mut self.outcomes,
        }
    }

    fn components(&mut self) -> Map<String, Value> {
        let mut out = Map::new();
        let mut renamed = parallel::map(self.sources, renamed_components);
        for (number, (section, _)) in COMPONENT_SECTIONS.into_iter().enumerate() {
            let mut all = Map::new();
            let mut owners: HashMap<String, usize> = HashMap::default();
            for (at, source) in self.sources.iter().enumerate() {
                let own = std::mem::take(&mut renamed[at][number]);
                for ((name, _), (new, value)) in source.components(section).zip(own) {
                    if let Some(&other) = owners.get(&new) {
                        self.meet(section, name, other, at);
                    } else {
                        owners.insert(new.clone(), at);
                        all.insert(new, value);
                    }
                }
            }
            if section == "securitySchemes" {
                self.declare_schemes(&mut all);
            }
            if !all.is_empty() {
                out.insert(section.to_owned(), Value::Object(all));
            }
        }
        out
    }

    /// Two components under one bare name: the same, or a contradiction.
    fn meet(&mut self, section: &str, name: &str, one: usize, other: usize) {
        let [a, b] = [one, other].map(|at| &self.sources[at]);
        if a.closure().component(section, name) != b.closure().component(section, name) {
            let pointer = crate::json::Pointer::of(["components", section, name]);
            self.contradictions.add(
                "same-component",
                format!("{section} `{name}` means different things in {} and {}", a.name(), b.name()),
                vec![a.place(pointer.clone()), b.place(pointer)],
                "`[consolidation]` without `bare-names` names every component after its service",
            );
        }
    }

    fn declare_schemes(&mut self, all: &mut Map<String, Value>) {
        for (name, scheme) in &self.options.security_schemes {
            if all.contains_key(name) {
                self.contradictions.add(
                    "same-scheme",
                    format!(
                        "the configured security scheme `{name}` has the name of one that a source declares"
                    ),
                    Vec::new(),
                    "give it another name in `[consolidation.security-schemes]`",
                );
                continue;
            }
            all.insert(name.clone(), scheme.clone());
            let pointer = crate::json::Pointer::of(["components", "securitySchemes", name]).to_string();
            self.added.push(Addition { pointer, what: "a configured security scheme".to_owned() });
        }
    }
}

/// The path items of one source, renamed, with their places in the result.
fn place_items<'a>(
    at: usize,
    source: &Source<'a>,
    home: Home,
    servers: &RootServers,
) -> Vec<(String, Placed<'a>)> {
    let rewriter = source.rewriter();
    let place = |(key, item)| {
        let Value::Object(mut renamed) = rewriter.node(item, Kind::PathItem) else { return None };
        let placement = source.placement(key).filter(|_| home == Home::Paths);
        if let Some(placement) = placement {
            servers::apply(&mut renamed, placement, servers);
        }
        let path = placement.map_or(key, |placement| &placement.path).to_owned();
        let original = source::fields_of(source.root(), item)?;
        Some((path, Placed { source: at, key, original, item: renamed }))
    };
    source.items(home.field()).filter_map(place).collect()
}

/// The components of one source, renamed: those of each section in their order.
fn renamed_components(source: &Source<'_>) -> Vec<Vec<(String, Value)>> {
    let rewriter = source.rewriter();
    let section = |(section, of): (&'static str, grammar::Of)| {
        let renamed = source.components(section).map(|(name, value)| {
            let new = source.names().component(section, name).unwrap_or(name).to_owned();
            (new, rewriter.node(value, grammar::child(Kind::Map(of), name)))
        });
        renamed.collect()
    };
    COMPONENT_SECTIONS.into_iter().map(section).collect()
}

fn report(sources: &[Source<'_>], outcomes: &Outcomes, mut added: Vec<Addition>) -> Report {
    let mut report = Report::default();
    for source in sources {
        let components =
            COMPONENT_SECTIONS.iter().map(|(section, _)| source.components(section).count()).sum();
        let folded = source.items("paths").find_map(|(path, _)| {
            let new = &source.placement(path)?.path;
            new.strip_suffix(path).filter(|base| !base.is_empty()).map(str::to_owned)
        });
        let operations = operation::operations(source.root());
        report.sources.push(SourceReport {
            service: source.name().to_owned(),
            origin: source.document.origin.clone(),
            operations: operations.len(),
            components,
            folded: folded.unwrap_or_default(),
        });
        for found in operations {
            let operation = account(source, &found, outcomes);
            note_additions(source, &found, &operation, &mut added);
            report.operations.push(operation);
        }
    }
    report.added = added;
    report
}

fn account(source: &Source<'_>, found: &operation::Operation<'_>, outcomes: &Outcomes) -> OperationReport {
    let method = found.pointer.last().unwrap_or_default().to_owned();
    let key = (source.name().to_owned(), method, found.path.to_owned());
    let value = found.pointer.resolve(source.root());
    OperationReport {
        service: source.name().to_owned(),
        method: found.method.clone(),
        path: found.path.to_owned(),
        published_path: source
            .placement(found.path)
            .map_or(found.path, |placement| &placement.path)
            .to_owned(),
        operation_id: found.id().map(str::to_owned),
        published_id: value.and_then(|value| source.names().operation(value)).map(str::to_owned),
        outcome: outcomes.get(&key).copied().unwrap_or(Outcome::Published),
    }
}

fn note_additions(
    source: &Source<'_>,
    found: &operation::Operation<'_>,
    operation: &OperationReport,
    added: &mut Vec<Addition>,
) {
    let key = Method::ALL.into_iter().find(|method| method.to_string() == found.method).map(Method::key);
    let place = crate::json::Pointer::of(["paths", &operation.published_path, key.unwrap_or(&found.method)]);
    let mut add = |field: &str, what: &str| {
        added.push(Addition { pointer: place.join(field).to_string(), what: what.to_owned() });
    };
    if operation.operation_id.is_none() && operation.published_id.is_some() {
        add("operationId", "made from method and path: the source has none");
    }
    let flagged = source.rewriter().deprecation_flag.and_then(|flag| found.value.get(flag));
    if flagged == Some(&Value::Bool(true)) && !found.value.contains_key("deprecated") {
        add("deprecated", "the source says so in its own field");
    }
}
