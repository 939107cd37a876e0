//! JSON Pointer (RFC 6901): the name of a place inside a document.

use std::borrow::Cow;
use std::fmt;

use memchr::memchr2;
use serde_json::Value;

use crate::percent;

/// A place inside a JSON document, as its unescaped reference tokens.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(Vec<String>);

impl Pointer {
    /// The whole document.
    pub fn root() -> Self {
        Self::default()
    }

    /// Reads the string form, `/a/b~1c` (RFC 6901, section 3). `None` when it neither is empty nor starts with `/`.
    pub fn parse(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self::root());
        }
        let rest = text.strip_prefix('/')?;
        Some(Self(rest.split('/').map(unescape).collect()))
    }

    /// Reads the fragment form, `#/a/b%20c` (RFC 6901, section 6): percent-decoded, then read as a pointer.
    pub fn parse_fragment(text: &str) -> Option<Self> {
        let fragment = text.strip_prefix('#')?;
        Self::parse(&percent_decode(fragment))
    }

    /// A pointer out of tokens that are not escaped.
    pub fn of<S: Into<String>>(tokens: impl IntoIterator<Item = S>) -> Self {
        Self(tokens.into_iter().map(Into::into).collect())
    }

    /// The unescaped tokens from the root down.
    pub fn tokens(&self) -> &[String] {
        &self.0
    }

    /// Whether this is the whole document.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The place one step below.
    #[must_use]
    pub fn join(&self, token: impl Into<String>) -> Self {
        let mut tokens = Vec::with_capacity(self.0.len() + 1);
        tokens.extend_from_slice(&self.0);
        tokens.push(token.into());
        Self(tokens)
    }

    /// Goes one step down in place; [`Pointer::pop`] comes back.
    pub fn push(&mut self, token: impl Into<String>) {
        self.0.push(token.into());
    }

    /// Goes one step up in place.
    pub fn pop(&mut self) -> Option<String> {
        self.0.pop()
    }

    /// The place one step above; `None` at the root.
    pub fn parent(&self) -> Option<Self> {
        let (_, above) = self.0.split_last()?;
        Some(Self(above.to_vec()))
    }

    /// The last token; `None` at the root.
    pub fn last(&self) -> Option<&str> {
        self.0.last().map(String::as_str)
    }

    /// Whether this place is `other` or stands below it.
    pub fn starts_with(&self, other: &Self) -> bool {
        self.0.starts_with(&other.0)
    }

    /// What stands there. Array indices are plain decimal numbers (RFC 6901, section 4).
    pub fn resolve<'a>(&self, value: &'a Value) -> Option<&'a Value> {
        self.0.iter().try_fold(value, |node, token| child(node, token))
    }

    /// The fragment form that stands in a `$ref`: `#` and the pointer, with `%` and what a URL cannot hold encoded.
    pub fn to_fragment(&self) -> String {
        let mut out = String::from("#");
        for token in &self.0 {
            out.push('/');
            out.push_str(&percent_encode(&escaped(token)));
        }
        out
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|token| {
            f.write_str("/")?;
            f.write_str(&escaped(token))
        })
    }
}

impl serde::Serialize for Pointer {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Pointer {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("`{text}` is no JSON Pointer")))
    }
}

/// One step down: the value under a token of an object or array.
pub fn child<'a>(value: &'a Value, token: &str) -> Option<&'a Value> {
    match value {
        Value::Object(map) => super::field(map, token),
        Value::Array(items) => items.get(index(token)?),
        _ => None,
    }
}

/// The array index that a token spells, without sign or leading zeros (RFC 6901, section 4).
pub fn index(token: &str) -> Option<usize> {
    let canonical = token == "0" || (!token.starts_with('0') && token.bytes().all(|b| b.is_ascii_digit()));
    if canonical { token.parse().ok() } else { None }
}

/// `~` becomes `~0` and `/` becomes `~1`.
pub fn escape(token: &str) -> String {
    escaped(token).into_owned()
}

fn escaped(token: &str) -> Cow<'_, str> {
    if memchr2(b'~', b'/', token.as_bytes()).is_none() {
        return Cow::Borrowed(token);
    }
    Cow::Owned(token.replace('~', "~0").replace('/', "~1"))
}

/// The reverse of [`escape`].
pub fn unescape(token: &str) -> String {
    if token.contains('~') { token.replace("~1", "/").replace("~0", "~") } else { token.to_owned() }
}

/// Decodes `%41`; what is not two hexadecimal digits or not UTF-8 in the end stays as it is written.
pub fn percent_decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let pair = (bytes[at] == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        let (byte, width) = match pair.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => (byte, 3),
            None => (bytes[at], 1),
        };
        out.push(byte);
        at += width;
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

/// Encodes what RFC 3986 does not let stand in a fragment, and `%` itself.
pub fn percent_encode(text: &str) -> Cow<'_, str> {
    percent::encoded(text, |b| b.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?{}".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn resolves_the_examples_of_the_rfc() {
        let document = json!({"foo": ["bar", "baz"], "": 0, "a/b": 1, "m~n": 8, "c%d": 2});
        for (text, expected) in
            [("/foo/0", json!("bar")), ("/", json!(0)), ("/a~1b", json!(1)), ("/m~0n", json!(8))]
        {
            let pointer = Pointer::parse(text).expect("a pointer");
            assert_eq!(pointer.resolve(&document), Some(&expected), "{text}");
            assert_eq!(pointer.to_string(), text);
        }
        assert_eq!(
            Pointer::parse_fragment("#/c%25d").and_then(|p| p.resolve(&document).cloned()),
            Some(json!(2))
        );
    }

    #[test]
    fn an_index_has_no_sign_and_no_leading_zero() {
        let list = json!([1, 2]);
        for text in ["/-1", "/01", "/+1", "/2", "/-"] {
            assert_eq!(Pointer::parse(text).and_then(|p| p.resolve(&list).cloned()), None, "{text}");
        }
    }

    #[test]
    fn fragments_survive_a_round_trip() {
        for token in ["a b", "ä/~%", "{id}", "#x\"<>"] {
            let pointer = Pointer::of([token]);
            assert_eq!(Pointer::parse_fragment(&pointer.to_fragment()), Some(pointer));
        }
    }
}
