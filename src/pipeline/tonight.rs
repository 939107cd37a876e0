//! The documents that are in force tonight, and what they replace.

use std::collections::BTreeMap;
use std::path::Path;

use super::{Record, spec_path};
use crate::fetch::{Lock, Night, Verdict};
use crate::openapi::Document;

/// The documents in force tonight and those that they replace.
pub(super) struct Tonight {
    pub services: Vec<(String, Verdict)>,
    pub lock: Lock,
    pub notes: Vec<String>,
    /// Whether nothing is compared: no earlier night fetched what this one has.
    pub baseline: bool,
    /// What is in force: first what tonight brought, then what stays.
    pub sources: Vec<Document>,
    /// How many of the sources tonight brought.
    pub fresh: usize,
    /// The documents that went or were replaced.
    pub replaced: Vec<Document>,
}

impl Tonight {
    /// `specs/` as it stands.
    pub fn offline(documents: Vec<Document>, record: &Record) -> Self {
        Self {
            services: documents.iter().map(|document| (document.name.clone(), Verdict::Unchanged)).collect(),
            lock: record.lock.clone(),
            notes: Vec::new(),
            baseline: record.changelog.entries.is_empty() || record.consolidated.is_none(),
            sources: documents,
            fresh: 0,
            replaced: Vec::new(),
        }
    }

    pub fn fetched(documents: Vec<Document>, night: Night) -> Self {
        let mut before: BTreeMap<String, Document> =
            documents.into_iter().map(|document| (document.name.clone(), document)).collect();
        let (mut services, mut fresh, mut stay) = (Vec::new(), Vec::new(), Vec::new());
        for service in night.services {
            let kept = !matches!(service.verdict, Verdict::Removed { .. });
            match service.document {
                Some(document) if kept => fresh.push(document),
                _ if kept => stay.extend(before.remove(&service.name)),
                _ => {}
            }
            services.push((service.name, service.verdict));
        }
        let count = fresh.len();
        let sources = fresh.into_iter().chain(stay).collect();
        let replaced = before.into_values().collect();
        let Night { lock, notes, baseline, .. } = night;
        Self { services, lock, notes, baseline, sources, fresh: count, replaced }
    }

    /// Files of documents that went, or that are now kept under another name.
    pub fn obsolete_files(&self, root: &Path) -> Vec<String> {
        let paths =
            self.replaced.iter().filter_map(|document| Path::new(&document.origin).strip_prefix(root).ok());
        let fresh: Vec<_> = self.sources[..self.fresh].iter().map(spec_path).collect();
        paths
            .map(|path| path.to_string_lossy().replace('\\', "/"))
            .filter(|path| !fresh.contains(path))
            .collect()
    }
}
