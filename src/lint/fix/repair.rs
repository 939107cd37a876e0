//! Which findings can be put right, and how. A repair means the same to every reader, or says what the specification takes for
//! granted; a guess is none.

use serde_json::{Value, json};

use super::edit::Edit;
use crate::finding::Finding;
use crate::json::{Pointer, number};
use crate::openapi::Document;

/// How findings of one rule are put right.
pub(super) struct Repair {
    /// The rule.
    pub(super) rule: &'static str,
    /// The edits for a finding at a place; `None` when the place is not as the repair takes it to be.
    edits: fn(&Value, &Pointer) -> Option<Vec<Edit>>,
}

/// Every repair.
pub(super) const ALL: [Repair; 8] = [
    Repair { rule: "array-items", edits: any_items },
    Repair { rule: "duplicated-entry-in-enum", edits: each_once },
    Repair { rule: "openapi-tags-alphabetical", edits: sorted_tags },
    Repair { rule: "operation-tag-defined", edits: declared_tags },
    Repair { rule: "path-params", edits: required },
    Repair { rule: "qlik-deprecated-flag", edits: deprecated },
    Repair { rule: "qlik-merge-conflict", edits: left_out },
    Repair { rule: "qlik-nullable-stand-in", edits: nullable },
];

/// The edits for a finding.
pub(super) fn of(document: &Document, finding: &Finding) -> Option<Vec<Edit>> {
    let repair = ALL.iter().find(|repair| repair.rule == finding.code)?;
    (repair.edits)(&document.value, &finding.path)
}

/// An array without `items` holds anything, and says so.
fn any_items(root: &Value, place: &Pointer) -> Option<Vec<Edit>> {
    let schema = place.resolve(root)?.as_object()?;
    let fits = schema.get("type")? == "array" && !schema.contains_key("items");
    fits.then(|| vec![add(place, "type", "items", json!({}))])
}

/// A path parameter is always required (OpenAPI 3.0, section 4.7.12.2.1).
fn required(root: &Value, place: &Pointer) -> Option<Vec<Edit>> {
    let parameter = place.resolve(root)?.as_object()?;
    if parameter.get("in")? != "path" {
        return None;
    }
    match parameter.get("required") {
        None => Some(vec![add(place, "in", "required", json!(true))]),
        Some(Value::Bool(false)) => Some(vec![Edit::Set(place.join("required"), json!(true))]),
        Some(_) => None,
    }
}

/// What the vendor calls deprecated is deprecated.
fn deprecated(root: &Value, place: &Pointer) -> Option<Vec<Edit>> {
    const FLAG: &str = "x-qlik-deprecated";
    let holder = place.resolve(root)?.as_object()?;
    let fits = holder.get(FLAG)? == true && !holder.contains_key("deprecated");
    fits.then(|| vec![add(place, FLAG, "deprecated", json!(true))])
}

fn left_out(root: &Value, place: &Pointer) -> Option<Vec<Edit>> {
    place.resolve(root).map(|_| vec![Edit::Remove(place.clone())])
}

fn nullable(root: &Value, place: &Pointer) -> Option<Vec<Edit>> {
    let schema = place.parent()?.resolve(root)?.as_object()?;
    let fits = schema.get("x-nullable")?.is_boolean() && !schema.contains_key("nullable");
    fits.then(|| vec![Edit::Rename(place.clone(), "nullable".to_owned())])
}

/// A value of an enum that stands twice stands once.
fn each_once(root: &Value, place: &Pointer) -> Option<Vec<Edit>> {
    let values = place.resolve(root)?.as_array()?;
    let again = |at: &usize| values[..*at].iter().any(|earlier| number::equal(earlier, &values[*at]));
    let removed = (0..values.len()).filter(again);
    Some(removed.map(|at| Edit::Remove(place.join(at.to_string()))).collect())
}

/// A tag that an operation names is declared. All of them at once: they go to the same place.
fn declared_tags(root: &Value, _: &Pointer) -> Option<Vec<Edit>> {
    let declared: Vec<&str> =
        list(root, "tags").filter_map(|tag| tag.get("name").and_then(Value::as_str)).collect();
    let items = root.get("paths")?.as_object()?.values().filter_map(Value::as_object);
    let operations = items.flat_map(|item| item.iter().filter(|(key, _)| !key.starts_with("x-")));
    let mut missing: Vec<&str> = Vec::new();
    for name in operations.flat_map(|(_, operation)| list(operation, "tags")).filter_map(Value::as_str) {
        if !declared.contains(&name) && !missing.contains(&name) {
            missing.push(name);
        }
    }
    if missing.is_empty() {
        return None;
    }
    let tags: Vec<Value> = missing.iter().map(|name| json!({"name": name})).collect();
    let place = Pointer::of(["tags"]);
    match root.get("tags") {
        Some(Value::Array(list)) if !list.is_empty() => {
            Some(vec![Edit::Append { array: place, items: tags }])
        }
        None => {
            let (last, _) = root.as_object()?.iter().next_back()?;
            Some(vec![add(&Pointer::root(), last, "tags", Value::Array(tags))])
        }
        Some(_) => None,
    }
}

fn list<'v>(holder: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    holder.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn sorted_tags(root: &Value, _: &Pointer) -> Option<Vec<Edit>> {
    let place = Pointer::of(["tags"]);
    let names: Vec<&str> =
        list(root, "tags").map(|tag| tag.get("name").and_then(Value::as_str)).collect::<Option<_>>()?;
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by_key(|at| names[*at]);
    (!order.is_sorted()).then(|| vec![Edit::Reorder(place, order)])
}

fn add(object: &Pointer, after: &str, key: &str, value: Value) -> Edit {
    Edit::Add { object: object.clone(), after: after.to_owned(), key: key.to_owned(), value }
}
