//! What a merge did: which operations came from where, what was renamed, added, shared and left out.

use serde::Serialize;

/// The account of a merge.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// One entry a source, in the order of the services.
    pub sources: Vec<SourceReport>,
    /// Every operation of every source, in the order of the services and their documents.
    pub operations: Vec<OperationReport>,
    /// What stands in the result and in no source.
    pub added: Vec<Addition>,
    /// What is worth knowing and stands against nothing.
    pub notes: Vec<String>,
}

/// What came from one source.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SourceReport {
    /// The service.
    pub service: String,
    /// File or URL.
    pub origin: String,
    /// How many operations it has.
    pub operations: usize,
    /// How many components it has.
    pub components: usize,
    /// The base path that moved from its servers into its paths, when there is one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub folded: String,
}

/// Where an operation went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OperationReport {
    /// The service.
    pub service: String,
    /// In upper case.
    pub method: String,
    /// The path template in the source.
    pub path: String,
    /// The path template in the result.
    pub published_path: String,
    /// The source's own id.
    #[serde(rename = "operationId", skip_serializing_if = "Option::is_none")]
    pub operation_id: Option<String>,
    /// The id in the result.
    #[serde(rename = "publishedId", skip_serializing_if = "Option::is_none")]
    pub published_id: Option<String>,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It stands in the result.
    Published,
    /// Another service declares the same, and that one stands for both.
    Shared,
    /// The configuration prefers another service's.
    Overruled,
}

/// Something that no source says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Addition {
    /// Where it stands in the result.
    pub pointer: String,
    /// What it is and why.
    pub what: String,
}
