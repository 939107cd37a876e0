//! How a document of each version of OpenAPI is built: tables of objects and their fields, and one walk over them.
//!
//! The tables are `rulesets/schemas/*.yaml`; later versions name only what they say otherwise.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use serde_json::{Map, Value};

use super::ecma::Pattern;
use super::format::{Format, Formats};
use super::functions::Outcome;
use super::json_schema::{formats, is_type};
use crate::json::Pointer;
use crate::json::number::equal;

/// The objects of one version.
struct Version {
    kinds: HashMap<String, Kind>,
    /// Where an unexpected field is told: at the field, or at the object that holds it.
    at_field: bool,
}

/// One object.
#[derive(Debug, Default, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is one word of the notation")]
struct Kind {
    fields: HashMap<String, Type>,
    required: Vec<String>,
    keys: Vec<(Arc<Pattern>, Type)>,
    rest: Option<Type>,
    open: bool,
    closed: bool,
    filled: bool,
    boolean: bool,
    content: bool,
    not_both: Vec<(String, String)>,
    one_of: Vec<String>,
    any_of: Vec<String>,
    by: Option<(String, HashMap<String, String>)>,
}

#[derive(Debug, Clone)]
enum Type {
    Any,
    Object,
    Flag,
    Number,
    Positive,
    Count,
    Text(Option<&'static str>),
    Matching(Arc<Pattern>, String),
    OneOf(Vec<Value>),
    Types,
    SchemaOrFlag,
    Of { kind: String, or_reference: bool },
    List { item: Box<Type>, unique: bool, filled: bool },
    Map(Box<Type>),
}

static V2_0: LazyLock<Version> =
    LazyLock::new(|| read(&[include_str!("../../rulesets/schemas/oas2_0.yaml")], true));
static V3_0: LazyLock<Version> = LazyLock::new(|| read(&[OAS3_0], true));
static V3_1: LazyLock<Version> = LazyLock::new(|| read(&[OAS3_0, OAS3_1], false));
static V3_2: LazyLock<Version> = LazyLock::new(|| read(&[OAS3_0, OAS3_1, OAS3_2], false));

const OAS3_0: &str = include_str!("../../rulesets/schemas/oas3_0.yaml");
const OAS3_1: &str = include_str!("../../rulesets/schemas/oas3_1.yaml");
const OAS3_2: &str = include_str!("../../rulesets/schemas/oas3_2.yaml");

/// Everything in a document that is not as its version of OpenAPI says.
pub fn misshapen(root: &Value, formats: Formats) -> Vec<Outcome> {
    let version: &Version = if formats.contains(Format::Oas2) {
        &V2_0
    } else if formats.contains(Format::Oas3_2) {
        &V3_2
    } else if formats.contains(Format::Oas3_1) {
        &V3_1
    } else {
        &V3_0
    };
    let mut walk = Walk { version, place: Pointer::root(), told: Vec::new() };
    walk.kind("Document", root);
    walk.told
}

fn read(texts: &[&str], at_field: bool) -> Version {
    let mut kinds = HashMap::new();
    for text in texts {
        let (value, _) = crate::yaml::parse(text).expect("the embedded tables are YAML");
        let Value::Object(map) = value else { continue };
        for (name, fields) in &map {
            if let Value::Object(fields) = fields {
                kinds.insert(name.clone(), read_kind(fields));
            }
        }
    }
    Version { kinds, at_field }
}

fn read_kind(fields: &Map<String, Value>) -> Kind {
    let mut kind = Kind::default();
    let words = |value: &Value| -> Vec<String> {
        value.as_array().into_iter().flatten().filter_map(|word| word.as_str().map(str::to_owned)).collect()
    };
    for (key, value) in fields {
        match key.as_str() {
            "$keys" => kind.keys = value.as_object().into_iter().flatten().map(read_key).collect(),
            "$rest" => kind.rest = value.as_str().map(read_type),
            "$open" => kind.open = true,
            "$closed" => kind.closed = true,
            "$filled" => kind.filled = true,
            "$boolean" => kind.boolean = true,
            "$content" => kind.content = true,
            "$one-of" => kind.one_of = words(value),
            "$any-of" => kind.any_of = words(value),
            "$not-both" => {
                let pairs = value.as_array().into_iter().flatten().map(words);
                kind.not_both =
                    pairs.filter_map(|pair| <[String; 2]>::try_from(pair).ok().map(Into::into)).collect();
            }
            "$by" => kind.by = value.as_object().and_then(|map| map.iter().next()).map(read_by),
            name => {
                let plain = name.strip_suffix('!').unwrap_or(name);
                if plain.len() < name.len() {
                    kind.required.push(plain.to_owned());
                }
                kind.fields.insert(plain.to_owned(), read_type(value.as_str().unwrap_or("any")));
            }
        }
    }
    kind
}

fn read_key((pattern, of): (&String, &Value)) -> (Arc<Pattern>, Type) {
    let pattern = Pattern::compile(pattern, "").expect("the embedded patterns compile");
    (pattern, read_type(of.as_str().unwrap_or("any")))
}

fn read_by((field, kinds): (&String, &Value)) -> (String, HashMap<String, String>) {
    let kinds = kinds.as_object().into_iter().flatten();
    (
        field.clone(),
        kinds.filter_map(|(value, kind)| Some((value.clone(), kind.as_str()?.to_owned()))).collect(),
    )
}

/// Reads the notation that `oas3_0.yaml` explains.
fn read_type(text: &str) -> Type {
    if let Some(words) = text.strip_prefix('=') {
        return Type::OneOf(words.split('|').map(read_word).collect());
    }
    if let Some(pattern) = text.strip_prefix('~') {
        let compiled = Pattern::compile(pattern, "").expect("the embedded patterns compile");
        return Type::Matching(compiled, pattern.to_owned());
    }
    if let Some(item) = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        return Type::Map(Box::new(read_type(item)));
    }
    if let Some((item, flag)) = text.strip_prefix('[').and_then(|rest| rest.rsplit_once(']')) {
        return Type::List { item: Box::new(read_type(item)), unique: flag == "!", filled: flag == "+" };
    }
    match text {
        "any" => Type::Any,
        "object" => Type::Object,
        "flag" => Type::Flag,
        "number" => Type::Number,
        "positive" => Type::Positive,
        "count" => Type::Count,
        "text" => Type::Text(None),
        "regex" => Type::Text(Some("regex")),
        "uri" => Type::Text(Some("uri")),
        "uri-reference" => Type::Text(Some("uri-reference")),
        "email" => Type::Text(Some("email")),
        "types" => Type::Types,
        "schema-or-flag" => Type::SchemaOrFlag,
        kind => {
            let name = kind.strip_suffix('?').unwrap_or(kind);
            Type::Of { kind: name.to_owned(), or_reference: name.len() < kind.len() }
        }
    }
}

