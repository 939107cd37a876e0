//! Whether a schema can be used at all: a schema that is wrong itself says nothing about examples.

use serde_json::{Map, Value};

use super::{Dialect, MAX_STEPS, Schema};
use crate::json::field;
use crate::json::members::Members;
use crate::regexp::Pattern;

/// What a schema is good for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fitness {
    /// Values can be checked against it.
    Fit,
    /// Somewhere below it is a reference that leads nowhere, or in a circle.
    Unresolved,
    /// It breaks the rules of its draft; the message says which.
    Broken(String),
    /// It breaks them in a way that is told once: a value can still be checked against it, unless it is `unresolved` too.
    Doubtful {
        /// What is wrong with it.
        message: String,
        /// Whether a reference below it leads nowhere, or in a circle.
        unresolved: bool,
    },
}

/// Deeper than any real schema, less deep than the stack.
const MAX_DEPTH: usize = 200;

pub(super) fn of(schema: &Schema<'_>) -> Fitness {
    let mut walk = Walk { schema, wrong: None, obstacle: None, steps: 0 };
    walk.visit(schema.root, 0);
    match (walk.wrong, walk.obstacle) {
        (Some((wrong, true)), obstacle) => Fitness::Doubtful {
            message: format!("schema is invalid: {wrong}"),
            unresolved: obstacle == Some(Fitness::Unresolved),
        },
        (Some((wrong, false)), _) => Fitness::Broken(format!("schema is invalid: {wrong}")),
        (None, Some(obstacle)) => obstacle,
        (None, None) => Fitness::Fit,
    }
}

struct Walk<'r, 's> {
    schema: &'r Schema<'s>,
    /// The first keyword with a value that its draft does not allow, and whether the schema can be used nevertheless.
    wrong: Option<(String, bool)>,
    /// The first thing that keeps the schema from being used though its keywords are in order.
    obstacle: Option<Fitness>,
    steps: usize,
}

/// What stands below a keyword.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Below {
    /// A schema.
    Single,
    /// Schemas in a list.
    List,
    /// One or the other.
    SingleOrList,
    /// Schemas by name.
    Map,
    /// Schemas by name that apply to nothing unless they are referred to.
    Store,
}

impl Below {
    fn of(keyword: &str) -> Option<Self> {
        Some(match keyword {
            "items" => Self::SingleOrList,
            "properties" | "patternProperties" | "dependentSchemas" | "dependencies" => Self::Map,
            "additionalProperties" | "additionalItems" | "unevaluatedItems" | "unevaluatedProperties" => {
                Self::Single
            }
            "not" | "if" | "then" | "else" | "contains" | "propertyNames" => Self::Single,
            "anyOf" | "oneOf" | "allOf" | "prefixItems" => Self::List,
            "definitions" | "$defs" => Self::Store,
            _ => return None,
        })
    }
}

/// Those of them that older drafts do not know.
const MODERN: [&str; 5] =
    ["unevaluatedItems", "unevaluatedProperties", "prefixItems", "dependentSchemas", "$defs"];

