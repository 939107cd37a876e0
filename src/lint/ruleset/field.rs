//! What `field` says: which part of a given value a function sees.

use std::sync::Arc;

use serde_json::Value;

use crate::json::{field, pointer};
use crate::jsonpath::{self, Search};

/// A `field`.
#[derive(Debug)]
pub enum Field {
    /// `@key`: each key.
    Keys,
    /// An expression below the value.
    Expression(Search),
    /// A path in the manner of lodash, and how it is written.
    Path(String, Vec<String>),
}

impl Field {
    /// Reads a `field`.
    ///
    /// # Errors
    /// An expression that cannot be read.
    pub fn parse(text: &str) -> Result<Self, jsonpath::ParseError> {
        Ok(match text {
            "@key" => Self::Keys,
            text if text.starts_with('$') => {
                Self::Expression(Search::of(vec![Arc::new(jsonpath::parse(text)?)]))
            }
            text => Self::Path(text.to_owned(), tokens(text)),
        })
    }
}

/// `a.b[0]["c d"]` as tokens.
pub fn tokens(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix('[') {
            let quote = inner.chars().next().filter(|c| ['"', '\''].contains(c));
            let (name, behind) = match quote {
                Some(quote) => {
                    inner[1..].split_once(quote).map(|(n, r)| (n, r.strip_prefix(']').unwrap_or(r)))
                }
                None => inner.split_once(']'),
            }
            .unwrap_or((inner, ""));
            found.push(name.to_owned());
            rest = behind.strip_prefix('.').unwrap_or(behind);
        } else {
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            found.push(rest[..end].to_owned());
            rest = rest[end..].strip_prefix('.').unwrap_or(&rest[end..]);
        }
    }
    found
}

/// What lodash's `get` finds: the text as one key where there is one, else step by step.
pub fn get<'v>(
    value: &'v Value,
    text: &str,
    tokens: &[String],
    see: impl Fn(&'v Value) -> &'v Value,
) -> Option<&'v Value> {
    if let Some(whole) = value.as_object().and_then(|map| field(map, text)) {
        return Some(see(whole));
    }
    tokens.iter().try_fold(value, |value, token| pointer::child(value, token).map(&see))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_as_lodash_reads_them() {
        for (text, expected) in [
            ("a", vec!["a"]),
            ("a.b[0]", vec!["a", "b", "0"]),
            ("content[\"application/json\"].schema", vec!["content", "application/json", "schema"]),
            ("['x.y']", vec!["x.y"]),
            ("x-a", vec!["x-a"]),
        ] {
            assert_eq!(tokens(text), expected, "{text}");
        }
    }
}