fn read_word(word: &str) -> Value {
    match word {
        "true" => Value::Bool(true),
        word => Value::String(word.trim_matches('"').to_owned()),
    }
}

struct Walk<'v> {
    version: &'v Version,
    place: Pointer,
    told: Vec<Outcome>,
}

impl<'v> Walk<'v> {
    fn tell(&mut self, message: &str) {
        let subject = self.place.last().map(|name| format!("\"{name}\" property ")).unwrap_or_default();
        self.told.push(Outcome::at(self.place.clone(), format!("{subject}{message}")));
    }

    fn below(&mut self, token: &str, kind: &'v Type, value: &Value) {
        self.place.push(token);
        self.check(kind, value);
        self.place.pop();
    }

    fn check(&mut self, kind: &'v Type, value: &Value) {
        match kind {
            Type::Any => {}
            Type::Object => self.demand(value.is_object(), "must be object"),
            Type::Flag => self.demand(value.is_boolean(), "must be boolean"),
            Type::Number => self.demand(value.is_number(), "must be number"),
            Type::Positive if value.is_number() => {
                self.demand(value.as_f64().is_some_and(|number| number > 0.0), "must be > 0");
            }
            Type::Positive => self.tell("must be number"),
            Type::Count if is_type(value, "integer") => {
                self.demand(value.as_f64().is_some_and(|number| number >= 0.0), "must be >= 0");
            }
            Type::Count => self.tell("must be integer"),
            Type::Text(format) => self.text(value, *format),
            Type::Matching(pattern, source) => match value {
                Value::String(text) if pattern.is_match(text) => {}
                Value::String(_) => self.tell(&format!("must match pattern \"{source}\"")),
                _ => self.tell("must be string"),
            },
            Type::OneOf(words) => self.word(value, words),
            Type::Types => self.types(value),
            Type::SchemaOrFlag => match value {
                Value::Bool(_) => {}
                Value::Object(map) => {
                    self.kind(if map.contains_key("$ref") { "Reference" } else { "Schema" }, value);
                }
                _ => self.tell("must be a valid Schema Object"),
            },
            Type::Of { kind, or_reference } => {
                let reference =
                    *or_reference && value.as_object().is_some_and(|map| map.contains_key("$ref"));
                self.kind(if reference { "Reference" } else { kind }, value);
            }
            Type::List { item, unique, filled } => self.list(value, item, *unique, *filled),
            Type::Map(item) => match value {
                Value::Object(map) => map.iter().for_each(|(key, value)| self.below(key, item, value)),
                _ => self.tell("must be object"),
            },
        }
    }

