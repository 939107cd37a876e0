//! One of the two documents that are compared, with what must be looked up in it again and again.

use serde_json::{Map, Value};

use crate::collections::HashMap;
use crate::json::Pointer;
use crate::json::identity::{Address, IdentityMap};
use crate::openapi::discriminator::{self, Heirs};
use crate::openapi::operation::{Method, base_path};
use crate::openapi::walk::{self, Anchors};
use crate::openapi::{Version, reference};

/// A document as the proof reads it.
pub(super) struct Side<'a> {
    pub(super) root: &'a Value,
    pub(super) anchors: Anchors,
    pub(super) heirs: Heirs<'a>,
    /// Whether its schemas are JSON Schema 2020-12 and not the dialect of 3.0.
    pub(super) json_schema: bool,
    /// `operationId` to its operation, wherever that stands.
    ids: HashMap<&'a str, &'a Value>,
    /// Schema components to their names.
    schemas: IdentityMap<Address, &'a str>,
    /// Operation Objects to their addresses: more than one where path items name others.
    addresses: IdentityMap<Address, Vec<String>>,
}

/// An operation with what stands above it.
#[derive(Debug, Clone)]
pub(super) struct Found<'a> {
    /// The field of the root that it stands under: `paths` or `webhooks`.
    pub(super) home: &'static str,
    /// The key in the path item, `get` or the name of an additional operation.
    pub(super) method: &'a str,
    /// The path template or the name of the webhook.
    pub(super) path: &'a str,
    /// The fields of the path item: beside its reference and behind it.
    pub(super) item: Vec<(&'a str, &'a Value)>,
    pub(super) value: &'a Value,
    /// Where the path item is named.
    pub(super) place: Pointer,
}

impl<'a> Found<'a> {
    /// A field of the path item.
    pub(super) fn above(&self, field: &str) -> Option<&'a Value> {
        self.item.iter().find(|(key, _)| *key == field).map(|(_, value)| *value)
    }

    /// What a caller sends: the method and the path behind the host, as far as the first server says.
    pub(super) fn address(&self, root: &'a Value) -> String {
        let url = self.servers(root).and_then(|list| list[0].get("url")).and_then(Value::as_str);
        format!("{} {}{}", self.method, url.map(base_path).unwrap_or_default(), self.path)
    }

    /// The servers in force, when any are named.
    pub(super) fn servers(&self, root: &'a Value) -> Option<&'a [Value]> {
        [self.value.get("servers"), self.above("servers"), root.get("servers")]
            .into_iter()
            .flatten()
            .filter_map(Value::as_array)
            .find(|list| !list.is_empty())
            .map(Vec::as_slice)
    }
}

impl<'a> Side<'a> {
    pub(super) fn of(root: &'a Value) -> Self {
        let mut side = Self {
            root,
            anchors: Anchors::of(root),
            heirs: discriminator::heirs(root),
            json_schema: Version::of(root).is_some_and(Version::is_json_schema),
            ids: HashMap::default(),
            schemas: discriminator::component_names(root),
            addresses: IdentityMap::default(),
        };
        walk::operations(root, &mut |node, _| {
            if let Some(id) = node.get("operationId").and_then(Value::as_str) {
                side.ids.entry(id).or_insert(node);
            }
        });
        for found in side.operations() {
            let address = found.address(root);
            side.addresses.entry(Address::of(found.value)).or_default().push(address);
        }
        side
    }

    /// Every operation under `paths` and `webhooks`.
    pub(super) fn operations(&self) -> Vec<Found<'a>> {
        let mut all = Vec::new();
        for home in ["paths", "webhooks"] {
            for (path, item) in self.root.get(home).and_then(Value::as_object).into_iter().flatten() {
                if home == "webhooks" || !path.starts_with("x-") {
                    all.extend(self.operations_of(home, path, item));
                }
            }
        }
        all
    }

    fn operations_of(&self, home: &'static str, path: &'a str, item: &'a Value) -> Vec<Found<'a>> {
        let fields = self.fields(item);
        let found = |method: &'a str, value: &'a Value| Found {
            home,
            method,
            path,
            item: fields.iter().copied().filter(|(key, _)| !is_operation(key)).collect(),
            value,
            place: Pointer::of([home, path]),
        };
        let mut all = Vec::new();
        for &(key, value) in &fields {
            if Method::of_key(key).is_some() && value.is_object() {
                all.push(found(key, value));
            } else if key == "additionalOperations" {
                let named = value.as_object().into_iter().flatten();
                all.extend(named.map(|(name, value)| found(name, value)));
            }
        }
        all
    }

    /// The fields of a path item: those beside its reference first, then those of each that it leads to.
    fn fields(&self, item: &'a Value) -> Vec<(&'a str, &'a Value)> {
        let trail = reference::resolve(self.root, item).map(|resolved| resolved.trail).unwrap_or_default();
        let passed = trail.iter().filter_map(|place| place.resolve(self.root));
        let mut fields: Vec<(&'a str, &'a Value)> = Vec::new();
        for map in std::iter::once(item).chain(passed).filter_map(Value::as_object) {
            for (key, value) in map.iter().filter(|(key, _)| *key != "$ref") {
                if !fields.iter().any(|(known, _)| known == key) {
                    fields.push((key, value));
                }
            }
        }
        fields
    }

    /// The operation that a link means.
    pub(super) fn linked(&self, key: &str, text: &str) -> Linked<'a, '_> {
        let node = if key == "operationId" { self.ids.get(text).copied() } else { self.named(text) };
        let Some(node) = node else { return Linked::Nothing };
        self.addresses
            .get(&Address::of(node))
            .map_or(Linked::Node(node), |addresses| Linked::Called(addresses))
    }

    /// What a local reference names.
    pub(super) fn named(&self, text: &str) -> Option<&'a Value> {
        self.anchors.target(self.root, text)
    }

    /// The name of a schema component.
    pub(super) fn schema_name(&self, schema: &Map<String, Value>) -> Option<&'a str> {
        self.schemas.get(&Address::of_object(schema)).copied()
    }

    /// The security scheme of a name, or (in 3.2) of a reference.
    pub(super) fn scheme(&self, name: &str) -> Option<&'a Value> {
        let declared = self.root.get("components").and_then(|all| all.get("securitySchemes"));
        declared.and_then(|all| all.get(name)).or_else(|| self.named(name))
    }
}

/// What a link leads to.
pub(super) enum Linked<'a, 's> {
    /// An operation that callers reach, by its addresses.
    Called(&'s [String]),
    /// An operation of a callback or of a shared path item.
    Node(&'a Value),
    /// Nothing in the document.
    Nothing,
}

/// Whether a field of a path item holds operations.
pub(super) fn is_operation(key: &str) -> bool {
    Method::of_key(key).is_some() || key == "additionalOperations"
}
