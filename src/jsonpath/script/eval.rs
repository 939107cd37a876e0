//! Runs a script on one candidate.

use std::borrow::Cow;
use std::cmp::Ordering;

use serde_json::Value;

use super::value::Js;
use super::{Kind, Operator, Pattern, Script, Term};
use crate::json::field;
use crate::jsonpath::{Key, Trail, Tree};

/// A candidate and its surroundings.
pub struct Scope<'s> {
    /// The candidate.
    pub value: &'s Value,
    /// The way to it.
    pub trail: &'s Trail<'s>,
    /// What holds it.
    pub parent: Option<&'s Value>,
    /// The whole tree.
    pub root: &'s Value,
    /// How members are reached.
    pub tree: &'s dyn Tree,
}

/// What most of a filter asks for: members of objects, which need none of JavaScript's values to be found.
enum Known<'s> {
    /// A value of the tree.
    Value(&'s Value),
    /// An object has no such member and inherits none.
    Undefined,
    /// Anything else; [`Scope::run`] knows.
    Otherwise,
}

/// What JavaScript would throw; why makes no difference.
struct Thrown;

type Result<T> = std::result::Result<T, Thrown>;

impl Script {
    /// Whether a filter chooses a candidate.
    pub fn chooses(&self, scope: &Scope<'_>) -> bool {
        scope.truth(&self.root).unwrap_or(false)
    }

    /// The name that a script computes.
    pub fn name(&self, scope: &Scope<'_>) -> Option<String> {
        scope.run(&self.root).ok().map(|value| value.text().into_owned())
    }
}

impl<'s> Scope<'s> {
    /// Whether a term is true: what [`Scope::run`] would say, without the values in between.
    fn truth(&self, term: &'s Term) -> Result<bool> {
        Ok(match term {
            Term::And(a, b) => self.truth(a)? && self.truth(b)?,
            Term::Or(a, b) => self.truth(a)? || self.truth(b)?,
            Term::Not(of) => !self.truth(of)?,
            Term::Choice(a, b, c) => self.truth(if self.truth(a)? { b } else { c })?,
            Term::Binary(Operator::StrictNotEqual, a, b) if b.is_undefined() => match self.known(a) {
                Known::Value(_) => true,
                Known::Undefined => false,
                Known::Otherwise => self.run(term)?.truthy(),
            },
            Term::Value | Term::Member(..) => match self.known(term) {
                Known::Value(value) => Js::of(value).truthy(),
                Known::Undefined => false,
                Known::Otherwise => self.run(term)?.truthy(),
            },
            term => self.run(term)?.truthy(),
        })
    }

