//! References that lead out of a document: what they name becomes a component of it, when the configuration allows that.
//!
//! Nothing is read unless `[consolidation.references]` says where it may be: files below one folder, whichever way `..` and
//! symbolic links lead, and documents of listed hosts. Everything else stays as it is, and the merge refuses it by name.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use super::repair::Repaired;
use crate::openapi::{Document, Kind, reference};
use walk::Work;

mod walk;

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

    /// The document with all that it refers to and may refer to, and what was brought in; `None` when that is nothing.
    /// References to the document itself by its own name are local whatever is allowed.
    pub fn bundle(&self, document: &Document, base: &Location) -> Option<(Document, Vec<Repaired>)> {
        if !leads_out(&document.value) {
            return None;
        }
        let (value, done) = Work::new(self, document, base).whole(&document.value)?;
        Some((Document::from_value(&document.name, &document.origin, value), done))
    }

    /// Where a reference leads, seen from a document; `None` when it may not lead there. Every document may name itself.
    fn locate(&self, file: &str, base: &Location) -> Option<Location> {
        if base.is_named(file) {
            return Some(base.clone());
        }
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

/// Whether any reference of a document leads out of it, or may do so.
fn leads_out(root: &Value) -> bool {
    let out =
        |value: Option<&Value>| value.and_then(Value::as_str).is_some_and(|text| !text.starts_with('#'));
    let mut found = false;
    crate::openapi::walk::visit(root, Kind::Document, &mut |node, kind| {
        found |= match kind {
            Kind::DiscriminatorMapping => {
                node.as_object().is_some_and(|map| map.values().any(|target| out(Some(target))))
            }
            Kind::Discriminator => out(node.get("defaultMapping")),
            Kind::Link => out(node.get("operationRef")) || out(node.get("$ref")),
            kind if kind.may_be_reference() => {
                reference::target(node).is_some_and(|text| !text.starts_with('#'))
            }
            _ => false,
        };
    });
    found
}

impl Location {
    /// A file that was read, by the name that it was read under.
    pub fn of_file(path: &str) -> Self {
        Self::File(Path::new(path).canonicalize().unwrap_or_else(|_| PathBuf::from(path)))
    }

    /// Whether a reference of this document names the document itself.
    fn is_named(&self, file: &str) -> bool {
        match self {
            Self::File(path) => {
                let file = crate::json::pointer::percent_decode(file.strip_prefix("./").unwrap_or(file));
                path.file_name().is_some_and(|own| own.to_str() == Some(&*file))
            }
            Self::Web(url) => url.join(file).is_ok_and(|there| there == *url),
        }
    }

    /// How a document would be named from beside this one: what a link to one of its operations says.
    fn seen_from(&self, base: &Self) -> String {
        match (self, base) {
            (Self::File(path), Self::File(base)) => {
                let below = base.parent().and_then(|folder| path.strip_prefix(folder).ok());
                below.unwrap_or(path).display().to_string()
            }
            _ => self.to_string(),
        }
    }

    fn stem(&self) -> String {
        let name = match self {
            Self::File(path) => path.file_stem().map(|stem| stem.to_string_lossy().into_owned()),
            Self::Web(url) => url.path_segments().and_then(|mut parts| parts.next_back()).map(str::to_owned),
        };
        name.unwrap_or_default()
    }
}
