//! Reads a ruleset file and says where it is wrong.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::builtin;
use super::definition::{Alias, Definition, Entry, Extension, Extent, Level, Override, RuleDefinition, Then};
use super::error::{RulesetError, suggestion};
use super::field::Field;
use super::load::Loader;
use crate::finding::Severity;
use crate::json::Pointer;
use crate::lint::format::Format;
use crate::lint::functions;
use crate::openapi::{Document, document::kind_of};

type Result<T> = std::result::Result<T, RulesetError>;

const TOP: [&str; 12] = [
    "extends",
    "rules",
    "formats",
    "aliases",
    "overrides",
    "parserOptions",
    "documentationUrl",
    "functions",
    "functionsDir",
    "description",
    "except",
    "$schema",
];
const RULE: [&str; 13] = [
    "given",
    "then",
    "severity",
    "message",
    "description",
    "formats",
    "recommended",
    "resolved",
    "documentationUrl",
    "tags",
    "type",
    "extensions",
    "enabled",
];

/// A part of a ruleset file and where it stands.
#[derive(Clone)]
struct Part<'d> {
    document: &'d Arc<Document>,
    place: Pointer,
    value: &'d Value,
}

/// Reads a file that is already parsed.
pub(super) fn definition(document: &Arc<Document>, loader: &mut Loader<'_>) -> Result<Definition> {
    let root = Part { document, place: Pointer::root(), value: &document.value };
    let map = root.object("a ruleset")?;
    root.check_keys(map, &TOP)?;
    if !["extends", "rules", "overrides"].iter().any(|key| map.contains_key(*key)) {
        return Err(
            root.wrong("neither `rules` nor `extends` nor `overrides`", "a ruleset has at least one of them")
        );
    }
    let mut definition = body(&root, loader, &[])?;
    for entry in root.list("overrides")? {
        definition.overrides.push(overriding(&entry, loader, &definition)?);
    }
    if let Some(except) = root.get("except") {
        definition.overrides.extend(exceptions(&except)?);
    }
    Ok(definition)
}

/// What a file and an entry of `overrides` have in common.
fn body(part: &Part<'_>, loader: &mut Loader<'_>, scripts: &[String]) -> Result<Definition> {
    let mut definition = Definition {
        file: part.document.clone(),
        extends: extends(part, loader)?,
        formats: part.get("formats").map(|formats| formats.formats()).transpose()?,
        aliases: part
            .entries("aliases")?
            .into_iter()
            .map(|(name, part)| Ok((name, alias(&part)?)))
            .collect::<Result<_>>()?,
        rules: Vec::new(),
        duplicate_keys: None,
        documentation_url: part.get("documentationUrl").map(|url| url.text()).transpose()?,
        overrides: Vec::new(),
        scripts: scripts.iter().cloned().collect(),
    };
    for function in part.list("functions")? {
        // Either a name, or a name with the schema of its options.
        let name = function.value.as_array().and_then(|pair| pair.first()).unwrap_or(function.value);
        definition.scripts.extend(name.as_str().map(str::to_owned));
    }
    if let Some(options) = part.get("parserOptions") {
        definition.duplicate_keys = options.get("duplicateKeys").map(|level| level.severity()).transpose()?;
        options.get("incompatibleValues").map(|level| level.severity()).transpose()?;
    }
    for (name, rule) in part.entries("rules")? {
        let entry = entry(&rule, &definition)?;
        super::migrate::add(&mut definition.rules, name, entry);
    }
    Ok(definition)
}

fn overriding(part: &Part<'_>, loader: &mut Loader<'_>, above: &Definition) -> Result<Override> {
    let files = part
        .get("files")
        .ok_or_else(|| part.wrong("no `files`", "an override says which files it is for"))?;
    let files = files.texts("a glob or a list of globs")?;
    let scripts: Vec<String> = above.scripts.iter().cloned().collect();
    let definition = body(part, loader, &scripts)?;
    let pointed = files.iter().any(|glob| glob.contains('#'));
    let switches = |entry: &Entry| matches!(entry, Entry::Level(_));
    if pointed && !definition.rules.iter().all(|(_, entry)| switches(entry)) {
        return Err(
            part.wrong("a rule in an override for a pointer", "such an override sets severities only")
        );
    }
    Ok(Override { files, definition })
}

/// The older `except`: rules that are off at places.
fn exceptions(part: &Part<'_>) -> Result<Vec<Override>> {
    let map = part.object("an object from place to rules")?;
    let mut found = Vec::new();
    for (place, rules) in map {
        let part = part.child(place, rules);
        let off =
            part.texts("a list of rules")?.into_iter().map(|rule| (rule, Entry::Level(Level::Off))).collect();
        let glob = if place.starts_with('#') { format!("**{place}") } else { place.clone() };
        let definition = Definition { rules: off, ..empty(part.document) };
        found.push(Override { files: vec![glob], definition });
    }
    Ok(found)
}

