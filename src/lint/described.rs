//! The built-in rules as readers meet them: what each asks for, how much it matters, and an example of either kind.

use serde_json::Value;

use super::ruleset::builtin::SETS;
use crate::finding::Severity;

const EXAMPLES: &str = include_str!("../../rulesets/examples.yaml");

/// A built-in rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// The id, as findings name it.
    pub id: String,
    /// The ruleset that it is in.
    pub set: &'static str,
    /// What it asks for.
    pub description: String,
    /// How much a finding matters.
    pub severity: Severity,
    /// Whether it is on when the ruleset is extended without `all`.
    pub recommended: bool,
    /// The formats that it is for; none means all of its ruleset.
    pub formats: Vec<String>,
    /// The places that it looks at, as JSONPath.
    pub given: Vec<String>,
    /// Part of a document on which it has something to say.
    pub failing: Option<String>,
    /// The same part, put right.
    pub passing: Option<String>,
}

/// Every built-in rule, in the order of the rulesets.
pub fn all() -> Vec<Described> {
    let examples = tree(EXAMPLES);
    SETS.iter().flat_map(|(set, text)| of_set(set, text, &examples)).collect()
}

fn tree(text: &str) -> Value {
    crate::yaml::parse(text).expect("the embedded rulesets are YAML").0
}

fn of_set(set: &'static str, text: &str, examples: &Value) -> Vec<Described> {
    let root = tree(text);
    let rules = root.get("rules").and_then(Value::as_object).into_iter().flatten();
    rules.map(|(id, rule)| describe(id, set, rule, examples.get(id))).collect()
}

fn describe(id: &str, set: &'static str, rule: &Value, example: Option<&Value>) -> Described {
    let text = |key: &str| rule.get(key).and_then(Value::as_str);
    let spoken = text("description").or_else(|| text("message")).unwrap_or_default();
    let example = |key: &str| example.and_then(|example| example.get(key)?.as_str()).map(str::to_owned);
    Described {
        id: id.to_owned(),
        set,
        description: spoken.to_owned(),
        severity: rule.get("severity").map_or(Severity::Warn, severity),
        recommended: rule.get("recommended") != Some(&Value::Bool(false)),
        formats: words(rule.get("formats")),
        given: words(rule.get("given")),
        failing: example("failing"),
        passing: example("passing"),
    }
}

fn severity(value: &Value) -> Severity {
    let known = [Severity::Error, Severity::Warn, Severity::Info, Severity::Hint];
    known.into_iter().find(|severity| value == severity.word()).unwrap_or(Severity::Warn)
}

fn words(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Array(items)) => {
            items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()
        }
        Some(Value::String(text)) => vec![text.clone()],
        _ => Vec::new(),
    }
}
