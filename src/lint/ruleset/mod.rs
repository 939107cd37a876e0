//! Rulesets in Spectral's format: read from files, put together, ready for one document.

mod alias;
pub mod builtin;
mod definition;
mod effective;
mod error;
mod field;
mod glob;
mod load;
pub mod migrate;
mod package;
mod read;

pub use definition::Then;
pub use effective::{Effective, Rule};
pub use error::{RulesetError, suggestion};
pub use field::{Field, get};

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use crate::collections::HashMap;
use crate::json::Pointer;
use crate::jsonpath::{self, Expression};
use definition::{Definition, Entry};
pub use load::Fetch;
use load::Loader;

/// The names of a ruleset file that is taken when nobody names one, in this order.
pub const DEFAULT_FILES: [&str; 6] =
    [".spectral.yaml", ".spectral.yml", ".spectral.json", "spectral.yaml", "spectral.yml", "spectral.json"];

/// The built-in ruleset that counts when there is no file.
pub const DEFAULT: &str = "spectral:oas";

/// A ruleset that was read and checked.
#[derive(Debug)]
pub struct Ruleset {
    definition: Arc<Definition>,
    base: Effective,
    /// The expressions of its rules that can be read.
    expressions: HashMap<String, Arc<Expression>>,
    /// What was left out and why, for people: rules that need JavaScript, expressions that no engine reads.
    pub warnings: Vec<String>,
}

impl Ruleset {
    /// Reads a ruleset file and all that it extends.
    ///
    /// # Errors
    /// Files that cannot be read, keys, values, rules, functions, formats and aliases that are not there.
    pub fn load(path: &Path) -> Result<Self, RulesetError> {
        Self::load_with(&path.to_string_lossy(), None)
    }

    /// As [`Ruleset::load`], of a file or a URL; what stands behind URLs is read by `fetch`, or refused without it.
    ///
    /// # Errors
    /// As [`Ruleset::load`], and what could not be fetched.
    pub fn load_with(name: &str, fetch: Option<Fetch<'_>>) -> Result<Self, RulesetError> {
        let mut loader = Loader::with(fetch);
        let definition =
            if load::is_url(name) { loader.url(name, "-r")? } else { loader.file(Path::new(name))? };
        Self::of(definition)
    }

    /// The ruleset of a name: a file in a folder, a built-in one, or a URL; without a name, the file that stands in the
    /// folder under one of the usual names ([`DEFAULT_FILES`]), or the built-in set.
    ///
    /// # Errors
    /// As [`Ruleset::load_with`].
    pub fn choose(name: Option<&str>, folder: &Path, fetch: Option<Fetch<'_>>) -> Result<Self, RulesetError> {
        let here = |name: &str| Some(folder.join(name)).filter(|path| path.is_file());
        let path = match name {
            None => match DEFAULT_FILES.into_iter().find_map(here) {
                Some(path) => path,
                None => return Self::builtin(DEFAULT),
            },
            Some(url) if load::is_url(url) => return Self::load_with(url, fetch),
            Some(name) if name.contains(':') && !folder.join(name).exists() => return Self::builtin(name),
            Some(name) => folder.join(name),
        };
        Self::load_with(&path.to_string_lossy(), fetch)
    }

    /// A built-in ruleset by the name that `extends` would use, such as `spectral:oas`.
    ///
    /// # Errors
    /// A name that is not there.
    pub fn builtin(name: &str) -> Result<Self, RulesetError> {
        let Some(text) = builtin::text(name) else {
            let help = suggestion(name, builtin::names());
            return Err(RulesetError::about(name, "there is no built-in ruleset of this name", help));
        };
        Self::of(Loader::default().text(name, text.as_bytes().to_vec())?)
    }

    /// Reads a text as a ruleset; files that it extends are looked for beside `origin`.
    ///
    /// # Errors
    /// As [`Ruleset::load`].
    pub fn parse(origin: &str, text: &str) -> Result<Self, RulesetError> {
        Self::of(Loader::default().text(origin, text.as_bytes().to_vec())?)
    }

