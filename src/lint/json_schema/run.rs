//! One validation: the keywords of a schema in the order in which ajv looks at them.

use serde_json::Value;

use super::scalar::limit;
use super::{Detail, Schema, Violation, count, is_type};
use crate::json::members::Members;
use crate::jsonpath::Tree as _;
use crate::lint::resolve::View;

/// One validation under way.
pub(super) struct Run<'r, 's, 'd> {
    pub(super) schema: &'r Schema<'s>,
    pub(super) data_view: &'d View<'d>,
    pub(super) place: Vec<String>,
    pub(super) depth: usize,
    pub(super) steps: usize,
    /// Whether this is below a `not`, where nothing is relaxed.
    pub(super) negated: bool,
    /// Whether this is below an `anyOf`, `oneOf` or `contains`, where more than the first violation is told.
    pub(super) in_choice: bool,
}

/// Schemas can refer to themselves without looking at less of the value; what is deeper is taken as valid.
pub(super) const MAX_DEPTH: usize = 256;
/// The most schemas that are applied for one value: alternatives of alternatives multiply.
pub(super) const MAX_STEPS: usize = 500_000;

impl<'r, 's, 'd> Run<'r, 's, 'd> {
    /// A validation of a value that is read through a view.
    pub(super) fn new(schema: &'r Schema<'s>, data_view: &'d View<'d>) -> Self {
        Self { schema, data_view, place: Vec::new(), depth: 0, steps: 0, negated: false, in_choice: false }
    }

    /// Applies a schema; violations are appended. Says whether there was none.
    pub(super) fn check(&mut self, schema: &'s Value, data: &'d Value, found: &mut Vec<Violation>) -> bool {
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
    pub(super) fn each(
        &mut self,
        steps: &[Group<'s, 'd, Self>],
        schema: Members<'s>,
        data: &'d Value,
        found: &mut Vec<Violation>,
    ) -> bool {
        self.all(steps.iter(), |run, step| step(run, schema, data, found))
    }

    /// Whether all of something pass a test; without `all_errors` the first that does not ends it.
    pub(super) fn all<T>(
        &mut self,
        items: impl Iterator<Item = T>,
        mut test: impl FnMut(&mut Self, T) -> bool,
    ) -> bool {
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
    pub(super) fn count(
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
    pub(super) fn fail(&self, keyword: &'static str, message: &str, found: &mut Vec<Violation>) -> bool {
        self.fail_with(keyword, message, Detail::None, found)
    }

    pub(super) fn fail_with(
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
    pub(super) fn below(
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
    pub(super) fn accepts(&mut self, schema: &'s Value, data: &'d Value) -> bool {
        self.check(schema, data, &mut Vec::new())
    }
}

pub(super) type Group<'s, 'd, R> = fn(&mut R, Members<'s>, &'d Value, &mut Vec<Violation>) -> bool;

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
