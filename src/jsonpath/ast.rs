//! What an expression says.

use super::script::Script;

/// A parsed expression.
#[derive(Debug)]
pub struct Expression {
    /// The expression as it is written.
    pub text: String,
    /// The steps down (and up) from `$`.
    pub steps: Vec<Step>,
    /// How many levels to go up from what the steps find: trailing `^`.
    pub up: usize,
    /// Whether the key is meant and not the value: trailing `~`.
    pub key: bool,
}

/// One step.
#[derive(Debug)]
pub enum Step {
    /// To children.
    Child(Selector),
    /// To whatever stands below, at any depth.
    Deep(Selector),
    /// `$..` alone: the node itself and every object and array below it.
    Containers,
    /// `^` with more steps behind it.
    Up,
}

/// Which children.
#[derive(Debug)]
pub enum Selector {
    /// `*`
    Any,
    /// Names or indices; both are compared as they print.
    Names(Vec<String>),
    /// `[start:end:step]`
    Slice(Slice),
    /// `[?(…)]`
    Filter(Script),
    /// `[(…)]`: the script says the name.
    Computed(Script),
}

/// Part of an array; negative numbers count from its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slice {
    /// The first index.
    pub start: i64,
    /// The index behind the last.
    pub end: Option<i64>,
    /// Every how many-th.
    pub step: i64,
}

impl Slice {
    /// Whether an index of an array of some length is meant.
    pub fn holds(self, index: usize, length: usize) -> bool {
        let (Ok(index), Ok(length)) = (i64::try_from(index), i64::try_from(length)) else { return false };
        let from_end = |at: i64| if at < 0 { (length + at).max(0) } else { at.min(length) };
        let (start, end) = (from_end(self.start), self.end.map_or(length, from_end));
        index >= start && index < end && (index - start) % self.step.max(1) == 0
    }
}
