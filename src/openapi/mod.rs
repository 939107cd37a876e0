//! OpenAPI documents as they are read: text, tree and places together, and what the grammar says a place is.

pub mod closure;
pub mod conformance;
pub mod discriminator;
pub mod document;
pub mod folder;
pub mod grammar;
pub mod operation;
pub mod reference;
pub mod schema;
pub mod version;
pub mod walk;

pub use document::{Document, LoadError};
pub use grammar::Kind;
pub use operation::{Method, Operation};
pub use version::Version;
