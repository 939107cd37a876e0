//! What a finding says: placeholders of rules and functions.

use std::borrow::Cow;

use serde_json::Value;

use crate::json::Pointer;
use crate::json::pointer::percent_encode;

/// What placeholders stand for.
#[derive(Debug)]
pub(super) struct Words<'w> {
    /// `{{property}}`
    pub(super) property: String,
    /// `{{error}}`
    pub(super) error: Cow<'w, str>,
    /// `{{path}}`
    pub(super) path: &'w Pointer,
    /// `{{description}}`
    pub(super) description: Option<&'w str>,
    /// `{{value}}`
    pub(super) value: Option<&'w Value>,
}

/// The property that a finding is about: the last token, or the part of a path that is not there with what holds it.
pub(super) fn property(path: &Pointer, missing: &Pointer) -> String {
    let (there, all) = (path.tokens().len(), missing.tokens());
    if all.len() > there {
        return dotted(&all[if there == 0 { all.len() - 1 } else { there - 1 }..]);
    }
    path.last().unwrap_or_default().to_owned()
}

/// `get.parameters[0].x`
fn dotted(tokens: &[String]) -> String {
    let mut out = String::new();
    for (at, token) in tokens.iter().enumerate() {
        if token.is_empty() || token.contains(char::is_whitespace) {
            out.push_str(&format!("['{token}']"));
        } else if token.parse::<f64>().is_ok() {
            out.push_str(&format!("[{token}]"));
        } else {
            if at > 0 {
                out.push('.');
            }
            out.push_str(token);
        }
    }
    out
}

/// Fills in the placeholders of a text: `{{error}}`, `#{{print("property")}}`.
pub(super) fn fill(text: &str, words: &Words<'_>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let behind = &rest[start + 2..];
        let Some(end) = behind.find("}}").filter(|end| *end > 0 && !behind[..*end].contains(['}', '\n']))
        else {
            out.push_str(&rest[..start + 2]);
            rest = behind;
            continue;
        };
        let (head, inner) = (&rest[..start], &behind[..end]);
        if let Some(head) = head.strip_suffix('#') {
            out.push_str(head);
            out.push_str(&evaluate(inner.trim(), words));
        } else {
            out.push_str(head);
            out.push_str(&words.word(inner).unwrap_or_default());
        }
        rest = &behind[end + 2..];
    }
    out.push_str(rest);
    out
}

/// The small language of `#{{…}}`: words, quoted texts, `print(…)`, `.toUpperCase()`, joined by `+`.
fn evaluate(text: &str, words: &Words<'_>) -> String {
    text.split('+').map(|part| term(part.trim(), words)).collect()
}

fn term(text: &str, words: &Words<'_>) -> String {
    if let Some(inner) = text.strip_suffix(".toUpperCase()") {
        return term(inner, words).to_uppercase();
    }
    if let Some(inner) = text.strip_prefix("print(").and_then(|rest| rest.strip_suffix(')')) {
        return print(inner.trim().trim_matches(['"', '\'']), words);
    }
    match text.strip_prefix(['"', '\'']).and_then(|rest| rest.strip_suffix(['"', '\''])) {
        Some(literal) => literal.to_owned(),
        None => words.word(text).unwrap_or_default().into_owned(),
    }
}

fn print(what: &str, words: &Words<'_>) -> String {
    match what {
        "property" if words.property.is_empty() => "The document ".to_owned(),
        "property" => format!("\"{}\" property ", words.property),
        "value" => match words.value {
            None => "undefined".to_owned(),
            Some(Value::Array(_)) => "Array[]".to_owned(),
            Some(Value::Object(_)) => "Object{}".to_owned(),
            Some(scalar) => scalar.to_string(),
        },
        other => words.word(other).unwrap_or_default().into_owned(),
    }
}

impl Words<'_> {
    fn word(&self, name: &str) -> Option<Cow<'_, str>> {
        Some(match name {
            "property" => Cow::Borrowed(self.property.as_str()),
            "error" => Cow::Borrowed(&*self.error),
            "path" => Cow::Owned(shown(self.path)),
            "description" => Cow::Borrowed(self.description.unwrap_or("null")),
            "value" => Cow::Owned(self.value.map_or_else(|| "undefined".to_owned(), text_of)),
            _ => return None,
        })
    }
}

/// `#/paths/~1a/get`
fn shown(path: &Pointer) -> String {
    let encode = |text: String| if text.contains('%') { percent_encode(&text).into_owned() } else { text };
    format!("#{}", encode(path.to_string()))
}

/// A value as JavaScript makes a text of it.
fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(_) => "[object Object]".to_owned(),
        Value::Array(items) => {
            let text = |item: &Value| if item.is_null() { String::new() } else { text_of(item) };
            items.iter().map(text).collect::<Vec<_>>().join(",")
        }
        scalar => scalar.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pointer(text: &str) -> Pointer {
        Pointer::parse(text).expect("a pointer")
    }

    #[test]
    fn placeholders_are_filled_as_spectral_fills_them() {
        let path = pointer("/paths/~1a/get");
        let words = Words {
            property: property(&path, &path),
            error: Cow::Borrowed("must be truthy"),
            path: &path,
            description: Some("d"),
            value: Some(&Value::Null),
        };
        for (text, expected) in [
            ("{{property}}: {{error}}", "get: must be truthy"),
            ("#{{print(\"property\")}}{{error}}", "\"get\" property must be truthy"),
            ("{{path}} {{description}} {{value}} {{nothing}}.", "#/paths/~1a/get d null ."),
            ("#{{property.toUpperCase() + \"!\"}}", "GET!"),
            ("a {{ b", "a {{ b"),
        ] {
            assert_eq!(fill(text, &words), expected, "{text}");
        }
    }

    #[test]
    fn a_property_that_is_not_there_is_named_with_what_would_hold_it() {
        assert_eq!(
            property(&pointer("/paths/~1a/get"), &pointer("/paths/~1a/get/x/0/y z")),
            "get.x[0]['y z']"
        );
        assert_eq!(property(&pointer("/info"), &pointer("/info/x")), "info.x");
        assert_eq!(property(&Pointer::root(), &pointer("/info")), "info");
        assert_eq!(property(&Pointer::root(), &Pointer::root()), "");
    }
}