    fn demand(&mut self, fine: bool, message: &str) {
        if !fine {
            self.tell(message);
        }
    }

    fn text(&mut self, value: &Value, format: Option<&str>) {
        let Value::String(text) = value else { return self.tell("must be string") };
        if let Some(format) = format.filter(|format| !formats::string_is(format, text)) {
            self.tell(&format!("must match format \"{format}\""));
        }
    }

    fn word(&mut self, value: &Value, words: &[Value]) {
        if words.contains(value) {
            return;
        }
        let listed: Vec<String> = words.iter().map(ToString::to_string).collect();
        let nearest = value.as_str().and_then(|found| nearest(found, words));
        let hint = nearest.map(|word| format!(". Did you mean \"{word}\"?")).unwrap_or_default();
        self.tell(&format!("must be equal to one of the allowed values: {}{hint}", listed.join(", ")));
    }

    fn types(&mut self, value: &Value) {
        const NAMES: [&str; 7] = ["array", "boolean", "integer", "null", "number", "object", "string"];
        let known = |name: &Value| name.as_str().is_some_and(|name| NAMES.contains(&name) || name == "file");
        let fine = match value {
            Value::Array(names) => !names.is_empty() && names.iter().all(known),
            name => known(name),
        };
        self.demand(fine, &format!("must be equal to one of the allowed values: {}", NAMES.join(", ")));
    }

    fn list(&mut self, value: &Value, item: &'v Type, unique: bool, filled: bool) {
        let Value::Array(items) = value else { return self.tell("must be array") };
        if filled && items.is_empty() {
            self.tell("must not have fewer than 1 items");
        }
        let doubled = |at: usize| items[..at].iter().any(|earlier| equal(earlier, &items[at]));
        if unique && (1..items.len()).any(doubled) {
            self.tell("must not have duplicate items");
        }
        for (at, value) in items.iter().enumerate() {
            self.below(&at.to_string(), item, value);
        }
    }

    fn kind(&mut self, name: &str, value: &Value) {
        let version = self.version;
        let Some(kind) = version.kinds.get(name) else { return };
        let Value::Object(map) = value else {
            let schema = kind.boolean && !value.is_object();
            return match value {
                Value::Bool(_) if kind.boolean => {}
                _ if schema => self.tell("must be a valid Schema Object"),
                _ => self.tell("must be object"),
            };
        };
        for missing in kind.required.iter().filter(|field| !map.contains_key(*field)) {
            self.tell(&format!("must have required property \"{missing}\""));
        }
        for (key, value) in map {
            self.field(kind, key, value);
        }
        self.relations(kind, map);
        if let Some((field, kinds)) = &kind.by
            && let Some(further) = map.get(field).and_then(Value::as_str).and_then(|value| kinds.get(value))
        {
            self.kind(further, value);
        }
    }