impl<'s> Walk<'_, 's> {
    fn visit(&mut self, schema: &'s Value, depth: usize) {
        self.steps += 1;
        if depth > MAX_DEPTH || self.steps > MAX_STEPS || matches!(self.wrong, Some((_, false))) {
            return;
        }
        let Value::Object(map) = self.schema.see(schema) else { return self.visit_other(schema) };
        if self.wrong.is_none() {
            self.wrong = wrong_keyword(map, self.schema.dialect);
            if matches!(self.wrong, Some((_, false))) {
                return;
            }
        }
        self.note_obstacle(Members::of(map));
        let modern = self.schema.dialect.is_modern();
        for (key, value) in map {
            if let Some(below) = Below::of(key)
                && (modern || !MODERN.contains(&key.as_str()))
            {
                self.below(key, below, value, depth + 1);
            }
        }
    }

    fn below(&mut self, key: &str, below: Below, value: &'s Value, depth: usize) {
        match (below, value) {
            (Below::List | Below::SingleOrList, Value::Array(items)) => {
                for item in items {
                    self.visit(item, depth);
                }
            }
            (Below::Map | Below::Store, Value::Object(_)) => {
                let before = (below == Below::Store).then(|| self.obstacle.clone());
                let names = |inner: &Value| key == "dependencies" && inner.is_array();
                for (_, inner) in self.schema.view.entries(value).filter(|(_, inner)| !names(inner)) {
                    self.visit(inner, depth);
                }
                if let Some(before) = before {
                    self.obstacle = before;
                }
            }
            (Below::Single, Value::Bool(_)) if key.starts_with("additional") => {}
            (Below::Single | Below::SingleOrList, _) => self.visit(value, depth),
            _ => {}
        }
    }

    fn visit_other(&mut self, schema: &Value) {
        let draft4 = self.schema.dialect == Dialect::Draft4;
        if draft4 || !schema.is_boolean() {
            let message =
                if draft4 { "a schema must be an object" } else { "a schema must be an object or a boolean" };
            self.wrong.get_or_insert((message.to_owned(), !schema.is_null()));
        }
    }

    fn note_obstacle(&mut self, schema: Members<'_>) {
        if self.obstacle.is_some() {
            return;
        }
        let x_nullable = self.schema.x_nullable && schema.get("x-nullable") == Some(&Value::Bool(true));
        if (schema.has("nullable") || x_nullable) && !schema.has("type") {
            let message = "\"nullable\" cannot be used without \"type\"".to_owned();
            self.obstacle = Some(Fitness::Broken(message));
        } else if let Some(Value::String(reference)) = schema.get("$ref")
            && self.schema.target(reference).is_none()
        {
            self.obstacle = Some(Fitness::Unresolved);
        }
    }
}

/// The first keyword whose value its draft does not allow, with what it must be.
fn wrong_keyword(map: &Map<String, Value>, dialect: Dialect) -> Option<(String, bool)> {
    map.iter().find_map(|(key, value)| {
        let demand = demand(key, value, map, dialect)?;
        Some((format!("\"{key}\" must be {demand}"), is_usable(key, value)))
    })
}

/// Whether a wrong value is at least of the type that its keyword has, or of one that nobody looks at.
fn is_usable(key: &str, value: &Value) -> bool {
    match key {
        "enum" | "required" | "allOf" | "anyOf" | "oneOf" => value.is_array(),
        "multipleOf" | "maxLength" | "minLength" | "maxItems" | "minItems" | "maxProperties"
        | "minProperties" => value.is_number(),
        "minContains" | "maxContains" => value.is_number(),
        "prefixItems" => value.is_array(),
        "type" => value.as_array().is_some_and(|names| names.iter().all(is_known_type)),
        "dependentRequired" => value.as_object().is_some_and(|map| map.values().all(Value::is_array)),
        "title" | "description" | "$schema" | "$comment" | "$anchor" | "$vocabulary" | "readOnly"
        | "writeOnly" | "deprecated" | "examples" | "contentEncoding" | "contentMediaType"
        | "contentSchema" => true,
        _ => false,
    }
}

fn demand(key: &str, value: &Value, map: &Map<String, Value>, dialect: Dialect) -> Option<&'static str> {
    let draft4 = dialect == Dialect::Draft4;
    if dialect.is_modern()
        && let Some(demand) = modern_demand(key, value, dialect)
    {
        return demand;
    }
    match key {
        "type" => ok(is_type_name(value), "a type or a list of types"),
        "enum" if draft4 => ok(is_filled(value) && is_unique(value), "a list of values without duplicates"),
        "enum" => ok(value.is_array(), "a list of values"),
        "required" => ok(
            are_strings(value) && is_unique(value) && (!draft4 || is_filled(value)),
            "a list of names without duplicates",
        ),
        "maximum" | "minimum" => ok(value.is_number(), "a number"),
        "exclusiveMaximum" | "exclusiveMinimum" if draft4 => {
            let limit = if key.ends_with("Maximum") { "maximum" } else { "minimum" };
            ok(
                value.is_boolean() && field(map, limit).is_some(),
                "a boolean beside the limit that it sharpens",
            )
        }
        "exclusiveMaximum" | "exclusiveMinimum" => ok(value.is_number(), "a number"),
        "multipleOf" => ok(value.as_f64().is_some_and(|n| n > 0.0), "a number above 0"),
        "maxLength" | "minLength" | "maxItems" | "minItems" | "maxProperties" | "minProperties" => {
            ok(is_count(value), "a whole number")
        }
        "pattern" => {
            ok(value.as_str().is_some_and(|text| Pattern::compile(text, "").is_ok()), "a regular expression")
        }
        "uniqueItems" => ok(value.is_boolean(), "a boolean"),
        "nullable" => ok(value.is_boolean(), "a boolean"),
        "examples" if !draft4 => ok(value.is_array(), "a list"),
        "title" | "description" | "format" | "$schema" | "$ref" => ok(value.is_string(), "a string"),
        "properties" | "patternProperties" | "definitions" => ok(value.is_object(), "an object"),
        "allOf" | "anyOf" | "oneOf" => ok(is_filled(value), "a list of schemas"),
        "items" if dialect == Dialect::Draft2020 => ok(is_schema(value, dialect), "a schema"),
        "items" => ok(
            is_filled(value) || (is_schema(value, dialect) && !(draft4 && value.is_boolean())),
            "a schema or a list of schemas",
        ),
        "additionalProperties" | "additionalItems" => {
            ok(value.is_boolean() || value.is_object(), "a boolean or a schema")
        }
        "not" => ok(is_schema(value, dialect), "a schema"),
        _ => None,
    }
}

