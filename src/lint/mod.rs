//! Lint: Spectral's rulesets over one document, without running any JavaScript.

pub mod baseline;
pub mod ecma;
pub mod format;
pub mod functions;
pub mod json_schema;
pub mod resolve;
pub mod ruleset;
pub mod shape;

pub use crate::jsonpath::regex;
