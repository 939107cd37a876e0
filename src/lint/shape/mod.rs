//! How a document of each version of OpenAPI is built: tables of objects and their fields, and one walk over them.
//!
//! The tables are `rulesets/schemas/*.yaml`; later versions name only what they say otherwise. What is told, and how often,
//! is what a validator tells that collects every error of a JSON Schema: each alternative that fails, then the choice.

mod object;
mod table;
mod value;

use serde_json::Value;

use super::format::Formats;
use super::functions::Outcome;
use crate::json::{Pointer, field};
use crate::jsonpath::Key;
use table::{Type, Version};

/// Everything in a document that is not as its version of OpenAPI says.
pub fn misshapen(root: &Value, formats: Formats) -> Vec<Outcome> {
    let mut walk = Walk { version: Version::of(formats), place: Vec::new(), told: Vec::new() };
    walk.named("Document", root);
    walk.told
}

struct Walk<'v> {
    version: &'static Version,
    /// The way to the value at hand; it is a pointer only for those who are told of.
    place: Vec<Key<'v>>,
    told: Vec<Outcome>,
}

impl<'v> Walk<'v> {
    fn tell(&mut self, message: &str) {
        let last = self.place.last().map(|key| key.token());
        let subject = last.map(|name| format!("\"{name}\" property ")).unwrap_or_default();
        self.told.push(Outcome::at(self.place(), format!("{subject}{message}")));
    }

    fn place(&self) -> Pointer {
        Pointer::of(self.place.iter().map(|key| key.token()))
    }

    fn below(&mut self, key: Key<'v>, kind: &'static Type, value: &'v Value) {
        self.place.push(key);
        self.check(kind, value);
        self.place.pop();
    }

