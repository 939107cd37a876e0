//! How the work grows: schemas that all know each other are looked into once each, however many there are, however many
//! operations use them, and whatever they are called. Comparisons are counted, so that no clock decides.

use serde_json::{Map, Value, json};

use super::align::Selection;
use super::{Options, find};
use crate::openapi::Document;

/// An island: every schema knows three others, and one in eight is edited.
struct Island {
    schemas: usize,
    operations: usize,
    /// How schemas hold each other.
    by: &'static str,
    /// Whether the revision calls every schema by another name.
    renamed: bool,
}

impl Island {
    fn schema(&self, index: usize, prefix: &str, is_edited: bool) -> Value {
        let next = |step: usize| (index * 5 + step * step + 1) % self.schemas;
        let others: Vec<Value> = (0..3)
            .map(|step| json!({ "$ref": format!("#/components/schemas/{prefix}{}", next(step)) }))
            .collect();
        let kind = if is_edited && index.is_multiple_of(8) { "integer" } else { "string" };
        let mut properties = json!({ "kind": { "type": kind }, format!("own{index}"): { "type": "string" } });
        match self.by {
            "properties" => {
                for (at, other) in others.into_iter().enumerate() {
                    properties[format!("other{at}")] = other;
                }
            }
            "null" => {
                for (at, other) in others.into_iter().enumerate() {
                    properties[format!("other{at}")] = json!({ "anyOf": [{ "type": "null" }, other] });
                }
            }
            keyword => properties["others"] = json!({ keyword: others }),
        }
        json!({ "type": "object", "required": ["kind"], "properties": properties })
    }

    fn document(&self, is_revision: bool) -> Document {
        let prefix = if is_revision && self.renamed { "New" } else { "Thing" };
        let schemas: Map<String, Value> = (0..self.schemas)
            .map(|index| (format!("{prefix}{index}"), self.schema(index, prefix, is_revision)))
            .collect();
        let content = |index: usize| {
            let to = format!("#/components/schemas/{prefix}{}", index % self.schemas);
            json!({ "application/json": { "schema": { "$ref": to } } })
        };
        let item = |index: usize| {
            let responses = json!({ "200": { "description": "", "content": content(index) } });
            json!({ "put": { "requestBody": { "content": content(index + 1) }, "responses": responses } })
        };
        let paths: Map<String, Value> =
            (0..self.operations).map(|index| (format!("/things{index}"), item(index))).collect();
        let document = json!({ "openapi": "3.1.0", "info": { "title": "Things", "version": "1.0.0" },
            "paths": paths, "components": { "schemas": schemas } });
        Document::from_value("things", "things.json", document)
    }

    fn effort(&self) -> usize {
        let options = Options::default();
        let selection = Selection::of(&options).expect("no pattern is set");
        let (base, revision) = ([self.document(false)], [self.document(true)]);
        let finder = find(&base, &revision, true, (&options, &selection));
        let effort = finder.effort();
        assert!(!finder.finish().found.is_empty(), "an edit is found");
        effort
    }
}

/// Twice as much of everything may take little more than twice the work.
fn assert_in_proportion(by: &'static str, renamed: bool, crowded: bool) {
    let effort = |schemas: usize| {
        let operations = if crowded { schemas } else { 1 };
        Island { schemas, operations, by, renamed }.effort()
    };
    let (small, large) = (effort(40), effort(80));
    assert!(large * 10 <= small * 23, "{by}, renamed {renamed}, crowded {crowded}: {small}, then {large}");
}

#[test]
fn islands_take_work_in_proportion_to_their_schemas() {
    for by in ["properties", "null", "oneOf", "anyOf", "allOf"] {
        for renamed in [false, true] {
            assert_in_proportion(by, renamed, false);
        }
    }
}

#[test]
fn operations_that_meet_the_same_schemas_share_the_work() {
    for by in ["properties", "null", "oneOf"] {
        assert_in_proportion(by, false, true);
    }
}

/// A response whose value is one of many; every branch is another one on the other side.
fn crowd(branches: usize, is_revision: bool) -> Document {
    let branch = |index: usize| {
        let length = 2 * index + usize::from(is_revision);
        json!({ "type": "object", "properties": { format!("own{index}"): { "type": "string", "maxLength": length } } })
    };
    let any: Vec<Value> = (0..branches).map(branch).collect();
    let content = json!({ "application/json": { "schema": { "anyOf": any } } });
    let responses = json!({ "200": { "description": "", "content": content } });
    let document = json!({ "openapi": "3.1.0", "info": { "title": "Things", "version": "1.0.0" },
        "paths": { "/things": { "get": { "responses": responses } } } });
    Document::from_value("things", "things.json", document)
}

#[test]
fn branches_without_a_name_are_not_held_against_each_other() {
    let effort = |branches: usize| {
        let options = Options::default();
        let selection = Selection::of(&options).expect("no pattern is set");
        let (base, revision) = ([crowd(branches, false)], [crowd(branches, true)]);
        find(&base, &revision, true, (&options, &selection)).effort()
    };
    let (small, large) = (effort(200), effort(400));
    assert!(large * 10 <= small * 23, "{small}, then {large}");
}
