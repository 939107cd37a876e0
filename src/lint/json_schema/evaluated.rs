//! What the other keywords of a schema have looked at, for `unevaluatedItems` and `unevaluatedProperties`
//! (JSON Schema 2020-12, core, section 11).

use serde_json::Value;

use super::object::patterns;
use super::run::{MAX_DEPTH, MAX_STEPS, Run};
use crate::collections::HashSet;
use crate::json::members::Members;
use crate::jsonpath::Tree as _;

/// The keywords that apply schemas to the same value.
const IN_PLACE: [&str; 3] = ["allOf", "anyOf", "oneOf"];

impl<'s, 'd> Run<'_, 's, 'd> {
    /// The names of the properties that are evaluated.
    pub(super) fn evaluated_properties(
        &mut self,
        schema: Members<'s>,
        data: &'d Value,
        seen: &mut HashSet<&'d str>,
    ) {
        let Value::Object(map) = data else { return };
        if schema.has("additionalProperties") {
            seen.extend(map.keys().map(String::as_str));
            return;
        }
        if let Some(Value::Object(properties)) = schema.get("properties") {
            seen.extend(map.keys().filter(|name| properties.contains_key(*name)).map(String::as_str));
        }
        for (pattern, _) in patterns(schema) {
            seen.extend(map.keys().filter(|name| pattern.is_match(name)).map(String::as_str));
        }
        for inner in self.applied(schema, data) {
            if inner.has("unevaluatedProperties") {
                seen.extend(map.keys().map(String::as_str));
            }
            self.depth += 1;
            self.evaluated_properties(inner, data, seen);
            self.depth -= 1;
        }
    }

    /// How many items from the start are evaluated.
    pub(super) fn evaluated_items(&mut self, schema: Members<'s>, data: &'d Value) -> usize {
        let all = crate::json::len(data);
        if schema.get("items").is_some_and(|items| !items.is_array()) || schema.has("additionalItems") {
            return all;
        }
        let tuple = ["prefixItems", "items"].into_iter().filter_map(|key| schema.get(key)?.as_array());
        let mut count = tuple.map(Vec::len).max().unwrap_or(0);
        for inner in self.applied(schema, data) {
            if inner.has("unevaluatedItems") {
                return all;
            }
            self.depth += 1;
            count = count.max(self.evaluated_items(inner, data));
            self.depth -= 1;
        }
        count.min(all)
    }

    /// The schemas that apply to the same value and accept it.
    fn applied(&mut self, schema: Members<'s>, data: &'d Value) -> Vec<Members<'s>> {
        self.steps += 1;
        if self.steps > MAX_STEPS || self.depth > MAX_DEPTH {
            return Vec::new();
        }
        let mut candidates: Vec<&'s Value> =
            IN_PLACE.iter().filter_map(|key| schema.get(key)?.as_array()).flatten().collect();
        if let Some(test) = schema.get("if") {
            let word = if self.accepts(test, data) { "then" } else { "else" };
            candidates.extend([Some(test), schema.get(word)].into_iter().flatten());
        }
        if let Some(Value::Object(entries)) = schema.get("dependentSchemas") {
            candidates.extend(
                entries.iter().filter(|(key, _)| data.get(key.as_str()).is_some()).map(|(_, inner)| inner),
            );
        }
        let reference = schema.get("$ref").and_then(Value::as_str);
        candidates.extend(reference.and_then(|reference| self.schema.target(reference)));
        self.depth += 1;
        let view = self.schema.view;
        candidates.retain(|inner| self.accepts(inner, data));
        let accepted =
            candidates.into_iter().filter_map(|inner| view.see(inner).as_object().map(Members::of)).collect();
        self.depth -= 1;
        accepted
    }
}
