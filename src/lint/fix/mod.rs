//! `--fix`: what is mechanical and safe is put right in the text, whose formatting stays.
//!
//! A repair is an edit of the tree. Its text is made from the spans of what stands around it, read again, and kept only when
//! the tree it spells is the one that was meant; so nothing but the repair can change, whatever the text looks like.

mod edit;
mod repair;
mod text;

use serde_json::Value;

use crate::finding::Finding;
use crate::openapi::Document;
use edit::Edit;

/// What can be done about a document.
#[derive(Debug)]
pub struct Fixed {
    /// The document as it reads after the repairs.
    pub document: Document,
    /// How many findings were put right.
    pub count: usize,
}

/// Whether findings of a rule can be put right.
pub fn can(rule: &str) -> bool {
    repair::ALL.iter().any(|repair| repair.rule == rule)
}

/// Puts right what can be; `None` when nothing can. Findings elsewhere, in files that the document refers to, stay.
///
/// Repairs may wait for each other: call it again with what is found in the fixed document.
pub fn fix(document: &Document, findings: &[Finding]) -> Option<Fixed> {
    let here = findings.iter().filter(|finding| finding.source == document.origin);
    let mut repairs: Vec<Repaired> = Vec::new();
    for edits in here.filter_map(|finding| repair::of(document, finding)) {
        match repairs.iter_mut().find(|known| known.edits == edits) {
            Some(same) => same.findings += 1,
            None => repairs.push(Repaired { edits, findings: 1 }),
        }
    }
    let (document, count) = settle(document, &repairs)?;
    Some(Fixed { document, count })
}

/// What puts some findings right.
struct Repaired {
    edits: Vec<Edit>,
    findings: usize,
}

/// Makes the repairs together, or, where they do not fit together, one half after the other.
fn settle(document: &Document, repairs: &[Repaired]) -> Option<(Document, usize)> {
    if let Some(fixed) = attempt(document, repairs) {
        return Some((fixed, repairs.iter().map(|repair| repair.findings).sum()));
    }
    if repairs.len() < 2 {
        return None;
    }
    let (first, second) = repairs.split_at(repairs.len() / 2);
    let half = settle(document, first);
    match settle(half.as_ref().map_or(document, |(fixed, _)| fixed), second) {
        Some((fixed, count)) => Some((fixed, count + half.map_or(0, |(_, count)| count))),
        None => half,
    }
}

fn attempt(document: &Document, repairs: &[Repaired]) -> Option<Document> {
    let edits: Vec<&Edit> = repairs.iter().flat_map(|repair| &repair.edits).collect();
    let mut meant: Value = document.value.clone();
    // From behind, so that indices stay what they were.
    for edit in edits.iter().rev() {
        edit.apply(&mut meant)?;
    }
    let fixed = text::rewrite(document, &edits)?;
    let fixed = Document::read(&document.name, &document.origin, fixed.into_bytes()).ok()?;
    (fixed.value == meant && fixed.value != document.value).then_some(fixed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::{self, Ruleset};

    const RULES: &str = "extends: [[spectral:oas, off], [specline:qlik, off]]\nrules: {array-items: true, path-params: true, duplicated-entry-in-enum: true, operation-tag-defined: true, openapi-tags-alphabetical: true, qlik-deprecated-flag: true, qlik-merge-conflict: true, qlik-nullable-stand-in: true}\n";

    fn fixed(text: &str) -> (String, usize) {
        let rules = Ruleset::parse("rules.yaml", RULES).expect("a ruleset");
        let mut document = Document::read("a", "a.yaml", text.as_bytes().to_vec()).expect("a document");
        let mut count = 0;
        for _ in 0..5 {
            let Some(next) = fix(&document, &lint::lint(&document, &rules)) else { break };
            count += next.count;
            document = next.document;
        }
        assert!(fix(&document, &lint::lint(&document, &rules)).is_none(), "a second time changes nothing");
        (document.text, count)
    }

    #[test]
    fn yaml_keeps_its_looks() {
        let text = "\
openapi: 3.0.3 # the version
tags:
  - name: b
    description: |
      Two
      lines
  # the first letter
  - name: a
paths:
  /items/{id}:
    parameters:
      - in: path # where
        name: id
        schema: {type: string, enum: [x, y, x]}
    get:
      tags: [a, 'c: d']
      x-qlik-deprecated: true   # since May
      responses:
        '200':
          content:
            application/json:
              schema:
                type: array

  /flow: {get: {x-qlik-deprecated: true, responses: {}}}
components:
  schemas:
    A:
      type: string
      x-nullable: true
      enum:
        - one
        - two # the second
        - one
        - three
    B: {$ref: '#/components/schemas/A', x-qlik-merge-conflict: true}
";
        let expected = "\
openapi: 3.0.3 # the version
tags:
  - name: a
  - name: b
    description: |
      Two
      lines
  # the first letter
  - name: \"c: d\"
paths:
  /items/{id}:
    parameters:
      - in: path # where
        required: true
        name: id
        schema: {type: string, enum: [x, y]}
    get:
      tags: [a, 'c: d']
      x-qlik-deprecated: true   # since May
      deprecated: true
      responses:
        '200':
          content:
            application/json:
              schema:
                type: array
                items: {}

  /flow: {get: {x-qlik-deprecated: true, deprecated: true, responses: {}}}
components:
  schemas:
    A:
      type: string
      nullable: true
      enum:
        - one
        - two # the second
        - three
    B: {$ref: '#/components/schemas/A'}
";
        let (text, count) = fixed(text);
        assert_eq!(text, expected);
        assert_eq!(count, 10);
    }

    #[test]
    fn json_keeps_its_looks() {
        let text = r#"{
  "openapi" : "3.0.3",
  "paths": {
    "/a/{id}": {
      "get": { "x-qlik-deprecated" : true, "tags": ["t"],
        "parameters": [{"in":"path","name":"id"}],
        "responses": {}
      }
    }
  },
  "components": {"schemas": {"A": {"type": "array"}, "B": {"x-nullable": true}}}
}
"#;
        let expected = r#"{
  "openapi" : "3.0.3",
  "paths": {
    "/a/{id}": {
      "get": { "x-qlik-deprecated" : true, "deprecated" : true, "tags": ["t"],
        "parameters": [{"in":"path","required":true,"name":"id"}],
        "responses": {}
      }
    }
  },
  "components": {"schemas": {"A": {"type": "array", "items": {}}, "B": {"nullable": true}}},
  "tags": [
    {
      "name": "t"
    }
  ]
}
"#;
        assert_eq!(fixed(text), (expected.to_owned(), 5));
    }

    #[test]
    fn what_would_change_more_than_was_meant_stays() {
        let shared = "\
openapi: 3.0.3
paths:
  /a:
    get: &one {x-qlik-deprecated: true, responses: {}}
    put: *one
";
        let (text, count) = fixed(shared);
        assert_eq!((text.as_str(), count), (shared, 0), "an anchor has two places and one text");
    }
}
