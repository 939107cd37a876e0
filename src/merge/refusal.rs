//! Why sources cannot be merged: every contradiction at once, with the sources and what would decide it.

use std::fmt;

use serde::Serialize;

use crate::json::Pointer;
use crate::openapi::Document;

/// All that stands against a merge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// In a fixed order, whatever the order of the sources.
    pub contradictions: Vec<Contradiction>,
}

/// One thing that two sources, or a source and the configuration, disagree about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Contradiction {
    /// What sort of contradiction it is, in kebab-case.
    pub kind: &'static str,
    /// What was found.
    pub what: String,
    /// Where it stands.
    pub sources: Vec<Place>,
    /// What would decide it.
    pub decide: String,
}

/// A place in a source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// The service.
    pub service: String,
    /// File or URL.
    pub origin: String,
    /// The place in it.
    pub pointer: Pointer,
    /// The line in its text, from 1, when it has one.
    pub line: Option<usize>,
}

impl Place {
    /// A place of a document.
    pub fn of(document: &Document, pointer: Pointer) -> Self {
        let line = document
            .closest(&pointer)
            .map(|node| document.position(node.key.unwrap_or(node.value).start).line + 1);
        Self { service: document.name.clone(), origin: document.origin.clone(), pointer, line }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if self.pointer.is_root() { Ok(()) } else { write!(f, " at {}", self.pointer) }
    }
}

impl Refusal {
    /// The first contradiction in a line, and how many more there are.
    pub fn in_short(&self) -> String {
        let Some(first) = self.contradictions.first() else { return "nothing stands against it".to_owned() };
        let place = first.sources.first().map_or_else(String::new, |place| format!(" at {}", place.pointer));
        let more = match self.contradictions.len() - 1 {
            0 => String::new(),
            more => format!(", and {more} more"),
        };
        format!("it cannot be merged: {}: {}{place}{more}", first.kind, first.what)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.contradictions.len();
        write!(
            f,
            "the sources cannot be merged: {count} contradiction{}",
            if count == 1 { "" } else { "s" }
        )?;
        for contradiction in &self.contradictions {
            write!(f, "\n\n{}: {}", contradiction.kind, contradiction.what)?;
            for place in &contradiction.sources {
                write!(f, "\n  {place}")?;
            }
            write!(f, "\n  to decide: {}", contradiction.decide)?;
        }
        Ok(())
    }
}

impl std::error::Error for Refusal {}

/// Collects contradictions.
#[derive(Debug, Default)]
pub(super) struct Contradictions(Vec<Contradiction>);

impl Contradictions {
    pub(super) fn add(
        &mut self,
        kind: &'static str,
        what: String,
        sources: Vec<Place>,
        decide: impl Into<String>,
    ) {
        self.0.push(Contradiction { kind, what, sources, decide: decide.into() });
    }

    /// Takes over what was collected elsewhere.
    pub(super) fn append(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }

    /// A refusal of what was collected.
    pub(super) fn into_refusal(self) -> Refusal {
        Refusal { contradictions: self.0 }
    }

    /// `Ok` when nothing stands against the merge.
    pub(super) fn into_result(mut self) -> Result<(), Refusal> {
        if self.0.is_empty() {
            return Ok(());
        }
        self.0.sort();
        self.0.dedup();
        Err(Refusal { contradictions: self.0 })
    }
}
