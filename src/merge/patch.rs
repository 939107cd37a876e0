//! Changes that people ask for around a merge: overlays of sources before it, repairs and overlays of the result after its
//! proof.

use std::borrow::Cow;
use std::path::Path;

use serde_json::Value;

use super::overlay::{Overlay, OverlayError};
use super::repair::{self, Repair, Repaired};
use crate::openapi::folder;
use crate::openapi::{Document, LoadError};

/// The overlays in force. One that `extends` the document of a service changes this source, any other changes the result.
#[derive(Debug, Default)]
pub struct Patches {
    overlays: Vec<Overlay>,
}

/// Why the overlays cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatchError {
    /// A file that cannot be read.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// A document that is no overlay.
    #[error(transparent)]
    Overlay(#[from] OverlayError),
}

impl Patches {
    /// The overlays of a folder in the order of their names; none when there is no such folder.
    ///
    /// # Errors
    /// A file that cannot be read or is no overlay.
    pub fn of_folder(path: &Path) -> Result<Self, PatchError> {
        let mut patches = Self::default();
        if path.is_dir() {
            for file in folder::files(path)?.into_values() {
                let bytes = std::fs::read(&file).map_err(|error| folder::unreadable(&file, &error))?;
                patches.add(&Document::read("overlay", &file.to_string_lossy(), bytes)?)?;
            }
        }
        Ok(patches)
    }

    /// One overlay more, behind those that are there.
    ///
    /// # Errors
    /// A document that is no overlay.
    pub fn add(&mut self, document: &Document) -> Result<(), OverlayError> {
        self.overlays.push(Overlay::of(document)?);
        Ok(())
    }

    /// The sources as they are merged, and what was changed in them.
    pub fn sources<'a>(&self, sources: &'a [Document]) -> (Cow<'a, [Document]>, Vec<Repaired>) {
        let mut patched = Cow::Borrowed(sources);
        let mut done = Vec::new();
        for (at, source) in sources.iter().enumerate() {
            for overlay in self.overlays.iter().filter(|overlay| overlay.service() == Some(&source.name)) {
                let mut value = patched[at].value.clone();
                let changed = overlay.apply(&mut value);
                if !changed.is_empty() {
                    patched.to_mut()[at] = Document::from_value(&source.name, &source.origin, value);
                }
                done.extend(changed.into_iter().map(|one| one.in_source(&source.name)));
            }
        }
        (patched, done)
    }

    /// Whether [`Patches::result`] could change anything.
    pub fn may_change_result(&self, wanted: &Repair, sources: &[Document]) -> bool {
        *wanted != Repair::default() || self.of_result(sources).next().is_some()
    }

    /// The overlays that belong to no source.
    fn of_result<'a>(&'a self, sources: &'a [Document]) -> impl Iterator<Item = &'a Overlay> {
        let of_source = |overlay: &&Overlay| {
            overlay.service().is_some_and(|service| sources.iter().any(|source| source.name == service))
        };
        self.overlays.iter().filter(move |overlay| !of_source(overlay))
    }

    /// Repairs the result and lays the overlays over it that belong to no source; says what was done.
    pub fn result(&self, root: &mut Value, wanted: &Repair, sources: &[Document]) -> Vec<Repaired> {
        let mut done = repair::repair(root, wanted);
        for overlay in self.of_result(sources) {
            done.extend(overlay.apply(root));
        }
        done
    }
}

impl std::fmt::Display for Repaired {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {} at {}", self.by, self.what, self.pointer)
    }
}
