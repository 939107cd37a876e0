//! The JavaScript inside `[?(…)]`: read once, evaluated on each candidate.
//!
//! Where JavaScript would throw (a member of null, an unknown name) the candidate is not chosen; nothing aborts.

mod eval;
mod lex;
mod parse;
mod value;

pub use eval::Scope;

use std::sync::Arc;

use crate::regexp::Pattern;

/// A filter or a computed name.
#[derive(Debug)]
pub struct Script {
    root: Term,
    /// How far up a candidate's surroundings the script looks.
    pub reach: Reach,
    /// Names of which a candidate must have one as a member for the filter to be true; lets a walk skip the rest. None when
    /// the filter can be true without.
    pub needs: Vec<String>,
}

/// What a script asks about a candidate besides its value and its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Nothing.
    Own,
    /// `@parent`, `@parentProperty`
    Parent,
    /// `@path`
    Path,
}

#[derive(Debug)]
enum Term {
    Value,
    Root,
    Property,
    Parent,
    ParentProperty,
    Path,
    Undefined,
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    Regex(Arc<Pattern>),
    List(Vec<Term>),
    /// `@string()`, `@object()`, …
    Is(Kind),
    Member(Box<Term>, String),
    Index(Box<Term>, Box<Term>),
    Call(Box<Term>, String, Vec<Term>),
    Not(Box<Term>),
    Negate(Box<Term>),
    Plus(Box<Term>),
    TypeOf(Box<Term>),
    Void(Box<Term>),
    And(Box<Term>, Box<Term>),
    Or(Box<Term>, Box<Term>),
    Binary(Operator, Box<Term>, Box<Term>),
    Choice(Box<Term>, Box<Term>, Box<Term>),
    /// `a.b~="pattern"`
    Test(Box<Term>, Arc<Pattern>),
    /// What cannot be evaluated here: throws.
    Unknown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    String,
    Number,
    Boolean,
    Scalar,
    Array,
    Null,
    Object,
    Integer,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Equal,
    NotEqual,
    StrictEqual,
    StrictNotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    In,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

impl Script {
    /// Reads a script from the start of a text; returns it and the rest of the text behind it.
    ///
    /// # Errors
    /// The reason and how many bytes were left at that place.
    pub fn read(text: &str) -> Result<(Self, &str), (String, usize)> {
        let (root, rest) = parse::read(text)?;
        let reach = root.reach();
        let needs = root.needs();
        Ok((Self { root, reach, needs }, rest))
    }

    /// The keys of all that the filter chooses, when it asks for nothing else: `@property === 'a' || @property === 'b'`.
    pub fn keys(&self) -> Option<Vec<String>> {
        self.root.keys()
    }
}

impl Term {
    fn reach(&self) -> Reach {
        match self {
            Self::Path => Reach::Path,
            Self::Parent | Self::ParentProperty => Reach::Parent,
            _ => self.parts().iter().map(|part| part.reach()).max().unwrap_or(Reach::Own),
        }
    }

    fn parts(&self) -> Vec<&Self> {
        match self {
            Self::List(items) => items.iter().collect(),
            Self::Member(a, _)
            | Self::Not(a)
            | Self::Negate(a)
            | Self::Plus(a)
            | Self::TypeOf(a)
            | Self::Void(a)
            | Self::Test(a, _) => vec![a],
            Self::Call(a, _, arguments) => std::iter::once(&**a).chain(arguments).collect(),
            Self::Index(a, b) | Self::And(a, b) | Self::Or(a, b) | Self::Binary(_, a, b) => vec![a, b],
            Self::Choice(a, b, c) => vec![a, b, c],
            _ => Vec::new(),
        }
    }

    /// Whether this is `undefined` as people write it: by its name, or as `void 0`.
    fn is_undefined(&self) -> bool {
        match self {
            Self::Undefined => true,
            Self::Void(of) => matches!(**of, Self::Number(_)),
            _ => false,
        }
    }

    fn keys(&self) -> Option<Vec<String>> {
        match self {
            Self::Or(a, b) => Some([a.keys()?, b.keys()?].concat()),
            Self::Binary(Operator::Equal | Operator::StrictEqual, a, b) => match (&**a, &**b) {
                (Self::Property, Self::Text(name)) | (Self::Text(name), Self::Property) => {
                    // Items have numbers for keys: `1 == '1'` is true, `1 === '1'` is not.
                    let numeric = name.trim().is_empty() || name.trim().parse::<f64>().is_ok();
                    (!numeric).then(|| vec![name.clone()])
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// Members without all of which this cannot be true; none when it can.
    fn needs(&self) -> Vec<String> {
        match self {
            Self::And(a, b) => match (a.needs(), b.needs()) {
                (a, b) if a.is_empty() || (!b.is_empty() && b.len() < a.len()) => b,
                (a, _) => a,
            },
            Self::Or(a, b) => match (a.needs(), b.needs()) {
                (a, b) if a.is_empty() || b.is_empty() => Vec::new(),
                (a, b) => a.into_iter().chain(b).collect(),
            },
            Self::Member(of, name) if matches!(**of, Self::Value) && !eval::is_inherited(name) => {
                vec![name.clone()]
            }
            Self::Member(of, _) => of.needs(),
            Self::Index(of, name) => match (&**of, &**name) {
                (Self::Value, Self::Text(name)) if !eval::is_inherited(name) => vec![name.clone()],
                _ => of.needs(),
            },
            Self::Binary(Operator::Equal | Operator::StrictEqual, a, b) => match (&**a, &**b) {
                (Self::Member(..), Self::Text(_) | Self::Number(_) | Self::Bool(true)) => a.needs(),
                (Self::Text(_) | Self::Number(_) | Self::Bool(true), Self::Member(..)) => b.needs(),
                _ => Vec::new(),
            },
            Self::Binary(Operator::NotEqual | Operator::StrictNotEqual, a, b) => match (&**a, &**b) {
                (Self::Member(..) | Self::Index(..), Self::Undefined | Self::Void(_)) => a.needs(),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needs(text: &str) -> Vec<String> {
        Script::read(text).map_or_else(|(error, _)| vec![error], |(script, _)| script.needs)
    }

    #[test]
    fn a_walk_skips_only_what_cannot_be_chosen() {
        assert_eq!(needs("@ && @.type == \"array\")]"), ["type"]);
        assert_eq!(
            needs("@ && (@ && @.example !== void 0 || @.default !== void 0))]"),
            ["example", "default"]
        );
        assert_eq!(needs("@['x-a'] || @.b)]"), ["x-a", "b"]);
        assert_eq!(needs("@.a || @property == 'x')]"), [""; 0]);
        assert_eq!(needs("@.length !== void 0)]"), [""; 0]);
        assert_eq!(needs("@.a != 1)]"), [""; 0]);
        assert_eq!(needs("!@.a)]"), [""; 0]);
    }
}
