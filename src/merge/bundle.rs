//! References that lead out of a document: what they name becomes a component of it, when the configuration allows that.
//!
//! Nothing is read unless `[consolidation.references]` says where it may be: files below one folder, whichever way `..` and
//! symbolic links lead, and documents of listed hosts. Everything else stays as it is, and the merge refuses it by name.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use url::Url;

use super::names::legal;
use super::repair::Repaired;
use crate::json::{Pointer, canonical};
use crate::openapi::grammar::{self, COMPONENT_SECTIONS};
use crate::openapi::{Document, Kind, Version};

/// The table `[consolidation.references]`: where references may lead to. Nowhere by default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct References {
    /// A folder, beside the configuration: files below it may be referred to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub root: Option<PathBuf>,
    /// Hosts whose documents may be referred to, over https (over http on this machine only): `host` or `host:port`.
    pub hosts: Vec<String>,
}

/// So many documents may be read for one source.
const MAX_DOCUMENTS: usize = 100;

/// Gets a document of an allowed host.
pub type Get<'g> = &'g dyn Fn(&Url) -> Result<Vec<u8>, String>;

/// Brings in what references lead to.
pub struct Bundler<'g> {
    /// The canonical folder.
    root: Option<PathBuf>,
    hosts: &'g [String],
    get: Get<'g>,
}

/// Where a document is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Location {
    /// A file, by its canonical path where it is read.
    File(PathBuf),
    /// A document of a host.
    Web(Url),
}

impl<'g> Bundler<'g> {
    /// A bundler under the references of a configuration that stands in `folder`.
    pub fn new(references: &'g References, folder: &Path, get: Get<'g>) -> Self {
        let root = references.root.as_ref().and_then(|root| folder.join(root).canonicalize().ok());
        Self { root, hosts: &references.hosts, get }
    }

    /// Whether anything may be brought in at all.
    pub fn allows(&self) -> bool {
        self.root.is_some() || !self.hosts.is_empty()
    }

    /// The document with all that it refers to and may refer to, and what was brought in; `None` when that is nothing.
    pub fn bundle(&self, document: &Document, base: &Location) -> Option<(Document, Vec<Repaired>)> {
        if !self.allows() {
            return None;
        }
        let mut work = Work {
            bundler: self,
            base: base.clone(),
            version: document.version().unwrap_or(Version::V3_0),
            read: BTreeMap::new(),
            names: BTreeMap::new(),
            waiting: Vec::new(),
            done: Vec::new(),
        };
        let mut value = work.node(&document.value, Kind::Document, base, true, &mut Pointer::root());
        while let Some((section, name, target, kind, from)) = work.waiting.pop() {
            let mut place = Pointer::of(["components", section, &name]);
            let part = work.node(&target, kind, &from, false, &mut place);
            insert(&mut value, &["components", section], name, part)?;
        }
        let done = work.done;
        (!done.is_empty()).then(|| (Document::from_value(&document.name, &document.origin, value), done))
    }

    /// Where a reference leads, seen from a document; `None` when it may not lead there.
    fn locate(&self, file: &str, base: &Location) -> Option<Location> {
        let scheme = file.split_once(':').is_some_and(|(head, _)| {
            head.len() > 1 && head.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
        });
        match base {
            Location::File(path) if !scheme => self.locate_file(file, path),
            Location::Web(url) => self.locate_web(url.join(file).ok()?),
            Location::File(_) => self.locate_web(Url::parse(file).ok()?),
        }
    }

    fn locate_file(&self, file: &str, base: &Path) -> Option<Location> {
        let file = crate::json::pointer::percent_decode(file);
        if file.starts_with(['/', '\\']) || file.contains(['\0', '\\']) {
            return None;
        }
        let root = self.root.as_ref()?;
        let path = base.parent()?.join(file).canonicalize().ok()?;
        (path.starts_with(root) && path.is_file()).then_some(Location::File(path))
    }

    fn locate_web(&self, mut url: Url) -> Option<Location> {
        url.set_fragment(None);
        let host = url.host_str()?;
        let named = url.port().map_or(host.to_owned(), |port| format!("{host}:{port}"));
        let local = matches!(host, "127.0.0.1" | "localhost" | "[::1]");
        let scheme = url.scheme() == "https" || (url.scheme() == "http" && local);
        let clean = url.username().is_empty() && url.password().is_none();
        (scheme && clean && self.hosts.contains(&named)).then_some(Location::Web(url))
    }

    /// The name of a location that is the same on every machine.
    fn label(&self, location: &Location) -> String {
        match (location, &self.root) {
            (Location::File(path), Some(root)) => {
                path.strip_prefix(root).unwrap_or(path).display().to_string()
            }
            _ => location.to_string(),
        }
    }

    fn read(&self, location: &Location) -> Option<Value> {
        let bytes = match location {
            Location::File(path) => std::fs::read(path).ok()?,
            Location::Web(url) => (self.get)(url).ok()?,
        };
        Document::read("reference", &location.to_string(), bytes).ok().map(|document| document.value)
    }
}

impl std::fmt::Display for Location {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Web(url) => write!(f, "{url}"),
        }
    }
}

/// The sources with what they refer to, as far as the configuration in `folder` allows it, and what was brought in.
pub fn bundle<'a>(
    sources: &'a [Document],
    references: &References,
    folder: &Path,
    base: &dyn Fn(&Document) -> Location,
    get: Get<'_>,
) -> (Cow<'a, [Document]>, Vec<Repaired>) {
    let bundler = Bundler::new(references, folder, get);
    let (mut whole, mut all) = (Cow::Borrowed(sources), Vec::new());
    for (at, source) in sources.iter().enumerate() {
        if let Some((document, done)) = bundler.bundle(source, &base(source)) {
            whole.to_mut()[at] = document;
            all.extend(done.into_iter().map(|one| one.in_source(&source.name)));
        }
    }
    (whole, all)
}

