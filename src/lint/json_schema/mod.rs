//! JSON Schema over a tree with its references followed, without copying and without compiling anything.
//!
//! What an example violates is told in the order in which Spectral's validator (ajv) tells it, since by default only the
//! first violation counts: the type, then what applies to numbers, strings, any value, arrays, objects.

mod applicator;
mod array;
mod evaluated;
mod fitness;
pub mod formats;
mod object;
mod report;
mod scalar;

use serde_json::{Map, Value};

pub use fitness::Fitness;
pub use report::{Complaint, complaints};

use super::resolve::View;
use crate::json::field;
use crate::json::members::Members;
use crate::jsonpath::Tree as _;
use scalar::limit;

/// The drafts of JSON Schema that rulesets can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dialect {
    /// Draft 4, with `nullable` as OpenAPI 3.0 has it.
    Draft4,
    /// Draft 6.
    Draft6,
    /// Draft 7.
    Draft7,
    /// 2019-09.
    Draft2019,
    /// 2020-12.
    Draft2020,
}

impl Dialect {
    /// The dialect of a word in `functionOptions`.
    pub fn of_word(word: &str) -> Option<Self> {
        Some(match word {
            "draft4" => Self::Draft4,
            "draft6" => Self::Draft6,
            "draft7" => Self::Draft7,
            "draft2019-09" => Self::Draft2019,
            "draft2020-12" => Self::Draft2020,
            _ => return None,
        })
    }

    /// The dialect of a `$schema`.
    pub fn of_url(url: &str) -> Option<Self> {
        let known = [
            ("draft-04", Self::Draft4),
            ("draft-06", Self::Draft6),
            ("draft-07", Self::Draft7),
            ("2019-09", Self::Draft2019),
            ("2020-12", Self::Draft2020),
        ];
        let found = known.into_iter().find(|(name, _)| url.contains(name));
        found.filter(|_| url.contains("//json-schema.org/")).map(|(_, dialect)| dialect)
    }

    fn is_modern(self) -> bool {
        matches!(self, Self::Draft2019 | Self::Draft2020)
    }
}

/// A schema and how it is to be read.
#[derive(Debug, Clone, Copy)]
pub struct Schema<'s> {
    /// Follows the references that the document's author wrote.
    pub view: &'s View<'s>,
    /// The schema.
    pub root: &'s Value,
    /// Its draft.
    pub dialect: Dialect,
    /// Whether `x-nullable` counts as `nullable`, as in OpenAPI 2.0.
    pub x_nullable: bool,
    /// Properties with this flag are not required: `readOnly` in requests, `writeOnly` in responses.
    pub relaxed: Option<&'static str>,
    /// Whether every violation is told, not only the first.
    pub all_errors: bool,
}

/// One keyword that a value does not satisfy.
#[derive(Debug, Clone, PartialEq)]
pub struct Violation {
    /// The keyword.
    pub keyword: &'static str,
    /// The way from the value that was validated to the one that is wrong.
    pub path: Vec<String>,
    /// What it must be, beginning with `must`.
    pub message: String,
    /// For `enum` the values that are allowed, for `additionalProperties` the name.
    pub detail: Detail,
}

/// What some keywords have to add.
#[derive(Debug, Clone, PartialEq)]
pub enum Detail {
    /// Nothing.
    None,
    /// The values of an `enum`.
    Allowed(Vec<Value>),
    /// A property that is not expected.
    Property(String),
}

impl<'s> Schema<'s> {
    /// Whether the schema can be used at all.
    pub fn fitness(&self) -> Fitness {
        fitness::of(self)
    }

    /// What a value violates, in order; nothing when it is valid.
    ///
    /// Children of the value are read through `data_view`.
    pub fn validate<'d>(&self, data_view: &'d View<'d>, data: &'d Value) -> Vec<Violation> {
        let mut found = Vec::new();
        let mut run = Run {
            schema: self,
            data_view,
            place: Vec::new(),
            depth: 0,
            steps: 0,
            negated: false,
            in_choice: false,
        };
        run.check(self.root, data, &mut found);
        found
    }

    fn see(&self, value: &'s Value) -> &'s Value {
        self.view.see(value)
    }

    /// The target of a reference that still stands in the tree: within the schema itself.
    fn target(&self, reference: &str) -> Option<&'s Value> {
        if let Some(pointer) = crate::json::Pointer::parse_fragment(reference) {
            return self.view.at(self.root, &pointer);
        }
        let name = reference.strip_prefix('#');
        identified(self.root, &|map| match name {
            Some(name) => anchors(map).any(|anchor| anchor.trim_start_matches('#') == name),
            None => {
                ["$id", "id"].iter().any(|key| field(map, key).and_then(Value::as_str) == Some(reference))
            }
        })
    }
}

