//! What changed between two sets of documents, and what that does to their callers.

pub mod change;
