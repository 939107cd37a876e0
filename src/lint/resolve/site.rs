//! Every reference of a document and where it leads.

use std::sync::Arc;

use serde_json::Value;

use super::Files;
use crate::collections::HashMap;
use crate::json::{Pointer, pointer};
use crate::jsonpath::Key;
use crate::openapi::reference;

/// A place: which of the files, and where in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) file: usize,
    pub(super) pointer: Pointer,
}

/// An object with `$ref`.
#[derive(Debug)]
pub(super) struct Site<'a> {
    pub(super) place: Arc<Place>,
    pub(super) value: &'a Value,
    /// The values that it stands in, from the root down.
    pub(super) above: Vec<&'a Value>,
    pub(super) target: Target<'a>,
}

/// Where a reference leads.
#[derive(Debug, Clone)]
pub(super) enum Target<'a> {
    /// There; all references to one place share it.
    Place(Arc<Place>, &'a Value),
    /// Nowhere: a sentence about it, and the closest place that is there when the file is.
    Nothing(String, Option<Arc<Place>>),
}

/// How many references may lie on the way that one pointer describes.
const MAX_HOPS: usize = 32;

/// Finds every reference of a file in the order of the text. What stands beside a `$ref` is not searched.
pub(super) fn sites<'a>(files: &Files<'a>, file: usize) -> Vec<Site<'a>> {
    let mut search = Search {
        files,
        file,
        keys: Vec::new(),
        above: Vec::new(),
        found: Vec::new(),
        targets: HashMap::default(),
    };
    search.at(files.root(file));
    search.found
}

/// One walk over a file; the way down is kept without copying names.
struct Search<'f, 'a> {
    files: &'f Files<'a>,
    file: usize,
    keys: Vec<Key<'a>>,
    above: Vec<&'a Value>,
    found: Vec<Site<'a>>,
    /// Where the references that were met lead, by their text.
    targets: HashMap<&'a str, Target<'a>>,
}

impl<'a> Search<'_, 'a> {
    fn at(&mut self, value: &'a Value) {
        if let Some(text) = reference::target(value) {
            let pointer = Pointer::of(self.keys.iter().map(|key| key.token().into_owned()));
            let place = Arc::new(Place { file: self.file, pointer });
            let (files, file) = (self.files, self.file);
            let target =
                self.targets.entry(text).or_insert_with(|| follow(files, file, text, MAX_HOPS)).clone();
            self.found.push(Site { place, value, above: self.above.clone(), target });
            return;
        }
        self.above.push(value);
        match value {
            Value::Object(map) => map.iter().for_each(|(key, value)| self.below(Key::Name(key), value)),
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(index, value)| self.below(Key::Index(index), value));
            }
            _ => {}
        }
        self.above.pop();
    }

    fn below(&mut self, key: Key<'a>, value: &'a Value) {
        if value.is_object() || value.is_array() {
            self.keys.push(key);
            self.at(value);
            self.keys.pop();
        }
    }
}

/// Where a reference in a file leads; the pointer may itself lead through references.
fn follow<'a>(files: &Files<'a>, file: usize, text: &str, hops: usize) -> Target<'a> {
    let (name, fragment) = text.split_once('#').unwrap_or((text, ""));
    let Some(target_file) = files.find(file, name) else {
        return Target::Nothing(files.why_not(file, name), None);
    };
    let Some(pointer) = Pointer::parse_fragment(&format!("#{fragment}")) else {
        return Target::Nothing(format!("'{text}' JSON pointer is invalid"), None);
    };
    if let Some((place, value)) = descend(files, target_file, &pointer, hops) {
        return Target::Place(Arc::new(place), value);
    }
    let there = super::closest_in(files.root(target_file), pointer.tokens());
    let near = Place { file: target_file, pointer: Pointer::of(&pointer.tokens()[..there]) };
    let message = if name.is_empty() {
        format!("'{text}' does not exist")
    } else {
        format!("'#{fragment}' does not exist @ '{}'", files.name(target_file))
    };
    Target::Nothing(message, Some(Arc::new(near)))
}

fn descend<'a>(files: &Files<'a>, file: usize, pointer: &Pointer, hops: usize) -> Option<(Place, &'a Value)> {
    let mut place = Place { file, pointer: Pointer::root() };
    let mut value = files.root(file);
    for token in pointer.tokens() {
        let below = pointer::child(value, token);
        if let Some(below) = below {
            value = below;
        } else {
            let text = reference::target(value)?;
            let Target::Place(through, target) = follow(files, place.file, text, hops.checked_sub(1)?) else {
                return None;
            };
            place = Place::clone(&through);
            value = pointer::child(target, token)?;
        }
        place.pointer.push(token);
    }
    Some((place, value))
}
