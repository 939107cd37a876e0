//! Every reference of a document and where it leads.

use std::sync::Arc;

use serde_json::Value;

use super::Files;
use super::references::{Reference, References};
use crate::collections::HashMap;
use crate::json::{Pointer, pointer};
use crate::openapi::reference;

/// A place: which of the files, and where in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) file: usize,
    pub(super) pointer: Pointer,
}

/// A reference and where it leads.
pub(super) struct Site<'r, 'a> {
    pub(super) file: usize,
    pub(super) reference: &'r Reference<'a>,
    references: &'r References<'a>,
    pub(super) target: Target<'a>,
}

impl<'a> Site<'_, 'a> {
    /// Where the reference stands.
    pub(super) fn place(&self) -> Place {
        Place { file: self.file, pointer: self.references.place(self.reference) }
    }

    /// The values that it stands in, from the closest one up.
    pub(super) fn above(&self) -> impl Iterator<Item = &'a Value> {
        self.references.above(self.reference)
    }
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

/// Follows every reference of a file, in the order of the text.
pub(super) fn sites<'r, 'a>(
    files: &Files<'a>,
    file: usize,
    references: &'r References<'a>,
) -> Vec<Site<'r, 'a>> {
    // Where the references that were met lead, by their text.
    let mut targets: HashMap<&str, Target<'a>> = HashMap::default();
    let site = |reference: &'r Reference<'a>| {
        let text = reference.text;
        let target = targets.entry(text).or_insert_with(|| follow(files, file, text, MAX_HOPS)).clone();
        Site { file, reference, references, target }
    };
    references.iter().map(site).collect()
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
    let there = super::locate::closest_in(files.root(target_file), pointer.tokens());
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