    fn check(&mut self, kind: &'static Type, value: &'v Value) {
        match kind {
            Type::Any => {}
            Type::Object => self.demand(value.is_object(), "must be object"),
            Type::Flag => self.demand(value.is_boolean(), "must be boolean"),
            Type::Number => self.demand(value.is_number(), "must be number"),
            Type::Positive => self.number(value, "number", |number| number > 0.0, "must be > 0"),
            Type::Count => self.number(value, "integer", |number| number >= 0.0, "must be >= 0"),
            Type::Text(format) => self.text(value, *format),
            Type::Matching(pattern, source) => match value {
                Value::String(text) if pattern.is_match(text) => {}
                Value::String(_) => self.tell(&format!("must match pattern \"{source}\"")),
                _ => self.tell("must be string"),
            },
            Type::Words { words, text } => {
                self.demand(!text || value.is_string(), "must be string");
                self.word(value, words);
            }
            Type::Types => self.types(value),
            Type::SchemaOrFlag => match value {
                Value::Bool(_) => {}
                Value::Object(map) => {
                    self.named(if field(map, "$ref").is_some() { "Reference" } else { "Schema" }, value);
                }
                _ => self.tell("must be a valid Schema Object"),
            },
            Type::Of { kind, or_reference } => {
                let reference =
                    *or_reference && value.as_object().is_some_and(|map| field(map, "$ref").is_some());
                self.named(if reference { "Reference" } else { kind }, value);
            }
            Type::List { item, unique, filled } => self.list(value, item, *unique, *filled),
            Type::Map { item, one, named } => self.map(value, item, *one, *named),
            Type::Choice { of, exactly_one } => self.choice(value, of, *exactly_one),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn places(document: &Value) -> Vec<String> {
        let told = misshapen(document, Formats::of(document));
        let mut places: Vec<(String, String)> = told
            .into_iter()
            .map(|outcome| (outcome.path.unwrap_or_default().to_string(), outcome.message))
            .collect();
        places.sort();
        places.dedup();
        places.into_iter().map(|(place, _)| place).collect()
    }

    fn three(rest: &Value) -> Value {
        let mut document = json!({"openapi": "3.0.0", "info": {"title": "t", "version": "1"}, "paths": {}});
        merge(&mut document, rest);
        document
    }

    fn one(rest: &Value) -> Value {
        let mut document = three(rest);
        document["openapi"] = json!("3.1.0");
        document
    }

    fn merge(document: &mut Value, rest: &Value) {
        for (key, value) in rest.as_object().into_iter().flatten() {
            document[key] = value.clone();
        }
    }

    #[test]
    fn what_is_wrong_is_told_where_it_stands() {
        let found = places(&three(&json!({"paths": {
            "/a": {"get": {"responses": {"42": {"description": "x"}, "200": {}}}, "fetch": {}},
            "/b": {"parameters": [{"name": "p", "in": "path", "schema": {"type": "int"}}]}
        }, "components": {"schemas": {"A": {"additionalProperties": 1}}}})));
        let expected = [
            "/components/schemas/A/additionalProperties",
            "/paths/~1a/fetch",
            "/paths/~1a/get/responses/200",
            "/paths/~1a/get/responses/42",
            "/paths/~1b/parameters/0",
            "/paths/~1b/parameters/0/schema/type",
        ];
        assert_eq!(found, expected);
        assert_eq!(places(&one(&json!({"webhooks": {}}))), [""; 0]);
        assert_eq!(places(&json!({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}})), [""]);
    }

    #[test]
    fn alternatives_that_all_fail_are_each_told() {
        let parameters = |list: Value| json!({"paths": {"/a": {"parameters": list}}});
        let at = "/paths/~1a/parameters/0";
        for (parameter, in_three, in_one) in [
            (json!({"name": "p", "in": "query"}), vec![at; 1], vec![at; 3]),
            (json!({"name": "p", "in": "query", "example": 1}), vec![at; 1], vec![at; 4]),
            (
                json!({"name": "p", "in": "query", "schema": {}, "content": {"a/b": {}}}),
                vec![at; 1],
                vec![at; 1],
            ),
            (
                json!({"name": "p", "in": "header", "schema": {}, "allowEmptyValue": true}),
                vec![],
                vec![at; 1],
            ),
            (json!(5), vec![at; 4], vec![at; 2]),
        ] {
            assert_eq!(places(&three(&parameters(json!([parameter])))), in_three, "3.0: {parameter}");
            assert_eq!(places(&one(&parameters(json!([parameter])))), in_one, "3.1: {parameter}");
        }
        let two = |parameter: &Value| json!({"swagger": "2.0", "info": {"title": "t", "version": "1"}, "paths": {"/a": {"parameters": [parameter]}}});
        assert_eq!(places(&two(&json!({"name": "p", "in": "query", "type": "string"}))), [""; 0]);
        let wrong = places(&two(&json!({"name": "p", "in": "query", "type": "text"})));
        assert_eq!(wrong.iter().filter(|path| path.ends_with("/in")).count(), 4, "every other place is told");
    }

    #[test]
    fn several_unexpected_fields_are_one_finding_where_the_object_is_what_is_wrong() {
        let info = json!({"info": {"title": "t", "version": "1", "a": 1, "b": 2}});
        assert_eq!(places(&three(&info)), ["/info/a", "/info/b"]);
        assert_eq!(places(&one(&info)), ["/info"]);
    }

    #[test]
    fn a_condition_that_is_broken_leaves_its_fields_unexpected() {
        let schemes = |scheme: Value| json!({"components": {"securitySchemes": {"k": scheme}}});
        let at = "/components/securitySchemes/k";
        let key = json!({"type": "apiKey", "name": "k", "in": "body"});
        assert_eq!(places(&one(&schemes(key.clone()))), [at, &format!("{at}/in")]);
        assert_eq!(places(&three(&schemes(key))), [format!("{at}/in")]);
        assert_eq!(
            places(&one(&json!({"components": {"schemas": {"a b": {}}}}))),
            ["/components/schemas", "/components/schemas"]
        );
        assert_eq!(
            places(&one(&json!({"paths": {"/a": {"get": {"responses": {}}}}}))),
            ["/paths/~1a/get/responses", "/paths/~1a/get/responses"]
        );
    }
}
