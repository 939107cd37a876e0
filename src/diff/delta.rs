//! Facts: what differs, where, without an opinion.

use serde_json::Value;

use super::change::Level;
use super::check::{Effect, Flags};
use super::site::Site;
use crate::json::Pointer;

/// What kind of fact it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// About a schema at a site.
    Schema(Site, &'static str, Flags),
    /// A check of its own.
    Fixed(&'static str),
}

/// One difference.
#[derive(Debug, Clone)]
pub struct Fact {
    /// Its kind.
    pub what: What,
    /// Whether it stands in a callback or webhook, for checks of their own.
    pub outgoing: bool,
    /// What it is about, as people name it: a property's path, a parameter, a status.
    pub subject: String,
    /// A name inside the sentence.
    pub name: String,
    /// Before; `null` when there was none.
    pub before: Value,
    /// After; `null` when there is none.
    pub after: Value,
    /// In the base.
    pub base: Option<Pointer>,
    /// In the revision.
    pub revision: Option<Pointer>,
    /// The place by names that survive another order.
    pub place: String,
    /// A level that this fact has by itself.
    pub level: Option<Level>,
    /// An effect that this fact has by itself.
    pub effect: Option<Effect>,
    /// Whether it is seen through `not`.
    pub inverted: bool,
}

impl Fact {
    /// A fact about something that has no schema.
    pub fn fixed(id: &'static str, place: impl Into<String>) -> Self {
        Self::of(What::Fixed(id), place.into())
    }

    /// A fact of a kind at a place.
    pub fn of(what: What, place: String) -> Self {
        Self {
            what,
            outgoing: false,
            subject: String::new(),
            name: String::new(),
            before: Value::Null,
            after: Value::Null,
            base: None,
            revision: None,
            place,
            level: None,
            effect: None,
            inverted: false,
        }
    }

    /// Whether this is a fact about a schema whose kind begins so.
    pub fn is_kind(&self, start: &str) -> bool {
        matches!(self.what, What::Schema(_, kind, _) if kind.starts_with(start))
    }

    /// Whether this says the same about a schema as another fact, whatever way led to it.
    pub fn is_echo(&self, other: &Self) -> bool {
        let kind = |fact: &Self| match fact.what {
            What::Schema(_, kind, flags) => Some((kind, flags)),
            What::Fixed(_) => None,
        };
        kind(self) == kind(other)
            && (self.inverted, &self.place, self.base.is_some())
                == (other.inverted, &other.place, other.base.is_some())
            && (&self.name, &self.before, &self.after) == (&other.name, &other.before, &other.after)
    }

    /// With a value before.
    #[must_use]
    pub fn before(mut self, value: impl Into<Value>) -> Self {
        self.before = value.into();
        self
    }

    /// With a value after.
    #[must_use]
    pub fn after(mut self, value: impl Into<Value>) -> Self {
        self.after = value.into();
        self
    }

    /// With a name in the sentence.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// About something.
    #[must_use]
    pub fn about(mut self, subject: impl Into<String>) -> Self {
        self.subject = subject.into();
        self
    }

    /// With its places.
    #[must_use]
    pub fn at(mut self, base: Option<&Pointer>, revision: Option<&Pointer>) -> Self {
        self.base = base.cloned();
        self.revision = revision.cloned();
        self
    }

    /// With a level of its own.
    #[must_use]
    pub fn level(mut self, level: Level) -> Self {
        self.level = Some(level);
        self
    }
}
