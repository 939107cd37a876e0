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
mod run;
mod scalar;

use serde_json::{Map, Value};

pub use fitness::Fitness;
pub use report::{Complaint, complaints};

use super::resolve::View;
use crate::json::field;
use crate::jsonpath::Tree as _;
use run::{MAX_STEPS, Run};

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
        let mut run = Run::new(self, data_view);
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
