//! A printed text cut at its lines: where the members of its outermost objects stand, without reading what they hold.
//!
//! [`super::canonical::print`] gives each member a line, and a level two spaces; a line break inside a string is escaped
//! (RFC 8259, section 7). So an object ends at the first line that closes one at its level.
//!
//! What a part holds is not looked at: a text is what its cut says when every part reads as a value.

use memchr::{memchr, memchr2, memmem};

/// How deep members are cut out: that of a component is the third level.
const LEVELS: usize = 3;

/// An object of a printed text, or a member that stands in one.
#[derive(Debug, Default)]
pub struct Part<'t> {
    /// The key between its quotes as it is printed; that of the text itself is empty.
    pub key: &'t str,
    /// The value as it is printed.
    pub value: &'t str,
    /// The byte of the text at which the value begins.
    pub start: usize,
    /// The members of an object that is at most two levels down.
    pub members: Vec<Part<'t>>,
}

impl<'t> Part<'t> {
    /// Cuts a text; `None` when it is not laid out as we print it.
    pub fn cut(text: &'t str) -> Option<Self> {
        let (end, members) = members(text, text.strip_prefix("{\n").map(|_| 2)?, 1)?;
        (&text[end..] == "\n").then(|| Self { value: &text[..end], members, ..Self::default() })
    }

    /// The member with this key; keys with escapes are not found.
    pub fn member(&self, key: &str) -> Option<&Self> {
        self.members.iter().find(|member| member.key == key)
    }

    /// The byte of the text behind the value.
    pub fn end(&self) -> usize {
        self.start + self.value.len()
    }
}

/// The members of an object, from its first line on, and the byte behind the object.
fn members(text: &str, mut at: usize, level: usize) -> Option<(usize, Vec<Part<'_>>)> {
    let mut found = Vec::new();
    loop {
        let line = line(text, at)?;
        if let Some(rest) = indented(line, level - 1).and_then(|body| body.strip_prefix('}')) {
            return matches!(rest, "" | ",").then_some((at + line.len() - rest.len(), found));
        }
        let body = indented(line, level)?;
        let key = key(body)?;
        // Behind the indent and the key there are its quotes, a colon and a space.
        let start = at + 2 * level + key.len() + 4;
        let (end, members) = match line.as_bytes().last()? {
            b'{' if level < LEVELS => members(text, at + line.len() + 1, level + 1)?,
            b'{' => (closed(text, at + line.len(), level, '}')?, Vec::new()),
            b'[' => (closed(text, at + line.len(), level, ']')?, Vec::new()),
            _ => (at + line.strip_suffix(',').unwrap_or(line).len(), Vec::new()),
        };
        found.push(Part { key, value: text.get(start..end)?, start, members });
        at = end + line_end(text, end)?;
    }
}

/// The line that begins at a byte.
fn line(text: &str, at: usize) -> Option<&str> {
    let rest = text.get(at..)?;
    rest.get(..memchr(b'\n', rest.as_bytes())?)
}

/// How many bytes there are from the end of a value to the next line.
fn line_end(text: &str, end: usize) -> Option<usize> {
    let rest = &text[end..];
    ["\n", ",\n"].into_iter().find(|end| rest.starts_with(end)).map(str::len)
}

/// What stands on a line of this level.
fn indented(line: &str, level: usize) -> Option<&str> {
    let body = line.get(2 * level..)?;
    line.bytes().take(2 * level).all(|byte| byte == b' ').then_some(body)
}

/// The byte behind the value that is opened before `from` on a line of this level.
fn closed(text: &str, from: usize, level: usize, by: char) -> Option<usize> {
    let end = format!("\n{:1$}{by}", "", 2 * level);
    Some(from + memmem::find(&text.as_bytes()[from..], end.as_bytes())? + end.len())
}

/// The key that a line begins with, without its quotes.
fn key(line: &str) -> Option<&str> {
    let inner = line.strip_prefix('"')?;
    let mut end = 0;
    loop {
        end += memchr2(b'"', b'\\', inner.as_bytes().get(end..)?)?;
        if inner.as_bytes()[end] == b'"' {
            break;
        }
        end += 2;
    }
    inner[end..].starts_with("\": ").then(|| &inner[..end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::canonical;
    use serde_json::{Value, json};

    /// What the parts hold, read and put together again.
    fn read(part: &Part<'_>) -> Value {
        if part.members.is_empty() {
            return serde_json::from_str(part.value).expect("JSON");
        }
        let key = |key: &str| serde_json::from_str::<String>(&format!("\"{key}\"")).expect("a string");
        part.members.iter().map(|member| (key(member.key), read(member))).collect()
    }

    #[test]
    fn the_parts_are_the_whole() {
        let value = json!({
            "a": {"b\"\\": {"c{": {"d": [1, {"e": []}]}, "": "x\n{"}, "b2": {}},
            "list": [{"in": 1}, "\": ", [[]], []],
            "scalar": "ends with {", "none": null, "empty": {}
        });
        let text = canonical::print(&value);
        let whole = Part::cut(&text).expect("printed by us");
        assert_eq!(read(&whole), value);
        let inner = &whole.member("a").expect("there").members[0];
        assert_eq!((inner.key, &text[inner.start..inner.end()]), ("b\\\"\\\\", inner.value));
        assert!(whole.member("list").is_some_and(|list| list.members.is_empty()));
    }

    #[test]
    fn what_is_laid_out_otherwise_is_not_cut() {
        for text in [
            "",
            "1\n",
            "{}\n",
            "{\"a\": 1}",
            "{\n\"a\": 1\n}\n",
            "{\n  \"a\": {\n  }\n",
            "{\n  \"a\":1\n}\n",
            "{\n  \"a\": 1\n}",
            "{\n    \"a\": 1\n}\n",
            "{\n  \"a\": 1\n}\n}\n",
            "{\r\n  \"a\": 1\r\n}\r\n",
            "{\n  a: 1\n}\n",
            "}\n",
            "\n",
            "{\n\n}\n",
            "{\n  \"a\\\n}\n",
        ] {
            assert!(Part::cut(text).is_none(), "{text:?}");
        }
    }
}
