//! Is a value valid: JSON Schema 2020-12 (validation) and the dialect of OpenAPI 3.0.
//!
//! Not read: `unevaluatedProperties`, `unevaluatedItems`, `$dynamicRef`; what they would refuse is accepted.

use std::cell::Cell;

use serde_json::{Map, Number, Value};

use super::format;
use super::pattern::Pattern;
use super::schemas::{Schemas, Side};
use crate::json::{field, member, number};

/// How deep schemas are followed into a value; deeper is accepted.
const MAX_DEPTH: usize = 64;

/// How many schemas one question may visit: choices within choices grow exponentially; beyond, all is accepted.
const MAX_STEPS: u32 = 100_000;

impl<'a> Schemas<'a> {
    /// Whether a value that travels this way is valid against a schema.
    pub fn valid(&self, schema: &'a Value, value: &Value, side: Side) -> bool {
        Check { schemas: self, side, steps: Cell::new(0) }.schema(schema, value, 0)
    }
}

struct Check<'s, 'a> {
    schemas: &'s Schemas<'a>,
    side: Side,
    steps: Cell<u32>,
}

impl<'a> Check<'_, 'a> {
    fn schema(&self, schema: &'a Value, value: &Value, depth: usize) -> bool {
        self.steps.set(self.steps.get() + 1);
        let keywords = match schema {
            Value::Object(keywords) if depth < MAX_DEPTH && self.steps.get() < MAX_STEPS => keywords,
            Value::Bool(verdict) => return *verdict,
            _ => return true,
        };
        if field(keywords, "$ref").is_some() {
            if let Some(target) = self.schemas.target(schema)
                && !self.schema(target, value, depth + 1)
            {
                return false;
            }
            if !self.schemas.modern {
                return true;
            }
        }
        if value.is_null() && field(keywords, "nullable") == Some(&Value::Bool(true)) && !self.schemas.modern
        {
            return true;
        }
        // Schemas hold few of the many keywords: these are walked, none is looked up.
        keywords.iter().all(|(name, keyword)| self.keyword(keywords, name, keyword, value, depth))
    }

    /// Whether a value satisfies one keyword; `keywords` are its neighbours, for those that are read together.
    fn keyword(
        &self,
        keywords: &'a Map<String, Value>,
        name: &str,
        keyword: &'a Value,
        value: &Value,
        depth: usize,
    ) -> bool {
        match (name, value) {
            ("type", _) => is_type(keyword, value),
            ("enum", _) => {
                keyword.as_array().is_none_or(|listed| listed.iter().any(|item| number::equal(item, value)))
            }
            ("const", _) => number::equal(keyword, value),
            ("allOf" | "anyOf" | "oneOf" | "not" | "if", _) => {
                self.applicator(keywords, name, keyword, value, depth)
            }
            (_, Value::String(text)) => is_text(name, keyword, text),
            (_, Value::Number(number)) => is_number(keywords, name, keyword, number),
            (_, Value::Array(items)) => self.array(keywords, name, keyword, items, depth),
            (_, Value::Object(map)) => self.object(keywords, name, keyword, value, map, depth),
            (_, Value::Null | Value::Bool(_)) => true,
        }
    }

    fn applicator(
        &self,
        keywords: &'a Map<String, Value>,
        name: &str,
        keyword: &'a Value,
        value: &Value,
        depth: usize,
    ) -> bool {
        let list = keyword.as_array();
        let holds = |schema: &'a Value| self.schema(schema, value, depth + 1);
        match name {
            "allOf" => list.is_none_or(|all| all.iter().all(holds)),
            "anyOf" => list.is_none_or(|any| any.iter().any(holds)),
            "oneOf" => list.is_none_or(|one| one.iter().filter(|schema| holds(schema)).take(2).count() == 1),
            "not" => !holds(keyword),
            _ => {
                let then = if holds(keyword) { "then" } else { "else" };
                field(keywords, then).is_none_or(holds)
            }
        }
    }

    fn array(
        &self,
        keywords: &'a Map<String, Value>,
        name: &str,
        keyword: &'a Value,
        items: &[Value],
        depth: usize,
    ) -> bool {
        let holds = |schema: &'a Value, item: &Value| self.schema(schema, item, depth + 1);
        let count = items.len() as u64;
        match name {
            "minItems" => keyword.as_u64().is_none_or(|least| count >= least),
            "maxItems" => keyword.as_u64().is_none_or(|most| count <= most),
            "uniqueItems" => keyword != &Value::Bool(true) || are_unique(items),
            "prefixItems" => keyword
                .as_array()
                .is_none_or(|prefix| prefix.iter().zip(items).all(|(schema, item)| holds(schema, item))),
            "items" => {
                let prefix = field(keywords, "prefixItems").and_then(Value::as_array).map_or(0, Vec::len);
                items.iter().skip(prefix).all(|item| holds(keyword, item))
            }
            "contains" => {
                let found = items.iter().filter(|item| holds(keyword, item)).count() as u64;
                found >= limit(keywords, "minContains").unwrap_or(1)
                    && limit(keywords, "maxContains").is_none_or(|most| found <= most)
            }
            _ => true,
        }
    }

    fn object(
        &self,
        keywords: &'a Map<String, Value>,
        name: &str,
        keyword: &'a Value,
        value: &Value,
        map: &Map<String, Value>,
        depth: usize,
    ) -> bool {
        let count = map.len() as u64;
        let holds = |schema: &'a Value, value: &Value| self.schema(schema, value, depth + 1);
        match name {
            "minProperties" => keyword.as_u64().is_none_or(|least| count >= least),
            "maxProperties" => keyword.as_u64().is_none_or(|most| count <= most),
            "required" => self.has_required(keywords, keyword, map),
            "properties" => map
                .iter()
                .all(|(key, value)| self.declared(keyword, key).is_none_or(|schema| holds(schema, value))),
            "patternProperties" => entries(keyword).all(|(pattern, schema)| {
                let pattern = Pattern::compile(pattern);
                map.iter().all(|(key, value)| !pattern.is_match(key) || holds(schema, value))
            }),
            "additionalProperties" => {
                keyword == &Value::Bool(true)
                    || map
                        .iter()
                        .filter(|(key, _)| !self.is_named(keywords, key))
                        .all(|(_, value)| holds(keyword, value))
            }
            "propertyNames" => map.keys().all(|key| holds(keyword, &Value::String(key.clone()))),
            "dependentRequired" => {
                entries(keyword).filter(|(key, _)| field(map, key).is_some()).all(|(_, names)| {
                    let names = names.as_array().into_iter().flatten().filter_map(Value::as_str);
                    names.into_iter().all(|name| field(map, name).is_some())
                })
            }
            "dependentSchemas" => {
                entries(keyword).all(|(key, schema)| field(map, key).is_none() || holds(schema, value))
            }
            _ => true,
        }
    }

    fn has_required(
        &self,
        keywords: &'a Map<String, Value>,
        required: &Value,
        map: &Map<String, Value>,
    ) -> bool {
        required.as_array().into_iter().flatten().filter_map(Value::as_str).all(|name| {
            let schema = || member(field(keywords, "properties")?, name);
            field(map, name).is_some()
                || schema().is_some_and(|schema| self.schemas.hidden(schema, self.side))
        })
    }

    /// The schema of a property that travels this way.
    fn declared(&self, properties: &'a Value, name: &str) -> Option<&'a Value> {
        let schema = member(properties, name)?;
        (!self.schemas.hidden(schema, self.side)).then_some(schema)
    }

    /// Whether a property has a schema of its own or of a pattern.
    fn is_named(&self, keywords: &'a Map<String, Value>, name: &str) -> bool {
        field(keywords, "properties").is_some_and(|all| self.declared(all, name).is_some())
            || field(keywords, "patternProperties")
                .is_some_and(|all| entries(all).any(|(pattern, _)| Pattern::compile(pattern).is_match(name)))
    }
}

