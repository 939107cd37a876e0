//! The way from the root to a node, as a list that shares its beginning with every other way.

use std::borrow::Cow;

use serde_json::Value;

use crate::json::{Pointer, field};

/// One step down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key<'a> {
    /// Into an object.
    Name(&'a str),
    /// Into an array.
    Index(usize),
}

impl<'a> Key<'a> {
    /// The step as a pointer's token.
    pub fn token(self) -> Cow<'a, str> {
        match self {
            Self::Name(name) => Cow::Borrowed(name),
            Self::Index(index) => Cow::Owned(index.to_string()),
        }
    }
}

/// A way down: the last step and the way before it. The root has none.
#[derive(Debug, Clone, Copy)]
pub struct Trail<'a> {
    /// The way to the parent; `None` at the root.
    pub above: Option<&'a Trail<'a>>,
    /// The last step; at the root it means nothing.
    pub key: Key<'a>,
}

impl<'a> Trail<'a> {
    /// The way to the root.
    pub const ROOT: Trail<'static> = Trail { above: None, key: Key::Index(0) };

    /// One step further down.
    #[must_use]
    pub fn down(&'a self, key: Key<'a>) -> Self {
        Self { above: Some(self), key }
    }

    /// The last step; `None` at the root.
    pub fn last(&self) -> Option<Key<'a>> {
        self.above.map(|_| self.key)
    }

    /// The steps from the root down, as a pointer.
    pub fn pointer(&self) -> Pointer {
        let mut tokens: Vec<String> = self.upwards().map(|key| key.token().into_owned()).collect();
        tokens.reverse();
        Pointer::of(tokens)
    }

    /// What stands at the end of this way in a tree, as it is written.
    pub fn resolve<'v>(&self, root: &'v Value) -> Option<&'v Value> {
        let Some(above) = self.above else { return Some(root) };
        let value = above.resolve(root)?;
        match (self.key, value) {
            (Key::Name(name), Value::Object(map)) => field(map, name),
            (Key::Index(index), Value::Array(items)) => items.get(index),
            _ => None,
        }
    }

    /// The steps from the last one up.
    pub fn upwards(&self) -> impl Iterator<Item = Key<'a>> + use<'a> {
        let mut next = self.above.map(|above| (self.key, above));
        std::iter::from_fn(move || {
            let (key, above) = next?;
            next = above.above.map(|further| (above.key, further));
            Some(key)
        })
    }

    /// How many steps there are.
    pub fn depth(&self) -> usize {
        self.upwards().count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trail_reads_as_a_pointer() {
        let root = Trail::ROOT;
        let a = root.down(Key::Name("a/b"));
        let b = a.down(Key::Index(3));
        assert_eq!(b.pointer().to_string(), "/a~1b/3");
        assert_eq!((b.depth(), b.last(), root.last()), (2, Some(Key::Index(3)), None));
    }
}
