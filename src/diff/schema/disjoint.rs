//! Whether no value can fit two branches: then exactly one and at least one are the same demand.

use std::collections::BTreeSet;

use serde_json::Value;

use super::branches::Branch;
use crate::json::canonical;
use crate::openapi::schema::{Reading, Schema, Types};

/// Of so many branches each is held against each; more are taken to overlap.
const MOST_BRANCHES: usize = 64;

/// Whether every two of the branches have no value in common, as far as that shows: no type, or a required property that tells
/// them apart by its constant.
pub(super) fn are_apart<'a>(reading: &Reading<'a>, branches: &[Branch<'a>]) -> bool {
    if branches.len() > MOST_BRANCHES {
        return false;
    }
    let shapes: Vec<Shape<'a>> = branches.iter().map(|branch| Shape::of(reading, &branch.schema)).collect();
    shapes.iter().enumerate().all(|(at, one)| shapes[at + 1..].iter().all(|other| one.is_apart_from(other)))
}

/// What tells one branch from another.
struct Shape<'a> {
    types: Types,
    takes_null: bool,
    /// Required properties, each with the digests of the values that it may have.
    tags: Vec<(&'a str, BTreeSet<String>)>,
}

impl<'a> Shape<'a> {
    fn of(reading: &Reading<'a>, schema: &Schema<'a>) -> Self {
        let required: BTreeSet<&str> = schema
            .all("required")
            .filter_map(|(_, names)| names.as_array())
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let declared = schema.all("properties").filter_map(|(_, map)| map.as_object()).flatten();
        let tags = declared
            .filter(|(name, _)| required.contains(name.as_str()))
            .filter_map(|(name, property)| Some((name.as_str(), listed(property)?)))
            .collect();
        Self { types: reading.effective_types(schema), takes_null: reading.is_nullable(schema), tags }
    }

    fn is_apart_from(&self, other: &Self) -> bool {
        if self.takes_null && other.takes_null {
            return false;
        }
        let told_apart = || {
            self.types == Types::OBJECT
                && other.types == Types::OBJECT
                && self.tags.iter().any(|(name, values)| {
                    other.tags.iter().any(|(same, others)| name == same && values.is_disjoint(others))
                })
        };
        self.types.and(other.types).is_empty() || told_apart()
    }
}

/// The values that a property lists by itself.
fn listed(property: &Value) -> Option<BTreeSet<String>> {
    let one = property.get("const").map(std::slice::from_ref);
    let values = one.or_else(|| property.get("enum").and_then(Value::as_array).map(Vec::as_slice))?;
    Some(values.iter().map(canonical::digest).collect())
}