    fn of(definition: Arc<Definition>) -> Result<Self, RulesetError> {
        let base = effective::effective(&definition)?;
        let mut ruleset = Self { definition, base, expressions: HashMap::default(), warnings: Vec::new() };
        ruleset.check()?;
        Ok(ruleset)
    }

    /// An expression of a rule, read; `None` when it cannot be. Those of overrides are read when they are asked for.
    pub fn expression(&self, text: &str) -> Option<Arc<Expression>> {
        self.expressions.get(text).cloned().or_else(|| jsonpath::parse(text).ok().map(Arc::new))
    }

    /// The rules as they count for a document in no override.
    pub fn base(&self) -> &Effective {
        &self.base
    }

    /// The rules as they count for a document.
    ///
    /// # Errors
    /// An override that switches a rule that is not there.
    pub fn for_document(&self, origin: &str) -> Result<Cow<'_, Effective>, RulesetError> {
        if self.definition.overrides.is_empty() {
            return Ok(Cow::Borrowed(&self.base));
        }
        let path = relative(Path::new(&self.definition.file.origin), Path::new(origin));
        let whole =
            self.definition.overrides.iter().filter(|entry| {
                entry.files.iter().any(|glob| !glob.contains('#') && glob::matches(glob, &path))
            });
        let merged = whole.map(|entry| &entry.definition).fold(None, |merged: Option<Definition>, next| {
            Some(merged.map_or_else(|| next.clone(), |earlier| effective::together(&earlier, next)))
        });
        let mut found = match merged {
            None => self.base.clone(),
            Some(merged) => effective::effective(&effective::laid_over(&self.definition, &merged))?,
        };
        self.point(&path, &mut found);
        Ok(Cow::Owned(found))
    }

    /// Sets the severities of overrides whose globs carry a pointer.
    fn point(&self, path: &str, found: &mut Effective) {
        for entry in &self.definition.overrides {
            for (glob, fragment) in entry.files.iter().filter_map(|glob| glob.split_once('#')) {
                let place =
                    Pointer::parse_fragment(&format!("#{fragment}")).filter(|_| glob::matches(glob, path));
                let Some(place) = place else { continue };
                for (name, level) in &entry.definition.rules {
                    if let (Some(rule), Entry::Level(level)) = (found.rules.get_mut(name), level) {
                        rule.overrides.push((place.clone(), level.severity()));
                    }
                }
            }
        }
    }

    /// Checks what would otherwise only show when a document comes, and collects what has to be left out.
    fn check(&mut self) -> Result<(), RulesetError> {
        for rule in self.base.rules.values() {
            let scripts = rule.scripts();
            if !scripts.is_empty() && rule.enabled {
                let scripts = scripts.join("`, `");
                self.warnings.push(format!("rule `{}` is skipped: `{scripts}` is JavaScript", rule.name));
            }
            let place = Pointer::of(["rules", rule.name.as_str(), "given"]);
            let expressions = rule.all_expressions().map_err(|error| {
                let help = "define it under `aliases` of the same file, without a circle";
                RulesetError::at(&self.definition.file, &place, error.to_string(), help)
            })?;
            for expression in expressions {
                if self.expressions.contains_key(&expression) {
                    continue;
                }
                match jsonpath::parse(&expression) {
                    Ok(read) => drop(self.expressions.insert(expression, Arc::new(read))),
                    Err(error) => {
                        self.warnings
                            .push(format!("rule `{}` leaves out `{expression}`: {error}", rule.name));
                    }
                }
            }
        }
        Ok(())
    }
}

/// A file as it is seen from the folder of another one.
fn relative(from: &Path, file: &Path) -> String {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let (from, file) = (absolute(from), absolute(file));
    let folder = from.parent().unwrap_or(Path::new(""));
    let shared = folder.components().zip(file.components()).take_while(|(a, b)| a == b).count();
    let up = folder.components().skip(shared).map(|_| "..".to_owned());
    let down = file.components().skip(shared).map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}
