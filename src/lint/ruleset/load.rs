//! Finds what `extends` names: built-in sets, files. Nothing is fetched and no JavaScript runs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::definition::Definition;
use super::error::{RulesetError, suggestion};
use super::{builtin, read};
use crate::openapi::{Document, document, folder};

/// Reads rulesets, each file once.
#[derive(Default)]
pub(super) struct Loader {
    known: BTreeMap<String, Arc<Definition>>,
    open: Vec<String>,
}

impl Loader {
    /// Reads a file.
    pub(super) fn file(&mut self, path: &Path) -> Result<Arc<Definition>, RulesetError> {
        let origin = path.to_string_lossy().into_owned();
        if let Some(known) = self.known.get(&origin) {
            return Ok(known.clone());
        }
        if [".js", ".mjs", ".cjs", ".ts"].iter().any(|suffix| origin.ends_with(suffix)) {
            let help = "JavaScript does not run here: write the rules as YAML or JSON";
            return Err(RulesetError::about(&origin, "a ruleset in JavaScript", help));
        }
        let bytes = std::fs::read(path).map_err(|error| {
            let mut error = RulesetError::from(folder::unreadable(path, &error));
            "name a ruleset file that exists and may be read".clone_into(&mut error.help);
            error
        })?;
        self.text(&origin, bytes)
    }

    /// Reads a text as the ruleset of a name.
    pub(super) fn text(&mut self, origin: &str, bytes: Vec<u8>) -> Result<Arc<Definition>, RulesetError> {
        let document = Document::read(&document::service_of(Path::new(origin)), origin, bytes)?;
        self.open.push(origin.to_owned());
        let definition = read::definition(&Arc::new(document), self);
        self.open.pop();
        let definition = Arc::new(definition?);
        self.known.insert(origin.to_owned(), definition.clone());
        Ok(definition)
    }

    /// What an entry of `extends` names; `None` for what is open already.
    pub(super) fn extend(
        &mut self,
        name: &str,
        from: &Document,
    ) -> Result<Option<Arc<Definition>>, RulesetError> {
        if let Some(text) = builtin::text(name) {
            if let Some(known) = self.known.get(name) {
                return Ok(Some(known.clone()));
            }
            return self.text(name, text.as_bytes().to_vec()).map(Some);
        }
        if name.starts_with("spectral:") || name.starts_with("specline:") {
            let help = suggestion(name, builtin::NAMES.iter().map(|(name, _)| *name));
            return Err(RulesetError::about(&from.origin, format!("there is no ruleset `{name}`"), help));
        }
        if name.contains("://") {
            let help = "rulesets are not fetched: keep a copy beside this file and extend that";
            return Err(RulesetError::about(&from.origin, format!("`{name}` is a URL"), help));
        }
        let path = beside(Path::new(&from.origin), name);
        let Some(path) = path else {
            let help = "packages are not installed here: keep a copy of its ruleset beside this file and extend that";
            return Err(RulesetError::about(
                &from.origin,
                format!("`{name}` is neither a file nor built in"),
                help,
            ));
        };
        if self.open.contains(&path.to_string_lossy().into_owned()) {
            return Ok(None);
        }
        self.file(&path).map(Some)
    }
}

/// The file that a name means in a ruleset: relative to it, with or without its suffix.
fn beside(from: &Path, name: &str) -> Option<PathBuf> {
    let folder = from.parent().unwrap_or(Path::new(""));
    let path = folder.join(name.strip_prefix("./").unwrap_or(name));
    let tries =
        ["", ".yaml", ".yml", ".json"].map(|suffix| PathBuf::from(format!("{}{suffix}", path.display())));
    if let Some(found) = tries.into_iter().find(|path| path.is_file()) {
        return Some(found);
    }
    let meant = name.starts_with('.')
        || name.starts_with('/')
        || [".yaml", ".yml", ".json"].iter().any(|s| name.ends_with(s));
    meant.then_some(path)
}
