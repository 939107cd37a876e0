//! One source and all that the merge knows about it.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde_json::{Map, Value};

use super::names::{self, Names};
use super::options::Options;
use super::refusal::{Contradictions, Place};
use super::rewrite::{self, Loose, Rewriter};
use super::servers::{self, Placement};
use crate::collections::HashMap;
use crate::json::Pointer;
use crate::json::identity::{Address, IdentityMap, IdentitySet};
use crate::openapi::closure::{Closure, Digest};
use crate::openapi::discriminator::{self, Heirs};
use crate::openapi::grammar::{self, Of};
use crate::openapi::operation::Method;
use crate::openapi::walk::Anchors;
use crate::openapi::{Document, Kind, reference};

/// A source, named and placed.
pub(super) struct Source<'a> {
    pub(super) document: &'a Document,
    /// The tree that is merged: the document's, or what it became when it was raised.
    root: &'a Value,
    names: Names<'a>,
    anchors: Anchors,
    heirs: Heirs<'a>,
    islands: IdentityMap<Address, Kind>,
    paths: HashMap<&'a str, String>,
    placements: HashMap<&'a str, Placement>,
    places: IdentityMap<Address, Pointer>,
    security: IdentityMap<Address, Value>,
    schemas: IdentityMap<Address, &'a str>,
    /// References into path items: where they stand, and what they name.
    pub(super) into_paths: Vec<(Pointer, Pointer)>,
    /// The `$id`s that are kept.
    pub(super) ids: Vec<(Pointer, String)>,
    /// Where the fields of path items went that several services share.
    pub(super) redirects: BTreeMap<Pointer, Pointer>,
    deprecation_flag: Option<&'a str>,
    closure: OnceLock<Closure<'a>>,
}

impl<'a> Source<'a> {
    /// Names and places everything in a source; what cannot be merged at all goes to `contradictions`.
    pub(super) fn of(
        document: &'a Document,
        root: &'a Value,
        options: &'a Options,
        contradictions: &mut Contradictions,
    ) -> Self {
        let prefix = if options.bare_names { String::new() } else { names::prefix(&document.name) };
        let anchors = Anchors::of(root);
        let (loose, islands) = rewrite::survey(root, &anchors);
        let mut source = Self {
            document,
            root,
            names: Names::of(root, &prefix),
            anchors,
            heirs: discriminator::heirs(root),
            islands,
            paths: HashMap::default(),
            placements: HashMap::default(),
            places: IdentityMap::default(),
            security: IdentityMap::default(),
            schemas: discriminator::component_names(root),
            into_paths: Vec::new(),
            ids: Vec::new(),
            redirects: BTreeMap::new(),
            deprecation_flag: options.deprecation_flag.as_deref().filter(|flag| !flag.is_empty()),
            closure: OnceLock::new(),
        };
        source.refuse_loose(&loose, contradictions);
        (source.into_paths, source.ids) = (loose.into_paths, loose.ids);
        source.place_items();
        source.place_operations();
        source.secure(options);
        source
    }