fn anchors(map: &Map<String, Value>) -> impl Iterator<Item = &str> {
    ["$anchor", "$dynamicAnchor", "$id", "id"].into_iter().filter_map(|key| field(map, key)?.as_str())
}

/// The first object below that a test accepts.
fn identified<'s>(value: &'s Value, accept: &dyn Fn(&Map<String, Value>) -> bool) -> Option<&'s Value> {
    match value {
        Value::Object(map) if accept(map) => Some(value),
        Value::Object(map) => map.values().find_map(|value| identified(value, accept)),
        Value::Array(items) => items.iter().find_map(|value| identified(value, accept)),
        _ => None,
    }
}

/// One validation under way.
struct Run<'r, 's, 'd> {
    schema: &'r Schema<'s>,
    data_view: &'d View<'d>,
    place: Vec<String>,
    depth: usize,
    steps: usize,
    /// Whether this is below a `not`, where nothing is relaxed.
    negated: bool,
    /// Whether this is below an `anyOf`, `oneOf` or `contains`, where more than the first violation is told.
    in_choice: bool,
}

/// Schemas can refer to themselves without looking at less of the value; what is deeper is taken as valid.
const MAX_DEPTH: usize = 256;
/// The most schemas that are applied for one value: alternatives of alternatives multiply.
const MAX_STEPS: usize = 500_000;

