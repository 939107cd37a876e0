//! The document with its references followed, without a copy: a map from each reference to what stands behind it.

mod circle;
mod files;
mod locate;
mod references;
mod site;

pub use files::Library;
pub use locate::{Located, Used};
pub use references::{Reference, References};

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::collections::HashMap;
use crate::json::identity::{Address, IdentityMap, IdentitySet};
use crate::json::{Pointer, field, pointer};
use crate::jsonpath::{Key, Tree};
use crate::openapi::Document;
use files::Files;
use site::{Place, Site, Target};

/// A tree as a rule sees it.
///
/// In the resolved view every reference is followed but those on a circle, which stay `{"$ref": …}` as in Spectral's
/// resolver; so every way down ends.
#[derive(Debug, Default)]
pub struct View<'a> {
    /// From the address of an object with `$ref` to what stands for it.
    jumps: IdentityMap<Address, Jump<'a>>,
    /// The addresses of what references lead to.
    targets: IdentitySet<Address>,
    documents: Vec<&'a Document>,
    broken: Vec<Broken>,
    /// From the address of an object with a `$ref` that leads nowhere to the closest place that is there.
    near: IdentityMap<Address, Arc<Place>>,
    /// The first reference to each place that is referred to, and their number.
    uses: HashMap<Arc<Place>, (Place, usize)>,
}

#[derive(Debug, Clone)]
struct Jump<'a> {
    place: Arc<Place>,
    value: &'a Value,
}

/// A reference that leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// Which document it stands in; 0 is the linted one.
    pub file: usize,
    /// The object that holds the `$ref`.
    pub place: Pointer,
    /// What is wrong with it.
    pub message: String,
}

impl Tree for View<'_> {
    fn see<'v>(&'v self, value: &'v Value) -> &'v Value {
        match value {
            Value::Object(_) => self.jumps.get(&Address::of(value)).map_or(value, |jump| jump.value),
            other => other,
        }
    }

    fn shared(&self, value: &Value) -> bool {
        self.targets.contains(&Address::of(value))
    }
}

impl<'a> View<'a> {
    /// The tree as it is written.
    pub fn unresolved() -> Self {
        Self::default()
    }

    /// The tree with its references followed, within the document.
    pub fn resolved(document: &'a Document) -> Self {
        static EMPTY: std::sync::LazyLock<Library> = std::sync::LazyLock::new(Library::default);
        Self::with_library(document, &References::of(&document.value), &EMPTY)
    }

    /// The tree with its references followed, into other files too.
    pub fn with_library(document: &'a Document, own: &References<'a>, library: &'a Library) -> Self {
        let files = Files { document, library };
        let others: Vec<References<'a>> =
            (1..files.count()).map(|file| References::of(files.root(file))).collect();
        let all = std::iter::once(own).chain(&others).enumerate();
        let sites: Vec<Site<'_, 'a>> =
            all.flat_map(|(file, references)| site::sites(&files, file, references)).collect();
        let mut view = Self {
            documents: (0..files.count()).map(|file| files.document(file)).collect(),
            ..Self::default()
        };
        let kept = circle::kept(&sites);
        for (site, kept) in sites.iter().zip(kept) {
            match &site.target {
                Target::Nothing(message, near) => {
                    view.near.extend(near.clone().map(|near| (Address::of(site.reference.value), near)));
                    let Place { file, pointer: place } = site.place();
                    view.broken.push(Broken { file, place, message: message.clone() });
                }
                Target::Place(place, value) if !kept => {
                    view.uses.entry(place.clone()).or_insert_with(|| (site.place(), 0)).1 += 1;
                    let jump = Jump { place: place.clone(), value };
                    view.jumps.insert(Address::of(site.reference.value), jump);
                }
                Target::Place(..) => {}
            }
        }
        view.shorten();
        view
    }

