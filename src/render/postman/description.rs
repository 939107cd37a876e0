//! Descriptions in Markdown: what the operation says, then what a caller must know about it.

use serde_json::Value;

use super::context::Context;
use super::names::one_line;
use super::parameter::plain;
use crate::json::{field, member};
use crate::openapi::Operation;

/// The first of the named extensions that an operation has.
fn extension<'a>(operation: &Operation<'a>, names: &[String]) -> Option<&'a Value> {
    names.iter().find_map(|name| field(operation.value, name)).filter(|value| !value.is_null())
}

/// Whether an operation is deprecated, by the standard field or a vendor's.
pub fn is_deprecated(context: &Context<'_>, operation: &Operation<'_>) -> bool {
    let standard = field(operation.value, "deprecated") == Some(&Value::Bool(true));
    let vendor = extension(operation, &context.options.extensions.deprecated);
    standard || vendor.is_some_and(|value| value == &Value::Bool(true) || value == "true")
}

/// The description of a request. `others` are media types that its body may have too.
pub fn of(context: &Context<'_>, operation: &Operation<'_>, others: &[String]) -> String {
    let word = |key: &str| field(operation.value, key).and_then(Value::as_str).unwrap_or_default().trim();
    let (summary, description) = (word("summary"), word("description"));
    let mut blocks = Vec::new();
    blocks.extend(deprecation(context, operation));
    if summary.split_whitespace().ne(description.split_whitespace()) && !description.contains(summary) {
        blocks.push(summary.to_owned());
    }
    blocks.push(description.to_owned());
    blocks.push(facts(context, operation, others).join("\n"));
    if let Some(url) = field(operation.value, "externalDocs").and_then(|docs| member(docs, "url")?.as_str()) {
        blocks.push(format!("[Documentation]({url})"));
    }
    blocks.retain(|block| !block.is_empty());
    blocks.join("\n\n")
}

fn deprecation(context: &Context<'_>, operation: &Operation<'_>) -> Option<String> {
    if !is_deprecated(context, operation) {
        return None;
    }
    let names = &context.options.extensions;
    let mut text = "> **Deprecated.**".to_owned();
    if let Some(sunset) = extension(operation, &names.sunset) {
        text.push_str(&format!(" Sunset: {}.", plain(sunset)));
    }
    if let Some(note) = extension(operation, &names.deprecation_note).and_then(Value::as_str) {
        text.push_str(&format!(" {}", one_line(note)));
    }
    if let Some(list) =
        extension(operation, &names.replaced_by).map(operations).filter(|list| !list.is_empty())
    {
        text.push_str(&format!(" Replaced by {list}."));
    }
    Some(text)
}

/// One line of a list for each fact.
fn facts(context: &Context<'_>, operation: &Operation<'_>, others: &[String]) -> Vec<String> {
    let names = &context.options.extensions;
    let mut lines = Vec::new();
    let mut add = |label: &str, text: Option<String>| {
        lines.extend(text.filter(|text| !text.is_empty()).map(|text| format!("- **{label}**: {text}")));
    };
    add("Rate limit", extension(operation, &names.tier).and_then(rate_limit));
    let stability = extension(operation, &names.stability).map(plain);
    add("Stability", stability.filter(|word| word != "stable"));
    add("Scopes", scopes(context, operation));
    add("Access control", extension(operation, &names.access_control).map(words));
    add("Permissions", extension(operation, &names.permissions).map(words));
    if !is_deprecated(context, operation) {
        add("Replaced by", extension(operation, &names.replaced_by).map(operations));
    }
    add("Replaces", extension(operation, &names.replaces).map(operations));
    add("Body may also be", Some(others.iter().map(|o| format!("`{o}`")).collect::<Vec<_>>().join(", ")));
    lines
}

/// `{tier, limit}` in words.
fn rate_limit(value: &Value) -> Option<String> {
    let limit = member(value, "limit").map(plain).filter(|limit| !limit.is_empty());
    let tier = member(value, "tier").map(plain).filter(|tier| !tier.is_empty());
    match (limit, tier) {
        (Some(limit), Some(tier)) => Some(format!("{limit} requests per minute (tier {tier})")),
        (Some(limit), None) => Some(format!("{limit} requests per minute")),
        (None, Some(tier)) => Some(format!("tier {tier}")),
        (None, None) => value.as_str().map(str::to_owned),
    }
}

/// The scopes that any of the operation's security requirements names.
fn scopes(context: &Context<'_>, operation: &Operation<'_>) -> Option<String> {
    let requirements =
        field(operation.value, "security").or_else(|| context.root.get("security"))?.as_array()?;
    let mut named: Vec<String> = Vec::new();
    for scope in requirements.iter().filter_map(Value::as_object).flat_map(|one| one.values()) {
        for word in scope.as_array().into_iter().flatten().filter_map(Value::as_str) {
            let word = format!("`{word}`");
            if !named.contains(&word) {
                named.push(word);
            }
        }
    }
    Some(named.join(", "))
}

fn words(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            items.iter().map(|item| format!("`{}`", plain(item))).collect::<Vec<_>>().join(", ")
        }
        other => plain(other),
    }
}

/// `[{uniqueIdentifier: "GET:/path"}]` or a text, as code.
fn operations(value: &Value) -> String {
    let name = |item: &Value| {
        let text = member(item, "uniqueIdentifier").unwrap_or(item).as_str()?;
        Some(format!("`{}`", text.replacen(":/", " /", 1)))
    };
    match value {
        Value::Array(items) => items.iter().filter_map(name).collect::<Vec<_>>().join(", "),
        other => name(other).unwrap_or_default(),
    }
}
