//! Keywords that apply schemas: to the value itself, to the items of an array, to the properties of an object.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::scalar::limit;
use super::{Detail, Run, Violation};
use crate::json::canonical;
use crate::json::number::equal;
use crate::lint::ecma::Pattern;
use crate::lint::resolve::View;

impl<'s, 'd> Run<'_, 's, 'd> {
    pub(super) fn not(
        &mut self,
        schema: &'s Map<String, Value>,
        data: &'d Value,
        found: &mut Vec<Violation>,
    ) -> bool {
        let Some(inner) = schema.get("not") else { return true };
        let before = std::mem::replace(&mut self.negated, true);
        let accepted = self.accepts(inner, data);
        self.negated = before;
        if accepted { self.fail("not", "must not be valid", found) } else { true }
    }

    pub(super) fn any_of(
        &mut self,
        schema: &'s Map<String, Value>,
        data: &'d Value,
        found: &mut Vec<Violation>,
    ) -> bool {
        let Some(choices) = schema.get("anyOf").and_then(Value::as_array) else { return true };
        let mut against = Vec::new();
        if choices.iter().any(|choice| self.check(choice, data, &mut against)) {
            return true;
        }
        found.append(&mut against);
        self.fail("anyOf", "must match a schema in anyOf", found)
    }

    pub(super) fn one_of(
        &mut self,
        schema: &'s Map<String, Value>,
        data: &'d Value,
        found: &mut Vec<Violation>,
    ) -> bool {
        let Some(choices) = schema.get("oneOf").and_then(Value::as_array) else { return true };
        let mut against = Vec::new();
        let mut passing = 0;
        for choice in choices {
            passing += usize::from(self.check(choice, data, &mut against));
            if passing > 1 {
                break;
            }
        }
        if passing == 1 {
            return true;
        }
        found.append(&mut against);
        self.fail("oneOf", "must match exactly one schema in oneOf", found)
    }

    pub(super) fn all_of(
        &mut self,
        schema: &'s Map<String, Value>,
        data: &'d Value,
        found: &mut Vec<Violation>,
    ) -> bool {
        let mut valid = true;
        for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            valid &= self.check(part, data, found);
            if !valid && !self.schema.all_errors {
                return false;
            }
        }
        valid
    }

    pub(super) fn condition(
        &mut self,
        schema: &'s Map<String, Value>,
        data: &'d Value,
        found: &mut Vec<Violation>,
    ) -> bool {
        let Some(test) = schema.get("if") else { return true };
        let word = if self.accepts(test, data) { "then" } else { "else" };
        let Some(consequence) = schema.get(word) else { return true };
        if self.check(consequence, data, found) {
            return true;
        }
        self.fail("if", &format!("must match \"{word}\" schema"), found)
    }

    pub(super) fn array(
        &mut self,
        schema: &'s Map<String, Value>,
        data: &'d Value,
        found: &mut Vec<Violation>,
    ) -> bool {
        self.each(
            &[Self::item_count, Self::unique_items, Self::items, Self::contains, Self::unevaluated_items],
            schema,
            data,
            found,
        )
    }

    fn item_count(
        &mut self,
        schema: &'s Map<String, Value>,
        data: &'d Value,
        found: &mut Vec<Violation>,
    ) -> bool {
        self.count(schema, data, ("maxItems", "minItems", "items"), found)
    }

    fn count(
        &mut self,
        schema: &Map<String, Value>,
        data: &Value,
        (most, least, what): (&'static str, &'static str, &str),
        found: &mut Vec<Violation>,
    ) -> bool {
        let count = super::count(crate::json::len(data));
        let mut valid = true;
        if let Some(limit) = limit(schema, most).filter(|limit| count > *limit) {
            valid = self.fail(most, &format!("must not have more than {limit} {what}"), found);
        }
        if let Some(limit) = limit(schema, least).filter(|limit| count < *limit) {
            valid = self.fail(least, &format!("must not have fewer than {limit} {what}"), found);
        }
        valid
    }

    fn unique_items(
        &mut self,
        schema: &'s Map<String, Value>,
        data: &'d Value,
        found: &mut Vec<Violation>,
    ) -> bool {
        let (Some(Value::Bool(true)), Value::Array(items)) = (schema.get("uniqueItems"), data) else {
            return true;
        };
        match duplicate(items) {
            Some((one, other)) => {
                let message =
                    format!("must not have duplicate items (items ## {one} and {other} are identical)");
                self.fail("uniqueItems", &message, found)
            }
            None => true,
        }
    }

    fn items(&mut self, schema: &'s Map<String, Value>, data: &'d Value, found: &mut Vec<Violation>) -> bool {
        let Value::Array(values) = data else { return true };
        let tuple = match (schema.get("prefixItems"), schema.get("items")) {
            (Some(Value::Array(tuple)), _) if self.schema.dialect.is_modern() => Some((tuple, "items")),
            (_, Some(Value::Array(tuple))) => Some((tuple, "additionalItems")),
            _ => None,
        };
        let (tuple, rest) =
            tuple.map_or((&[] as &[Value], "items"), |(tuple, rest)| (tuple.as_slice(), rest));
        let others = schema.get(rest).filter(|others| !others.is_array());
        if others == Some(&Value::Bool(false)) && values.len() > tuple.len() && rest == "additionalItems" {
            let message = format!("must not have more than {} items", tuple.len());
            return self.fail("additionalItems", &message, found);
        }
        let mut valid = true;
        for (index, value) in values.iter().enumerate() {
            let Some(inner) = tuple.get(index).or(others) else { break };
            valid &= self.below(index.to_string(), inner, value, found);
            if !valid && !self.schema.all_errors {
                return false;
            }
        }
        valid
    }

    fn contains(
        &mut self,
        schema: &'s Map<String, Value>,
        data: &'d Value,
        found: &mut Vec<Violation>,
    ) -> bool {
        let (Some(inner), Value::Array(values)) = (schema.get("contains"), data) else { return true };
        let modern = self.schema.dialect.is_modern();
        let least = limit(schema, "minContains").filter(|_| modern).unwrap_or(1.0);
        let most = limit(schema, "maxContains").filter(|_| modern);
        let mut against = Vec::new();
        let mut count = 0.0;
        for (index, value) in values.iter().enumerate() {
            if self.below(index.to_string(), inner, value, &mut against) {
                count += 1.0;
            }
        }
        if count >= least && most.is_none_or(|most| count <= most) {
            return true;
        }
        found.append(&mut against);
        self.fail("contains", &format!("must contain at least {least} valid item(s)"), found)
    }

    pub(super) fn object(
        &mut self,
        schema: &'s Map<String, Value>,
        data: &'d Value,
        found: &mut Vec<Violation>,
    ) -> bool {
        self.each(
            &[
                Self::property_count,
                Self::required,
                Self::property_names,
                Self::additional_properties,
                Self::dependencies,
                Self::properties,
                Self::pattern_properties,
                Self::dependent,
                Self::unevaluated_properties,
            ],
            schema,
            data,
            found,
        )
    }

    fn property_count(
        &mut self,
        schema: &'s Map<String, Value>,
        data: &'d Value,
        found: &mut Vec<Violation>,
    ) -> bool {
        self.count(schema, data, ("maxProperties", "minProperties", "properties"), found)
    }

    fn required(
        &mut self,
        schema: &'s Map<String, Value>,
        data: &'d Value,
        found: &mut Vec<Violation>,
    ) -> bool {
        let (Some(Value::Array(names)), Value::Object(map)) = (schema.get("required"), data) else {
            return true;
        };
        let mut valid = true;
        for name in names.iter().filter_map(Value::as_str) {
            if map.contains_key(name) || self.is_relaxed(schema, name) {
                continue;
            }
            valid = self.fail("required", &format!("must have required property \"{name}\""), found);
            if !self.schema.all_errors {
                return false;
            }
        }
        valid
    }

    /// A property that only the other side writes need not be there.
    fn is_relaxed(&self, schema: &'s Map<String, Value>, name: &str) -> bool {
        let Some(flag) = self.schema.relaxed.filter(|_| !self.negated) else { return false };
        let property = schema.get("properties").and_then(|properties| properties.get(name));
        property.is_some_and(|property| self.schema.see(property).get(flag) == Some(&Value::Bool(true)))
    }

    fn property_names(
        &mut self,
        schema: &'s Map<String, Value>,
        data: &'d Value,
        found: &mut Vec<Violation>,
    ) -> bool {
        let (Some(inner), Value::Object(map)) = (schema.get("propertyNames"), data) else { return true };
        let mut valid = true;
        for name in map.keys() {
            let view = View::unresolved();
            let value = Value::String(name.clone());
            let mut run = Run {
                schema: self.schema,
                data_view: &view,
                place: self.place.clone(),
                depth: self.depth,
                steps: self.steps,
                negated: self.negated,
            };
            let fine = run.check(inner, &value, found);
            self.steps = run.steps;
            if !fine {
                valid = self.fail("propertyNames", "property name must be valid", found);
                if !self.schema.all_errors {
                    return false;
                }
            }
        }
        valid
    }

    fn additional_properties(
        &mut self,
        schema: &'s Map<String, Value>,
        data: &'d Value,
        found: &mut Vec<Violation>,
    ) -> bool {
        let (Some(inner), Value::Object(map)) = (schema.get("additionalProperties"), data) else {
            return true;
        };
        if inner == &Value::Bool(true) {
            return true;
        }
        let patterns = patterns(schema);
        let mut valid = true;
        for (name, value) in map {
            let known = schema.get("properties").is_some_and(|properties| properties.get(name).is_some());
            if known || patterns.iter().any(|(pattern, _)| pattern.is_match(name)) {
                continue;
            }
            valid &= if inner == &Value::Bool(false) {
                let detail = Detail::Property(name.clone());
                self.fail_with("additionalProperties", "must not have additional properties", detail, found)
            } else {
                self.below(name.clone(), inner, value, found)
            };
            if !valid && !self.schema.all_errors {
                return false;
            }
        }
        valid
    }

    fn dependencies(
        &mut self,
        schema: &'s Map<String, Value>,
        data: &'d Value,
        found: &mut Vec<Violation>,
    ) -> bool {
        self.depend("dependencies", schema, data, found)
    }

    fn dependent(
        &mut self,
        schema: &'s Map<String, Value>,
        data: &'d Value,
        found: &mut Vec<Violation>,
    ) -> bool {
        if !self.schema.dialect.is_modern() {
            return true;
        }
        let mut valid = true;
        for keyword in ["dependentRequired", "dependentSchemas"] {
            valid &= self.depend(keyword, schema, data, found);
            if !valid && !self.schema.all_errors {
                return false;
            }
        }
        valid
    }

    fn depend(
        &mut self,
        keyword: &'static str,
        schema: &'s Map<String, Value>,
        data: &'d Value,
        found: &mut Vec<Violation>,
    ) -> bool {
        let (Some(Value::Object(entries)), Value::Object(map)) = (schema.get(keyword), data) else {
            return true;
        };
        let mut valid = true;
        for (name, needs) in entries.iter().filter(|(name, _)| map.contains_key(*name)) {
            valid &= match needs {
                Value::Array(names) => {
                    let missing =
                        names.iter().filter_map(Value::as_str).find(|name| !map.contains_key(*name));
                    missing.is_none_or(|missing| {
                        let message = format!("must have property {missing} when property {name} is present");
                        self.fail(keyword, &message, found)
                    })
                }
                inner => self.check(inner, data, found),
            };
            if !valid && !self.schema.all_errors {
                return false;
            }
        }
        valid
    }

    fn properties(
        &mut self,
        schema: &'s Map<String, Value>,
        data: &'d Value,
        found: &mut Vec<Violation>,
    ) -> bool {
        let (Some(Value::Object(properties)), Value::Object(map)) = (schema.get("properties"), data) else {
            return true;
        };
        let mut valid = true;
        for (name, inner) in properties {
            let Some(value) = map.get(name) else { continue };
            valid &= self.below(name.clone(), inner, value, found);
            if !valid && !self.schema.all_errors {
                return false;
            }
        }
        valid
    }

    fn pattern_properties(
        &mut self,
        schema: &'s Map<String, Value>,
        data: &'d Value,
        found: &mut Vec<Violation>,
    ) -> bool {
        let Value::Object(map) = data else { return true };
        let mut valid = true;
        for (pattern, inner) in patterns(schema) {
            for (name, value) in map.iter().filter(|(name, _)| pattern.is_match(name)) {
                valid &= self.below(name.clone(), inner, value, found);
                if !valid && !self.schema.all_errors {
                    return false;
                }
            }
        }
        valid
    }

    fn unevaluated_items(
        &mut self,
        schema: &'s Map<String, Value>,
        data: &'d Value,
        found: &mut Vec<Violation>,
    ) -> bool {
        let (Some(inner), Value::Array(values)) = (schema.get("unevaluatedItems"), data) else { return true };
        if !self.schema.dialect.is_modern() {
            return true;
        }
        let seen = self.evaluated_items(schema, data);
        for (index, value) in values.iter().enumerate().skip(seen) {
            let inner = self.schema.see(inner);
            if inner == &Value::Bool(false) {
                let message = format!("must not have more than {seen} items");
                return self.fail("unevaluatedItems", &message, found);
            }
            if !self.below(index.to_string(), inner, value, found) && !self.schema.all_errors {
                return false;
            }
        }
        true
    }

    fn unevaluated_properties(
        &mut self,
        schema: &'s Map<String, Value>,
        data: &'d Value,
        found: &mut Vec<Violation>,
    ) -> bool {
        let (Some(inner), Value::Object(map)) = (schema.get("unevaluatedProperties"), data) else {
            return true;
        };
        if !self.schema.dialect.is_modern() {
            return true;
        }
        let mut seen = HashSet::new();
        self.evaluated_properties(schema, data, &mut seen);
        let mut valid = true;
        for (name, value) in map.iter().filter(|(name, _)| !seen.contains(name.as_str())) {
            valid &= if self.schema.see(inner) == &Value::Bool(false) {
                let detail = Detail::Property(name.clone());
                self.fail_with("unevaluatedProperties", "must not have unevaluated properties", detail, found)
            } else {
                self.below(name.clone(), inner, value, found)
            };
            if !valid && !self.schema.all_errors {
                return false;
            }
        }
        valid
    }
}

/// The compiled keys of `patternProperties` with their schemas; broken ones match nothing.
pub(super) fn patterns(schema: &Map<String, Value>) -> Vec<(std::sync::Arc<Pattern>, &Value)> {
    let entries = schema.get("patternProperties").and_then(Value::as_object).into_iter().flatten();
    entries.filter_map(|(key, inner)| Some((Pattern::compile(key, "").ok()?, inner))).collect()
}

/// The later and the earlier index of two equal items.
pub(super) fn duplicate(items: &[Value]) -> Option<(usize, usize)> {
    const FEW: usize = 24;
    if items.len() <= FEW {
        return (1..items.len()).rev().find_map(|at| {
            items[..at].iter().rposition(|earlier| equal(earlier, &items[at])).map(|earlier| (earlier, at))
        });
    }
    let mut seen = std::collections::HashMap::new();
    items
        .iter()
        .enumerate()
        .find_map(|(at, item)| seen.insert(canonical::digest(item), at).map(|earlier| (earlier, at)))
}
