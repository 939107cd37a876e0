//! Every reference of a document and where it leads.

use serde_json::Value;

use super::Files;
use crate::json::{Pointer, pointer};
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
    pub(super) place: Place,
    pub(super) value: &'a Value,
    pub(super) target: Target<'a>,
}

/// Where a reference leads.
#[derive(Debug, Clone)]
pub(super) enum Target<'a> {
    /// There.
    Place(Place, &'a Value),
    /// Nowhere: a sentence about it, and the closest place that is there when the file is.
    Nothing(String, Option<Place>),
}

/// How many references may lie on the way that one pointer describes.
const MAX_HOPS: usize = 32;

/// Finds every reference of a file in the order of the text. What stands beside a `$ref` is not searched.
pub(super) fn sites<'a>(files: &Files<'a>, file: usize) -> Vec<Site<'a>> {
    let mut found = Vec::new();
    let mut at = Pointer::root();
    search(files, file, files.root(file), &mut at, &mut found);
    found
}

fn search<'a>(files: &Files<'a>, file: usize, value: &'a Value, at: &mut Pointer, found: &mut Vec<Site<'a>>) {
    if let Some(text) = reference::target(value) {
        let place = Place { file, pointer: at.clone() };
        let target = follow(files, file, text, MAX_HOPS);
        found.push(Site { place, value, target });
        return;
    }
    match value {
        Value::Object(map) => {
            for (key, value) in map.iter().filter(|(_, value)| value.is_object() || value.is_array()) {
                at.push(key);
                search(files, file, value, at, found);
                at.pop();
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate().filter(|(_, v)| v.is_object() || v.is_array()) {
                at.push(index.to_string());
                search(files, file, value, at, found);
                at.pop();
            }
        }
        _ => {}
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
        return Target::Place(place, value);
    }
    let there = super::closest_in(files.root(target_file), pointer.tokens());
    let near = Place { file: target_file, pointer: Pointer::of(&pointer.tokens()[..there]) };
    let message = if name.is_empty() {
        format!("'{text}' does not exist")
    } else {
        format!("'#{fragment}' does not exist @ '{}'", files.name(target_file))
    };
    Target::Nothing(message, Some(near))
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
            place = through;
            value = pointer::child(target, token)?;
        }
        place.pointer.push(token);
    }
    Some((place, value))
}