/// A definition without anything.
pub(super) fn empty(document: &Arc<Document>) -> Definition {
    Definition {
        file: document.clone(),
        extends: Vec::new(),
        formats: None,
        aliases: std::collections::BTreeMap::new(),
        rules: Vec::new(),
        duplicate_keys: None,
        documentation_url: None,
        overrides: Vec::new(),
        scripts: std::collections::BTreeSet::new(),
    }
}

fn extends(part: &Part<'_>, loader: &mut Loader<'_>) -> Result<Vec<Extension>> {
    let Some(extends) = part.get("extends") else { return Ok(Vec::new()) };
    let entries = if extends.value.is_array() { part.list("extends")? } else { vec![extends] };
    let mut found = Vec::new();
    for entry in entries {
        let (name, extent) = match entry.value {
            Value::String(name) => (name.clone(), None),
            Value::Array(pair) => match pair.as_slice() {
                [Value::String(name), Value::String(word)] => (name.clone(), Some(extent(&entry, word)?)),
                _ => {
                    return Err(
                        entry.wrong("an entry that is no pair", "write [name, off | recommended | all]")
                    );
                }
            },
            other => {
                return Err(entry.wrong(
                    kind_of(other),
                    "a name, a file or [name, off | recommended | all] was expected",
                ));
            }
        };
        let definition = loader.extend(&name, entry.document).map_err(|mut error| {
            if error.position.is_none() && error.origin == entry.document.origin {
                error = RulesetError::at(entry.document, &entry.place, error.found, error.help);
            }
            error
        })?;
        found.extend(definition.map(|definition| Extension { definition, extent }));
    }
    Ok(found)
}

fn extent(part: &Part<'_>, word: &str) -> Result<Extent> {
    match word {
        "off" => Ok(Extent::Off),
        "recommended" => Ok(Extent::Recommended),
        "all" => Ok(Extent::All),
        _ => Err(part.wrong(format!("`{word}`"), suggestion(word, ["off", "recommended", "all"]))),
    }
}

fn alias(part: &Part<'_>) -> Result<Alias> {
    if !part.value.is_object() {
        return Ok(Alias::Plain(part.texts("an expression or a list of expressions")?));
    }
    let mut targets = Vec::new();
    for target in part.list("targets")? {
        let need = |key: &str| {
            target
                .get(key)
                .ok_or_else(|| target.wrong(format!("no `{key}`"), "a target has `formats` and `given`"))
        };
        targets.push((
            need("formats")?.formats()?,
            need("given")?.texts("an expression or a list of expressions")?,
        ));
    }
    if targets.is_empty() {
        return Err(part.wrong("no `targets`", "an alias is an expression, a list of them, or has `targets`"));
    }
    Ok(Alias::Scoped(targets))
}

fn entry(part: &Part<'_>, definition: &Definition) -> Result<Entry> {
    Ok(match part.value {
        Value::Bool(on) => Entry::Switch(*on),
        Value::String(_) | Value::Number(_) => Entry::Level(part.severity()?),
        Value::Object(_) => Entry::Rule(Arc::new(rule(part, definition)?)),
        other => return Err(part.wrong(kind_of(other), "a rule is an object, a severity, true or false")),
    })
}

fn rule(part: &Part<'_>, definition: &Definition) -> Result<RuleDefinition> {
    let map = part.object("a rule")?;
    part.check_keys(map, &RULE)?;
    let text = |key: &str| part.get(key).map(|part| part.text()).transpose();
    let flag = |key: &str| part.get(key).map(|part| part.flag()).transpose();
    let rule = RuleDefinition {
        description: text("description")?,
        message: text("message")?,
        severity: part.get("severity").map(|level| level.severity()).transpose()?,
        given: part
            .get("given")
            .map(|given| given.texts("an expression or a list of expressions"))
            .transpose()?,
        then: part.get("then").map(|then| thens(&then, definition)).transpose()?,
        formats: part.get("formats").map(|formats| formats.formats()).transpose()?,
        recommended: flag("recommended")?,
        resolved: flag("resolved")?,
        documentation_url: text("documentationUrl")?,
    };
    for given in rule.given.iter().flatten() {
        if !given.trim().starts_with(['$', '#']) {
            let place = Part { place: part.place.join("given"), ..part.clone() };
            return Err(place.wrong(format!("`{given}`"), "an expression starts with `$`, an alias with `#`"));
        }
    }
    Ok(rule)
}

fn thens(part: &Part<'_>, definition: &Definition) -> Result<Vec<Arc<Then>>> {
    match part.value {
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(at, item)| then(&part.child(&at.to_string(), item), definition).map(Arc::new))
            .collect(),
        _ => Ok(vec![Arc::new(then(part, definition)?)]),
    }
}