/// What a keyword that only newer drafts know asks for; the outer `None` for all other keywords.
#[expect(clippy::option_option, reason = "no such keyword, and nothing wrong with it, are two answers")]
fn modern_demand(key: &str, value: &Value, dialect: Dialect) -> Option<Option<&'static str>> {
    const ANCHOR: &str = "^[A-Za-z_][-A-Za-z0-9._]*$";
    let matches = |pattern: &str, text: &str| Pattern::compile(pattern, "").is_ok_and(|p| p.is_match(text));
    Some(match key {
        "readOnly" | "writeOnly" | "deprecated" => ok(value.is_boolean(), "a boolean"),
        "$id" | "$comment" | "$dynamicRef" | "$dynamicAnchor" | "contentEncoding" | "contentMediaType" => {
            ok(value.is_string(), "a string")
        }
        "$anchor" => ok(value.as_str().is_some_and(|text| matches(ANCHOR, text)), "a name"),
        "$vocabulary" | "$defs" => ok(value.is_object(), "an object"),
        "contentSchema" => ok(is_schema(value, dialect), "a schema"),
        "minContains" | "maxContains" => ok(is_count(value), "a whole number"),
        "prefixItems" => ok(is_filled(value), "a list of schemas"),
        "dependentRequired" => {
            let names = |value: &Value| are_strings(value) && is_unique(value);
            let fine = value.as_object().is_some_and(|map| map.values().all(names));
            ok(fine, "an object with lists of names without duplicates")
        }
        "patternProperties" => {
            let fine = value
                .as_object()
                .is_some_and(|map| map.keys().all(|pattern| Pattern::compile(pattern, "").is_ok()));
            ok(fine, "an object from regular expressions to schemas")
        }
        _ => return None,
    })
}

fn ok(fine: bool, demand: &'static str) -> Option<&'static str> {
    (!fine).then_some(demand)
}

fn is_count(value: &Value) -> bool {
    super::is_type(value, "integer") && value.as_f64().is_some_and(|n| n >= 0.0)
}

fn is_schema(value: &Value, dialect: Dialect) -> bool {
    value.is_object() || (value.is_boolean() && dialect != Dialect::Draft4)
}

fn is_filled(value: &Value) -> bool {
    value.as_array().is_some_and(|items| !items.is_empty())
}

fn are_strings(value: &Value) -> bool {
    value.as_array().is_some_and(|items| items.iter().all(Value::is_string))
}

fn is_unique(value: &Value) -> bool {
    value.as_array().is_some_and(|items| super::array::duplicate(items).is_none())
}

fn is_type_name(value: &Value) -> bool {
    match value {
        Value::Array(names) => is_filled(value) && names.iter().all(is_known_type) && is_unique(value),
        name => is_known_type(name),
    }
}

fn is_known_type(name: &Value) -> bool {
    let known =
        |name| matches!(name, "array" | "boolean" | "integer" | "null" | "number" | "object" | "string");
    name.as_str().is_some_and(known)
}