/// What cannot be brought in stays a reference that leads out, and the merge names it; one to the own document of something
/// that was brought in would seem to lead to this one.
fn left(text: &str, own: bool) -> String {
    if own || !text.starts_with('#') { text.to_owned() } else { format!("unresolved:{text}") }
}

/// Puts a value below objects that are made when they are missing; `None` when something else stands there.
fn insert(root: &mut Value, path: &[&str], name: String, part: Value) -> Option<()> {
    let mut map = root.as_object_mut()?;
    for key in path {
        map = map.entry(*key).or_insert_with(|| json!({})).as_object_mut()?;
    }
    map.insert(name, part);
    Some(())
}

/// A component that is still to be walked: section, name, what it is, its kind, where it is from.
type Part = (&'static str, String, Value, Kind, Location);

struct Work<'w, 'g> {
    bundler: &'w Bundler<'g>,
    base: Location,
    version: Version,
    read: BTreeMap<Location, Option<Value>>,
    /// Components by where they come from.
    names: BTreeMap<(Location, String, &'static str), String>,
    waiting: Vec<Part>,
    done: Vec<Repaired>,
}

impl Work<'_, '_> {
    /// A copy of a node of the document at `from`; `own` says that this is the source itself.
    fn node(&mut self, value: &Value, kind: Kind, from: &Location, own: bool, place: &mut Pointer) -> Value {
        match value {
            _ if kind == Kind::Data => value.clone(),
            Value::Object(map) => {
                let mut out = Map::new();
                for (key, below) in map {
                    place.push(key.as_str());
                    let new = match below.as_str().filter(|_| key == "$ref" && kind.may_be_reference()) {
                        Some(text) => Value::String(self.reference(text, kind, from, own, place)),
                        None => self.node(below, grammar::child(kind, key), from, own, place),
                    };
                    out.insert(key.clone(), new);
                    place.pop();
                }
                Value::Object(out)
            }
            Value::Array(items) => {
                let below = grammar::child(kind, "");
                let mut out = Vec::with_capacity(items.len());
                for (at, item) in items.iter().enumerate() {
                    place.push(at.to_string());
                    out.push(self.node(item, below, from, own, place));
                    place.pop();
                }
                Value::Array(out)
            }
            scalar => scalar.clone(),
        }
    }

    /// A reference to the component that its target has become; the same text when that may not be.
    fn reference(&mut self, text: &str, kind: Kind, from: &Location, own: bool, place: &Pointer) -> String {
        let (file, fragment) = text.split_once('#').unwrap_or((text, ""));
        if own && file.is_empty() {
            return text.to_owned();
        }
        let location = if file.is_empty() { Some(from.clone()) } else { self.bundler.locate(file, from) };
        let Some(location) = location else { return left(text, own) };
        if location == self.base {
            return format!("#{fragment}");
        }
        match self.component(&location, fragment, kind, place, text) {
            Some(local) => local,
            None => left(text, own),
        }
    }

    fn component(
        &mut self,
        location: &Location,
        fragment: &str,
        kind: Kind,
        place: &Pointer,
        text: &str,
    ) -> Option<String> {
        let section = self.section(kind)?;
        let key = (location.clone(), fragment.to_owned(), section);
        if let Some(name) = self.names.get(&key) {
            return Some(Pointer::of(["components", section, name]).to_fragment());
        }
        if !self.read.contains_key(location) && self.read.len() >= MAX_DOCUMENTS {
            return None;
        }
        let bundler = self.bundler;
        let whole = self.read.entry(location.clone()).or_insert_with(|| bundler.read(location)).as_ref()?;
        let pointer = Pointer::parse_fragment(&format!("#{fragment}"))?;
        let target = pointer.resolve(whole)?.clone();
        let leaf = pointer.last().map_or_else(|| location.stem(), str::to_owned);
        let digest = canonical::sha256(format!("{}#{fragment}", bundler.label(location)).as_bytes());
        let name = format!("{}-{}", legal(&leaf), &digest[..8]);
        self.names.insert(key, name.clone());
        let what = format!("what `{text}` names was brought in as the component `{name}` of {section}");
        self.done.push(Repaired { by: "references".to_owned(), pointer: place.clone(), what });
        self.waiting.push((section, name.clone(), target, kind, location.clone()));
        Some(Pointer::of(["components", section, &name]).to_fragment())
    }

    /// The section of components that holds things of a kind, as far as the version of the document has it.
    fn section(&self, kind: Kind) -> Option<&'static str> {
        let (name, _) = COMPONENT_SECTIONS.into_iter().find(|(_, of)| of.kind() == kind)?;
        match name {
            "pathItems" if self.version < Version::V3_1 => None,
            "mediaTypes" if self.version < Version::V3_2 => None,
            name => Some(name),
        }
    }
}

impl Location {
    /// A file that was read, by the name that it was read under.
    pub fn of_file(path: &str) -> Self {
        Self::File(Path::new(path).canonicalize().unwrap_or_else(|_| PathBuf::from(path)))
    }

    fn stem(&self) -> String {
        let name = match self {
            Self::File(path) => path.file_stem().map(|stem| stem.to_string_lossy().into_owned()),
            Self::Web(url) => url.path_segments().and_then(|mut parts| parts.next_back()).map(str::to_owned),
        };
        name.unwrap_or_default()
    }
}