/// The entries of a keyword that is a map.
fn entries(keyword: &Value) -> impl Iterator<Item = (&String, &Value)> {
    keyword.as_object().into_iter().flatten()
}

fn limit(keywords: &Map<String, Value>, key: &str) -> Option<u64> {
    field(keywords, key)?.as_u64()
}

fn is_type(keyword: &Value, value: &Value) -> bool {
    match keyword {
        Value::String(name) => is_named(name, value),
        Value::Array(names) => {
            names.is_empty() || names.iter().filter_map(Value::as_str).any(|name| is_named(name, value))
        }
        _ => true,
    }
}

/// Whether a value is of the named type; an unknown name refuses nothing.
fn is_named(name: &str, value: &Value) -> bool {
    match name {
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "object" => value.is_object(),
        "array" => value.is_array(),
        "null" => value.is_null(),
        "number" => value.is_number(),
        "integer" => value
            .as_number()
            .is_some_and(|number| number.as_i64().is_some() || number::Decimal::of(number).is_integer()),
        _ => true,
    }
}

fn is_text(name: &str, keyword: &Value, text: &str) -> bool {
    let length = || text.chars().count() as u64;
    match name {
        "minLength" => keyword.as_u64().is_none_or(|least| length() >= least),
        "maxLength" => keyword.as_u64().is_none_or(|most| length() <= most),
        "format" => keyword.as_str().is_none_or(|name| format::text_is(name, text)),
        "pattern" => keyword.as_str().is_none_or(|pattern| Pattern::compile(pattern).is_match(text)),
        _ => true,
    }
}

