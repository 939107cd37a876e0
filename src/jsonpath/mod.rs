//! Spectral's dialect of JSONPath: what nimma and jsonpath-plus accept, told apart once and evaluated in one walk.

pub mod trail;

pub use trail::{Key, Trail};

use serde_json::Value;

/// How a walk looks at a tree: as it is written, or through its references.
pub trait Tree<'a> {
    /// What stands for a value that a walk meets: the value itself, or what it refers to.
    fn see(&self, value: &'a Value) -> &'a Value;
}

/// The tree as it is written.
#[derive(Debug, Clone, Copy, Default)]
pub struct Plain;

impl<'a> Tree<'a> for Plain {
    fn see(&self, value: &'a Value) -> &'a Value {
        value
    }
}
