//! JSON on lines of its own, as `serde_json` lays it out: two spaces a level, written a line at a time and not a space at a
//! time, since most of such a text is the space before its lines.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;
use serde_json::ser::{Formatter, Serializer};

/// Prints a value, without a line break at the end.
///
/// # Errors
/// Those of the value: a map whose keys are no texts.
pub fn to_vec<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<Vec<u8>> {
    let mut out = Vec::with_capacity(1024);
    value.serialize(&mut Serializer::with_formatter(&mut out, Lines::default()))?;
    Ok(out)
}

/// Prints a tree as [`to_vec`] does. Most of its texts have nothing to escape, which shows at a glance at many bytes at once.
pub fn tree(value: &Value) -> String {
    let mut out = Vec::with_capacity(1024);
    node(&mut out, &mut Lines::default(), value).expect("a vector takes everything");
    String::from_utf8(out).expect("texts and what stands between them are UTF-8")
}

fn node(out: &mut Vec<u8>, lines: &mut Lines, value: &Value) -> io::Result<()> {
    match value {
        Value::String(value) => text(out, value)?,
        Value::Object(map) => {
            lines.open(out, b"{")?;
            for (at, (key, value)) in map.iter().enumerate() {
                lines.line(out, at == 0)?;
                text(out, key)?;
                out.extend_from_slice(b": ");
                node(out, lines, value)?;
                lines.filled = true;
            }
            lines.close(out, b"}")?;
        }
        Value::Array(items) => {
            lines.open(out, b"[")?;
            for (at, item) in items.iter().enumerate() {
                lines.line(out, at == 0)?;
                node(out, lines, item)?;
                lines.filled = true;
            }
            lines.close(out, b"]")?;
        }
        scalar => serde_json::to_writer(out, scalar)?,
    }
    Ok(())
}

fn text(out: &mut Vec<u8>, text: &str) -> io::Result<()> {
    let is_plain = |byte: &u8| *byte >= b' ' && *byte != b'"' && *byte != b'\\';
    // Not until the first that is not: whole pieces are looked at in a few instructions.
    let plain = |piece: &[u8]| piece.iter().fold(true, |all, byte| all & is_plain(byte));
    if text.as_bytes().chunks(64).all(plain) {
        out.reserve(text.len() + 2);
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
        return Ok(());
    }
    Ok(serde_json::to_writer(out, text)?)
}

/// What stands between two members: a comma, a line break, the space of 32 levels.
const BETWEEN: &[u8; 66] = b",\n                                                                ";

/// Lays out arrays and objects.
#[derive(Debug, Default)]
struct Lines {
    /// How many of them are open.
    depth: usize,
    /// Whether the one that ended last, or the innermost open one, holds anything.
    filled: bool,
}

impl Lines {
    fn open<W: Write + ?Sized>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.filled = false;
        writer.write_all(bracket)
    }

    fn close<W: Write + ?Sized>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth -= 1;
        if self.filled {
            self.line(writer, true)?;
        }
        writer.write_all(bracket)
    }

    /// A new line; behind a member a comma ends the one before.
    fn line<W: Write + ?Sized>(&self, writer: &mut W, first: bool) -> io::Result<()> {
        let mut space = 2 * self.depth;
        let fitting = space.min(BETWEEN.len() - 2);
        writer.write_all(&BETWEEN[usize::from(first)..2 + fitting])?;
        space -= fitting;
        while space > 0 {
            let fitting = space.min(BETWEEN.len() - 2);
            writer.write_all(&BETWEEN[2..2 + fitting])?;
            space -= fitting;
        }
        Ok(())
    }
}

impl Formatter for Lines {
    fn begin_array<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open(writer, b"[")
    }

    fn end_array<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close(writer, b"]")
    }

    fn begin_array_value<W: Write + ?Sized>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.line(writer, first)
    }

    fn end_array_value<W: Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }

    fn begin_object<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open(writer, b"{")
    }

    fn end_object<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close(writer, b"}")
    }

    fn begin_object_key<W: Write + ?Sized>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.line(writer, first)
    }

    fn begin_object_value<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn end_object_value<W: Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_layout_is_that_of_serde_json() {
        let deep = (0..70).fold(json!({"a": []}), |inner, at| {
            if at % 2 == 0 { json!([inner, 1]) } else { json!({"k": inner, "e": {}, "n": [null]}) }
        });
        let texts = json!({"a\"b": "\\", "long": "x".repeat(63) + "\u{1f}", "\u{7f}ä": "x".repeat(200) + "\"", "": null});
        for value in
            [json!([]), json!({}), json!("a\n"), json!([[], {}, [[]]]), json!([1.50, true]), texts, deep]
        {
            let printed = to_vec(&value).expect("a tree of JSON values prints");
            assert_eq!(printed, serde_json::to_vec_pretty(&value).expect("it prints"), "{value}");
            assert_eq!(tree(&value).as_bytes(), printed, "{value}");
            assert_eq!(serde_json::from_slice::<Value>(&printed).expect("JSON"), value);
        }
    }
}
