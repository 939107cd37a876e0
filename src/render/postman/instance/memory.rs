//! What was chosen before. Operations share components, and a value of one is chosen again and again.

use serde_json::Value;

use super::choose::Trust;
use super::schemas::Side;
use crate::collections::HashMap;
use crate::json::identity::{Address, IdentityMap};

/// How many values are kept; then it begins anew, so that a huge document takes no more.
const KEPT: usize = 1 << 14;

/// What a choice depends on, beside the name of what the value is for, the schemas around it and what may still be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Asked {
    /// The component.
    pub component: Address,
    pub depth: usize,
    pub nth: usize,
    pub side: Side,
    pub trust: Trust,
}

/// What was chosen, and when it would be chosen again.
#[derive(Debug, Clone)]
pub(super) struct Chosen {
    pub value: Option<Value>,
    /// How many values were made for it.
    pub made: usize,
    /// The schemas that it was made of; it would be another one below any of them.
    pub of: Box<[Address]>,
}

/// Values by what they were asked for.
#[derive(Debug, Default)]
pub(super) struct Memory {
    by_name: HashMap<String, IdentityMap<Asked, Chosen>>,
    kept: usize,
}

impl Memory {
    /// What was chosen under a name.
    pub fn recall(&self, name: &str, asked: &Asked) -> Option<&Chosen> {
        self.by_name.get(name)?.get(asked)
    }

    /// Keeps what was chosen under a name.
    pub fn keep(&mut self, name: &str, asked: Asked, chosen: Chosen) {
        if self.kept == KEPT {
            *self = Self::default();
        }
        self.kept += 1;
        match self.by_name.get_mut(name) {
            Some(known) => known.insert(asked, chosen),
            None => self.by_name.entry(name.to_owned()).or_default().insert(asked, chosen),
        };
    }
}
