//! The ways through the choices of a schema, and what kind of value its keywords ask for.

use serde_json::{Map, Value};

use super::schemas::Schemas;
use crate::json::{field, member};

/// How many combinations of branches are tried.
const MAX_SHAPES: usize = 16;

/// One branch taken at every choice: what must hold then.
#[derive(Clone)]
pub struct Shape<'a> {
    /// The schemas that hold together.
    pub parts: Vec<&'a Value>,
    /// Values that a discriminator asks for.
    pub forced: Vec<(&'a str, String)>,
}

impl<'a> Schemas<'a> {
    /// Every way through the choices of schemas that hold together, at most [`MAX_SHAPES`]; the first is the one that
    /// a reader would take.
    pub fn shapes(&self, parts: Vec<&'a Value>) -> Vec<Shape<'a>> {
        let choices: Vec<_> = parts
            .iter()
            .flat_map(|part| choices(part).into_iter().map(|branches| (*part, branches)))
            .collect();
        let mut shapes = vec![Shape { parts, forced: Vec::new() }];
        for (owner, branches) in choices {
            let taken = shapes
                .iter()
                .flat_map(|shape| branches.iter().map(|branch| self.with_branch(shape, owner, branch)));
            shapes = taken.take(MAX_SHAPES).collect();
        }
        shapes
    }

    fn with_branch(&self, shape: &Shape<'a>, owner: &'a Value, branch: &[&'a Value]) -> Shape<'a> {
        let mut taken = shape.clone();
        for part in self.conjuncts(branch) {
            // A choice within a branch: its first branch; the whole is validated afterwards.
            let inner = ["oneOf", "anyOf"].iter().find_map(|key| member(part, key)?.as_array()?.first());
            taken.parts.push(part);
            taken.parts.extend(inner.into_iter().flat_map(|inner| self.conjuncts(&[inner])));
        }
        if let [only] = branch {
            taken.forced.extend(discriminated(owner, only));
        }
        taken
    }
}

/// The choices that a schema leaves: for each, its branches, and for each of those, the schemas that hold.
fn choices(part: &Value) -> Vec<Vec<Vec<&Value>>> {
    let is_choice = |key: &String| matches!(key.as_str(), "oneOf" | "anyOf" | "if" | "dependentSchemas");
    // Nearly all leave none, and one look at each keyword shows it.
    let keywords = part.as_object().filter(|keywords| keywords.keys().any(is_choice));
    let Some(keywords) = keywords else { return Vec::new() };
    let mut found = Vec::new();
    for key in ["oneOf", "anyOf"] {
        let branches = field(keywords, key).and_then(Value::as_array).filter(|list| !list.is_empty());
        found.extend(branches.map(|list| list.iter().map(|branch| vec![branch]).collect()));
    }
    if let Some(condition) = field(keywords, "if") {
        let holds = std::iter::once(condition).chain(field(keywords, "then")).collect();
        found.push(vec![holds, field(keywords, "else").into_iter().collect(), Vec::new()]);
    }
    if let Some(dependent) = field(keywords, "dependentSchemas").and_then(Value::as_object) {
        found.push(vec![dependent.values().collect(), Vec::new()]);
    }
    found
}

/// What a discriminator asks of a branch: the key of its mapping, else the name of its component
/// (OpenAPI 3.0, section 4.7.25).
fn discriminated<'a>(owner: &'a Value, branch: &'a Value) -> Option<(&'a str, String)> {
    let discriminator = member(owner, "discriminator")?;
    let name = discriminator.get("propertyName")?.as_str()?;
    let target = branch.get("$ref")?.as_str()?;
    let component = target.rsplit('/').next()?;
    let mapping = discriminator.get("mapping").and_then(Value::as_object);
    let mapped = mapping.into_iter().flatten().find(|(_, to)| *to == target || *to == component);
    Some((name, mapped.map_or(component, |(key, _)| key.as_str()).to_owned()))
}

/// The type that schemas name or imply.
pub fn type_of<'a>(parts: &[&'a Value]) -> Option<&'a str> {
    let named = parts.iter().find_map(|part| match member(part, "type")? {
        Value::String(name) => Some(name.as_str()),
        Value::Array(names) => names
            .iter()
            .filter_map(Value::as_str)
            .find(|name| *name != "null")
            .or_else(|| names.first()?.as_str()),
        _ => None,
    });
    named.or_else(|| parts.iter().find_map(|part| implied(part)))
}

fn implied(part: &Value) -> Option<&'static str> {
    let keywords = part.as_object()?;
    let has = |keys: &[&str]| keys.iter().any(|key| field(keywords, key).is_some());
    match () {
        () if has(&[
            "properties",
            "additionalProperties",
            "required",
            "minProperties",
            "patternProperties",
        ]) =>
        {
            Some("object")
        }
        () if has(&["items", "prefixItems", "minItems", "uniqueItems", "contains"]) => Some("array"),
        () if has(&["pattern", "minLength", "maxLength"]) => Some("string"),
        () if has(&["minimum", "maximum", "multipleOf"]) => Some("number"),
        () => field(keywords, "format")?.as_str().map(|format| match format {
            "int32" | "int64" => "integer",
            "double" | "float" => "number",
            _ => "string",
        }),
    }
}

/// The items of a keyword that is a list, of all of the schemas.
pub fn lists<'p, 'a: 'p>(parts: &'p [&'a Value], key: &'static str) -> impl Iterator<Item = &'a Value> + 'p {
    parts.iter().filter_map(move |part| member(part, key)?.as_array()).flatten()
}

/// The entries of a keyword that is a map, of all of the schemas.
pub fn maps<'p, 'a: 'p>(
    parts: &'p [&'a Value],
    key: &'static str,
) -> impl Iterator<Item = (&'a String, &'a Value)> + 'p {
    parts.iter().filter_map(move |part| member(part, key)?.as_object()).flat_map(Map::iter)
}
