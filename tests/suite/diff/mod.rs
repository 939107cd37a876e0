//! The comparison: what must hold of every pair of documents, cycles, and the command as people call it.

mod command;
mod cycles;
mod properties;
mod renames;
mod security;
mod verdicts;

use serde_json::{Value, json};
use specline::diff::example::Pair;
use specline::diff::{Change, Options};

/// What the comparison says about two documents.
fn changes(base: &Value, revision: &Value) -> Vec<Change> {
    Pair { base: Some(base.clone()), revision: Some(revision.clone()) }.changes(&Options::default())
}

/// The ids of changes that a caller's program can notice.
fn ids(base: &Value, revision: &Value) -> Vec<String> {
    let found = changes(base, revision);
    found.iter().filter(|change| !change.is_documentation()).map(|change| change.id.to_string()).collect()
}

/// A document of version 3.1 with these paths and components.
#[expect(clippy::needless_pass_by_value, reason = "reads better without a borrow before each")]
fn document(paths: Value, components: Value) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Shop", "version": "1.0.0" },
        "paths": paths,
        "components": components,
    })
}

/// One operation that takes and gives one schema.
#[expect(clippy::needless_pass_by_value, reason = "reads better without a borrow before each")]
fn exchange(schema: Value) -> Value {
    let content = json!({ "application/json": { "schema": schema } });
    json!({ "/orders": { "post": {
        "requestBody": { "content": content },
        "responses": { "200": { "description": "ok", "content": content } },
    } } })
}
