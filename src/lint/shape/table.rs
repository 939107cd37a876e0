//! The tables in `rulesets/schemas/*.yaml`, read: which objects a version of OpenAPI knows and what they hold.

use std::sync::{Arc, LazyLock};

use serde_json::{Map, Value};

use crate::collections::HashMap;
use crate::json::members::Members;
use crate::lint::format::{Format, Formats};
use crate::regexp::Pattern;

/// The objects of one version.
pub(super) struct Version {
    pub kinds: HashMap<String, Kind>,
    /// Where an unexpected field is told: at the field, or at the object that holds it.
    pub at_field: bool,
}

/// One object.
#[derive(Debug, Default, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is one word of the notation")]
pub(super) struct Kind {
    pub fields: HashMap<String, Type>,
    pub required: Vec<String>,
    pub keys: Vec<(Arc<Pattern>, Type)>,
    pub rest: Option<Type>,
    pub open: bool,
    pub closed: bool,
    pub filled: bool,
    pub boolean: bool,
    pub content: bool,
    pub coded: bool,
    pub said_once: bool,
    pub more_than_extensions: bool,
    pub not_together: Vec<Vec<String>>,
    pub one_of: Vec<String>,
    pub any_of: Vec<String>,
    pub parts: Vec<Part>,
    pub choice: Option<Type>,
}

/// What holds for an object only under a condition.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub when: When,
    pub kind: String,
    /// Whether the object is one of the further kind altogether, or only has its fields besides.
    pub whole: bool,
}

/// A condition.
#[derive(Debug, Clone)]
pub(super) enum When {
    Always,
    Has(String),
    /// Every field has the text; with the flag also when it is not there.
    Is(Vec<(String, Arc<Pattern>, bool)>),
}

impl When {
    pub(super) fn holds(&self, map: Members<'_>) -> bool {
        match self {
            Self::Always => true,
            Self::Has(field) => map.has(field),
            Self::Is(fields) => fields.iter().all(|(field, pattern, or_missing)| match map.get(field) {
                Some(Value::String(text)) => pattern.is_match(text),
                Some(_) => false,
                None => *or_missing,
            }),
        }
    }
}

/// What stands in a field.
#[derive(Debug, Clone)]
pub(super) enum Type {
    Any,
    Object,
    Flag,
    Number,
    Positive,
    Count,
    Text(Option<&'static str>),
    Matching(Arc<Pattern>, String),
    Words { words: Vec<Value>, text: bool },
    Types,
    SchemaOrFlag,
    Of { kind: String, or_reference: bool },
    List { item: Box<Type>, unique: bool, filled: bool },
    Map { item: Box<Type>, one: bool, named: bool },
    Choice { of: Vec<Type>, exactly_one: bool },
}

pub(super) static V2_0: LazyLock<Version> =
    LazyLock::new(|| read(&[include_str!("../../../rulesets/schemas/oas2_0.yaml")], true));
pub(super) static V3_0: LazyLock<Version> = LazyLock::new(|| read(&[OAS3_0], true));
pub(super) static V3_1: LazyLock<Version> = LazyLock::new(|| read(&[OAS3_0, OAS3_1], false));
pub(super) static V3_2: LazyLock<Version> = LazyLock::new(|| read(&[OAS3_0, OAS3_1, OAS3_2], false));

const OAS3_0: &str = include_str!("../../../rulesets/schemas/oas3_0.yaml");
const OAS3_1: &str = include_str!("../../../rulesets/schemas/oas3_1.yaml");
const OAS3_2: &str = include_str!("../../../rulesets/schemas/oas3_2.yaml");

impl Version {
    /// The table for a document of these formats; 3.0 when they do not say.
    pub(super) fn of(formats: Formats) -> &'static Self {
        if formats.contains(Format::Oas2) {
            &V2_0
        } else if formats.contains(Format::Oas3_2) {
            &V3_2
        } else if formats.contains(Format::Oas3_1) {
            &V3_1
        } else {
            &V3_0
        }
    }
}

fn read(texts: &[&str], at_field: bool) -> Version {
    let mut kinds = HashMap::default();
    for text in texts {
        let (value, _) = crate::yaml::parse(text).expect("the embedded tables are YAML");
        let Value::Object(map) = value else { continue };
        for (name, fields) in &map {
            let Value::Object(fields) = fields else { continue };
            let mut kind = read_kind(fields);
            let shared = fields.get("$fields").and_then(Value::as_str).and_then(|name| map.get(name));
            if let Some(Value::Object(shared)) = shared {
                kind.fields.extend(read_kind(shared).fields);
            }
            kinds.insert(name.clone(), kind);
        }
    }
    Version { kinds, at_field }
}

fn words(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(|word| word.as_str().map(str::to_owned)).collect()
}

