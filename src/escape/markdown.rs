//! Markdown: CommonMark and the dialects of forges.

use super::{BREAK, Piece, pieces, visible, visible_part};

/// A sentence as Markdown: what stands between backticks as code, everything else as mere text.
pub fn sentence_markdown(sentence: &str) -> String {
    pieces(&visible_part(sentence))
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) => words(text),
            Piece::Code(text) => markdown_code(text),
        })
        .collect()
}

/// Text that stays in its paragraph, list item or table cell: one line, without markup, mentions and links.
pub fn markdown(text: &str) -> String {
    words(&visible(text))
}

/// Text as CommonMark and GitHub's dialect print it unchanged: punctuation is escaped, and what a forge would link
/// (addresses, mentions, numbers of issues, commits) is broken by a character that nobody sees.
fn words(text: &str) -> String {
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

/// As [`markdown_code`], within a table: its cells end at a pipe even in code (GitHub's dialect, section 4.10).
pub fn code_in_table(text: &str) -> String {
    markdown_code(text).replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_spans_hold_their_fences() {
        assert_eq!(markdown_code("a`b``c"), "```a`b``c```");
        assert_eq!(markdown_code("`"), "`` ` ``");
        assert_eq!(code_in_table("a|b\nc"), "`a\\|b c`");
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
            "a|b\n# c",
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
            for line in [sentence_markdown(text), markdown_code(text), markdown(text)] {
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
        assert_eq!(markdown("a|b"), "a\\|b");
    }
}