    /// Makes every jump lead to its end: a reference to a reference takes one step, not two.
    fn shorten(&mut self) {
        let ends: Vec<(Address, Option<Jump<'a>>)> =
            self.jumps.iter().map(|(from, jump)| (*from, self.end(jump))).collect();
        for (from, end) in ends {
            match end {
                Some(end) => {
                    self.targets.insert(Address::of(end.value));
                    self.jumps.insert(from, end);
                }
                None => {
                    self.jumps.remove(&from);
                }
            }
        }
    }

    fn end(&self, jump: &Jump<'a>) -> Option<Jump<'a>> {
        let mut jump = jump;
        for _ in 0..64 {
            match self.jumps.get(&Address::of(jump.value)) {
                Some(next) => jump = next,
                None => return Some(jump.clone()),
            }
        }
        None
    }

    /// The documents: the linted one first, then what it refers to.
    pub fn documents(&self) -> &[&'a Document] {
        &self.documents
    }

    /// References that lead nowhere, in the order of the documents.
    pub fn broken(&self) -> &[Broken] {
        &self.broken
    }

    /// Whether this is the tree as it is written.
    pub fn is_unresolved(&self) -> bool {
        self.documents.is_empty()
    }

    /// What a walk finds under a key of an object.
    pub fn get<'v>(&'v self, value: &'v Value, key: &str) -> Option<&'v Value> {
        Some(self.see(field(value.as_object()?, key)?))
    }

    /// What a walk finds below a value: the entries of an object, the items of an array.
    pub fn children<'v>(&'v self, value: &'v Value) -> Vec<(Key<'v>, &'v Value)> {
        match value {
            Value::Object(map) => map.iter().map(|(key, value)| (Key::Name(key), self.see(value))).collect(),
            Value::Array(items) => {
                items.iter().enumerate().map(|(at, value)| (Key::Index(at), self.see(value))).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The entries of an object, through references; none when it is no object.
    pub fn entries<'v>(&'v self, value: &'v Value) -> impl Iterator<Item = (&'v str, &'v Value)> {
        let map = value.as_object().into_iter().flat_map(Map::iter);
        map.map(|(key, value)| (key.as_str(), self.see(value)))
    }

    /// What stands at a place of this tree.
    pub fn at<'v>(&'v self, root: &'v Value, path: &Pointer) -> Option<&'v Value> {
        path.tokens().iter().try_fold(self.see(root), |value, token| {
            pointer::child(value, token).map(|child| self.see(child))
        })
    }

    /// The value with every reference below it replaced, as a tree of its own; borrowed when there is none below.
    ///
    /// The copy holds at most `limit` nodes; `None` when it would be larger.
    pub fn expand<'v>(&'v self, value: &'v Value, limit: usize) -> Option<Cow<'v, Value>> {
        let value = self.see(value);
        if self.jumps.is_empty() || !self.refers(value) {
            return Some(Cow::Borrowed(value));
        }
        let mut left = limit;
        self.copy(value, &mut left).map(Cow::Owned)
    }

    fn refers(&self, value: &Value) -> bool {
        match value {
            Value::Object(map) => {
                self.jumps.contains_key(&Address::of(value)) || map.values().any(|value| self.refers(value))
            }
            Value::Array(items) => items.iter().any(|value| self.refers(value)),
            _ => false,
        }
    }

    fn copy<'v>(&'v self, value: &'v Value, left: &mut usize) -> Option<Value> {
        *left = left.checked_sub(1)?;
        Some(match self.see(value) {
            Value::Object(map) => Value::Object(
                map.iter()
                    .map(|(key, value)| Some((key.clone(), self.copy(value, left)?)))
                    .collect::<Option<_>>()?,
            ),
            Value::Array(items) => {
                Value::Array(items.iter().map(|value| self.copy(value, left)).collect::<Option<_>>()?)
            }
            scalar => scalar.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> Document {
        Document::read("x", "x.json", text.as_bytes().to_vec()).expect("a document")
    }

    #[test]
    fn circles_stay_and_everything_else_is_followed() {
        let document = document(
            r##"{"use": {"$ref": "#/s/A"}, "chain": {"$ref": "#/s/D"}, "gone": {"$ref": "#/s/X"},
                "s": {"A": {"b": {"$ref": "#/s/B"}, "c": {"$ref": "#/s/C"}}, "B": {"a": {"$ref": "#/s/A"}}, "C": {"x": 1},
                      "D": {"$ref": "#/s/C"}, "S": {"self": {"$ref": "#/s/S"}}}}"##,
        );
        let view = View::resolved(&document);
        let at = |path: &str| view.at(&document.value, &Pointer::parse(path).expect("a pointer")).cloned();
        assert_eq!(at("/use/c/x"), Some(1.into()));
        assert_eq!(at("/chain/x"), Some(1.into()));
        assert_eq!(at("/use/b/$ref"), Some("#/s/B".into()));
        assert_eq!(at("/s/B/a/$ref"), Some("#/s/A".into()));
        assert_eq!(at("/s/S/self/$ref"), Some("#/s/S".into()));
        assert_eq!(view.broken().len(), 1);
        assert!(view.expand(&document.value, 1000).is_some());
    }

    #[test]
    fn a_finding_moves_to_the_definition() {
        let document = document(
            r##"{"use": {"$ref": "#/s/A"}, "both": {"$ref": "#/s/A", "x": 1}, "s": {"A": {"b": {"c": 1}}}}"##,
        );
        let view = View::resolved(&document);
        let located = |path: &str| {
            let located = view.locate(&document.value, &Pointer::parse(path).expect("a pointer"));
            (located.path.to_string(), located.missing.to_string())
        };
        assert_eq!(located("/use/b/c"), ("/s/A/b/c".into(), "/s/A/b/c".into()));
        assert_eq!(located("/use/b/z"), ("/s/A/b".into(), "/s/A/b/z".into()));
        assert_eq!(located("/use"), ("/s/A".into(), "/s/A".into()));
        assert_eq!(located("/both"), ("/both".into(), "/both".into()));
        assert_eq!(located("/s/A/q/r"), ("/s/A".into(), "/s/A/q/r".into()));
    }
}
