//! Sets of JSON types, where an integer is a number.

use std::fmt;

/// A set of JSON types without `null`; numbers that are no integers are a type of their own here, so that inclusion of sets
/// is inclusion of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Types(u8);

const NAMES: [(&str, u8); 7] = [
    ("boolean", 1),
    ("integer", 2),
    ("number", 2 | 4),
    ("string", 8),
    ("array", 16),
    ("object", 32),
    ("unknown", UNKNOWN),
];

/// A word that names no JSON type: no value of a known type is of it.
const UNKNOWN: u8 = 64;

impl Types {
    /// Nothing but possibly `null`.
    pub const NONE: Self = Self(0);
    /// Every type.
    pub const ANY: Self = Self(63);
    /// Strings.
    pub const STRING: Self = Self(8);
    /// Integers.
    pub const INTEGER: Self = Self(2);
    /// Arrays.
    pub const ARRAY: Self = Self(16);
    /// Objects.
    pub const OBJECT: Self = Self(32);

    /// The set of one name; `null` is the empty set, and unknown names have a type of their own.
    pub fn named(name: &str) -> Self {
        if name == "null" {
            return Self::NONE;
        }
        Self(NAMES.iter().find(|(known, _)| *known == name).map_or(UNKNOWN, |&(_, bits)| bits))
    }

    /// Both sets together.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What both sets hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// What only this set holds.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether this set holds all of the other.
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether nothing is in the set.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether every value of the set goes over the wire as one text: no arrays, no objects.
    pub fn is_scalar(self) -> bool {
        self.0 & (16 | 32) == 0
    }

    /// The names in a fixed order; `number` covers `integer`.
    pub fn names(self) -> Vec<&'static str> {
        if self == Self::ANY {
            return vec!["any"];
        }
        let covered = |name: &str, bits: u8| name == "integer" && bits & 4 != 0;
        let here = |bits: u8| self.0 & bits == bits;
        NAMES
            .iter()
            .filter(|(name, bits)| here(*bits) && !covered(name, self.0))
            .map(|(name, _)| *name)
            .collect()
    }
}

impl fmt::Display for Types {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.names().join(" or "))
    }
}