fn then(part: &Part<'_>, definition: &Definition) -> Result<Then> {
    part.object("`then`: a field and a function")?;
    let field = match part.get("field") {
        Some(field) => {
            let text = field.text()?;
            Some(Field::parse(&text).map_err(|e| field.wrong(e.to_string(), "correct the expression"))?)
        }
        None => None,
    };
    let function = part
        .get("function")
        .ok_or_else(|| part.wrong("no `function`", "say which function checks the value"))?;
    let name = function.text()?;
    let script = definition.scripts.contains(&name);
    let options = part.get("functionOptions");
    if !script && functions::lookup(&name).is_none() {
        let known = functions::ALL.iter().map(|function| function.name);
        return Err(function.wrong(format!("there is no function `{name}`"), suggestion(&name, known)));
    }
    let then = Then::new(field, name, options.as_ref().map(|options| options.value.clone()), script);
    if !script
        && !builtin::is(&part.document.origin)
        && let Err(message) = then.prepared()
    {
        let place = options.as_ref().unwrap_or(part);
        return Err(
            place.wrong(format!("options of `{}`: {message}", then.function), "correct `functionOptions`")
        );
    }
    Ok(then)
}

impl<'d> Part<'d> {
    fn wrong(&self, found: impl Into<String>, help: impl Into<String>) -> RulesetError {
        RulesetError::at(self.document, &self.place, found, help)
    }

    fn child(&self, key: &str, value: &'d Value) -> Self {
        Self { document: self.document, place: self.place.join(key), value }
    }

    fn get(&self, key: &str) -> Option<Self> {
        self.value.get(key).map(|value| self.child(key, value))
    }

    fn object(&self, what: &str) -> Result<&'d Map<String, Value>> {
        self.value.as_object().ok_or_else(|| self.wrong(kind_of(self.value), format!("{what} was expected")))
    }

    fn check_keys(&self, map: &Map<String, Value>, known: &[&str]) -> Result<()> {
        match map.keys().find(|key| !known.contains(&key.as_str()) && !key.starts_with("x-")) {
            None => Ok(()),
            Some(key) => {
                let place = Part { place: self.place.join(key), ..self.clone() };
                Err(place.wrong(format!("unknown key `{key}`"), suggestion(key, known.iter().copied())))
            }
        }
    }

    fn list(&self, key: &str) -> Result<Vec<Self>> {
        let Some(part) = self.get(key) else { return Ok(Vec::new()) };
        match part.value {
            Value::Array(items) => {
                Ok(items.iter().enumerate().map(|(at, item)| part.child(&at.to_string(), item)).collect())
            }
            other => Err(part.wrong(format!("`{key}` is {}", kind_of(other)), "a list was expected")),
        }
    }

    fn entries(&self, key: &str) -> Result<Vec<(String, Self)>> {
        let Some(part) = self.get(key) else { return Ok(Vec::new()) };
        if part.value.is_null() {
            return Ok(Vec::new());
        }
        let map = part.object(&format!("`{key}`: an object"))?;
        Ok(map.iter().map(|(name, value)| (name.clone(), part.child(name, value))).collect())
    }

    fn text(&self) -> Result<String> {
        match self.value {
            Value::String(text) => Ok(text.clone()),
            other => Err(self.wrong(kind_of(other), "a text was expected")),
        }
    }

    fn flag(&self) -> Result<bool> {
        self.value.as_bool().ok_or_else(|| self.wrong(kind_of(self.value), "true or false was expected"))
    }

    fn texts(&self, what: &str) -> Result<Vec<String>> {
        match self.value {
            Value::String(text) => Ok(vec![text.clone()]),
            Value::Array(items) => {
                items.iter().enumerate().map(|(at, item)| self.child(&at.to_string(), item).text()).collect()
            }
            other => Err(self.wrong(kind_of(other), format!("{what} was expected"))),
        }
    }

    fn formats(&self) -> Result<Vec<String>> {
        let names = self.texts("a list of formats")?;
        match names.iter().find(|name| Format::of_name(name).is_none()) {
            None => Ok(names),
            Some(name) => {
                let known = Format::ALL.iter().map(|(name, _)| *name);
                Err(self.wrong(format!("unknown format `{name}`"), suggestion(name, known)))
            }
        }
    }

    fn severity(&self) -> Result<Level> {
        let word = match self.value {
            Value::String(word) => word.clone(),
            Value::Number(number) => number.to_string(),
            other => {
                return Err(
                    self.wrong(kind_of(other), "a severity was expected: error, warn, info, hint or off")
                );
            }
        };
        match word.as_str() {
            "off" | "-1" => Ok(Level::Off),
            "error" | "0" => Ok(Level::At(Severity::Error)),
            "warn" | "1" => Ok(Level::At(Severity::Warn)),
            "info" | "2" => Ok(Level::At(Severity::Info)),
            "hint" | "3" => Ok(Level::At(Severity::Hint)),
            "on" => Err(self.wrong("`on`", "write `true` to switch a rule on with its own severity")),
            _ => {
                let help = suggestion(&word, ["error", "warn", "info", "hint", "off"]);
                Err(self.wrong(format!("`{word}` is no severity"), help))
            }
        }
    }
}