fn read_kind(fields: &Map<String, Value>) -> Kind {
    let mut kind = Kind::default();
    for (key, value) in fields {
        match key.as_str() {
            "$keys" => kind.keys = value.as_object().into_iter().flatten().map(read_key).collect(),
            "$rest" => kind.rest = value.as_str().map(read_type),
            "$open" => kind.open = true,
            "$closed" => kind.closed = true,
            "$filled" => kind.filled = true,
            "$boolean" => kind.boolean = true,
            "$content" => kind.content = true,
            "$coded" => kind.coded = true,
            "$said-once" => kind.said_once = true,
            "$more-than-extensions" => kind.more_than_extensions = true,
            "$one-of" => kind.one_of = words(value),
            "$any-of" => kind.any_of = words(value),
            "$not" => kind.not_together = value.as_array().into_iter().flatten().map(words).collect(),
            "$choice" => kind.choice = value.as_str().map(read_type),
            "$fields" => {}
            "$parts" => kind.parts = value.as_array().into_iter().flatten().map(read_part).collect(),
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

fn pattern(source: &str) -> Arc<Pattern> {
    Pattern::compile(source, "").expect("the embedded patterns compile")
}

fn read_key((source, of): (&String, &Value)) -> (Arc<Pattern>, Type) {
    (pattern(source), read_type(of.as_str().unwrap_or("any")))
}

fn read_part(part: &Value) -> Part {
    let whole = part.get("is").is_some();
    let kind = part.get("of").or(part.get("is")).and_then(Value::as_str).unwrap_or_default().to_owned();
    let when = match (part.get("if"), part.get("has")) {
        (Some(Value::Object(fields)), _) => When::Is(fields.iter().map(read_condition).collect()),
        (_, Some(Value::String(field))) => When::Has(field.clone()),
        _ => When::Always,
    };
    Part { when, kind, whole }
}

/// `field: text` or `field: ~pattern`; `field?` holds also where the field is missing.
fn read_condition((field, text): (&String, &Value)) -> (String, Arc<Pattern>, bool) {
    let plain = field.trim_end_matches('?');
    let text = text.as_str().unwrap_or_default();
    let source = text.strip_prefix('~').map_or_else(|| format!("^{text}$"), str::to_owned);
    (plain.to_owned(), pattern(&source), plain.len() < field.len())
}

/// Reads the notation that `oas3_0.yaml` explains.
fn read_type(text: &str) -> Type {
    if let Some(source) = text.strip_prefix('~') {
        return Type::Matching(pattern(source), source.to_owned());
    }
    // A choice within a map is one of its items; elsewhere a choice goes first.
    let map = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    if let Some(item) = map.filter(|item| !item.contains('}')) {
        return Type::Map { item: Box::new(read_type(item)), one: false, named: false };
    }
    for (separator, exactly_one) in [(" | ", true), (" / ", false)] {
        if text.contains(separator) {
            return Type::Choice { of: text.split(separator).map(read_type).collect(), exactly_one };
        }
    }
    if let Some(allowed) = text.strip_prefix("text=").or_else(|| text.strip_prefix('=')) {
        let words = allowed.split('|').map(read_word).collect();
        return Type::Words { words, text: text.starts_with("text") };
    }
    if let Some((item, flags)) = text.strip_prefix('{').and_then(|rest| rest.rsplit_once('}')) {
        return Type::Map {
            item: Box::new(read_type(item)),
            one: flags.contains('1'),
            named: flags.contains('~'),
        };
    }
    if let Some((item, flags)) = text.strip_prefix('[').and_then(|rest| rest.rsplit_once(']')) {
        return Type::List {
            item: Box::new(read_type(item)),
            unique: flags.contains('!'),
            filled: flags.contains('+'),
        };
    }
    read_name(text)
}

fn read_name(text: &str) -> Type {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_that_a_table_names_is_known() {
        for version in [&*V2_0, &*V3_0, &*V3_1, &*V3_2] {
            let mut named: Vec<&str> = Vec::new();
            for kind in version.kinds.values() {
                let keyed = kind.keys.iter().map(|(_, of)| of);
                kind.fields
                    .values()
                    .chain(keyed)
                    .chain(&kind.rest)
                    .chain(&kind.choice)
                    .for_each(|of| gather(of, &mut named));
                named.extend(kind.parts.iter().map(|part| part.kind.as_str()));
            }
            let unknown: Vec<&&str> =
                named.iter().filter(|name| !version.kinds.contains_key(**name)).collect();
            assert!(unknown.is_empty(), "{unknown:?}");
        }
    }

    fn gather<'t>(of: &'t Type, named: &mut Vec<&'t str>) {
        match of {
            Type::Of { kind, .. } => named.push(kind),
            Type::List { item, .. } | Type::Map { item, .. } => gather(item, named),
            Type::Choice { of, .. } => of.iter().for_each(|of| gather(of, named)),
            _ => {}
        }
    }
}
