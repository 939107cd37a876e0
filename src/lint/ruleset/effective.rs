//! Rulesets put together: what extends what, who switches what on or off.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;

use super::alias;
use super::definition::{self, Alias, Definition, Entry, Extension, Extent, Level, RuleDefinition, Then};
use super::error::{RulesetError, suggestion};
use crate::finding::Severity;
use crate::json::Pointer;
use crate::lint::format::Formats;

/// A rule as it counts in the end.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its id.
    pub name: String,
    /// Whether it is on by default.
    pub recommended: bool,
    /// Whether it is on.
    pub enabled: bool,
    /// What it asks for.
    pub description: Option<String>,
    /// What findings say, with placeholders.
    pub message: Option<String>,
    /// `None`: off.
    pub severity: Option<Severity>,
    /// Whether it sees through references.
    pub resolved: bool,
    /// The formats it is for; `None`: any.
    pub formats: Option<Formats>,
    /// The functions.
    pub then: Vec<Arc<Then>>,
    /// Where it is explained.
    pub documentation_url: Option<String>,
    /// Other severities below pointers.
    pub overrides: Vec<(Pointer, Option<Severity>)>,
    given: Vec<String>,
    aliases: Arc<BTreeMap<String, Alias>>,
    owner_formats: Option<Formats>,
}

impl Rule {
    fn new(name: &str, rule: &RuleDefinition, owner: &Definition) -> Self {
        Self {
            name: name.to_owned(),
            recommended: rule.recommended != Some(false),
            enabled: rule.recommended != Some(false),
            description: rule.description.clone(),
            message: rule.message.clone(),
            severity: rule.severity.map_or(Some(Severity::Warn), Level::severity),
            resolved: rule.resolved != Some(false),
            formats: rule.formats.as_deref().map(definition::formats),
            then: rule.then.clone().unwrap_or_default(),
            documentation_url: rule.documentation_url.clone(),
            overrides: Vec::new(),
            given: rule.given.clone().unwrap_or_default(),
            aliases: Arc::new(owner.aliases.clone()),
            owner_formats: owner.formats.as_deref().map(definition::formats),
        }
    }

    /// Takes over what an object for a rule of the same name says, and switches the rule on.
    fn absorb(&mut self, rule: &RuleDefinition, from: &Definition) {
        if let Some(given) = &rule.given {
            self.given.clone_from(given);
            self.aliases = Arc::new(from.aliases.clone());
        }
        if let Some(then) = &rule.then {
            self.then.clone_from(then);
        }
        self.description = rule.description.clone().or_else(|| self.description.take());
        self.message = rule.message.clone().or_else(|| self.message.take());
        self.documentation_url = rule.documentation_url.clone().or_else(|| self.documentation_url.take());
        self.severity = rule.severity.map_or(self.severity, Level::severity);
        self.recommended = rule.recommended.unwrap_or(self.recommended);
        self.resolved = rule.resolved.unwrap_or(self.resolved);
        if let Some(formats) = &rule.formats {
            self.formats = Some(definition::formats(formats));
        }
        self.enabled = true;
    }

    /// The expressions for a document of these formats.
    pub fn expressions(&self, formats: Formats) -> Vec<String> {
        let resolve =
            |given: &String| alias::resolve(&self.aliases, given, Some(formats)).unwrap_or_default();
        self.given.iter().flat_map(resolve).collect()
    }

    /// Every expression for any format.
    ///
    /// # Errors
    /// Aliases that cannot be used.
    pub fn all_expressions(&self) -> Result<Vec<String>, alias::AliasError> {
        let lists: Result<Vec<_>, _> =
            self.given.iter().map(|given| alias::resolve(&self.aliases, given, None)).collect();
        Ok(lists?.into_iter().flatten().collect())
    }

    /// Whether the rule is on for a document of these formats.
    pub fn applies(&self, formats: Formats) -> bool {
        (self.enabled || !self.overrides.is_empty()) && self.formats.is_none_or(|own| own.meets(formats))
    }

    /// How much a finding at a place matters; `None`: not at all. The longest pointer counts.
    pub fn severity_at(&self, path: &Pointer) -> Option<Severity> {
        let below = self.overrides.iter().filter(|(pointer, _)| path.starts_with(pointer));
        below
            .max_by_key(|(pointer, _)| pointer.tokens().len())
            .map_or(self.severity, |(_, severity)| *severity)
    }

    /// The functions of this rule that are JavaScript.
    pub fn scripts(&self) -> Vec<&str> {
        self.then.iter().filter(|then| then.script).map(|then| then.function.as_str()).collect()
    }
}

/// What counts for one document.
#[derive(Debug, Clone, Default)]
pub struct Effective {
    /// Rules by name, in the order in which they were met.
    pub rules: IndexMap<String, Rule>,
    /// The names of all formats that any rule or file names.
    pub formats: Vec<String>,
    /// How much a doubled key matters; `None`: not at all.
    pub duplicate_keys: Option<Severity>,
}

