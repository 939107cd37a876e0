//! What must hold in a consolidated document whatever its sources say.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Report;
use crate::collections::{HashMap, HashSet};
use crate::finding::Severity;
use crate::json::Pointer;
use crate::openapi::grammar::COMPONENT_SECTIONS;
use crate::openapi::operation::blanked;
use crate::openapi::walk::{self, Anchors};
use crate::openapi::{Document, Kind, reference};

/// Checks references, ids, names and security of the consolidated document.
pub(super) fn check(document: &Document, anchors: &Anchors, report: &mut Report) {
    let root = &document.value;
    if is_sound(root, anchors) {
        check_names(document, report);
        check_templates(document, report);
        return;
    }
    let mut ids: HashMap<&str, Pointer> = HashMap::default();
    walk::visit_places(root, Kind::Document, &mut Pointer::root(), &mut |node, kind, place| {
        if let Some(text) = reference::target(node).filter(|_| kind.may_be_reference()) {
            check_reference(document, anchors, text, place, report);
        }
        if kind == Kind::SecurityRequirement {
            check_requirement(document, node, place, report);
        }
        if kind == Kind::Operation
            && let Some(id) = node.get("operationId").and_then(Value::as_str)
            && let Some(other) = ids.insert(id, place.clone())
        {
            let message = format!("the operationId `{id}` stands at {other} too");
            report.add(document, "operation-id-doubled", place.join("operationId"), message, Severity::Error);
        }
    });
    check_names(document, report);
    check_templates(document, report);
}

/// Whether nothing is wrong with references, ids and requirements: a look without places, which cost more than all the rest.
fn is_sound(root: &Value, anchors: &Anchors) -> bool {
    let schemes = root.pointer("/components/securitySchemes").and_then(Value::as_object);
    let (mut texts, mut ids, mut sound) = (HashSet::default(), HashSet::default(), true);
    walk::visit(root, Kind::Document, &mut |node, kind| {
        if let Some(text) = reference::target(node).filter(|_| kind.may_be_reference()) {
            texts.insert(text);
        }
        if kind == Kind::SecurityRequirement {
            let mut names = node.as_object().into_iter().flat_map(|map| map.keys());
            sound &= names.all(|name| schemes.is_some_and(|all| all.contains_key(name)));
        }
        if kind == Kind::Operation
            && let Some(id) = node.get("operationId").and_then(Value::as_str)
        {
            sound &= ids.insert(id);
        }
    });
    sound && texts.into_iter().all(|text| anchors.target(root, text).is_some())
}

fn check_reference(document: &Document, anchors: &Anchors, text: &str, place: &Pointer, report: &mut Report) {
    let at = place.join("$ref");
    match anchors.place(text).map(|target| target.resolve(&document.value).is_some()) {
        Some(true) => {}
        Some(false) => {
            report.add(
                document,
                "dangling-reference",
                at,
                format!("nothing stands at `{text}`"),
                Severity::Error,
            );
        }
        None => {
            let message = format!("`{text}` leads out of the document");
            report.add(document, "external-reference", at, message, Severity::Error);
        }
    }
}

fn check_requirement(document: &Document, node: &Value, place: &Pointer, report: &mut Report) {
    for name in node.as_object().into_iter().flat_map(|map| map.keys()) {
        let schemes = document.value.pointer("/components/securitySchemes");
        let referred = || Pointer::parse_fragment(name)?.resolve(&document.value);
        if schemes.and_then(|all| all.get(name)).or_else(referred).is_none() {
            let message = format!("the security scheme `{name}` is not declared");
            report.add(document, "undeclared-security", place.join(name), message, Severity::Error);
        }
    }
}

fn check_names(document: &Document, report: &mut Report) {
    for (section, _) in COMPONENT_SECTIONS {
        let all =
            document.value.get("components").and_then(|all| all.get(section)).and_then(Value::as_object);
        let mut folded: BTreeMap<String, &str> = BTreeMap::new();
        for name in all.into_iter().flat_map(|all| all.keys()) {
            let at = Pointer::of(["components", section, name]);
            let fits = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
            if name.is_empty() || !name.chars().all(fits) {
                let message = format!("`{name}` is no legal component name");
                report.add(document, "illegal-component-name", at.clone(), message, Severity::Error);
            }
            if let Some(other) = folded.insert(name.to_lowercase(), name) {
                let message = format!("`{name}` and `{other}` differ only in case");
                report.add(document, "names-differ-in-case", at, message, Severity::Warn);
            }
        }
    }
}

fn check_templates(document: &Document, report: &mut Report) {
    let mut shapes: HashMap<String, &str> = HashMap::default();
    for path in document.value.get("paths").and_then(Value::as_object).into_iter().flat_map(|all| all.keys())
    {
        if let Some(other) = shapes.insert(blanked(path), path) {
            let message = format!("`{path}` and `{other}` are one path to a server");
            report.add(document, "ambiguous-template", Pointer::of(["paths", path]), message, Severity::Warn);
        }
    }
}
