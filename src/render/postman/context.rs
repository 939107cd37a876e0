//! What every part of a render needs: the document, its schemas, the options, and a place to say what failed.

use std::cell::RefCell;

use serde_json::Value;

use super::contract::Definitions;
use super::instance::{Chooser, Schemas, Side};
use super::model::Variable;
use super::options::Options;
use crate::json::{Pointer, member};

/// Names of variables that mean something else already.
const RESERVED: [&str; 8] = [
    "baseUrl",
    "apiKey",
    "clientId",
    "clientSecret",
    "scope",
    "next",
    "csrfToken",
    super::contract::VARIABLE,
];

/// Something that the document asks for and no value satisfies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unsatisfied {
    /// Method and path of the operation.
    pub operation: String,
    /// Where in the document.
    pub pointer: Pointer,
    /// What, in lower case.
    pub what: String,
}

/// One render.
pub struct Context<'a> {
    /// The tree of the document.
    pub root: &'a Value,
    /// Its schemas.
    pub schemas: Schemas<'a>,
    /// What the user wants.
    pub options: &'a Options,
    /// What could not be satisfied.
    pub unsatisfied: RefCell<Vec<Unsatisfied>>,
    /// Variables of the collection that requests use.
    pub variables: RefCell<Vec<Variable>>,
    /// Variables of the environment, beside the collection's own, that requests authenticate with.
    pub credentials: RefCell<Vec<String>>,
    /// Schemas that contract tests point to.
    pub definitions: RefCell<Definitions>,
}

impl<'a> Context<'a> {
    /// A render of one document.
    pub fn new(root: &'a Value, options: &'a Options) -> Self {
        Self {
            root,
            schemas: Schemas::of(root),
            options,
            unsatisfied: RefCell::default(),
            variables: RefCell::default(),
            credentials: RefCell::default(),
            definitions: RefCell::default(),
        }
    }

    /// The name of a variable of the collection with this value: `name`, or with a number behind it where that name
    /// stands for another value already.
    pub fn variable(&self, name: &str, value: &str) -> String {
        let mut variables = self.variables.borrow_mut();
        let mut wanted = name.to_owned();
        for number in 2.. {
            match variables.iter().find(|known| known.key == wanted) {
                Some(known) if known.value == value => break,
                None if !RESERVED.contains(&wanted.as_str()) => {
                    variables.push(Variable::open(&wanted, value));
                    break;
                }
                _ => wanted = format!("{name}{number}"),
            }
        }
        wanted
    }

    /// The variable of the environment that holds what a security scheme asks for.
    pub fn credential(&self, scheme: &str) -> String {
        let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
        let name: String = scheme.chars().map(plain).collect();
        let name = if RESERVED.contains(&name.as_str()) { format!("{name}2") } else { name };
        let mut known = self.credentials.borrow_mut();
        if !known.contains(&name) {
            known.push(name.clone());
        }
        name
    }

    /// Values that travel this way.
    pub fn chooser(&self, side: Side) -> Chooser<'_, 'a> {
        Chooser::new(&self.schemas, side)
    }

    /// The schemas that a media type's value has to satisfy together.
    pub fn schemas_of(&self, media: &'a Value) -> Vec<&'a Value> {
        member(media, "schema").map(|schema| self.schemas.conjuncts(&[schema])).unwrap_or_default()
    }

    /// What stands behind a value that may be a reference.
    pub fn follow(&self, value: &'a Value) -> &'a Value {
        self.schemas.follow(value)
    }

    /// Keeps what failed.
    pub fn failed(&self, operation: &str, pointer: Pointer, what: String) {
        self.unsatisfied.borrow_mut().push(Unsatisfied { operation: operation.to_owned(), pointer, what });
    }

    /// The values of the examples that an object (parameter, media type) gives: `example`, then `examples`.
    pub fn examples(&self, holder: &'a Value) -> Vec<&'a Value> {
        let named = member(holder, "examples").and_then(Value::as_object).into_iter().flatten();
        let values = named.filter_map(|(_, example)| member(self.follow(example), "value"));
        member(holder, "example").into_iter().chain(values).collect()
    }
}
