//! Lines and columns of a text, only for whom they are asked.

use std::sync::OnceLock;

use memchr::{memchr_iter, memrchr};

/// A line and a column, both from 0; columns count UTF-16 code units, as editors and the Language Server Protocol do.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
pub struct Position {
    /// From 0.
    pub line: usize,
    /// From 0.
    pub character: usize,
}

/// Turns byte offsets of one text into lines and columns.
#[derive(Debug, Clone)]
pub struct Lines {
    /// What is known where each block begins, and at the end of a text that fills its last block.
    blocks: Vec<Block>,
    /// How many UTF-16 code units stand before each block, once a long line is asked about: a document may be one line, and
    /// a line has many findings.
    units: OnceLock<Vec<usize>>,
}

/// Some bytes of a text.
#[derive(Debug, Clone, Copy)]
struct Block {
    /// The line breaks before it.
    line: usize,
    /// Where the line begins that its first byte is in.
    start: usize,
}

/// Bytes a block.
const BLOCK: usize = 1024;

impl Lines {
    /// Counts the line breaks once.
    pub fn of(text: &str) -> Self {
        let mut next = Block { line: 0, start: 0 };
        let mut blocks = vec![next];
        for (at, block) in text.as_bytes().chunks(BLOCK).enumerate() {
            next = next.after(at * BLOCK, block);
            blocks.push(next);
        }
        Self { blocks, units: OnceLock::new() }
    }

    /// The position of a byte of that text.
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let offset = floor(text, offset.min(text.len()));
        let at = offset - offset % BLOCK;
        let Block { line, start } = self.blocks[at / BLOCK].after(at, &text.as_bytes()[at..offset]);
        let character = if offset - start <= BLOCK {
            utf16_units(&text.as_bytes()[start..offset])
        } else {
            self.units_before(text, offset) - self.units_before(text, start)
        };
        Position { line, character }
    }

    fn units_before(&self, text: &str, offset: usize) -> usize {
        let units = self.units.get_or_init(|| units(text));
        let Some(before) = units.get(offset / BLOCK) else {
            // The offset is the end of a text that fills its last block.
            return units.last().map_or(0, |before| before + utf16_units(&text.as_bytes()[offset - BLOCK..]));
        };
        before + utf16_units(&text.as_bytes()[offset - offset % BLOCK..offset])
    }
}

impl Block {
    /// What is known behind the bytes with which it begins, of which the first is the byte `at` of the text.
    fn after(self, at: usize, bytes: &[u8]) -> Self {
        let last = memrchr(b'\n', bytes);
        Self {
            line: self.line + memchr_iter(b'\n', bytes).count(),
            start: last.map_or(self.start, |last| at + last + 1),
        }
    }
}

/// How many UTF-16 code units stand before each block of a text.
fn units(text: &str) -> Vec<usize> {
    let count = |before: &mut usize, block: &[u8]| {
        let here = *before;
        *before += utf16_units(block);
        Some(here)
    };
    text.as_bytes().chunks(BLOCK).scan(0, count).collect()
}

/// How many UTF-16 code units begin in these bytes of UTF-8: one a character, two a character of four bytes.
fn utf16_units(bytes: &[u8]) -> usize {
    if bytes.is_ascii() {
        return bytes.len();
    }
    bytes.iter().map(|&byte| usize::from(byte & 0xc0 != 0x80) + usize::from(byte >= 0xf0)).sum()
}

/// The closest character boundary at or before a byte.
fn floor(text: &str, mut offset: usize) -> usize {
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// The byte offset of a line and a column that both count from 1, as `serde_json` does.
pub(super) fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let start = match line {
        0 | 1 => 0,
        _ => text
            .bytes()
            .enumerate()
            .filter(|&(_, b)| b == b'\n')
            .nth(line - 2)
            .map_or(text.len(), |(at, _)| at + 1),
    };
    (start + column.saturating_sub(1)).min(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_lines_and_utf16_units_from_zero() {
        let text = "{\n \"😀\": 1}";
        let at = text.find('1').expect("it is there");
        assert_eq!(Lines::of(text).position(text, at), Position { line: 1, character: 7 });
    }

    #[test]
    fn columns_of_long_lines_are_those_that_counting_from_the_start_gives() {
        for part in ["a", "é", "€x", "😀", "a\n😀é"] {
            for times in [511, 512, 1023, 1024, 1025, 3000] {
                let text = part.repeat(times);
                let lines = Lines::of(&text);
                for (offset, _) in text.char_indices().step_by(97).chain([(text.len(), ' ')]) {
                    let line = &text[text[..offset].rfind('\n').map_or(0, |at| at + 1)..offset];
                    assert_eq!(lines.position(&text, offset).character, line.encode_utf16().count());
                }
            }
        }
    }
}
