//! Every night: **fetch** the documents of many services, **merge** them into one, **lint** them, find what **breaks**
//! callers, render a Postman collection and a changelog, and publish all of it or nothing.
//!
//! Bytes climb one stair, and the stages in the middle never see each other:
//!
//! ```text
//! json → openapi → { fetch, merge, lint, diff } → { release, report, render } → pipeline → cli
//! ```
//!
//! `tests/suite/stair.rs` holds the stair: it reads the `use` lines and names the import that climbs down.

pub mod artefact;
pub mod catalogue;
pub mod cli;
pub mod collections;
pub mod config;
pub mod diff;
pub mod escape;
pub mod fetch;
pub mod finding;
pub mod graph;
pub mod history;
pub mod json;
pub mod jsonpath;
pub mod lint;
pub mod merge;
pub mod openapi;
pub mod parallel;
pub mod percent;
pub mod pipeline;
pub mod postman_api;
pub mod publish;
pub mod regexp;
pub mod release;
pub mod render;
pub mod report;
pub mod yaml;
