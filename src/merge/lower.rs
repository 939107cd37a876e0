//! To an earlier version of OpenAPI, as long as nothing is lost; otherwise the list of what would be.

use serde_json::{Map, Value, json};

use super::raise::spelled;
use crate::json::Pointer;
use crate::openapi::grammar;
use crate::openapi::{Kind, Version, reference};

/// Something that the earlier version cannot say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Loss {
    pub(super) place: Pointer,
    pub(super) what: String,
}

/// A document as one of an earlier version, or everything that would be lost.
pub(super) fn lowered(root: &Value, from: Version, to: Version) -> Result<Value, Vec<Loss>> {
    let mut lowering = Lowering { from, to, place: Pointer::root(), losses: Vec::new() };
    let mut out = lowering.node(root, Kind::Document);
    if !lowering.losses.is_empty() {
        return Err(lowering.losses);
    }
    out["openapi"] = Value::String(spelled(to).to_owned());
    Ok(out)
}

struct Lowering {
    from: Version,
    to: Version,
    place: Pointer,
    losses: Vec<Loss>,
}

/// Fields that came with 3.1. What applies to schemas is in [`NEW_KEYWORDS`].
const SINCE_3_1: [(Kind, &[&str]); 3] = [
    (Kind::Document, &["webhooks", "jsonSchemaDialect"]),
    (Kind::Components, &["pathItems"]),
    (Kind::Info, &["summary"]),
];

/// Fields that came with 3.2.
const SINCE_3_2: [(Kind, &[&str]); 9] = [
    (Kind::Document, &["$self"]),
    (Kind::Components, &["mediaTypes"]),
    (Kind::PathItem, &["query", "additionalOperations"]),
    (Kind::MediaType, &["itemSchema", "prefixEncoding", "itemEncoding"]),
    (Kind::Response, &["summary"]),
    (Kind::Example, &["dataValue", "serializedValue"]),
    (Kind::Discriminator, &["defaultMapping"]),
    (Kind::Tag, &["summary", "parent", "kind"]),
    (Kind::Server, &["name"]),
];

/// Keywords of JSON Schema 2020-12 that the dialect of 3.0 has no words for.
const NEW_KEYWORDS: [&str; 24] = [
    "$id",
    "$schema",
    "$anchor",
    "$dynamicRef",
    "$dynamicAnchor",
    "$defs",
    "$vocabulary",
    "if",
    "then",
    "else",
    "prefixItems",
    "contains",
    "minContains",
    "maxContains",
    "patternProperties",
    "propertyNames",
    "dependentSchemas",
    "dependentRequired",
    "unevaluatedItems",
    "unevaluatedProperties",
    "contentMediaType",
    "contentEncoding",
    "contentSchema",
    "$comment",
];

impl Lowering {
    fn node(&mut self, value: &Value, kind: Kind) -> Value {
        match value {
            _ if kind == Kind::Data => value.clone(),
            Value::Bool(_) if kind == Kind::Schema && self.leaves_json_schema() && !self.may_be_boolean() => {
                self.lose("a boolean schema".to_owned());
                value.clone()
            }
            Value::Object(map) => {
                self.check(value, map, kind);
                let mut out = Map::new();
                for (key, value) in map {
                    self.place.push(key.clone());
                    out.insert(key.clone(), self.node(value, grammar::child(kind, key)));
                    self.place.pop();
                }
                if kind == Kind::Schema && self.leaves_json_schema() {
                    self.schema(&mut out);
                }
                Value::Object(out)
            }
            Value::Array(items) => {
                let mut out = Vec::with_capacity(items.len());
                for (at, item) in items.iter().enumerate() {
                    self.place.push(at.to_string());
                    out.push(self.node(item, grammar::child(kind, "")));
                    self.place.pop();
                }
                Value::Array(out)
            }
            scalar => scalar.clone(),
        }
    }

    fn leaves_json_schema(&self) -> bool {
        self.from.is_json_schema() && !self.to.is_json_schema()
    }

    /// `additionalProperties` is a boolean in 3.0, too.
    fn may_be_boolean(&self) -> bool {
        self.place.last() == Some("additionalProperties")
    }

    fn lose(&mut self, what: String) {
        self.losses.push(Loss { place: self.place.clone(), what });
    }

