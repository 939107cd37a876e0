//! Keywords for objects.

use std::sync::Arc;

use serde_json::Value;

use super::{Detail, Run, Violation};
use crate::collections::HashSet;
use crate::json::field;
use crate::json::members::Members;
use crate::json::pointer::child;
use crate::lint::resolve::View;
use crate::regexp::Pattern;

impl<'s, 'd> Run<'_, 's, 'd> {
    pub(super) fn object(
        &mut self,
        schema: Members<'s>,
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

    fn property_count(&mut self, schema: Members<'s>, data: &'d Value, found: &mut Vec<Violation>) -> bool {
        self.count(schema, data, ("maxProperties", "minProperties", "properties"), found)
    }

    fn required(&mut self, schema: Members<'s>, data: &'d Value, found: &mut Vec<Violation>) -> bool {
        let (Some(Value::Array(names)), Value::Object(map)) = (schema.get("required"), data) else {
            return true;
        };
        self.all(names.iter().filter_map(Value::as_str), |run, name| {
            field(map, name).is_some()
                || run.is_relaxed(schema, name)
                || run.fail("required", &format!("must have required property \"{name}\""), found)
        })
    }

    /// A property that only the other side writes need not be there.
    fn is_relaxed(&self, schema: Members<'s>, name: &str) -> bool {
        let Some(flag) = self.schema.relaxed.filter(|_| !self.negated) else { return false };
        let property = schema.get("properties").and_then(|properties| child(properties, name));
        property.is_some_and(|property| child(self.schema.see(property), flag) == Some(&Value::Bool(true)))
    }

    fn property_names(&mut self, schema: Members<'s>, data: &'d Value, found: &mut Vec<Violation>) -> bool {
        let (Some(inner), Value::Object(map)) = (schema.get("propertyNames"), data) else { return true };
        self.all(map.keys(), |run, name| {
            run.accepts_name(inner, name, found)
                || run.fail("propertyNames", "property name must be valid", found)
        })
    }

    /// Whether a schema accepts a name; names are no part of the tree.
    fn accepts_name(&mut self, schema: &'s Value, name: &str, found: &mut Vec<Violation>) -> bool {
        let view = View::unresolved();
        let value = Value::from(name);
        let mut run = Run {
            schema: self.schema,
            data_view: &view,
            place: self.place.clone(),
            depth: self.depth,
            steps: self.steps,
            negated: self.negated,
            in_choice: self.in_choice,
        };
        let accepted = run.check(schema, &value, found);
        self.steps = run.steps;
        accepted
    }

    fn additional_properties(
        &mut self,
        schema: Members<'s>,
        data: &'d Value,
        found: &mut Vec<Violation>,
    ) -> bool {
        let (Some(inner), Value::Object(map)) = (schema.get("additionalProperties"), data) else {
            return true;
        };
        if inner == &Value::Bool(true) {
            return true;
        }
        let (known, patterns) = (schema.get("properties"), patterns(schema));
        let is_known = |name: &String| {
            known.is_some_and(|properties| child(properties, name).is_some())
                || patterns.iter().any(|(pattern, _)| pattern.is_match(name))
        };
        self.all(map.iter().filter(|(name, _)| !is_known(name)), |run, (name, value)| {
            run.further(
                ("additionalProperties", "must not have additional properties"),
                name,
                (inner, value),
                found,
            )
        })
    }

    /// A property that no keyword names: not allowed at all, or as a schema says.
    fn further(
        &mut self,
        (keyword, message): (&'static str, &str),
        name: &str,
        (schema, value): (&'s Value, &'d Value),
        found: &mut Vec<Violation>,
    ) -> bool {
        if schema == &Value::Bool(false) {
            return self.fail_with(keyword, message, Detail::Property(name.to_owned()), found);
        }
        self.below(name.to_owned(), schema, value, found)
    }

    fn dependencies(&mut self, schema: Members<'s>, data: &'d Value, found: &mut Vec<Violation>) -> bool {
        self.depend("dependencies", schema, data, found)
    }

    fn dependent(&mut self, schema: Members<'s>, data: &'d Value, found: &mut Vec<Violation>) -> bool {
        if !self.schema.dialect.is_modern() {
            return true;
        }
        self.all(["dependentRequired", "dependentSchemas"].into_iter(), |run, keyword| {
            run.depend(keyword, schema, data, found)
        })
    }

    fn depend(
        &mut self,
        keyword: &'static str,
        schema: Members<'s>,
        data: &'d Value,
        found: &mut Vec<Violation>,
    ) -> bool {
        let (Some(Value::Object(entries)), Value::Object(map)) = (schema.get(keyword), data) else {
            return true;
        };
        let present = entries.iter().filter(|(name, _)| field(map, name).is_some());
        self.all(present, |run, (name, needs)| {
            let Value::Array(names) = needs else { return run.check(needs, data, found) };
            let missing = names.iter().filter_map(Value::as_str).find(|name| field(map, name).is_none());
            missing.is_none_or(|missing| {
                let message = format!("must have property {missing} when property {name} is present");
                run.fail(keyword, &message, found)
            })
        })
    }

    fn properties(&mut self, schema: Members<'s>, data: &'d Value, found: &mut Vec<Violation>) -> bool {
        let (Some(Value::Object(properties)), Value::Object(map)) = (schema.get("properties"), data) else {
            return true;
        };
        let present = properties.iter().filter_map(|(name, inner)| Some((name, inner, field(map, name)?)));
        self.all(present, |run, (name, inner, value)| run.below(name.clone(), inner, value, found))
    }

    fn pattern_properties(
        &mut self,
        schema: Members<'s>,
        data: &'d Value,
        found: &mut Vec<Violation>,
    ) -> bool {
        let Value::Object(map) = data else { return true };
        let patterns = patterns(schema);
        let matching = patterns.iter().flat_map(|(pattern, inner)| {
            map.iter()
                .filter(|(name, _)| pattern.is_match(name))
                .map(move |(name, value)| (name, *inner, value))
        });
        self.all(matching, |run, (name, inner, value)| run.below(name.clone(), inner, value, found))
    }

    fn unevaluated_properties(
        &mut self,
        schema: Members<'s>,
        data: &'d Value,
        found: &mut Vec<Violation>,
    ) -> bool {
        let (Some(inner), Value::Object(map)) = (schema.get("unevaluatedProperties"), data) else {
            return true;
        };
        if !self.schema.dialect.is_modern() {
            return true;
        }
        let mut seen = HashSet::default();
        self.evaluated_properties(schema, data, &mut seen);
        let inner = self.schema.see(inner);
        self.all(map.iter().filter(|(name, _)| !seen.contains(name.as_str())), |run, (name, value)| {
            run.further(
                ("unevaluatedProperties", "must not have unevaluated properties"),
                name,
                (inner, value),
                found,
            )
        })
    }
}

/// The compiled keys of `patternProperties` with their schemas; broken ones match nothing.
pub(super) fn patterns(schema: Members<'_>) -> Vec<(Arc<Pattern>, &Value)> {
    let entries = schema.get("patternProperties").and_then(Value::as_object).into_iter().flatten();
    entries.filter_map(|(key, inner)| Some((Pattern::compile(key, "").ok()?, inner))).collect()
}