fn is_number(keywords: &Map<String, Value>, name: &str, keyword: &Value, value: &Number) -> bool {
    let bound = || keyword.as_number();
    let against = |limit: &Number| number::compare(value, limit);
    let strict = |key: &str| field(keywords, key) == Some(&Value::Bool(true));
    match name {
        "minimum" => bound().is_none_or(|least| {
            if strict("exclusiveMinimum") { against(least).is_gt() } else { against(least).is_ge() }
        }),
        "maximum" => bound().is_none_or(|most| {
            if strict("exclusiveMaximum") { against(most).is_lt() } else { against(most).is_le() }
        }),
        "exclusiveMinimum" => bound().is_none_or(|least| against(least).is_gt()),
        "exclusiveMaximum" => bound().is_none_or(|most| against(most).is_lt()),
        "multipleOf" => bound().is_none_or(|step| is_multiple(value, step)),
        "format" => keyword.as_str().is_none_or(|name| format::number_is(name, value)),
        _ => true,
    }
}

/// Exact for integers, with the tolerance of a double for fractions.
fn is_multiple(value: &Number, step: &Number) -> bool {
    if let (Some(value), Some(step)) = (value.as_i64(), step.as_i64()) {
        return step != 0 && value % step == 0;
    }
    match (value.as_f64(), step.as_f64()) {
        (Some(value), Some(step)) if step != 0.0 => {
            let times = value / step;
            (times - times.round()).abs() < 1e-9
        }
        _ => true,
    }
}