/// Puts a definition and all that it extends together.
///
/// # Errors
/// A switch for a rule that is not there, a rule without `given` and `then`, an alias that cannot be used.
pub fn effective(definition: &Definition) -> Result<Effective, RulesetError> {
    let mut effective = evaluate(definition, Extent::Recommended, false)?;
    effective.duplicate_keys = definition.duplicate_keys.map_or(Some(Severity::Error), Level::severity);
    Ok(effective)
}

fn evaluate(definition: &Definition, extent: Extent, explicit: bool) -> Result<Effective, RulesetError> {
    let mut found =
        Effective { formats: definition.formats.clone().unwrap_or_default(), ..Effective::default() };
    for Extension { definition, extent: own } in &definition.extends {
        let below = evaluate(definition, own.unwrap_or(Extent::Recommended), own.is_some())?;
        add_formats(&mut found.formats, &below.formats);
        found.rules.extend(below.rules);
    }
    if explicit {
        found.rules.values_mut().for_each(|rule| rule.enabled = extent.includes(rule.recommended));
    }
    for (name, entry) in &definition.rules {
        let created = merge(&mut found.rules, name, entry, definition)?;
        let Some(rule) = found.rules.get_mut(name) else { continue };
        if created || explicit {
            rule.enabled = extent.includes(rule.recommended);
        }
        finish(rule, created, definition);
        if let Entry::Rule(written) = entry {
            add_formats(&mut found.formats, written.formats.as_deref().unwrap_or_default());
        }
    }
    Ok(found)
}

fn finish(rule: &mut Rule, created: bool, definition: &Definition) {
    if rule.formats.is_none() {
        rule.formats =
            if created { definition.formats.as_deref().map(definition::formats) } else { rule.owner_formats };
    }
    if let (None, Some(url)) = (&rule.documentation_url, &definition.documentation_url) {
        rule.documentation_url = Some(format!("{url}#{}", rule.name));
    }
}

fn add_formats(formats: &mut Vec<String>, more: &[String]) {
    for format in more {
        if !formats.contains(format) {
            formats.push(format.clone());
        }
    }
}

/// Merges one entry; says whether it made a new rule.
fn merge(
    rules: &mut IndexMap<String, Rule>,
    name: &str,
    entry: &Entry,
    from: &Definition,
) -> Result<bool, RulesetError> {
    let place = Pointer::of(["rules", name]);
    if !rules.contains_key(name) && !matches!(entry, Entry::Rule(_)) {
        if ["asyncapi-", "arazzo-"].iter().any(|kind| name.starts_with(kind)) {
            return Ok(false);
        }
        let help = suggestion(name, rules.keys().map(String::as_str));
        let found = format!("there is no rule `{name}` to switch on or off");
        return Err(RulesetError::at(&from.file, &place, found, help));
    }
    match (rules.get_mut(name), entry) {
        (Some(rule), Entry::Switch(on)) => rule.enabled = *on,
        (Some(rule), Entry::Level(level)) => {
            rule.severity = level.severity();
            rule.enabled = rule.severity.is_some();
        }
        (Some(rule), Entry::Rule(written)) => rule.absorb(written, from),
        (None, Entry::Rule(written)) => {
            if written.given.is_none() || written.then.is_none() {
                let found = format!("the rule `{name}` has no `given` or no `then`");
                return Err(RulesetError::at(&from.file, &place, found, "a new rule needs both"));
            }
            rules.insert(name.to_owned(), Rule::new(name, written, from));
            return Ok(true);
        }
        (None, _) => {}
    }
    Ok(false)
}

/// A definition with another one on top, as `overrides` lays them: rules of the one below come by `extends`.
pub(super) fn laid_over(below: &Definition, above: &Definition) -> Definition {
    let mut merged = together(below, above);
    if !below.rules.is_empty() && !above.rules.is_empty() {
        let base = Definition { overrides: Vec::new(), ..below.clone() };
        merged.extends.push(Extension { definition: Arc::new(base), extent: None });
        merged.rules.clone_from(&above.rules);
    }
    merged
}

/// Two entries of `overrides` that count together: the later one wins.
pub(super) fn together(left: &Definition, right: &Definition) -> Definition {
    let mut aliases = left.aliases.clone();
    aliases.extend(right.aliases.clone());
    let mut rules = left.rules.clone();
    for (name, entry) in &right.rules {
        rules.retain(|(known, _)| known != name);
        rules.push((name.clone(), entry.clone()));
    }
    Definition {
        file: right.file.clone(),
        extends: if right.extends.is_empty() { left.extends.clone() } else { right.extends.clone() },
        formats: right.formats.clone().or_else(|| left.formats.clone()),
        aliases,
        rules,
        duplicate_keys: right.duplicate_keys.or(left.duplicate_keys),
        documentation_url: right.documentation_url.clone().or_else(|| left.documentation_url.clone()),
        overrides: Vec::new(),
        scripts: left.scripts.union(&right.scripts).cloned().collect(),
    }
}
