//! Where a finding is reported: at the definition, with the references that lead there.

use serde_json::Value;

use super::View;
use super::site::Place;
use crate::json::identity::Address;
use crate::json::{Pointer, pointer};
use crate::jsonpath::Tree as _;
use crate::openapi::reference;

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

impl View<'_> {
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

pub(super) fn closest_in(root: &Value, tokens: &[String]) -> usize {
    let mut value = root;
    for (at, token) in tokens.iter().enumerate() {
        match pointer::child(value, token) {
            Some(child) => value = child,
            None => return at,
        }
    }
    tokens.len()
}