/// Whether no two are equal; long lists are not compared pair by pair.
fn are_unique(items: &[Value]) -> bool {
    items.len() > 1000
        || items
            .iter()
            .enumerate()
            .all(|(at, item)| !items[..at].iter().any(|other| number::equal(other, item)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn valid(version: &str, schema: &Value, value: &Value) -> bool {
        let root =
            json!({"openapi": version, "components": {"schemas": {"S": schema, "Text": {"type": "string"}}}});
        let schemas = Schemas::of(&root);
        schemas.valid(&root["components"]["schemas"]["S"], value, Side::Request)
    }

    #[test]
    fn each_keyword_refuses_and_accepts() {
        for (schema, good, bad) in [
            (json!({"type": "integer"}), json!(1.0), json!(1.5)),
            (json!({"type": "string", "nullable": true}), json!(null), json!(1)),
            (json!({"enum": [1, "a"]}), json!(1.0), json!("b")),
            (json!({"minimum": 1, "exclusiveMinimum": true}), json!(2), json!(1)),
            (json!({"multipleOf": 0.1}), json!(0.3), json!(0.35)),
            (json!({"minLength": 2, "maxLength": 3}), json!("äöü"), json!("äöüß")),
            (json!({"pattern": "^a"}), json!("ab"), json!("ba")),
            (
                json!({"type": "string", "format": "uuid"}),
                json!("f81d4fae-7dec-41d0-a765-00a0c91e6bf6"),
                json!("f81d4fae"),
            ),
            (json!({"format": "int32"}), json!(1), json!(4_294_967_296_u64)),
            (json!({"items": {"type": "string"}, "uniqueItems": true}), json!(["a", "b"]), json!(["a", "a"])),
            (json!({"required": ["a"]}), json!({"a": 1}), json!({"b": 1})),
            (
                json!({"properties": {"a": {}}, "additionalProperties": false}),
                json!({"a": 1}),
                json!({"b": 1}),
            ),
            (
                json!({"patternProperties": {"^x-": {"type": "string"}}, "additionalProperties": false}),
                json!({"x-a": "b"}),
                json!({"x-a": 1}),
            ),
            (
                json!({"allOf": [{"$ref": "#/components/schemas/Text"}, {"minLength": 1}]}),
                json!("a"),
                json!(""),
            ),
            (json!({"anyOf": [{"type": "string"}, {"type": "number"}]}), json!(1), json!(true)),
            (json!({"oneOf": [{"minimum": 1}, {"maximum": 5}]}), json!(0), json!(3)),
            (json!({"not": {"type": "string"}}), json!(1), json!("a")),
            (
                json!({"$ref": "#/components/schemas/Text", "maxLength": 0}),
                json!("sibling ignored"),
                json!(1),
            ),
        ] {
            assert!(valid("3.0.3", &schema, &good), "{schema} refuses {good}");
            assert!(!valid("3.0.3", &schema, &bad), "{schema} accepts {bad}");
        }
    }

    #[test]
    fn keywords_of_json_schema_2020() {
        for (schema, good, bad) in [
            (json!({"type": ["string", "null"]}), json!(null), json!(1)),
            (json!({"const": {"a": 1}}), json!({"a": 1.0}), json!({"a": 2})),
            (json!({"exclusiveMaximum": 3}), json!(2), json!(3)),
            (
                json!({"prefixItems": [{"type": "string"}], "items": {"type": "number"}}),
                json!(["a", 1]),
                json!(["a", "b"]),
            ),
            (json!({"contains": {"type": "number"}}), json!(["a", 1]), json!(["a"])),
            (
                json!({"if": {"required": ["a"]}, "then": {"required": ["b"]}}),
                json!({"a": 1, "b": 1}),
                json!({"a": 1}),
            ),
            (json!({"dependentRequired": {"a": ["b"]}}), json!({"b": 1}), json!({"a": 1})),
            (json!({"propertyNames": {"maxLength": 1}}), json!({"a": 1}), json!({"ab": 1})),
            (json!({"$ref": "#/components/schemas/Text", "maxLength": 1}), json!("a"), json!("ab")),
        ] {
            assert!(valid("3.1.0", &schema, &good), "{schema} refuses {good}");
            assert!(!valid("3.1.0", &schema, &bad), "{schema} accepts {bad}");
        }
    }

    #[test]
    fn read_only_properties_do_not_belong_in_a_request() {
        let schema = json!({"properties": {"id": {"type": "string", "readOnly": true}, "name": {}},
            "required": ["id", "name"], "additionalProperties": false});
        assert!(valid("3.0.3", &schema, &json!({"name": "a"})));
        assert!(!valid("3.0.3", &schema, &json!({"name": "a", "id": "b"})));
    }

    #[test]
    fn a_schema_that_contains_itself_ends() {
        let itself = json!({"$ref": "#/components/schemas/S"});
        assert!(valid("3.0.3", &json!({"allOf": [itself]}), &json!({})));
        // Nonsense has no right answer; it must have one, and soon.
        valid("3.0.3", &json!({"anyOf": [itself, itself], "not": {"allOf": [itself, itself]}}), &json!({}));
    }
}
