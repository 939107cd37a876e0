//! JSON on lines of its own, as `serde_json` lays it out: two spaces a level, written a line at a time and not a space at a
//! time, since most of such a text is the space before its lines.

use std::io::{self, Write};

use serde::Serialize;
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
    use serde_json::{Value, json};

    #[test]
    fn the_layout_is_that_of_serde_json() {
        let deep = (0..70).fold(json!({"a": []}), |inner, at| {
            if at % 2 == 0 { json!([inner, 1]) } else { json!({"k": inner, "e": {}, "n": [null]}) }
        });
        for value in [json!([]), json!({}), json!("a\n"), json!([[], {}, [[]]]), json!([1.50, "ä"]), deep] {
            let printed = to_vec(&value).expect("a tree of JSON values prints");
            assert_eq!(printed, serde_json::to_vec_pretty(&value).expect("it prints"), "{value}");
            assert_eq!(serde_json::from_slice::<Value>(&printed).expect("JSON"), value);
        }
    }
}