impl<'s, 'd> Run<'_, 's, 'd> {
    /// Applies a schema; violations are appended. Says whether there was none.
    fn check(&mut self, schema: &'s Value, data: &'d Value, found: &mut Vec<Violation>) -> bool {
        self.steps += 1;
        if self.depth > MAX_DEPTH || self.steps > MAX_STEPS {
            return true;
        }
        match self.schema.see(schema) {
            Value::Bool(false) => self.fail("false schema", "boolean schema is false", found),
            Value::Object(map) => {
                self.depth += 1;
                let before = found.len();
                self.keywords(Members::of(map), self.data_view.see(data), found);
                self.depth -= 1;
                found.len() == before
            }
            _ => true,
        }
    }

    /// The groups of keywords in order; without `all_errors` the first violation ends it.
    fn keywords(&mut self, schema: Members<'s>, data: &'d Value, found: &mut Vec<Violation>) {
        let types = self.types(schema);
        let postponed = match types.as_slice() {
            [only] => GROUPS.iter().any(|(kind, keywords)| {
                kind == only && keywords.iter().any(|keyword| self.applies(schema, keyword))
            }),
            _ => false,
        };
        if !types.is_empty() && !postponed && !types.iter().any(|kind| is_type(data, kind)) {
            self.wrong_type(&types, found);
            if !self.schema.all_errors {
                return;
            }
        }
        let groups: [(&str, Group<'s, 'd, Self>); 5] = [
            ("number", Self::number),
            ("string", Self::string),
            ("", Self::any),
            ("array", Self::array),
            ("object", Self::object),
        ];
        for (kind, group) in groups {
            if kind.is_empty() || is_type(data, kind) {
                if !group(self, schema, data, found) && !self.schema.all_errors {
                    return;
                }
            } else if postponed && types[0] == kind {
                self.wrong_type(&types, found);
                if !self.schema.all_errors {
                    return;
                }
            }
        }
    }

    fn applies(&self, schema: Members<'_>, keyword: &str) -> bool {
        let modern = || {
            ["prefixItems", "unevaluatedItems", "minContains", "maxContains"].contains(&keyword)
                || ["dependentRequired", "dependentSchemas", "unevaluatedProperties"].contains(&keyword)
        };
        schema.has(keyword) && (self.schema.dialect.is_modern() || !modern())
    }

    /// The types that a schema allows; `nullable` adds `null`.
    fn types(&self, schema: Members<'s>) -> Vec<&'s str> {
        let mut types: Vec<&str> = match schema.get("type") {
            Some(Value::String(kind)) => vec![kind],
            Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        if !types.is_empty() && !types.contains(&"null") && self.nullable(schema) {
            types.push("null");
        }
        types
    }

    fn nullable(&self, schema: Members<'_>) -> bool {
        let says = |key: &str| schema.get(key) == Some(&Value::Bool(true));
        says("nullable") || (self.schema.x_nullable && says("x-nullable"))
    }

    fn wrong_type(&self, types: &[&str], found: &mut Vec<Violation>) {
        self.fail("type", &format!("must be {}", types.join(",")), found);
    }

    /// Keywords for any value.
    fn any(&mut self, schema: Members<'s>, data: &'d Value, found: &mut Vec<Violation>) -> bool {
        let steps: [Group<'s, 'd, Self>; 8] = [
            Self::reference,
            Self::constant,
            Self::enumeration,
            Self::not,
            Self::any_of,
            Self::one_of,
            Self::all_of,
            Self::condition,
        ];
        self.each(&steps, schema, data, found)
    }

    /// Runs keywords one after the other; without `all_errors` until the first violation.
    fn each(
        &mut self,
        steps: &[Group<'s, 'd, Self>],
        schema: Members<'s>,
        data: &'d Value,
        found: &mut Vec<Violation>,
    ) -> bool {
        self.all(steps.iter(), |run, step| step(run, schema, data, found))
    }

    /// Whether all of something pass a test; without `all_errors` the first that does not ends it.
    fn all<T>(&mut self, items: impl Iterator<Item = T>, mut test: impl FnMut(&mut Self, T) -> bool) -> bool {
        let mut valid = true;
        for item in items {
            valid &= test(self, item);
            if !valid && !self.schema.all_errors {
                return false;
            }
        }
        valid
    }

    /// `maxItems` and `minItems`, `maxProperties` and `minProperties`.
    fn count(
        &mut self,
        schema: Members<'_>,
        data: &Value,
        (most, least, what): (&'static str, &'static str, &str),
        found: &mut Vec<Violation>,
    ) -> bool {
        let count = count(crate::json::len(data));
        let mut valid = true;
        if let Some(limit) = limit(schema, most).filter(|limit| count > *limit) {
            valid = self.fail(most, &format!("must not have more than {limit} {what}"), found);
        }
        if (valid || self.schema.all_errors)
            && let Some(limit) = limit(schema, least).filter(|limit| count < *limit)
        {
            valid = self.fail(least, &format!("must not have fewer than {limit} {what}"), found);
        }
        valid
    }

    fn reference(&mut self, schema: Members<'s>, data: &'d Value, found: &mut Vec<Violation>) -> bool {
        let reference = ["$ref", "$dynamicRef", "$recursiveRef"]
            .into_iter()
            .find_map(|key| schema.get(key).and_then(Value::as_str));
        match reference.and_then(|reference| self.schema.target(reference)) {
            Some(target) => self.check(target, data, found),
            None => true,
        }
    }

    /// Notes a violation of the value at hand; `false`, for the caller to return.
    fn fail(&self, keyword: &'static str, message: &str, found: &mut Vec<Violation>) -> bool {
        self.fail_with(keyword, message, Detail::None, found)
    }

    fn fail_with(
        &self,
        keyword: &'static str,
        message: &str,
        detail: Detail,
        found: &mut Vec<Violation>,
    ) -> bool {
        found.push(Violation { keyword, path: self.place.clone(), message: message.to_owned(), detail });
        false
    }

    /// Applies a schema to what stands under a key or index of the value at hand.
    fn below(
        &mut self,
        token: String,
        schema: &'s Value,
        data: &'d Value,
        found: &mut Vec<Violation>,
    ) -> bool {
        self.place.push(token);
        let valid = self.check(schema, data, found);
        self.place.pop();
        valid
    }

    /// Whether a schema accepts a value, without telling why not.
    fn accepts(&mut self, schema: &'s Value, data: &'d Value) -> bool {
        self.check(schema, data, &mut Vec::new())
    }
}

type Group<'s, 'd, R> = fn(&mut R, Members<'s>, &'d Value, &mut Vec<Violation>) -> bool;

/// The keywords that speak of one type only.
const GROUPS: [(&str, &[&str]); 4] = [
    ("number", &["maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum", "multipleOf", "format"]),
    ("string", &["maxLength", "minLength", "pattern", "format"]),
    (
        "array",
        &[
            "maxItems",
            "minItems",
            "uniqueItems",
            "prefixItems",
            "additionalItems",
            "items",
            "contains",
            "minContains",
            "maxContains",
            "unevaluatedItems",
        ],
    ),
    (
        "object",
        &[
            "maxProperties",
            "minProperties",
            "required",
            "propertyNames",
            "additionalProperties",
            "dependencies",
            "properties",
            "patternProperties",
            "dependentRequired",
            "dependentSchemas",
            "unevaluatedProperties",
        ],
    ),
];

/// A count as the number that limits are compared with.
pub fn count(items: usize) -> f64 {
    u32::try_from(items).map_or(f64::MAX, f64::from)
}

/// Whether a value is of a type of JSON Schema; `1.0` is an integer.
pub fn is_type(value: &Value, kind: &str) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "number" => value.is_number(),
        "integer" => match value {
            Value::Number(number) => {
                number.is_i64() || number.is_u64() || crate::json::number::Decimal::of(number).is_integer()
            }
            _ => false,
        },
        _ => false,
    }
}