    fn check(&mut self, value: &Value, map: &Map<String, Value>, kind: Kind) {
        let since_3_1 = SINCE_3_1.iter().filter(|_| self.to < Version::V3_1);
        let since_3_2 = SINCE_3_2.iter().filter(|_| self.to < Version::V3_2);
        let fields: Vec<&str> = since_3_1
            .chain(since_3_2)
            .filter(|(of, _)| *of == kind)
            .flat_map(|(_, fields)| fields.iter().copied())
            .filter(|field| map.contains_key(*field))
            .collect();
        for field in fields {
            self.lose(format!("`{field}`"));
        }
        if kind == Kind::Schema && self.leaves_json_schema() {
            for keyword in NEW_KEYWORDS.iter().filter(|keyword| map.contains_key(**keyword)) {
                self.lose(format!("the keyword `{keyword}`"));
            }
            if reference::target(value).is_some() && map.len() > 1 {
                self.lose("what stands beside `$ref`".to_owned());
            }
        }
        if kind == Kind::Document && self.to < Version::V3_1 && !map.contains_key("paths") {
            self.lose("a document without `paths`".to_owned());
        }
    }

    fn schema(&mut self, map: &mut Map<String, Value>) {
        self.types(map);
        for (bound, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
            let Some(limit) = map.get(exclusive).filter(|limit| limit.is_number()).cloned() else { continue };
            if map.contains_key(bound) {
                self.lose(format!("`{bound}` together with `{exclusive}`"));
            }
            map.insert(bound.to_owned(), limit);
            map.insert(exclusive.to_owned(), Value::Bool(true));
        }
        if let Some(value) = map.get("const").cloned() {
            if map.contains_key("enum") {
                self.lose("`const` together with `enum`".to_owned());
            }
            map.shift_remove("const");
            map.insert("enum".to_owned(), json!([value]));
        }
        match map.get("examples").and_then(Value::as_array).map(Vec::as_slice) {
            Some([only]) if !map.contains_key("example") => {
                let only = only.clone();
                map.shift_remove("examples");
                map.insert("example".to_owned(), only);
            }
            Some(_) => self.lose("more than one example".to_owned()),
            None => {}
        }
    }

    fn types(&mut self, map: &mut Map<String, Value>) {
        if map.get("type").is_some_and(|name| name == "null") {
            self.lose("the type `null` alone".to_owned());
        }
        let Some(types) = map.get("type").and_then(Value::as_array).cloned() else { return };
        let (null, others): (Vec<Value>, Vec<Value>) = types.into_iter().partition(|name| name == "null");
        match &others[..] {
            [only] => {
                map.insert("type".to_owned(), only.clone());
                if !null.is_empty() {
                    map.insert("nullable".to_owned(), Value::Bool(true));
                }
            }
            _ => self.lose("more than one type".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::needless_pass_by_value, reason = "reads better without a borrow before each")]
    fn document(schema: Value) -> Value {
        json!({"openapi": "3.1.0", "paths": {}, "components": {"schemas": {"A": schema}}})
    }

    fn losses(root: &Value) -> Vec<String> {
        let losses = lowered(root, Version::V3_1, Version::V3_0).expect_err("something is lost");
        losses.into_iter().map(|loss| format!("{} {}", loss.place, loss.what)).collect()
    }

    #[test]
    fn what_3_0_can_say_is_said_in_its_words() {
        let root = document(
            json!({"type": ["string", "null"], "exclusiveMinimum": 3, "const": "x", "examples": ["x"]}),
        );
        let out = lowered(&root, Version::V3_1, Version::V3_0).expect("nothing is lost");
        assert_eq!(
            out["components"]["schemas"]["A"],
            json!({"type": "string", "nullable": true, "minimum": 3, "exclusiveMinimum": true, "enum": ["x"], "example": "x"})
        );
    }

    #[test]
    fn everything_that_would_be_lost_is_listed() {
        let mut root = document(json!({"type": ["string", "integer"], "if": {}, "properties": {"p": true}}));
        root["webhooks"] = json!({});
        assert_eq!(
            losses(&root),
            [
                " `webhooks`",
                "/components/schemas/A the keyword `if`",
                "/components/schemas/A/properties/p a boolean schema",
                "/components/schemas/A more than one type",
            ]
        );
    }
}
