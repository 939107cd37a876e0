//! Values for schemas: is a value valid, and which value shows a reader what is meant.
//!
//! A validator of our own, because a render asks it tens of thousands of short questions about sub-schemas in place,
//! with `readOnly` and `writeOnly` in force, which a compiled validator of whole documents does not answer.

mod choose;
mod compound;
mod format;
mod memory;
mod patch;
mod pattern;
mod schemas;
mod shape;
mod text;
mod validate;

pub use choose::Chooser;
pub use patch::Resource;
pub use pattern::Pattern;
pub use schemas::{Schemas, Side};

/// A text of a format, where the format is known; `salt` tells values apart that must differ.
pub fn of_format(name: &str, salt: &str) -> Option<String> {
    format::example(name, salt, 0)
}
