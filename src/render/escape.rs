//! What documents say is text, in every sink: never markup, a link, a mention, a heading, a command or script.

use std::fmt::Write as _;

/// Stands between two characters that together would mean something to a forge; nobody sees it.
const BREAK: char = '\u{200b}';

/// One line of text without characters that hide or turn others: white space becomes one space, what cannot be
/// seen becomes its number.
pub fn visible(text: &str) -> String {
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

/// Controls, directions, invisible marks, noncharacters. Joiners stay: scripts and emoji need them.
fn is_hidden(c: char) -> bool {
    let number = u32::from(c);
    c.is_control()
        || matches!(number, 0x200b | 0x200e | 0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff | 0xfff9..=0xfffb)
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

/// A sentence as Markdown: what stands between backticks as code, everything else as mere text.
pub fn sentence_markdown(sentence: &str) -> String {
    pieces(&visible_part(sentence))
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) => markdown(text),
            Piece::Code(text) => markdown_code(text),
        })
        .collect()
}

/// A sentence as HTML: what stands between backticks as code.
pub fn sentence_html(sentence: &str) -> String {
    pieces(&visible(sentence))
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) => html(text),
            Piece::Code(text) => format!("<code>{}</code>", html(text)),
        })
        .collect()
}

/// Text as CommonMark and GitHub's dialect print it unchanged: punctuation is escaped, and what a forge would link
/// (addresses, mentions, numbers of issues, commits) is broken by a character that nobody sees.
pub fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    let mut hex = 0usize;
    let chars: Vec<char> = text.chars().collect();
    for (at, &c) in chars.iter().enumerate() {
        let after = chars.get(at + 1).copied().unwrap_or(' ');
        hex = if c.is_ascii_hexdigit() { hex + 1 } else { 0 };
        if c.is_ascii_punctuation() && !matches!(c, ',' | ';' | '?' | '%' | '\'' | '"' | '/' | '=' | ':') {
            let plain = matches!(c, '.' | '-' | '(' | ')' | '+' | '!')
                && !begins_something(c, before, after, &chars[..at]);
            if !plain {
                out.push('\\');
            }
        }
        if c == '.' && ends_www(&chars[..at]) {
            out.push(BREAK);
        }
        out.push(c);
        let links = matches!(c, '@' | '#')
            || (c == ':' && after == '/')
            || (c == '-' && after.is_ascii_digit() && matches!(before, 'h' | 'H'))
            || hex > 0 && hex.is_multiple_of(6) && after.is_ascii_hexdigit();
        if links {
            out.push(BREAK);
        }
        before = c;
    }
    out
}

/// Whether a text ends like the beginning of an address that forges link without a scheme.
fn ends_www(text: &[char]) -> bool {
    text.last_chunk::<3>().is_some_and(|last| last.iter().all(|c| matches!(c, 'w' | 'W')))
}

/// Whether a mark could begin a list, a rule, an image or a link here.
fn begins_something(c: char, before: char, after: char, line: &[char]) -> bool {
    match c {
        '!' => after == '[',
        '(' | ')' => before == ']' || before == '\\',
        '-' | '+' => line.is_empty() || (before == ' ' && after == ' ') || before == c || after == c,
        '.' => {
            // The number of a list item (CommonMark 0.31, section 5.2) stands first in its line.
            let mut number = line.iter().skip_while(|c| **c == ' ');
            before.is_ascii_digit()
                && (after == ' ' || after.is_control())
                && number.all(char::is_ascii_digit)
        }
        _ => true,
    }
}

/// A code span that holds any text.
pub fn markdown_code(text: &str) -> String {
    let text =
        visible(text).replace("##[", &format!("#{BREAK}#{BREAK}[")).replace("::", &format!(":{BREAK}:"));
    if text.is_empty() {
        return "` `".to_owned();
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Text in HTML and XML, in elements and in quoted attributes.
pub fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// Text on a terminal or in a log: one line, nothing that a terminal or a workflow would obey.
pub fn terminal(text: &str) -> String {
    let text = visible_part(text).replace("##[", "# #[");
    if text.starts_with("::") { format!(" {}", text.replacen("::", ": :", 1)) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_hides_in_a_line() {
        assert_eq!(visible(" a\r\n\tb\u{202e}c\u{0} "), "a b\\u{202e}c\\u{0}");
        assert_eq!(visible("👩\u{200d}🔬 ok"), "👩\u{200d}🔬 ok");
    }

    #[test]
    fn code_spans_hold_their_fences() {
        assert_eq!(markdown_code("a`b``c"), "```a`b``c```");
        assert_eq!(markdown_code("`"), "`` ` ``");
        assert_eq!(
            sentence_markdown("the `a*b` is *new*, and ` alone"),
            "the `a*b` is \\*new\\*, and \\` alone"
        );
    }

    #[test]
    fn ordinary_sentences_stay_readable() {
        let sentence = "The field was added (optional), 12.5 % more; see docs.";
        assert_eq!(markdown(sentence), sentence);
        assert_eq!(markdown("lowered from 50 to 20."), "lowered from 50 to 20.");
        assert_eq!(markdown("20. is no list"), "20\\. is no list");
    }

    /// Reads escaped naughty strings back with a CommonMark parser: only text and code may come out.
    #[test]
    fn markdown_of_documents_is_text_only() {
        use pulldown_cmark::{Event, Options, Parser, Tag};
        let naughty = [
            "# heading",
            "- list",
            "1. list",
            "1) list",
            "+ list",
            "* list",
            "> quote",
            "```js",
            "~~~",
            "---",
            "***",
            "a\n===",
            "<script>alert(1)</script>",
            "<img src=x onerror=y>",
            "![x](http://t)",
            "[x](javascript:alert(1))",
            "[x][y]",
            "[x]: http://y",
            "| a | b |\n|---|---|",
            "~~s~~",
            "**b** _i_ __b__",
            "<http://a.b>",
            "a@b.cc",
            "&lt;b&gt; &#35;",
            "\\# x",
            "`` ` ",
            "`a` <b> `c`",
            "x\u{2028}# y",
            "- [ ] task",
            "[^1]: note",
            "$x$",
            ":smile:",
            "    code",
            "a  \nb",
        ];
        for text in naughty {
            for line in [sentence_markdown(text), markdown_code(text), markdown(&visible(text))] {
                for wrapped in [line.clone(), format!("- {line}"), format!("## {line}")] {
                    for event in Parser::new_ext(&wrapped, Options::all()) {
                        let harmless = match &event {
                            Event::Start(tag) => {
                                matches!(tag, Tag::Paragraph | Tag::List(_) | Tag::Item)
                                    || matches!(tag, Tag::Heading { .. } if wrapped.starts_with("## "))
                            }
                            Event::End(_) | Event::Text(_) | Event::Code(_) => true,
                            _ => false,
                        };
                        assert!(harmless, "{text:?} became {event:?} in {wrapped:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn forges_find_nothing_to_link() {
        for text in ["@team", "#12", "GH-12", "https://a.b", "www.a.b", "0123456789abcdef", "owner/repo#1"] {
            assert!(markdown(text).contains(BREAK), "{text}");
        }
        assert!(!terminal("::error::x").contains("::error"));
        assert!(!terminal("a ##[error]x").contains("##["));
    }
}
