//! The document with its references followed, without a copy: a map from each reference to what stands behind it.

mod circle;
mod files;
mod references;
mod site;

pub use files::Library;
pub use references::{Reference, References};

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::collections::HashMap;
use crate::json::identity::{Address, IdentityMap, IdentitySet};
use crate::json::{Pointer, field, pointer};
use crate::jsonpath::{Key, Tree};
use crate::openapi::{Document, reference};
use circle::Graph;
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

/// The references that lead to one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Used<'v> {
    /// The document of the first of them.
    pub file: usize,
    /// The first of them.
    pub path: &'v Pointer,
    /// How many there are.
    pub count: usize,
}

/// Where a finding is to be reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// Which document; 0 is the linted one.
    pub file: usize,
    /// The closest thing that is there.
    pub path: Pointer,
    /// The path with what is not there.
    pub missing: Pointer,
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
        let kept = kept(&sites);
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

    /// Where a finding at a path of this tree is to be reported: where the thing is defined, or at the closest place
    /// above it that is there.
    pub fn locate(&self, root: &Value, path: &Pointer) -> Located {
        let tokens = path.tokens();
        let closest = self.closest(root, tokens);
        match first_reference(root, &tokens[..closest]) {
            None => {
                let there = closest_in(root, tokens);
                Located { file: 0, path: Pointer::of(&tokens[..there]), missing: path.clone() }
            }
            Some(used) => {
                let below = match tokens[used..closest].last() {
                    Some(last) => {
                        let at = tokens.iter().rposition(|token| token == last).map_or(0, |at| at + 1);
                        &tokens[at..]
                    }
                    None => &[],
                };
                let place = self.defined(root, tokens);
                let missing = place.pointer.tokens().iter().chain(below).cloned().collect::<Vec<_>>();
                Located { file: place.file, path: place.pointer, missing: Pointer::of(missing) }
            }
        }
    }

    /// The references that lead to a place, or else to the closest place above it that has any.
    pub fn uses(&self, file: usize, path: &Pointer) -> Option<Used<'_>> {
        let mut place = Place { file, pointer: path.clone() };
        loop {
            if let Some((first, count)) = self.uses.get(&place) {
                return Some(Used { file: first.file, path: &first.pointer, count: *count });
            }
            place.pointer.pop()?;
        }
    }

    /// How many tokens of a path lead somewhere in this tree.
    fn closest(&self, root: &Value, tokens: &[String]) -> usize {
        let mut value = self.see(root);
        for (at, token) in tokens.iter().enumerate() {
            match pointer::child(value, token) {
                Some(child) => value = self.see(child),
                None => return at,
            }
        }
        tokens.len()
    }

    /// Where the closest thing on a path is defined.
    fn defined(&self, root: &Value, tokens: &[String]) -> Place {
        let mut place = Place { file: 0, pointer: Pointer::root() };
        let mut value = root;
        for token in tokens {
            if let Some(jump) = self.jumps.get(&Address::of(value)) {
                (place, value) = (Place::clone(&jump.place), jump.value);
            }
            if let Some(near) = self.near.get(&Address::of(value)) {
                return Place::clone(near);
            }
            match pointer::child(value, token) {
                Some(child) => value = child,
                None => return place,
            }
            place.pointer.push(token);
        }
        if let Some(jump) = self.jumps.get(&Address::of(value)) {
            (place, value) = (Place::clone(&jump.place), jump.value);
        }
        self.near.get(&Address::of(value)).map_or(place, |near| Place::clone(near))
    }
}

/// How many tokens of a path lead to the first object with `$ref` that has to be followed; `None` when none has to be.
fn first_reference(root: &Value, tokens: &[String]) -> Option<usize> {
    let mut value = root;
    for (at, token) in tokens.iter().enumerate() {
        match pointer::child(value, token) {
            Some(child) => value = child,
            None => return Some(at),
        }
    }
    let alone = value.as_object().is_some_and(|map| map.len() == 1);
    (alone && reference::target(value).is_some()).then_some(tokens.len())
}

fn closest_in(root: &Value, tokens: &[String]) -> usize {
    let mut value = root;
    for (at, token) in tokens.iter().enumerate() {
        match pointer::child(value, token) {
            Some(child) => value = child,
            None => return at,
        }
    }
    tokens.len()
}

/// Which references stay: those to what they stand in, and those inside of what their target depends on.
fn kept(sites: &[Site<'_, '_>]) -> Vec<bool> {
    let numbers = Numbers::of(sites);
    // Every target that a reference stands in, and whether that target depends on what the reference leads to.
    let holders: Vec<Vec<(usize, bool)>> = sites.iter().map(|site| holders(site, &numbers)).collect();
    let mut graph = Graph::with_nodes(numbers.0.len());
    for (site, holders) in sites.iter().zip(&holders) {
        if let Target::Place(_, value) = &site.target {
            let target = numbers.find(value);
            holders
                .iter()
                .filter(|(_, depends)| *depends)
                .for_each(|(holder, _)| target.iter().for_each(|target| graph.add(*holder, *target)));
        }
    }
    let component = graph.components();
    let circular = |site: &Site<'_, '_>, holders: &[(usize, bool)]| match &site.target {
        Target::Nothing(..) => true,
        Target::Place(_, value) => {
            let target = numbers.find(value).unwrap_or_default();
            stands_in(site, value)
                || holders.iter().any(|&(holder, depends)| {
                    if depends {
                        component[holder] == component[target]
                    } else {
                        graph.reaches(target, holder)
                    }
                })
        }
    };
    sites.iter().zip(&holders).map(|(site, holders)| circular(site, holders)).collect()
}

/// What references lead to, numbered in the order in which it is met.
struct Numbers<'a>(IdentityMap<Address, (usize, &'a Place)>);

impl<'a> Numbers<'a> {
    fn of(sites: &'a [Site<'_, '_>]) -> Self {
        let mut numbers = IdentityMap::default();
        for site in sites {
            if let Target::Place(place, value) = &site.target {
                let next = numbers.len();
                numbers.entry(Address::of(value)).or_insert((next, &**place));
            }
        }
        Self(numbers)
    }

    fn find(&self, value: &Value) -> Option<usize> {
        self.0.get(&Address::of(value)).map(|(number, _)| *number)
    }
}

/// Whether a reference leads to something that it stands in, or to itself.
fn stands_in(site: &Site<'_, '_>, target: &Value) -> bool {
    std::ptr::eq(site.reference.value, target) || site.above().any(|value| std::ptr::eq(value, target))
}

/// The targets that hold a reference. One depends on where the reference leads unless it holds that place too.
fn holders(site: &Site<'_, '_>, numbers: &Numbers<'_>) -> Vec<(usize, bool)> {
    let Target::Place(target, value) = &site.target else { return Vec::new() };
    if stands_in(site, value) {
        return Vec::new();
    }
    let holds = |holder: &Place| target.file == holder.file && target.pointer.starts_with(&holder.pointer);
    let above = site.above().filter_map(|value| numbers.0.get(&Address::of(value)));
    above.map(|(number, place)| (*number, !holds(place))).collect()
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