    /// The service.
    pub(super) fn name(&self) -> &'a str {
        &self.document.name
    }

    /// The tree that is merged.
    pub(super) fn root(&self) -> &'a Value {
        self.root
    }

    /// A place of this source for a refusal.
    pub(super) fn place(&self, pointer: Pointer) -> Place {
        Place::of(self.document, pointer)
    }

    /// Where a path item goes.
    pub(super) fn placement(&self, path: &str) -> Option<&Placement> {
        self.placements.get(path)
    }

    /// The names that this source's things have in the result.
    pub(super) fn names(&self) -> &Names<'a> {
        &self.names
    }

    /// The walk that renames this source.
    pub(super) fn rewriter(&self) -> Rewriter<'_> {
        Rewriter {
            service: self.name(),
            root: self.root,
            names: &self.names,
            anchors: &self.anchors,
            heirs: &self.heirs,
            paths: &self.paths,
            redirects: &self.redirects,
            schemas: &self.schemas,
            islands: &self.islands,
            deprecation_flag: self.deprecation_flag,
            places: &self.places,
            security: &self.security,
        }
    }

    /// The components of a section.
    pub(super) fn components(
        &self,
        section: &str,
    ) -> impl Iterator<Item = (&'a String, &'a Value)> + use<'a> {
        let all = self.root.get("components").and_then(|all| all.get(section)).and_then(Value::as_object);
        all.into_iter().flatten()
    }

    /// What the fields of a node mean; `servers` as they are in the result.
    pub(super) fn fields(
        &self,
        original: &Map<String, Value>,
        kind: Kind,
        renamed: &Map<String, Value>,
        wanted: &dyn Fn(&str) -> bool,
    ) -> BTreeMap<String, Digest> {
        let digest = |key: &String, value: &Value| match (key.as_str(), renamed.get(key)) {
            ("servers", Some(servers)) => self.closure().digest(servers, Kind::Info),
            _ => self.closure().digest(value, grammar::child(kind, key)),
        };
        let wanted = original.iter().filter(|(key, _)| wanted(key));
        wanted.map(|(key, value)| (key.clone(), digest(key, value))).collect()
    }

    /// The servers and the security that are in force for an operation; nobody who calls the service calls a webhook.
    pub(super) fn in_force(
        &self,
        operation: &Map<String, Value>,
        servers: Option<&[Value]>,
        webhook: bool,
    ) -> BTreeMap<String, Digest> {
        let mut all = BTreeMap::new();
        if let Some(servers) = servers {
            let digest = self.closure().digest(&Value::Array(servers.to_vec()), Kind::Info);
            all.insert("servers".to_owned(), digest);
        }
        let above = if webhook { None } else { self.root.get("security") };
        let security = operation.get("security").or(above);
        if let Some(security) = security.filter(|value| value.as_array().is_none_or(|list| !list.is_empty()))
        {
            let digest = self.closure().digest(security, Kind::List(Of::SecurityRequirement));
            all.insert("security".to_owned(), digest);
        }
        all
    }

    /// The digests of this source; computed when two sources meet.
    pub(super) fn closure(&self) -> &Closure<'a> {
        self.closure.get_or_init(|| Closure::of(self.root))
    }

    fn refuse_loose(&self, loose: &Loose, contradictions: &mut Contradictions) {
        for (place, text) in &loose.external {
            contradictions.add(
                "external-reference",
                format!("`{text}` leads out of the document"),
                vec![self.place(place.clone())],
                "bundle the source first, or allow the place in `[consolidation.references]` (a `root` folder, `hosts`)",
            );
        }
        for (place, text) in &loose.dangling {
            contradictions.add(
                "dangling-reference",
                format!("nothing stands at `{text}`"),
                vec![self.place(place.clone())],
                "repair the source, or leave it out",
            );
        }
        for (place, text) in &loose.sweeping {
            contradictions.add(
                "sweeping-reference",
                format!(
                    "`{text}` means the whole document or a large part of it, which is another in the result"
                ),
                vec![self.place(place.clone())],
                "refer to one component",
            );
        }
        for place in &loose.identified {
            contradictions.add(
                "schema-id",
                "`$id` gives this schema an address of its own, and references below it count from there"
                    .to_owned(),
                vec![self.place(place.clone())],
                "remove `$id` and refer to the schema by a JSON Pointer",
            );
        }
    }

    fn place_items(&mut self) {
        for (path, item) in self.items("paths") {
            let placement = servers::place(self.root, path, item);
            if placement.path != path {
                self.paths.insert(path, placement.path.clone());
            }
            self.placements.insert(path, placement);
        }
    }

    /// The path items under a root field.
    pub(super) fn items(&self, field: &'static str) -> impl Iterator<Item = (&'a str, &'a Value)> + use<'a> {
        let all = self.root.get(field).and_then(Value::as_object).into_iter().flatten();
        let extension = move |path: &str| field == "paths" && path.starts_with("x-");
        all.filter(move |(path, _)| !extension(path)).map(|(path, item)| (path.as_str(), item))
    }

    fn place_operations(&mut self) {
        for field in ["paths", "webhooks"] {
            for (path, item) in self.items(field) {
                self.place_item(item, &Pointer::of([field, path]));
            }
        }
        // One that only callbacks name says what somebody else serves.
        let named = self.shared_items();
        for (name, item) in self.components("pathItems") {
            if named.contains(&Address::of(item)) {
                self.place_item(item, &Pointer::of(["components", "pathItems", name]));
            }
        }
    }

    /// The path items that paths and webhooks lead to.
    fn shared_items(&self) -> IdentitySet<Address> {
        let items = ["paths", "webhooks"].into_iter().flat_map(|field| self.items(field));
        let resolved = items.filter_map(|(_, item)| reference::resolve(self.root, item).ok());
        resolved.map(|resolved| Address::of(resolved.value)).collect()
    }

    fn place_item(&mut self, item: &'a Value, place: &Pointer) {
        for (key, value) in item.as_object().into_iter().flatten() {
            if Method::of_key(key).is_some() {
                self.places.insert(Address::of(value), place.join(key));
            } else if key == "additionalOperations" {
                for (name, value) in value.as_object().into_iter().flatten() {
                    self.places.insert(Address::of(value), place.join(key).join(name));
                }
            }
        }
    }

    /// Decides for every operation what it must say about security itself, now that the document above it is another.
    fn secure(&mut self, options: &Options) {
        let own = self.root.get("security").and_then(Value::as_array);
        let asked = !options.security.is_empty();
        let renamed = self
            .root
            .get("security")
            .map(|all| self.rewriter().node(all, Kind::List(Of::SecurityRequirement)));
        let mut found = Vec::new();
        for (at, place) in &self.places {
            let tokens = place.tokens();
            let webhook = tokens[0] == "webhooks";
            let path = self.paths.get(tokens[1].as_str()).unwrap_or(&tokens[1]);
            let needed = match own {
                _ if webhook => None,
                Some(list) if !list.is_empty() || asked => renamed.clone(),
                None if asked && tokens[0] == "paths" && options.exempts(path) => {
                    Some(Value::Array(Vec::new()))
                }
                _ => None,
            };
            found.extend(needed.map(|needed| (*at, needed)));
        }
        self.security = found.into_iter().collect();
    }
}

/// The fields of a path item, behind its reference.
pub(super) fn fields_of<'a>(root: &'a Value, item: &'a Value) -> Option<&'a Map<String, Value>> {
    reference::object(root, item)
}
