//! The functions of `spectral:oas` that other rulesets do not know.

pub mod discriminator;
pub mod document;
pub mod enums;
pub mod example;
pub mod operation;
pub mod path;
pub mod reference;
pub mod schema;
pub mod security;
pub mod server;
pub mod tags;
