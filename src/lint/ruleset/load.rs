//! Finds what `extends` names: built-in sets, files, installed packages, and URLs where that is allowed. No JavaScript runs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::definition::Definition;
use super::error::{RulesetError, suggestion};
use super::{builtin, package, read};
use crate::openapi::{Document, document, folder};

/// Reads what stands behind a URL, or says why not.
pub type Fetch<'f> = &'f dyn Fn(&str) -> Result<Vec<u8>, String>;

/// Reads rulesets, each file once.
#[derive(Default)]
pub(super) struct Loader<'f> {
    /// How URLs are read, where that is allowed.
    fetch: Option<Fetch<'f>>,
    known: BTreeMap<String, Arc<Definition>>,
    open: Vec<String>,
}

impl<'f> Loader<'f> {
    /// One that reads URLs when it is given a way to.
    pub(super) fn with(fetch: Option<Fetch<'f>>) -> Self {
        Self { fetch, ..Self::default() }
    }

    /// Reads a file.
    pub(super) fn file(&mut self, path: &Path) -> Result<Arc<Definition>, RulesetError> {
        let origin = path.to_string_lossy().into_owned();
        if let Some(known) = self.known.get(&origin) {
            return Ok(known.clone());
        }
        refuse_script(&origin)?;
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
            let help = suggestion(name, builtin::names());
            return Err(RulesetError::about(&from.origin, format!("there is no ruleset `{name}`"), help));
        }
        if is_url(name) || is_url(&from.origin) {
            return self.remote(name, from);
        }
        let from_here = Path::new(&from.origin);
        let path = match beside(from_here, name) {
            Some(file) if file.is_file() || name.starts_with(['.', '/']) => Some(file),
            missing => package::installed(from_here, name).or(missing),
        };
        let Some(path) = path else {
            let found = format!("`{name}` is neither a file, nor built in, nor a package in `node_modules`");
            let help =
                format!("install it (`npm install {name}`), or keep a copy of its ruleset beside this file");
            return Err(RulesetError::about(&from.origin, found, help));
        };
        if self.open.contains(&path.to_string_lossy().into_owned()) {
            return Ok(None);
        }
        self.file(&path).map(Some)
    }

    /// What a file names by a URL, or what a fetched file names beside it.
    fn remote(&mut self, name: &str, from: &Document) -> Result<Option<Arc<Definition>>, RulesetError> {
        let url = if is_url(name) {
            url::Url::parse(name)
        } else {
            url::Url::parse(&from.origin).and_then(|base| base.join(name))
        };
        let url = match url {
            Ok(url) if ["http", "https"].contains(&url.scheme()) => url.to_string(),
            _ => {
                let help = "a URL with https was expected";
                return Err(RulesetError::about(&from.origin, format!("`{name}` cannot be fetched"), help));
            }
        };
        if self.open.contains(&url) {
            return Ok(None);
        }
        self.url(&url, &from.origin).map(Some)
    }

    /// Reads what stands behind a URL; `from` is who asks for it.
    pub(super) fn url(&mut self, url: &str, from: &str) -> Result<Arc<Definition>, RulesetError> {
        if let Some(known) = self.known.get(url) {
            return Ok(known.clone());
        }
        let Some(fetch) = self.fetch else {
            let help = "rulesets are fetched only with --fetch-rulesets, or `fetch-rulesets = true` under [lint] of \
                        specline.toml; or keep a copy and name that";
            return Err(RulesetError::about(from, format!("`{url}` is a URL"), help));
        };
        refuse_script(url)?;
        let bytes = fetch(url).map_err(|why| {
            RulesetError::about(
                from,
                format!("`{url}` could not be fetched: {why}"),
                "keep a copy and name that",
            )
        })?;
        self.text(url, bytes)
    }
}

/// Whether a name is a URL and no file.
pub(super) fn is_url(name: &str) -> bool {
    name.contains("://")
}

fn refuse_script(origin: &str) -> Result<(), RulesetError> {
    if [".js", ".mjs", ".cjs", ".ts"].iter().any(|suffix| origin.ends_with(suffix)) {
        let help = "JavaScript does not run here: write the rules as YAML or JSON";
        return Err(RulesetError::about(origin, "a ruleset in JavaScript", help));
    }
    Ok(())
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