    /// What a term names by members of objects alone.
    fn known(&self, term: &'s Term) -> Known<'s> {
        match term {
            Term::Value => Known::Value(self.value),
            Term::Member(of, name) => match self.known(of) {
                Known::Value(object @ Value::Object(map)) => match field(map, name) {
                    Some(value) => Known::Value(self.tree.see(value)),
                    None if matches!(inherited(&Js::Tree(object), name), Js::Undefined) => Known::Undefined,
                    None => Known::Otherwise,
                },
                _ => Known::Otherwise,
            },
            _ => Known::Otherwise,
        }
    }

    fn run(&self, term: &'s Term) -> Result<Js<'s>> {
        Ok(match term {
            Term::Value => Js::of(self.value),
            Term::Root => Js::of(self.root),
            Term::Property => self.trail.last().map_or(Js::Null, of_key),
            Term::Parent => self.parent.map_or(Js::Undefined, Js::of),
            Term::ParentProperty => self.trail.above.and_then(Trail::last).map_or(Js::Undefined, of_key),
            Term::Path => Js::Text(Cow::Owned(self.path())),
            Term::Undefined => Js::Undefined,
            Term::Null => Js::Null,
            Term::Bool(flag) => Js::Bool(*flag),
            Term::Number(number) => Js::Number(*number),
            Term::Text(text) => Js::Text(Cow::Borrowed(text)),
            Term::Regex(pattern) => Js::Regex(pattern),
            Term::List(items) => Js::List(self.all(items)?),
            Term::Is(kind) => Js::Bool(is(self.value, *kind)),
            Term::Member(of, name) => self.member(&self.run(of)?, name)?,
            Term::Index(of, index) => self.member(&self.run(of)?, &self.run(index)?.text())?,
            Term::Call(of, name, arguments) => self.call(&self.run(of)?, name, &self.all(arguments)?)?,
            Term::Not(_) => Js::Bool(self.truth(term)?),
            Term::Negate(of) => Js::Number(-self.run(of)?.number()),
            Term::Plus(of) => Js::Number(self.run(of)?.number()),
            Term::TypeOf(of) => Js::Text(Cow::Borrowed(self.run(of)?.type_of())),
            Term::Void(of) => self.run(of).map(|_| Js::Undefined)?,
            Term::And(a, b) => match self.run(a)? {
                a if a.truthy() => self.run(b)?,
                a => a,
            },
            Term::Or(a, b) => match self.run(a)? {
                a if a.truthy() => a,
                _ => self.run(b)?,
            },
            Term::Choice(a, b, c) => self.run(if self.truth(a)? { b } else { c })?,
            Term::Binary(operator, a, b) => binary(*operator, &self.run(a)?, &self.run(b)?)?,
            Term::Test(of, pattern) => Js::Bool(pattern.is_match(&self.run(of)?.text())),
            Term::Unknown => return Err(Thrown),
        })
    }

    fn all(&self, terms: &'s [Term]) -> Result<Vec<Js<'s>>> {
        terms.iter().map(|term| self.run(term)).collect()
    }

    /// `$['paths']['/a'][0]`, as nimma prints it.
    fn path(&self) -> String {
        let mut keys: Vec<_> = self.trail.upwards().collect();
        keys.reverse();
        keys.into_iter().fold("$".to_owned(), |path, key| match key {
            Key::Name(name) => path + "['" + name + "']",
            Key::Index(index) => path + "[" + &index.to_string() + "]",
        })
    }

    fn member(&self, of: &Js<'s>, name: &str) -> Result<Js<'s>> {
        let own = match of {
            Js::Undefined | Js::Null => return Err(Thrown),
            Js::Tree(Value::Object(map)) => field(map, name).map(|value| Js::of(self.tree.see(value))),
            Js::Tree(Value::Array(items)) => match name {
                "length" => Some(count(items.len())),
                _ => crate::json::pointer::index(name)
                    .and_then(|at| items.get(at))
                    .map(|v| Js::of(self.tree.see(v))),
            },
            Js::List(items) => match name {
                "length" => Some(count(items.len())),
                _ => crate::json::pointer::index(name).and_then(|at| items.get(at)).cloned(),
            },
            Js::Text(text) if name == "length" => Some(count(text.encode_utf16().count())),
            Js::Text(text) => crate::json::pointer::index(name)
                .and_then(|at| text.chars().nth(at))
                .map(|character| Js::Text(Cow::Owned(character.to_string()))),
            Js::Thing(constructor) if name == "name" => Some(Js::Text(Cow::Borrowed(constructor))),
            _ => None,
        };
        Ok(own.unwrap_or_else(|| inherited(of, name)))
    }

    fn call(&self, of: &Js<'s>, name: &str, arguments: &[Js<'s>]) -> Result<Js<'s>> {
        let first = arguments.first().unwrap_or(&Js::Undefined);
        match (of, name) {
            (Js::Undefined | Js::Null, _) => Err(Thrown),
            (Js::Regex(pattern), "test") => Ok(Js::Bool(pattern.is_match(&first.text()))),
            (Js::Text(text), _) => of_text(text, name, first),
            (Js::Number(_), "match") => Err(Thrown),
            // nimma makes a text of `@property` before it calls a text's method.
            (Js::Number(_) | Js::Bool(_), _) => of_text(&of.text(), name, first),
            (Js::Tree(Value::Array(items)), _) => of_list(
                &items.iter().map(|item| Js::of(self.tree.see(item))).collect::<Vec<_>>(),
                name,
                first,
            ),
            (Js::List(items), _) => of_list(items, name, first),
            (Js::Tree(Value::Object(map)), "hasOwnProperty") => {
                Ok(Js::Bool(map.contains_key(&*first.text())))
            }
            _ => Err(Thrown),
        }
    }
}

fn of_key(key: Key<'_>) -> Js<'_> {
    match key {
        Key::Name(name) => Js::Text(Cow::Borrowed(name)),
        Key::Index(index) => count(index),
    }
}

#[expect(clippy::cast_precision_loss, reason = "no text and no array is that long")]
fn count(length: usize) -> Js<'static> {
    Js::Number(length as f64)
}

/// What texts inherit.
const OF_TEXT: [&str; 16] = [
    "match",
    "indexOf",
    "includes",
    "startsWith",
    "endsWith",
    "toLowerCase",
    "toUpperCase",
    "trim",
    "split",
    "replace",
    "slice",
    "substring",
    "charAt",
    "concat",
    "search",
    "test",
];
/// What lists inherit.
const OF_LIST: [&str; 9] =
    ["includes", "indexOf", "some", "every", "filter", "map", "find", "join", "forEach"];

/// Whether values have a member of this name without having it of their own.
pub(super) fn is_inherited(name: &str) -> bool {
    OF_TEXT.contains(&name)
        || OF_LIST.contains(&name)
        || ["length", "constructor", "toString", "hasOwnProperty", "valueOf"].contains(&name)
}

fn inherited<'s>(of: &Js<'_>, name: &str) -> Js<'s> {
    let known = match of {
        Js::Text(_) => OF_TEXT.contains(&name),
        Js::List(_) | Js::Tree(Value::Array(_)) => OF_LIST.contains(&name),
        _ => false,
    };
    match name {
        _ if known => Js::Thing("method"),
        "toString" | "hasOwnProperty" | "valueOf" => Js::Thing("method"),
        "constructor" => Js::Thing(match of {
            Js::Text(_) => "String",
            Js::Number(_) => "Number",
            Js::Bool(_) => "Boolean",
            Js::List(_) | Js::Tree(Value::Array(_)) => "Array",
            Js::Regex(_) => "RegExp",
            _ => "Object",
        }),
        _ => Js::Undefined,
    }
}

