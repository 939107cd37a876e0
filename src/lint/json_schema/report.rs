//! From violations to what a reader is told: of alternatives that all fail, those that say most.

use indexmap::IndexMap;
use serde_json::Value;

use super::{Detail, Violation};

/// What is told about one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// The way from the value that was validated to the place.
    pub path: Vec<String>,
    /// A sentence.
    pub message: String,
}

/// Violations by place: below a node stand the nodes that are deeper in the value.
#[derive(Default)]
struct Node<'v> {
    violations: Vec<&'v Violation>,
    children: IndexMap<String, Node<'v>>,
}

/// Turns violations into complaints. `property` is what the validated value is called by its parent.
pub fn complaints(violations: &[Violation], property: Option<&str>) -> Vec<Complaint> {
    let mut root = tree(violations);
    prune(&mut root);
    let mut told = Vec::new();
    tell(&root, property, &mut told);
    told
}

/// A violation of the whole value stands beside those of its parts, not above them. Tokens with other characters than
/// letters, digits, `_`, `$` and `-` end a step early: that is how Spectral groups, and with it what it leaves out.
fn tree(violations: &[Violation]) -> Node<'_> {
    let mut root = Node::default();
    for violation in violations {
        let steps = if violation.path.is_empty() { vec![String::new()] } else { steps(&violation.path) };
        let Some((last, above)) = steps.split_last() else { continue };
        let parent =
            above.iter().fold(&mut root, |node, step| node.children.entry(step.clone()).or_default());
        parent.children.entry(last.clone()).or_default().violations.push(violation);
    }
    root
}

/// The steps of a path: a name together with the index behind it.
fn steps(path: &[String]) -> Vec<String> {
    let mut steps: Vec<String> = Vec::new();
    let mut open = false;
    for token in path {
        let escaped = crate::json::pointer::escape(token);
        let plain: String =
            escaped.chars().take_while(|c| c.is_ascii_alphanumeric() || "_$-".contains(*c)).collect();
        let whole = plain.len() == escaped.len();
        let number = whole && token.bytes().all(|b| b.is_ascii_digit());
        match steps.last_mut() {
            Some(last) if open && number => {
                last.push('/');
                last.push_str(token);
                open = false;
            }
            _ if plain.is_empty() => open = false,
            _ => {
                steps.push(plain);
                open = whole;
            }
        }
    }
    steps
}

/// Takes away what others say better: `anyOf` when something deeper is known, a lone `enum` when a sibling is there.
fn prune(node: &mut Node<'_>) {
    let keys: Vec<String> = node.children.keys().cloned().collect();
    for key in keys {
        let siblings = node.children.len() > 1;
        let Some(child) = node.children.get_mut(&key) else { continue };
        if !child.children.is_empty() && child.violations.iter().any(|v| v.keyword == "anyOf") {
            child.violations.clear();
        }
        if siblings && all_enums(&child.violations) {
            let mut removed = node.children.shift_remove(&key).unwrap_or_default();
            prune(&mut removed);
        } else {
            prune(child);
        }
    }
}

fn all_enums(violations: &[&Violation]) -> bool {
    !violations.is_empty() && violations.iter().all(|violation| violation.keyword == "enum")
}

fn tell(node: &Node<'_>, property: Option<&str>, told: &mut Vec<Complaint>) {
    if all_enums(&node.violations) {
        let mut allowed: Vec<&Value> = Vec::new();
        for violation in &node.violations {
            if let Detail::Allowed(values) = &violation.detail {
                allowed.extend(values.iter().filter(|value| !allowed.contains(value)).collect::<Vec<_>>());
            }
        }
        let words: Vec<String> = allowed.iter().map(ToString::to_string).collect();
        let first = node.violations[0];
        let message = format!("{} {}: {}", subject(first, property), first.message, words.join(", "));
        told.push(Complaint { path: first.path.clone(), message });
        return;
    }
    for violation in &node.violations {
        let message = match (&violation.detail, violation.keyword) {
            (Detail::Property(name), "additionalProperties") => {
                format!("Property \"{name}\" is not expected to be here")
            }
            (_, "type") if is_root(violation, property) => format!("Value type {}", violation.message),
            (_, "type") if !is_numbered(violation) => {
                format!("{} type {}", subject(violation, property), violation.message)
            }
            _ => format!("{} {}", subject(violation, property), violation.message),
        };
        told.push(Complaint { path: violation.path.clone(), message });
    }
    for child in node.children.values() {
        tell(child, property, told);
    }
}

fn subject(violation: &Violation, property: Option<&str>) -> String {
    match violation.path.last().map(String::as_str).or(property) {
        Some(index) if is_numbered(violation) => format!("Item at index {index}"),
        Some(name) => format!("\"{name}\" property"),
        // The root of a document is one.
        None => "Object".to_owned(),
    }
}

/// Whether a place has a number for its name: Spectral takes it for an item of a list.
fn is_numbered(violation: &Violation) -> bool {
    violation.path.last().is_some_and(|name| !name.is_empty() && name.bytes().all(|b| b.is_ascii_digit()))
}

fn is_root(violation: &Violation, property: Option<&str>) -> bool {
    violation.path.is_empty() && property.is_none()
}
