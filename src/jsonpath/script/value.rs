//! JavaScript's values as far as filters use them.

use std::borrow::Cow;
use std::cmp::Ordering;

use serde_json::Value;

use super::Pattern;

/// A value while a script runs.
#[derive(Debug, Clone)]
pub(super) enum Js<'a> {
    Undefined,
    Null,
    Bool(bool),
    Number(f64),
    Text(Cow<'a, str>),
    /// An object or an array of the document.
    Tree(&'a Value),
    List(Vec<Js<'a>>),
    Regex(&'a Pattern),
    /// Something true without parts: a method, the result of a match, a constructor of that name.
    Thing(&'static str),
}

impl<'a> Js<'a> {
    pub(super) fn of(value: &'a Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(flag) => Self::Bool(*flag),
            Value::Number(number) => Self::Number(number.as_f64().unwrap_or(f64::NAN)),
            Value::String(text) => Self::Text(Cow::Borrowed(text)),
            tree => Self::Tree(tree),
        }
    }

    pub(super) fn truthy(&self) -> bool {
        match self {
            Self::Undefined | Self::Null => false,
            Self::Bool(flag) => *flag,
            Self::Number(number) => *number != 0.0 && !number.is_nan(),
            Self::Text(text) => !text.is_empty(),
            _ => true,
        }
    }

    /// ECMA-262, ToNumber.
    pub(super) fn number(&self) -> f64 {
        match self {
            Self::Null => 0.0,
            Self::Bool(flag) => f64::from(u8::from(*flag)),
            Self::Number(number) => *number,
            Self::Text(text) if text.trim().is_empty() => 0.0,
            Self::Text(text) => text.trim().parse().unwrap_or(f64::NAN),
            Self::Tree(_) | Self::List(_) => Self::Text(self.text()).number(),
            _ => f64::NAN,
        }
    }

    /// ECMA-262, ToString.
    pub(super) fn text(&self) -> Cow<'a, str> {
        match self {
            Self::Undefined => Cow::Borrowed("undefined"),
            Self::Null => Cow::Borrowed("null"),
            Self::Bool(flag) => Cow::Borrowed(if *flag { "true" } else { "false" }),
            Self::Number(number) => Cow::Owned(print(*number)),
            Self::Text(text) => text.clone(),
            Self::Tree(Value::Array(items)) => Cow::Owned(joined(items.iter().map(Js::of))),
            Self::List(items) => Cow::Owned(joined(items.iter().cloned())),
            Self::Tree(_) | Self::Thing(_) => Cow::Borrowed("[object Object]"),
            Self::Regex(pattern) => Cow::Owned(format!("/{}/", pattern.source())),
        }
    }

    pub(super) fn type_of(&self) -> &'static str {
        match self {
            Self::Undefined => "undefined",
            Self::Bool(_) => "boolean",
            Self::Number(_) => "number",
            Self::Text(_) => "string",
            Self::Thing("method") => "function",
            _ => "object",
        }
    }

    /// `===`
    pub(super) fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Undefined, Self::Undefined) | (Self::Null, Self::Null) => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Number(a), Self::Number(b)) => {
                a.total_cmp(b) == Ordering::Equal || (*a == 0.0 && *b == 0.0)
            }
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::Tree(a), Self::Tree(b)) => std::ptr::eq(*a, *b),
            _ => false,
        }
    }

    /// `==`
    pub(super) fn equals(&self, other: &Self) -> bool {
        let nothing = |value: &Self| matches!(value, Self::Undefined | Self::Null);
        let object =
            |value: &Self| matches!(value, Self::Tree(_) | Self::List(_) | Self::Regex(_) | Self::Thing(_));
        match (self, other) {
            (a, b) if nothing(a) || nothing(b) => nothing(a) && nothing(b),
            (a, b) if object(a) && object(b) => a.same(b),
            (a, b) if object(a) => Self::Text(a.text()).equals(b),
            (a, b) if object(b) => a.equals(&Self::Text(b.text())),
            (Self::Text(a), Self::Text(b)) => a == b,
            (a, b) => Self::Number(a.number()).same(&Self::Number(b.number())) && !a.number().is_nan(),
        }
    }

    /// `<`, `<=`, `>`, `>=`: texts by their characters, everything else as numbers.
    pub(super) fn order(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => Some(a.encode_utf16().cmp(b.encode_utf16())),
            (a, b) => a.number().partial_cmp(&b.number()),
        }
    }
}

fn joined<'a>(items: impl Iterator<Item = Js<'a>>) -> String {
    let texts: Vec<_> = items
        .map(|item| match item {
            Js::Undefined | Js::Null => Cow::Borrowed(""),
            item => item.text(),
        })
        .collect();
    texts.join(",")
}

fn print(number: f64) -> String {
    if number.is_nan() { "NaN".to_owned() } else { format!("{number}") }
}