    fn field(&mut self, kind: &'v Kind, key: &str, value: &Value) {
        if let Some(of) = kind.fields.get(key) {
            return self.below(key, of, value);
        }
        if let Some((_, of)) = kind.keys.iter().find(|(pattern, _)| pattern.is_match(key)) {
            return self.below(key, of, value);
        }
        if (key.starts_with("x-") && !kind.closed) || kind.open {
            return;
        }
        if let Some(of) = &kind.rest {
            return self.below(key, of, value);
        }
        let place = if self.version.at_field { self.place.join(key) } else { self.place.clone() };
        self.told.push(Outcome::at(place, format!("Property \"{key}\" is not expected to be here")));
    }

    fn relations(&mut self, kind: &Kind, map: &Map<String, Value>) {
        let has = |field: &str| map.contains_key(field);
        if kind.filled && map.is_empty() {
            self.tell("must not have fewer than 1 properties");
        }
        for (one, other) in kind.not_both.iter().filter(|(one, other)| has(one) && has(other)) {
            self.tell(&format!("must not have both \"{one}\" and \"{other}\""));
        }
        let present = |fields: &[String]| fields.iter().filter(|field| has(field)).count();
        if !kind.one_of.is_empty() && present(&kind.one_of) != 1 {
            self.tell(&format!("must have exactly one of {}", kind.one_of.join(", ")));
        }
        if !kind.any_of.is_empty() && present(&kind.any_of) == 0 {
            self.tell(&format!("must have one of {}", kind.any_of.join(", ")));
        }
        if kind.content {
            self.schema_or_content(has("schema"), has("content"));
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
        told.into_iter().map(|outcome| outcome.path.unwrap_or_default().to_string()).collect()
    }

    #[test]
    fn every_type_that_a_table_names_is_known() {
        for version in [&*V2_0, &*V3_0, &*V3_1, &*V3_2] {
            let mut named: Vec<&str> = Vec::new();
            for kind in version.kinds.values() {
                let keyed = kind.keys.iter().map(|(_, of)| of);
                kind.fields.values().chain(keyed).chain(&kind.rest).for_each(|of| gather(of, &mut named));
                named.extend(kind.by.iter().flat_map(|(_, kinds)| kinds.values()).map(String::as_str));
            }
            let unknown: Vec<&&str> =
                named.iter().filter(|name| !version.kinds.contains_key(**name)).collect();
            assert!(unknown.is_empty(), "{unknown:?}");
        }
    }

    fn gather<'t>(of: &'t Type, named: &mut Vec<&'t str>) {
        match of {
            Type::Of { kind, .. } => named.push(kind),
            Type::List { item, .. } | Type::Map(item) => gather(item, named),
            _ => {}
        }
    }

    #[test]
    fn what_is_wrong_is_told_where_it_stands() {
        let info = json!({"title": "t", "version": "1"});
        let three = json!({"openapi": "3.0.0", "info": info, "paths": {
            "/a": {"get": {"responses": {"42": {"description": "x"}, "200": {}}}, "fetch": {}},
            "/b": {"parameters": [{"name": "p", "in": "path", "schema": {"type": "int"}}]}
        }, "components": {"schemas": {"A": {"additionalProperties": 1}}}});
        let expected = [
            "/paths/~1a/get/responses/42",
            "/paths/~1a/get/responses/200",
            "/paths/~1a/fetch",
            "/paths/~1b/parameters/0/schema/type",
            "/paths/~1b/parameters/0",
            "/components/schemas/A/additionalProperties",
        ];
        assert_eq!(places(&three), expected);
        assert_eq!(places(&json!({"openapi": "3.1.0", "info": info, "webhooks": {}})), [""; 0]);
        assert_eq!(places(&json!({"openapi": "3.1.0", "info": info})), [""]);
        assert_eq!(
            places(&json!({"swagger": "2.0", "info": info, "paths": {"/a": {"get": {}}}})),
            ["/paths/~1a/get"]
        );
    }
}
