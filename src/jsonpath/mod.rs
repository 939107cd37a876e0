//! Spectral's dialect of JSONPath: what nimma and jsonpath-plus accept, read once and evaluated in one walk.

mod ast;
mod automaton;
pub mod parse;
mod script;
mod symbols;
pub mod trail;
mod walk;

pub use ast::Expression;
pub use parse::{ParseError, parse};
pub use trail::{Key, Trail};
pub use walk::{Found, Match, Search, find};

use serde_json::Value;

/// How a walk looks at a tree: as it is written, or through its references.
pub trait Tree {
    /// What stands for a value that a walk meets: the value itself, or what it refers to.
    fn see<'v>(&'v self, value: &'v Value) -> &'v Value;

    /// Whether a walk may meet a value more than once, because something refers to it. What was found below it the
    /// first time is not told again.
    fn shared(&self, _value: &Value) -> bool {
        false
    }
}

/// The tree as it is written.
#[derive(Debug, Clone, Copy, Default)]
pub struct Plain;

impl Tree for Plain {
    fn see<'v>(&'v self, value: &'v Value) -> &'v Value {
        value
    }
}
