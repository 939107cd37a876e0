//! What documents say is text, in every sink: never markup, a link, a mention, a heading, a command or script.
//!
//! One file a kind of sink. Every text of a document that leaves the program goes through the function of its sink, exactly
//! once, where it is written.

use std::borrow::Cow;
use std::fmt::Write as _;

mod markdown;
mod markup;
mod terminal;
mod url;

pub use markdown::{code_in_table, markdown, markdown_code, sentence_markdown};
pub use markup::{html, sentence_html, xml};
pub use terminal::{terminal, workflow_message, workflow_property};
pub use url::url;

/// Stands between two characters that together would mean something to a forge; nobody sees it.
const BREAK: char = '\u{200b}';

/// One line of text without characters that hide or turn others: white space becomes one space, what cannot be
/// seen becomes its number.
pub fn visible(text: &str) -> String {
    if is_plain_line(text) {
        return text.to_owned();
    }
    let mut line = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() {
            gap = !line.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            line.push(' ');
        }
        if is_hidden(c) {
            let _ = write!(line, "\\u{{{:x}}}", u32::from(c));
        } else {
            line.push(c);
        }
    }
    line
}

/// Whether a text is one line of ASCII words with one space between them, as most names and sentences are: nothing of it
/// hides, and no white space is in excess.
pub fn is_plain_line(text: &str) -> bool {
    let mut words = text.as_bytes().split(|byte| *byte == b' ');
    words.all(|word| !word.is_empty() && word.iter().all(u8::is_ascii_graphic))
}

/// Controls, directions, invisible marks, noncharacters. Joiners stay: scripts and emoji need them.
fn is_hidden(c: char) -> bool {
    if matches!(c, ' '..='~') {
        return false;
    }
    let number = u32::from(c);
    c.is_control()
        || matches!(number, 0x61c | 0x200b | 0x200e | 0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff | 0xfff9..=0xfffb)
        || matches!(number, 0xe0000..=0xe0fff | 0xfdd0..=0xfdef)
        || number & 0xfffe == 0xfffe
}

/// The beginning of a text, at most so many characters, with an ellipsis when something is missing.
pub fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
    }
}

/// A piece of a sentence: words, or what stands between backticks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words.
    Text(&'a str),
    /// A name or value.
    Code(&'a str),
}

/// Splits a sentence at its backticks; a lone one is a character as any other.
pub fn pieces(sentence: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('`') {
        let Some((code, behind)) = after.split_once('`').filter(|(code, _)| !code.trim().is_empty()) else {
            break;
        };
        if !before.is_empty() {
            found.push(Piece::Text(before));
        }
        found.push(Piece::Code(code));
        rest = behind;
    }
    if !rest.is_empty() {
        found.push(Piece::Text(rest));
    }
    found
}

/// As [`visible`], where white space at either end stays one space: for text that goes on before or after.
pub fn visible_part(text: &str) -> String {
    let space = |c: Option<char>| if c.is_some_and(char::is_whitespace) { " " } else { "" };
    let line = visible(text);
    if line.is_empty() {
        return space(text.chars().next()).to_owned();
    }
    format!("{}{line}{}", space(text.chars().next()), space(text.chars().last()))
}

/// A hidden character by its number; white space stays.
fn shown(character: char) -> Option<Cow<'static, str>> {
    let hidden = is_hidden(character) && !matches!(character, '\n' | '\t' | '\r');
    hidden.then(|| Cow::Owned(format!("\\u{{{:x}}}", u32::from(character))))
}

/// Replaces the characters for which `replacement` has another text; borrows when there is none.
fn replace(text: &str, replacement: impl Fn(char) -> Option<Cow<'static, str>>) -> Cow<'_, str> {
    let Some(first) = text.char_indices().find(|&(_, c)| replacement(c).is_some()) else {
        return Cow::Borrowed(text);
    };
    let mut out = String::with_capacity(text.len() + 16);
    out.push_str(&text[..first.0]);
    for character in text[first.0..].chars() {
        match replacement(character) {
            Some(other) => out.push_str(&other),
            None => out.push(character),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_hides_in_a_line() {
        assert_eq!(visible(" a\r\n\tb\u{202e}c\u{0} "), "a b\\u{202e}c\\u{0}");
        for (text, line) in [("", ""), (" ", ""), ("a b", "a b"), ("a  b", "a b"), (" a", "a"), ("a ", "a")] {
            assert_eq!(visible(text), line);
        }
        assert_eq!(visible("👩\u{200d}🔬 ok"), "👩\u{200d}🔬 ok");
    }
}