fn is(value: &Value, kind: Kind) -> bool {
    match kind {
        Kind::String => value.is_string(),
        Kind::Number => value.is_number(),
        Kind::Boolean => value.is_boolean(),
        Kind::Scalar => !value.is_object() && !value.is_array(),
        Kind::Array => value.is_array(),
        Kind::Null => value.is_null(),
        Kind::Object => value.is_object() || value.is_array(),
        Kind::Integer => match value {
            Value::Number(number) => crate::json::number::Decimal::of(number).is_integer(),
            _ => false,
        },
    }
}

fn binary<'s>(operator: Operator, a: &Js<'s>, b: &Js<'s>) -> Result<Js<'s>> {
    let ordered = |wanted: &[Ordering]| a.order(b).is_some_and(|order| wanted.contains(&order));
    Ok(match operator {
        Operator::Equal => Js::Bool(a.equals(b)),
        Operator::NotEqual => Js::Bool(!a.equals(b)),
        Operator::StrictEqual => Js::Bool(a.same(b)),
        Operator::StrictNotEqual => Js::Bool(!a.same(b)),
        Operator::Less => Js::Bool(ordered(&[Ordering::Less])),
        Operator::LessEqual => Js::Bool(ordered(&[Ordering::Less, Ordering::Equal])),
        Operator::Greater => Js::Bool(ordered(&[Ordering::Greater])),
        Operator::GreaterEqual => Js::Bool(ordered(&[Ordering::Greater, Ordering::Equal])),
        // nimma reads `a in b` as `b.includes(a)`.
        Operator::In => match b {
            Js::List(items) => of_list(items, "includes", a)?,
            Js::Tree(Value::Array(items)) => {
                of_list(&items.iter().map(Js::of).collect::<Vec<_>>(), "includes", a)?
            }
            Js::Text(text) => of_text(text, "includes", a)?,
            _ => return Err(Thrown),
        },
        Operator::Add => match (a, b) {
            (Js::Number(a), Js::Number(b)) => Js::Number(a + b),
            _ => Js::Text(Cow::Owned(format!("{}{}", a.text(), b.text()))),
        },
        Operator::Subtract => Js::Number(a.number() - b.number()),
        Operator::Multiply => Js::Number(a.number() * b.number()),
        Operator::Divide => Js::Number(a.number() / b.number()),
        Operator::Remainder => Js::Number(a.number() % b.number()),
    })
}

fn of_text<'s>(text: &str, name: &str, argument: &Js<'_>) -> Result<Js<'s>> {
    let position = |found: Option<usize>| match found {
        Some(at) => count(text[..at].encode_utf16().count()),
        None => Js::Number(-1.0),
    };
    Ok(match name {
        "match" => {
            let matched = match argument {
                Js::Regex(pattern) => pattern.is_match(text),
                other => Pattern::compile(&other.text(), "").map_err(|_| Thrown)?.is_match(text),
            };
            if matched { Js::Thing("match") } else { Js::Null }
        }
        "includes" => Js::Bool(text.contains(&*argument.text())),
        "startsWith" => Js::Bool(text.starts_with(&*argument.text())),
        "endsWith" => Js::Bool(text.ends_with(&*argument.text())),
        "indexOf" => position(text.find(&*argument.text())),
        "lastIndexOf" => position(text.rfind(&*argument.text())),
        "toLowerCase" => Js::Text(Cow::Owned(text.to_lowercase())),
        "toUpperCase" => Js::Text(Cow::Owned(text.to_uppercase())),
        "trim" => Js::Text(Cow::Owned(text.trim().to_owned())),
        "toString" | "valueOf" => Js::Text(Cow::Owned(text.to_owned())),
        "split" => {
            let separator = argument.text();
            Js::List(text.split(&*separator).map(|part| Js::Text(Cow::Owned(part.to_owned()))).collect())
        }
        _ => return Err(Thrown),
    })
}

fn of_list<'s>(items: &[Js<'_>], name: &str, argument: &Js<'_>) -> Result<Js<'s>> {
    let at = items.iter().position(|item| item.same(argument));
    match name {
        "includes" => Ok(Js::Bool(at.is_some())),
        "indexOf" => Ok(at.map_or(Js::Number(-1.0), count)),
        _ => Err(Thrown),
    }
}
