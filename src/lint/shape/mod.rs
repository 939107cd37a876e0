//! How a document of each version of OpenAPI is built: tables of objects and their fields, and one walk over them.
//!
//! The tables are `rulesets/schemas/*.yaml`; later versions name only what they say otherwise. What is told, and how often,
//! is what a validator tells that collects every error of a JSON Schema: each alternative that fails, then the choice.

mod table;

use serde_json::Value;

use super::format::Formats;
use super::functions::Outcome;
use super::json_schema::{formats, is_type};
use crate::json::members::Members;
use crate::json::number::equal;
use crate::json::{Pointer, field};
use crate::jsonpath::Key;
use table::{Kind, Type, Version, When};

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

/// The names of the types of JSON Schema.
const TYPES: [&str; 7] = ["array", "boolean", "integer", "null", "number", "object", "string"];

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

    fn demand(&mut self, fine: bool, message: &str) {
        if !fine {
            self.tell(message);
        }
    }

    fn number(&mut self, value: &'v Value, kind: &str, within: fn(f64) -> bool, limit: &str) {
        if !is_type(value, kind) {
            self.tell(&format!("must be {kind}"));
        }
        self.demand(value.as_f64().is_none_or(within), limit);
    }

    fn text(&mut self, value: &'v Value, format: Option<&str>) {
        let Value::String(text) = value else { return self.tell("must be string") };
        if let Some(format) = format.filter(|format| !formats::string_is(format, text)) {
            self.tell(&format!("must match format \"{format}\""));
        }
    }

    fn word(&mut self, value: &'v Value, words: &[Value]) {
        if words.contains(value) {
            return;
        }
        let listed: Vec<String> = words.iter().map(ToString::to_string).collect();
        let nearest = value.as_str().and_then(|found| nearest(found, words));
        let hint = nearest.map(|word| format!(". Did you mean \"{word}\"?")).unwrap_or_default();
        self.tell(&format!("must be equal to one of the allowed values: {}{hint}", listed.join(", ")));
    }

    /// `type` of JSON Schema 2020-12: a name, or several.
    fn types(&mut self, value: &'v Value) {
        let names: Vec<Value> = TYPES.iter().map(|name| Value::from(*name)).collect();
        match value {
            Value::String(_) => self.word(value, &names),
            Value::Array(items) => {
                self.size(items, true, true);
                for (at, item) in items.iter().enumerate() {
                    self.place.push(Key::Index(at));
                    self.word(item, &names);
                    self.place.pop();
                }
            }
            _ => self.tell("must be either a string or an array of strings"),
        }
    }

    fn list(&mut self, value: &'v Value, item: &'static Type, unique: bool, filled: bool) {
        let Value::Array(items) = value else { return self.tell("must be array") };
        self.size(items, unique, filled);
        for (at, value) in items.iter().enumerate() {
            self.below(Key::Index(at), item, value);
        }
    }

    fn size(&mut self, items: &'v [Value], unique: bool, filled: bool) {
        if filled && items.is_empty() {
            self.tell("must not have fewer than 1 items");
        }
        let doubled = |at: usize| items[..at].iter().any(|earlier| equal(earlier, &items[at]));
        if unique && (1..items.len()).any(doubled) {
            self.tell("must not have duplicate items");
        }
    }

    fn map(&mut self, value: &'v Value, item: &'static Type, one: bool, named: bool) {
        let Value::Object(map) = value else { return self.tell("must be object") };
        if one && map.is_empty() {
            self.tell("must not have fewer than 1 properties");
        }
        if one && map.len() > 1 {
            self.tell("must not have more than 1 properties");
        }
        let fine = |name: &str| name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
        let bad: Vec<&str> =
            map.keys().map(String::as_str).filter(|name| name.is_empty() || !fine(name)).collect();
        if named && !bad.is_empty() {
            self.tell(&format!("must match pattern \"^[a-zA-Z0-9._-]+$\" in its names: {}", bad.join(", ")));
            self.tell("property name must be valid");
        }
        for (key, value) in map {
            self.below(Key::Name(key), item, value);
        }
    }

    /// Several types of which one must fit; when none does, what each of them has to say is told too.
    fn choice(&mut self, value: &'v Value, of: &'static [Type], exactly_one: bool) {
        let mut before = std::mem::take(&mut self.told);
        let mut fitting = 0;
        for kind in of {
            let told = self.told.len();
            self.check(kind, value);
            fitting += usize::from(self.told.len() == told);
            if fitting > 1 {
                break;
            }
        }
        if fitting == 1 || (fitting > 1 && !exactly_one) {
            self.told = before;
            return;
        }
        before.append(&mut self.told);
        self.told = before;
        let message = if exactly_one {
            "must match exactly one schema in oneOf"
        } else {
            "must match a schema in anyOf"
        };
        self.tell(message);
    }

    fn named(&mut self, name: &str, value: &'v Value) {
        let version = self.version;
        let Some(kind) = version.kinds.get(name) else { return };
        if kind.said_once {
            return self.said_once(kind, value);
        }
        if let Some(choice) = &kind.choice {
            self.check(choice, value);
        }
        match value {
            Value::Object(map) => self.object(kind, Members::of(map)),
            Value::Bool(_) if kind.boolean => {}
            _ if kind.boolean => self.tell("must be a valid Schema Object"),
            _ => self.no_object(kind),
        }
    }

    /// Conditions on fields hold vacuously for what has none, and so do their opposites not.
    fn no_object(&mut self, kind: &Kind) {
        self.tell("must be object");
        let always = kind.parts.iter().filter(|part| matches!(part.when, When::Always));
        let mut parts = always.filter_map(|part| self.version.kinds.get(&part.kind));
        if !kind.not_together.is_empty() || parts.any(|part| !part.not_together.is_empty()) {
            self.tell("must not be valid");
        }
        if !kind.one_of.is_empty() {
            self.tell("must match exactly one schema in oneOf");
        }
        if kind.content {
            self.schema_or_content(true, true);
            self.schema_or_content(false, false);
        }
    }

    /// Whatever is wrong below is one finding, or one for each of the names that the kind lists.
    fn said_once(&mut self, kind: &'static Kind, value: &'v Value) {
        let Value::Object(map) = value else { return self.tell("must be object") };
        let before = std::mem::take(&mut self.told);
        let (mut listed, mut others) = (Vec::new(), false);
        for (key, value) in map {
            kind.rest.iter().for_each(|of| self.below(Key::Name(key), of, value));
            if !std::mem::take(&mut self.told).is_empty() {
                if kind.any_of.contains(key) {
                    listed.push(key);
                } else {
                    others = true;
                }
            }
        }
        self.told = before;
        for key in listed {
            self.place.push(Key::Name(key));
            self.tell("is not a valid definition");
            self.place.pop();
        }
        self.demand(!others, "has an invalid definition");
    }

    fn object(&mut self, kind: &'static Kind, map: Members<'v>) {
        let (own, known) = self.members(kind, map);
        if own == map.map().len() {
            return;
        }
        let mut unexpected = Vec::new();
        for (key, value) in map.map() {
            if !self.further(kind, key, value) && !known.contains(&key.as_str()) {
                unexpected.push(key.as_str());
            }
        }
        if self.version.at_field {
            for key in unexpected {
                let message = format!("Property \"{key}\" is not expected to be here");
                self.told.push(Outcome::at(self.place().join(key), message));
            }
        } else if !unexpected.is_empty() {
            self.tell(&format!("must not have unevaluated properties: {}", unexpected.join(", ")));
        }
    }

    /// Fields and relations of a kind and of its parts. Returns how many members are fields of the kind, and the fields
    /// that parts add; a part under a condition adds none when something in it is wrong, which leaves its fields unexpected.
    fn members(&mut self, kind: &'static Kind, map: Members<'v>) -> (usize, Vec<&'static str>) {
        for missing in kind.required.iter().filter(|field| !map.has(field)) {
            self.tell(&format!("must have required property \"{missing}\""));
        }
        let mut own = 0;
        for (key, value) in map.map() {
            if let Some(of) = kind.fields.get(key) {
                self.below(Key::Name(key), of, value);
                own += 1;
            }
        }
        self.relations(kind, map);
        let mut known = Vec::new();
        for part in kind.parts.iter().filter(|part| part.when.holds(map)) {
            let version = self.version;
            let Some(further) = version.kinds.get(&part.kind) else { continue };
            if part.whole {
                self.object(further, map);
                continue;
            }
            let told = self.told.len();
            let (_, within) = self.members(further, map);
            if self.told.len() == told || matches!(part.when, When::Always) {
                known.extend(within);
                known.extend(further.fields.keys().map(String::as_str));
            }
        }
        (own, known)
    }

    /// Whether a key is expected; those that are known by pattern, or that are all the rest, are checked here.
    fn further(&mut self, kind: &'static Kind, key: &'v str, value: &'v Value) -> bool {
        if kind.fields.contains_key(key) {
            return true;
        }
        if let Some((_, of)) = kind.keys.iter().find(|(pattern, _)| pattern.is_match(key)) {
            self.below(Key::Name(key), of, value);
            return true;
        }
        if (key.starts_with("x-") && !kind.closed) || kind.open {
            return true;
        }
        if let Some(of) = &kind.rest {
            self.below(Key::Name(key), of, value);
        }
        kind.rest.is_some()
    }

    fn relations(&mut self, kind: &Kind, map: Members<'v>) {
        let has = |field: &String| map.has(field);
        if kind.filled && map.map().is_empty() {
            self.tell("must not have fewer than 1 properties");
        }
        if kind.more_than_extensions && map.map().keys().all(|key| key.starts_with("x-")) {
            self.tell("must not be valid: it holds extensions only");
        }
        let clash = kind.not_together.iter().find(|fields| fields.iter().all(has));
        if let Some(fields) = clash {
            self.tell(&format!("must not be valid: it has both {}", fields.join(" and ")));
        }
        if !kind.one_of.is_empty() {
            self.one_of(&kind.one_of, map);
        }
        if !kind.any_of.is_empty() && !kind.any_of.iter().any(has) {
            self.tell(&format!("must have one of {}", kind.any_of.join(", ")));
        }
        if kind.coded {
            self.coded(kind, map);
        }
        if kind.content {
            let (schema, content) = (map.has("schema"), map.has("content"));
            self.schema_or_content(schema, content);
            let only_with_schema = ["style", "explode", "allowReserved", "example", "examples"];
            if content && !schema && clash.is_none() && only_with_schema.iter().any(|f| map.has(f)) {
                self.tell("must not be valid: style and examples stand beside a schema, not beside content");
            }
        }
    }

    fn one_of(&mut self, fields: &[String], map: Members<'v>) {
        let present = fields.iter().filter(|field| map.has(field)).count();
        if present == 0 {
            for field in fields {
                self.tell(&format!("must have required property \"{field}\""));
            }
        }
        self.demand(present == 1, "must match exactly one schema in oneOf");
    }

    /// Without any field that a pattern names, `default` is required.
    fn coded(&mut self, kind: &Kind, map: Members<'v>) {
        let coded = |key: &String| kind.keys.iter().any(|(pattern, _)| pattern.is_match(key));
        if !map.has("default") && !map.map().keys().any(coded) {
            self.tell("must have required property \"default\"");
        }
    }

    fn schema_or_content(&mut self, schema: bool, content: bool) {
        match (schema, content) {
            (true, true) => self.tell("must not have both \"schema\" and \"content\""),
            (false, false) => self.tell("must have \"schema\" or \"content\""),
            _ => {}
        }
    }
}

/// The word that was probably meant: fewer changes than it has letters.
fn nearest<'w>(found: &str, words: &'w [Value]) -> Option<&'w str> {
    let near = words.iter().filter_map(Value::as_str).min_by_key(|word| strsim::levenshtein(found, word))?;
    (strsim::levenshtein(found, near) < near.len()).then_some(near)
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
